"""What the user does with saved charts: save the one on the screen, rename, delete."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hmi.ui.figures import count
from hmi.ui.look import Look
from hmi.ui.trends.charts import MOST_CHARTS, Chart, Charts
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.prompt import Prompt
from hmi.ui.trends.rail import Rail


class OnScreen(Protocol):
    """What is on the screen."""

    look: Look

    @property
    def pens(self) -> tuple[Pen, ...]:
        """What is drawn."""

    @property
    def length_us(self) -> int:
        """How much time is shown, in microseconds."""


class Saving(QObject):
    """Asks for names and changes the charts; ``changed`` says that they are others."""

    changed = Signal()

    def __init__(self, page: QWidget, shown: OnScreen, rail: Rail, charts: Charts) -> None:
        super().__init__(page)
        self._shown = shown
        self._rail = rail
        self._charts = charts
        self.prompt = Prompt(shown.look, page)
        rail.saveWanted.connect(self.ask_name)
        rail.renameWanted.connect(self.ask_new_name)
        rail.deleteWanted.connect(self.ask_whether_to_delete)

    def ask_name(self) -> None:
        """Save what is on the screen under a name; the one that it has is offered."""
        if not self._shown.pens:
            return
        name = next((chart.name for chart in self._charts.all if chart.pens == self._shown.pens), "")
        self.prompt.ask_name(
            self._rail.above(self._rail.save_button),
            self.tr("Save this chart as"),
            self.tr("Save"),
            name,
            self._warning,
            self._save,
        )

    def ask_new_name(self, chart: Chart) -> None:
        """Give a chart another name."""

        def warn(name: str) -> str:
            other = self._charts.find(name)
            return self._warning(name) if other is not None and other != chart else ""

        self.prompt.ask_name(
            self._rail.above(self._rail.rename_button),
            self.tr("Rename “%1”").replace("%1", chart.name),
            self.tr("Rename"),
            chart.name,
            warn,
            lambda name: self._rename(chart, name),
        )

    def ask_whether_to_delete(self, chart: Chart) -> None:
        """Forget a chart, if that is meant."""
        self.prompt.ask_whether(
            self._rail.above(self._rail.rename_button),
            self.tr("Delete “%1”?").replace("%1", chart.name),
            self.tr("Delete"),
            lambda: self._delete(chart),
        )

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.prompt.restyle()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.prompt.retranslate()

    def _warning(self, name: str) -> str:
        if self._charts.find(name) is not None:
            return self.tr("Replaces the chart of that name")
        if self._charts.full:
            return self.tr("%1 charts are saved already: delete one").replace("%1", count(MOST_CHARTS))
        return ""

    def _save(self, name: str) -> None:
        if self._charts.full and self._charts.find(name) is None:
            return
        chart = Chart(name, self._shown.pens, self._shown.length_us)
        self._charts.save(chart)
        self._changed(self._charts.find(name))

    def _rename(self, chart: Chart, name: str) -> None:
        self._changed(self._charts.rename(chart, name))

    def _delete(self, chart: Chart) -> None:
        self._charts.delete(chart)
        self._changed(None)

    def _changed(self, chart: Chart | None) -> None:
        self.changed.emit()
        if chart is not None:
            self._rail.choose(chart)
