"""The rail beside the chart: its pens, and the saved charts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.figures import count
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.heading import Heading
from hmi.ui.machine.records import RECORD, RecordModel
from hmi.ui.trends.charts import Chart
from hmi.ui.trends.pens import MOST_PENS, Pen
from hmi.ui.trends.rail_lists import ChartDelegate, ChartLine, EntryList, PenDelegate, PenLine

WIDTH = 248
_MARGIN = 24


class Rail(QWidget):
    """Asks for what the user wants; what holds is told to it."""

    addWanted = Signal()
    removeWanted = Signal(Pen)
    openWanted = Signal(Chart)
    saveWanted = Signal()
    renameWanted = Signal(Chart)
    deleteWanted = Signal(Chart)

    def __init__(self, look: Look, ink: Ink) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        self.setFixedWidth(WIDTH)
        self._pens_head = Heading(theme, line=True)
        self.pens_model: RecordModel[PenLine] = RecordModel(PenLine.words, self)
        self.pens = EntryList(self.pens_model, PenDelegate(ink, self), crossed=True)
        self.add_button = TextButton(theme, key="Ctrl+K")
        self._charts_head = Heading(theme, line=True)
        self.charts_model: RecordModel[ChartLine] = RecordModel(ChartLine.words, self)
        self.charts = EntryList(self.charts_model, ChartDelegate(ink, self))
        self._none = Line(theme, tone="tertiary")
        self.save_button = TextButton(theme, key="Ctrl+S")
        self.rename_button = TextButton(theme)
        self.delete_button = TextButton(theme)
        self._buttons = (self.add_button, self.save_button, self.rename_button, self.delete_button)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 16, 12, 12)
        column.setSpacing(0)
        column.addWidget(self._pens_head)
        column.addWidget(self.pens)
        column.addSpacing(8)
        column.addWidget(self.add_button)
        column.addSpacing(28)
        column.addWidget(self._charts_head)
        column.addSpacing(2)
        column.addWidget(self._none)
        column.addWidget(self.charts, 1)
        column.addStretch(0)
        column.addSpacing(8)
        column.addWidget(self.save_button)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.rename_button)
        row.addWidget(self.delete_button)
        row.addStretch(1)
        column.addLayout(row)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.addWanted)
        self.save_button.clicked.connect(self.saveWanted)
        self.rename_button.clicked.connect(lambda: self._with_chart(self.renameWanted))
        self.delete_button.clicked.connect(lambda: self._with_chart(self.deleteWanted))
        self.pens.removeWanted.connect(self._remove)
        self.charts.removeWanted.connect(lambda _row: self._with_chart(self.deleteWanted))
        self.charts.renameWanted.connect(lambda: self._with_chart(self.renameWanted))
        self.charts.clicked.connect(self._open)
        self.charts.activated.connect(self._open)
        self.charts.selectionModel().currentChanged.connect(lambda *_: self._show_buttons())

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_pens(self, pens: Sequence[PenLine]) -> None:
        """Show what is drawn."""
        self.pens_model.show(pens)
        self.pens.setVisible(bool(pens))
        self._say()

    def show_charts(self, charts: Sequence[ChartLine]) -> None:
        """Show what is saved."""
        self.charts_model.show(charts)
        self.charts.setVisible(bool(charts))
        self._none.setVisible(not charts)
        self._say()

    @property
    def chosen(self) -> Chart | None:
        """The saved chart that the keyboard is on; None while it is on none."""
        index = self.charts.currentIndex()
        line: ChartLine | None = index.data(RECORD) if index.isValid() else None
        return None if line is None else line.chart

    def choose(self, chart: Chart) -> None:
        """Put the keyboard on a saved chart."""
        for row, line in enumerate(self.charts_model.records):
            if line.chart == chart:
                self.charts.setCurrentIndex(self.charts_model.index(row))

    def above(self, button: QWidget) -> QPoint:
        """Return where a sheet that a button opens has its lower left corner on the screen."""
        return button.mapToGlobal(QPoint(0, -6))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for part in (self._pens_head, self._charts_head, self._none, *self._buttons):
            part.restyle(self._look.theme)
        for view in (self.pens, self.charts):
            view.viewport().update()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.pens.setAccessibleName(self.tr("Signals in the chart"))
        self.charts.setAccessibleName(self.tr("Saved charts"))
        self.add_button.setText(self.tr("Add signal…"))
        self.save_button.setText(self.tr("Save as…"))
        self.rename_button.setText(self.tr("Rename…"))
        self.delete_button.setText(self.tr("Delete…"))
        self._none.set_text(self.tr("None yet"))
        self.pens.tell(self.tr("Remove from the chart"))
        self._say()

    def _say(self) -> None:
        pens = len(self.pens_model.records)
        note = self.tr("%1 of %2").replace("%1", count(pens)).replace("%2", count(MOST_PENS))
        self._pens_head.say(self.tr("Signals"), note)
        charts = len(self.charts_model.records)
        self._charts_head.say(self.tr("Saved charts"), count(charts) if charts else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        pens = len(self.pens_model.records)
        self.add_button.setEnabled(pens < MOST_PENS)
        self.save_button.setEnabled(pens > 0)
        for button in (self.rename_button, self.delete_button):
            button.setEnabled(self.chosen is not None)

    # -- what the user wants -----------------------------------------------------------------------------------------

    def _remove(self, row: int) -> None:
        if row < len(self.pens_model.records):
            self.removeWanted.emit(self.pens_model.records[row].pen)

    def _open(self, index: QModelIndex | QPersistentModelIndex) -> None:
        line: ChartLine = index.data(RECORD)
        self.openWanted.emit(line.chart)

    def _with_chart(self, wanted: SignalInstance) -> None:
        chart = self.chosen
        if chart is not None:
            wanted.emit(chart)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and the line towards the chart."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.hairline)
