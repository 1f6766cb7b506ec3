"""Machine names told short: ``Torno 01 to 04, 06`` instead of five names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBERED = re.compile(r"(?P<stem>.*\D)(?P<number>\d{1,9})", re.ASCII | re.DOTALL)
_RUN = 3
"""Fewer than three in a row are not worth a "to"."""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names with a common beginning: ``stem`` followed by each of ``runs``, which are (first, last) number texts."""

    stem: str
    runs: tuple[tuple[str, str], ...]


def group_names(names: Iterable[str]) -> tuple[NameGroup, ...]:
    """Return names in groups, in the order in which each group's first name came; nothing is lost or added."""
    groups: dict[tuple[str, bool], list[str]] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match is None:
            groups.setdefault((name, False), []).append("")
        else:
            groups.setdefault((match["stem"], True), []).append(match["number"])
    return tuple(NameGroup(stem, _runs(numbers)) for (stem, _numbered), numbers in groups.items())


def _runs(numbers: list[str]) -> tuple[tuple[str, str], ...]:
    runs: list[list[str]] = []
    for number in sorted(numbers, key=lambda text: (int(text or 0), text)):
        if runs and number and runs[-1][-1] and int(number) == int(runs[-1][-1]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told: list[tuple[str, str]] = []
    for run in runs:
        told.extend([(run[0], run[-1])] if len(run) >= _RUN else [(number, number) for number in run])
    return tuple(told)
