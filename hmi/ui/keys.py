"""What the keyboard can do, as a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font


class KeysDialog(QDialog):
    """Lists the keys; Esc closes it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        rows = (
            ("Alt+1 … Alt+5", self.tr("Wall, machines, trends, connections, history")),
            ("F11", self.tr("Wall board over the whole screen, and back")),
            ("/", self.tr("Wall: search")),
            ("F", self.tr("Wall: show or hide the filters")),
            ("1 … 8", self.tr("Wall: show one state, or all again")),
            ("Esc", self.tr("Wall: clear the filters")),
            ("O", self.tr("Wall: change the order")),
            ("+  −", self.tr("Wall: size of the tiles")),
            ("Enter", self.tr("Wall: open the machine")),
            ("PgUp  PgDn", self.tr("Machine: the one before, the next")),
            ("Ctrl+K", self.tr("Machine: choose by name")),
            ("Ctrl+F", self.tr("Machine: search the signals")),
            ("Space", self.tr("Machine: put a signal into the trend")),
            ("←  →", self.tr("Trend: earlier, later")),
            ("+  −", self.tr("Trend: nearer, farther")),
            ("L", self.tr("Trend: follow the present")),
            ("Home", self.tr("Trend: back to midnight")),
            ("Shift+←  →", self.tr("Trend: move the cursor")),
            ("M", self.tr("Trend: measure from the cursor")),
            ("Ctrl+K", self.tr("Trends: add a signal")),
            ("Del", self.tr("Trends: remove a signal, delete a chart")),
            ("Ctrl+G", self.tr("Trends: from when to when")),
            ("Ctrl+S", self.tr("Trends: save the chart")),
            ("Ctrl+E", self.tr("Trends: export")),
            ("Ctrl+N", self.tr("Connections: add a machine")),
            ("Ctrl+C", self.tr("Connections: copy the row")),
            ("F1", self.tr("This list")),
            ("Ctrl+Q", self.tr("Quit")),
        )
        half = (len(rows) + 1) // 2  # side by side, for small screens
        grid.setColumnMinimumWidth(2, 24)
        for at, (keys, words) in enumerate(rows):
            row, column = at % half, at // half * 3
            key = QLabel(keys)
            key.setFont(font(Size.BODY, Weight.SEMIBOLD))
            what = QLabel(words)
            what.setFont(font(Size.BODY))
            grid.addWidget(key, row, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(what, row, column + 1)
        self.setPalette(look.theme.palette())
