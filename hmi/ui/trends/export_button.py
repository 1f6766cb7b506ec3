"""The button that exports the chart, as a table or as a picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from hmi.ui.controls.button import TextButton
from hmi.ui.look import Look
from hmi.ui.trends.exporting import Exporting
from hmi.ui.trends.table_file import Column

if TYPE_CHECKING:
    from hmi.ui.trends.panel import TrendPanel


class ExportButton(TextButton):
    """Opens a menu; asks where to with ``choose_file``, which is given a title, a proposal and a filter."""

    def __init__(self, look: Look, exporting: Exporting, parent: QWidget) -> None:
        super().__init__(look.theme, parent=parent)
        self._look = look
        self._exporting = exporting
        self._panel: TrendPanel | None = None
        self._folder = ""
        self.choose_file: Callable[[str, str, str], str] = self._ask_for_file
        self.clicked.connect(self.open_menu)
        exporting.changed.connect(self._show)
        self.hide()

    def serve(self, panel: TrendPanel) -> None:
        """Export this panel's chart from now on."""
        self._panel = panel
        self.show()

    def restyle(self, *_: object) -> None:
        """Take the colours of the theme."""
        super().restyle(self._look.theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setText(self.tr("Export…"))
        self.setToolTip("Ctrl+E")

    def build_menu(self) -> QMenu:
        """Return the menu of what can be exported."""
        menu = QMenu(self)
        menu.addAction(self.tr("Table of all observations, CSV…"), self.export_table)
        menu.addAction(self.tr("Picture of the chart, PNG…"), self.export_picture)
        return menu

    def open_menu(self) -> None:
        """Let the user choose what to export."""
        if self._panel is not None and self._panel.pens and self.isEnabled():
            menu = self.build_menu()
            menu.exec(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), self.height() + 4)))
            menu.deleteLater()

    def export_table(self) -> None:
        """Ask for a file, and write every observation of the window into it."""
        panel = self._panel
        if panel is None or panel.span is None:
            return
        window_us = (panel.span.start_us, panel.span.end_us)
        columns = [Column(lane.pen, lane.name, lane.unit) for lane in panel.chart.content.lanes]
        path = self._path(self.tr("Export a table"), "csv", self.tr("Tables (*.csv)"))
        if path is not None:
            self._exporting.write_table(path, columns, window_us, self._look.zone)

    def export_picture(self) -> None:
        """Ask for a file, and write the chart as it is now into it."""
        panel = self._panel
        if panel is None or panel.span is None:
            return
        from hmi.ui.trends.picture import chart_picture

        title = panel.controls.title or self.tr("Trend")
        image = chart_picture(self._look, panel.chart.content, panel.chart.size(), title)
        path = self._path(self.tr("Export a picture"), "png", self.tr("Pictures (*.png)"))
        if path is not None:
            self._exporting.write_picture(path, image)

    def _path(self, title: str, ending: str, kind: str) -> Path | None:
        """Return where to; None where the user thought better of it."""
        chosen = self.choose_file(title, str(Path(self._folder) / f"{self._proposal()}.{ending}"), kind)
        if not chosen:
            return None
        path = Path(chosen)
        self._folder = str(path.parent)
        return path if path.suffix else path.with_name(f"{path.name}.{ending}")

    def _proposal(self) -> str:
        """Return a name for a file: what is shown and when it begins, without what a file system refuses."""
        panel = self._panel
        name = (panel.controls.title if panel is not None else "") or self.tr("Trend")
        begin = "" if panel is None or panel.span is None else _day(panel.span.start_us, self._look)
        kept = "".join(sign if sign.isalnum() or sign in " -_." else "-" for sign in name)
        return f"{kept} {begin}".strip(" .")

    def _ask_for_file(self, title: str, proposal: str, kind: str) -> str:
        proposed = Path(proposal)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, str(proposed.parent) if self._folder else documents, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # whoever types no ending is asked all the same before a file that has it is replaced
        dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
        dialog.selectFile(proposed.name)
        chosen = dialog.selectedFiles()[0] if dialog.exec() else ""
        dialog.deleteLater()
        return chosen

    def _show(self) -> None:
        self.setEnabled(not self._exporting.busy)


def _day(time_us: int, look: Look) -> str:
    return datetime.fromtimestamp(time_us // 1_000_000, look.zone).strftime("%Y-%m-%d %Hh%M")
