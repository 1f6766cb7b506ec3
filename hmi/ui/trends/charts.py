"""Saved charts: which pens and how much time, under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hmi.ui.trends.pens import MOST_PENS, Pen

MOST_CHARTS = 100


@dataclass(frozen=True, slots=True)
class Chart:
    """What somebody wants to see again; ``length_us`` is how much time, in microseconds."""

    name: str
    pens: tuple[Pen, ...]
    length_us: int

    def stored(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"name": self.name, "pens": [list(pen) for pen in self.pens], "length_us": self.length_us}

    @staticmethod
    def restored(stored: object) -> Chart | None:
        """Return what :meth:`stored` returned as a chart; None for what has another form."""
        if not isinstance(stored, Mapping):
            return None
        name, pens, length = stored.get("name"), restored_pens(stored.get("pens")), stored.get("length_us")
        if not isinstance(name, str) or not name.strip() or not isinstance(length, int) or length <= 0:
            return None
        return Chart(name, pens, length)


def restored_pens(stored: object) -> tuple[Pen, ...]:
    """Return pens that were stored as pairs of words; what has another form is left out."""
    found = [
        Pen(*pair)
        for pair in (stored if isinstance(stored, list) else [])
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(word, str) and word for word in pair)
    ]
    return tuple(dict.fromkeys(found))[:MOST_PENS]


class Charts:
    """The saved charts in the order of their names; two that differ only in case or blanks are one."""

    def __init__(self) -> None:
        self._charts: dict[str, Chart] = {}

    @property
    def all(self) -> tuple[Chart, ...]:
        """All of them."""
        return tuple(self._charts[key] for key in sorted(self._charts))

    @property
    def full(self) -> bool:
        """Whether there are so many that a new one finds no room."""
        return len(self._charts) >= MOST_CHARTS

    def find(self, name: str) -> Chart | None:
        """Return the chart of a name."""
        return self._charts.get(_key(name))

    def save(self, chart: Chart) -> None:
        """Keep a chart, in place of the one of its name."""
        self._charts[_key(chart.name)] = replace(chart, name=_tidy(chart.name))

    def rename(self, chart: Chart, name: str) -> Chart:
        """Give a chart another name, in place of the one that has it; return it as it is now."""
        renamed = replace(chart, name=_tidy(name))
        self._charts.pop(_key(chart.name), None)
        self._charts[_key(name)] = renamed
        return renamed

    def delete(self, chart: Chart) -> None:
        """Forget a chart."""
        self._charts.pop(_key(chart.name), None)

    def stored(self) -> list[dict[str, object]]:
        """Return all of them as plain data."""
        return [chart.stored() for chart in self.all]

    def restore(self, stored: object) -> None:
        """Take what :meth:`stored` returned; what has another form is left out."""
        self._charts = {}
        for one in stored if isinstance(stored, list) else []:
            chart = Chart.restored(one)
            if chart is not None and not self.full:
                self.save(chart)


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _key(name: str) -> str:
    return _tidy(name).casefold()
