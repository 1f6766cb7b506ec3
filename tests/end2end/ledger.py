"""What an agent says and what the store holds, in one form, to be compared observation by observation.

Knows neither our parser nor our queries: documents are read with the standard library, the store with plain SQL.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isclose
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

import httpx

_PAGE = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AXES = "xyz"
_CONTAINERS = frozenset({"Samples", "Events", "Condition"})
_FACTORS: Final = {("MILLIMETER/SECOND", "MILLIMETER/MINUTE"): 60.0, ("PASCAL", "BAR"): 1e-5}
"""What the store keeps in another unit than it came in."""


class Said(NamedTuple):
    """One observation. ``item`` is the dataItemId, with ``.x``, ``.y`` or ``.z`` for a part of a 3D value.

    ``value`` is None where it is unavailable, a tuple for a condition, and on the agent's side text for a number.
    """

    sequence: int
    item: str
    time_us: int
    value: float | str | tuple[str, ...] | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What an agent's buffer holds: the run of the agent, and everything from ``first`` up to ``next``."""

    instance: int
    first: int
    next: int
    observations: tuple[Said, ...]

    @property
    def sequences(self) -> set[int]:
        return {said.sequence for said in self.observations}


def next_sequence(url: str) -> int:
    """Ask an agent for the sequence that its next observation will have."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        return int(_header(_document(client, "/current"))["nextSequence"])


def held(url: str, below: int | None = None) -> Held:
    """Ask an agent for everything that it holds at this moment, or for what has a lower sequence than ``below``."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        units = _units(_document(client, "/probe"))
        size = int(_header(_document(client, "/current"))["bufferSize"])
        # without a beginning the agent starts at its oldest, which moves while one asks for it
        page = _document(client, "/sample", {"count": str(min(_PAGE, size))})
        header = _header(page)
        end = int(header["lastSequence"]) + 1
        end = min(end, below if below is not None else end)
        found = [*_observations(page, units)]
        while (position := int(_header(page)["nextSequence"])) < end:
            page = _document(client, "/sample", {"from": str(position), "count": str(min(_PAGE, size, end - position))})
            found += _observations(page, units)
    found = [said for said in found if said.sequence < end]
    found.sort(key=lambda said: said.sequence)
    return Held(int(header["instanceId"]), int(header["firstSequence"]), end, tuple(found))


def _document(client: httpx.Client, path: str, query: dict[str, str] | None = None) -> ElementTree.Element:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own simulator
    assert not _name(root).endswith("Error"), answer.text
    return root


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _header(root: ElementTree.Element) -> dict[str, str]:
    return next(element.attrib for element in root if _name(element) == "Header")


def _units(probe: ElementTree.Element) -> dict[str, str]:
    return {e.attrib["id"]: e.attrib.get("units", "") for e in probe.iter() if _name(e) == "DataItem"}


def _observations(root: ElementTree.Element, units: dict[str, str]) -> Iterator[Said]:
    for container in root.iter():
        if _name(container) not in _CONTAINERS:
            continue
        for element in container:
            item, unit = element.attrib["dataItemId"], units[element.attrib["dataItemId"]]
            sequence, time_us = int(element.attrib["sequence"]), _us(element.attrib["timestamp"])
            if _name(container) == "Condition":
                yield Said(sequence, item, time_us, _condition(element))
                continue
            text = (element.text or "").strip()
            value = _entries(element) if len(element) else None if text == "UNAVAILABLE" else text
            if unit.endswith("_3D"):
                parts = [None] * 3 if value is None else value.split()
                for axis, part in zip(_AXES, parts, strict=True):
                    yield Said(sequence, f"{item}.{axis}", time_us, part, unit.removesuffix("_3D"))
            else:
                yield Said(sequence, item, time_us, value, unit)


def _us(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)


def _condition(element: ElementTree.Element) -> tuple[str, ...]:
    words = (element.get(name, "") for name in ("type", "nativeCode", "qualifier", "conditionId"))
    return (_name(element).lower(), *words, (element.text or "").strip())


def _entries(element: ElementTree.Element) -> str:
    return json.dumps({e.attrib["key"]: (e.text or "").strip() for e in element}, ensure_ascii=False)


# -- the store ---------------------------------------------------------------------------------------------------------

