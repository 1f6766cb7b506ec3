"""The offer that is made when the history turns out damaged: put back a backup, or begin anew."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.history.errors import StoreDamagedError
from hmi.ui.adding.fields import Words
from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.controls.outlines import outlined
from hmi.ui.figures import clock
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight

_WIDTH = 640
_MARGIN = 32
_RADIUS = 8
_BUTTON = 44


class Mending(Enum):
    """What somebody may choose."""

    PUT_BACK = "put_back"
    ANEW = "anew"
    LATER = "later"


class DamageOffer(QWidget):
    """A card over its parent, under a scrim; ``chosen`` tells the choice, and the card stays until it is closed.

    Escape chooses to decide later. Tab walks inside the card.
    """

    chosen = Signal(Mending)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._error: StoreDamagedError | None = None
        self._now_us = 0
        self._choice: Mending | None = None
        self._failure = ""
        theme = look.theme
        self.title = Line(theme, size=Size.FIGURE, weight=Weight.SEMIBOLD)
        self.what = Words(theme, tone="primary")
        self.backup = Words(theme, tone="primary")
        self.anew = Words(theme, tone="primary")
        self.kept = Words(theme)
        self.busy = Words(theme, tone="primary", heavy=True)
        self.put_back_button = TextButton(theme, primary=True, height=_BUTTON)
        self.anew_button = TextButton(theme, height=_BUTTON)
        self.later_button = TextButton(theme, height=_BUTTON)
        self._card = self._lay_out()
        for button, choice in self._choices():
            button.clicked.connect(lambda _on=False, picked=choice: self._choose(picked))
        look.restyled.connect(self.restyle)
        parent.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> QWidget:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button, _choice in self._choices():
            buttons.addWidget(button)
        buttons.addStretch(1)
        card = QWidget(self)
        column = QVBoxLayout(card)
        column.setContentsMargins(_MARGIN, 24, _MARGIN, 24)
        column.setSpacing(12)
        for part in (self.title, self.what, self.backup, self.anew, self.kept, self.busy):
            column.addWidget(part)
        column.addSpacing(8)
        column.addLayout(buttons)
        return card

    def _choices(self) -> tuple[tuple[TextButton, Mending], ...]:
        return (
            (self.put_back_button, Mending.PUT_BACK),
            (self.anew_button, Mending.ANEW),
            (self.later_button, Mending.LATER),
        )

    # -- what it tells -----------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether the card lies over the page."""
        return self._error is not None

    def open(self, error: StoreDamagedError, now_us: int, failure: str = "") -> None:
        """Offer what can be done; ``failure`` says why the last choice could not be carried out."""
        self._error, self._now_us = error, now_us
        self._choice, self._failure = None, failure
        self._say()
        self._cover()
        self.show()
        self.stay_on_top()
        QAccessible.updateAccessibility(QAccessibleEvent(self.busy if failure else self.what, QAccessible.Event.Alert))

    def stay_on_top(self) -> None:
        """Lie over the page that was just opened, and keep the keyboard from it."""
        self.raise_()
        first = self.put_back_button if self.put_back_button.isVisibleTo(self) else self.anew_button
        (first if first.isEnabled() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_offer(self) -> None:
        """Take the card away."""
        self._error = None
        self.hide()

    def _choose(self, choice: Mending) -> None:
        if self._error is None or self._choice is not None:
            return
        if choice is not Mending.LATER:
            self._choice, self._failure = choice, ""
            self._say()
        self.chosen.emit(choice)

    def _say(self) -> None:
        error = self._error
        if error is None:
            return
        backup = error.backup
        self.title.set_text(self.tr("The history is damaged"))
        self.what.say(
            self.tr("%1 cannot be used any more as it is (%2). Decide what is to become of it.")
            .replace("%1", error.place)
            .replace("%2", error.detail)
        )
        if backup is None:
            self.backup.say(self.tr("There is no good backup of it."))
        else:
            until = clock(backup.made_us if backup.until_us is None else backup.until_us, self._look.zone, self._now_us)
            self.backup.say(
                self.tr(
                    "The newest good backup goes up to %1. What was collected after that is missing from it, except "
                    "what the machines' agents still hold."
                ).replace("%1", until)
            )
            made = clock(backup.made_us, self._look.zone, self._now_us)
            self.put_back_button.setText(self.tr("Put back the backup of %1").replace("%1", made))
        self.anew.say(self.tr("To begin anew means to begin with an empty history."))
        self.kept.say(self.tr("The damaged file is kept in either case: it gets another name, and nothing is deleted."))
        self.busy.say(self._progress())
        self.anew_button.setText(self.tr("Begin anew"))
        self.later_button.setText(self.tr("Not now"))
        self.put_back_button.setVisible(backup is not None)
        for button, _choice in self._choices():
            button.setEnabled(self._choice is None)
        self.setAccessibleName(self.title.text)
        self._place()

    def _progress(self) -> str:
        if self._choice is Mending.PUT_BACK:
            return self.tr("The backup is being put back …")
        if self._choice is Mending.ANEW:
            return self.tr("The history begins anew …")
        return self._failure

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for part in (self.title, self.what, self.backup, self.anew, self.kept, self.busy):
            part.restyle(self._look.theme)
        for button, _choice in self._choices():
            button.restyle(self._look.theme)
        self.update()

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def _place(self) -> None:
        width = min(_WIDTH, max(self.width() - 2 * _MARGIN, 0))
        layout = self._card.layout()
        height = self._card.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)
        self._card.setGeometry((self.width() - width) // 2, max((self.height() - height) // 3, 0), width, height)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the parent."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._cover()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card in the middle."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide later on Escape; the page behind hears of no key."""
        if event.key() == Qt.Key.Key_Escape:
            self._choose(Mending.LATER)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk inside the card."""
        chain = [button for button, _choice in self._choices() if button.isVisibleTo(self) and button.isEnabled()]
        focused = self.focusWidget()
        if chain:
            at = next((i for i, button in enumerate(chain) if button is focused), -1 if forward else 0)
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            chain[(at + (1 if forward else -1)) % len(chain)].setFocus(reason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from the page behind."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Keep the page behind from scrolling."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the page and paint the card's ground."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.scrim)
        outlined(painter, QRectF(self._card.geometry()), _RADIUS, theme.surface, theme.border)