_SIGNAL = (
    "select i.number, t.seq, s.source_id, s.axis, t.ts, {columns}, s.unit from {table} t "
    "join signal s on s.id = t.signal_id join instance i on i.id = t.instance_id {more}where i.source_id = ?"
)
_QUERIES: Final = (
    _SIGNAL.format(table="sample", columns="t.v", more=""),
    _SIGNAL.format(table="text_event", columns="x.text", more="left join text_value x on x.id = t.text_id "),
    _SIGNAL.format(
        table="condition_event", columns="t.level, t.type, t.code, t.qualifier, t.condition_id, t.text", more=""
    ),
)
_CURSOR: Final = (
    "select i.number, c.next_seq, c.last_ts from ingest_cursor c join instance i on i.id = c.instance_id "
    "where c.source_id = ?"
)


class StoredGap(NamedTuple):
    """A row of lost observations; ``lost`` is None where nobody can know."""

    start_us: int
    end_us: int
    reason: str
    lost: int | None


class StoredCursor(NamedTuple):
    """Where one source goes on."""

    instance: int
    next: int
    time_us: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A store with one source: its rows by the agent's run, in the order in which runs were seen."""

    runs: dict[int, tuple[Said, ...]]
    gaps: tuple[StoredGap, ...]
    cursor: StoredCursor | None

    @property
    def sequences(self) -> list[int]:
        """The sequences of the newest run, ascending, each once."""
        return sorted({said.sequence for said in next(reversed(self.runs.values()), ())})


def stored(data: Path, url: str | None = None) -> Stored:
    """Read everything in the store of a data folder, or only what came from one source."""
    runs: dict[int, list[Said]] = {}
    with _opened(data) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        source = db.execute("select id from source where key = coalesce(?, key)", (url,)).fetchone() or (0,)
        for (number,) in db.execute("select number from instance where source_id = ? order by id", source):
            runs[int(number)] = []
        for query in _QUERIES:
            for number, sequence, item, axis, time_us, *value, unit in db.execute(query, source):
                name = f"{item}.{axis}" if axis else item
                said = Said(sequence, name, time_us, value[0] if len(value) == 1 else tuple(value), unit)
                runs[int(number)].append(said)
        rows = db.execute("select t0, t1, reason, lost from gap where source_id = ? order by t1, t0", source)
        gaps = tuple(StoredGap(*row) for row in rows)
        cursor = db.execute(_CURSOR, source).fetchone()
    ordered = {run: tuple(sorted(found, key=lambda said: said.sequence)) for run, found in runs.items()}
    return Stored(ordered, gaps, StoredCursor(int(cursor[0]), *cursor[1:]) if cursor else None)


class Progress(NamedTuple):
    """How far a store has come, to see it change."""

    gaps: int = 0
    runs: int = 0
    next: int = 0


def progress(data: Path) -> Progress:
    """Return how far a store with one source has come, quickly; zeros while there is none."""
    if not (data / "history.db").exists():
        return Progress()
    try:
        with _opened(data) as db:
            (gaps,) = db.execute("select count(*) from gap").fetchone()
            cursor = db.execute("select instance_id, next_seq from ingest_cursor").fetchone()
    except sqlite3.OperationalError:
        return Progress()  # its tables are being made
    return Progress(gaps, *(cursor or ()))


def _opened(data: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{data / 'history.db'}?mode=ro", uri=True))


# -- comparing ---------------------------------------------------------------------------------------------------------


def differences(agent: Iterable[Said], store: Iterable[Said]) -> list[str]:
    """Return what only one of both has, what one has twice, and what they say differently; ten at most."""
    ours: dict[tuple[int, str], Said] = {}
    found = [f"stored twice: {said}" for said in store if ours.setdefault((said.sequence, said.item), said) is not said]
    for said in agent:
        mine = ours.pop((said.sequence, said.item), None)
        if mine is None:
            found.append(f"not stored: {said}")
        elif mine.time_us != said.time_us or not _same(said, mine):
            found.append(f"said {said}, stored {mine}")
    return (found + [f"never said: {said}" for said in ours.values()])[:10]


def _same(said: Said, mine: Said) -> bool:
    if isinstance(mine.value, float) and isinstance(said.value, str):
        factor = 1.0 if said.unit == mine.unit else _FACTORS[said.unit, mine.unit]
        return isclose(float(said.value) * factor, mine.value, rel_tol=1e-12)
    if isinstance(mine.value, str) and isinstance(said.value, str) and mine.value[:1] == "{":
        return bool(json.loads(said.value) == json.loads(mine.value))
    return said.value == mine.value
