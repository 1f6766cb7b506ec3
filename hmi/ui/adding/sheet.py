"""The sheet "Add machine": address and test, what was found, which device, name and place, live values."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hmi.domain.findings import Grade, findings, summary
from hmi.domain.phrase import Phrase
from hmi.ui.adding import words
from hmi.ui.adding.checks import Checks, Summary
from hmi.ui.adding.close import CloseButton
from hmi.ui.adding.credentials import Credentials
from hmi.ui.adding.devices import DeviceList, Offer
from hmi.ui.adding.fields import FIELD_HEIGHT, Labelled, TextField, Words
from hmi.ui.adding.footer import Footer
from hmi.ui.adding.live import LiveNow
from hmi.ui.adding.phrasing import phrase_words, span_words
from hmi.ui.adding.place import NameAndPlace
from hmi.ui.adding.port import Shop
from hmi.ui.adding.session import Phase, Session
from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.controls.thin_bar import ThinBar
from hmi.ui.figures import clock
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight

WIDTH = 648
_MARGIN = 32
_HEAD = 64
_BAR = 8
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Sheet(QWidget):
    """Everything that it takes to add machines, one after another; ``closeWanted`` says that it is done.

    Return tests while the keyboard is in the address or the credentials, and adds elsewhere; Escape closes. Tab walks
    inside the sheet.
    """

    closeWanted = Signal()

    def __init__(self, look: Look, shop: Shop) -> None:
        super().__init__()
        self.look = look
        self.session = Session(shop, self)
        theme = look.theme
        self._ink = Ink(theme)
        self._title = Line(theme, size=Size.FIGURE, weight=Weight.SEMIBOLD)
        self.close_button = CloseButton(look)
        self.test_button = TextButton(theme, height=FIELD_HEIGHT)
        self.address = Labelled(theme, TextField(theme), self.test_button)
        self.hint = Words(theme)
        self.summary = Summary(look)
        self.credentials = Credentials(look)
        self.checks = Checks(look)
        self._which = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self.devices = DeviceList(self._ink)
        self.place = NameAndPlace(look, shop)
        self.live = LiveNow(look)
        self.footer = Footer(look)
        self._scroll = QScrollArea()
        self._secret_asked = False
        self._lay_out()
        self._connect()
        self.restyle()
        self.retranslate()

    # -- building ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 0, _MARGIN - 8, 1)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head.setFixedHeight(_HEAD)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(_MARGIN, 20, _MARGIN - _BAR, 20)
        body.setSpacing(0)
        body.addWidget(self.address)
        body.addSpacing(16)
        for part in (self.hint, self.summary):
            body.addWidget(part)
        body.addSpacing(8)
        body.addWidget(self.credentials)
        body.addWidget(self.checks)
        body.addWidget(self._chooser())
        body.addWidget(self._about())
        body.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBar(ThinBar(self._ink, self._scroll))
        # always there, so that nothing moves when there comes to be something to scroll
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.footer)

    def _chooser(self) -> QWidget:
        self._choice = QWidget()
        column = QVBoxLayout(self._choice)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._which)
        column.addWidget(self.devices)
        return self._choice

    def _about(self) -> QWidget:
        self._particulars = QWidget()
        row = QHBoxLayout(self._particulars)
        row.setContentsMargins(0, 16, 0, 0)
        row.setSpacing(_MARGIN)
        row.addWidget(self.place, 300, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.live, 251, Qt.AlignmentFlag.AlignTop)
        return self._particulars

    def _connect(self) -> None:
        self.look.restyled.connect(self.restyle)
        self.close_button.clicked.connect(self.closeWanted)
        self.footer.cancel_button.clicked.connect(self.closeWanted)
        self.footer.add_button.clicked.connect(self.add)
        self.test_button.clicked.connect(self.test)
        self.address.field.textEdited.connect(self.session.forget)
        self.credentials.edited.connect(self._credentials_edited)
        self.devices.chosen.connect(self.session.choose)
        self.place.edited.connect(self._name_edited)
        self.session.changed.connect(self._show)
        self.session.tested.connect(self._tested)
        self.session.added.connect(self._added)

    # -- what somebody does ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Be empty, ready for an address."""
        self.session.forget()
        self.address.field.clear()
        self.credentials.clear()
        self._secret_asked = False
        self.place.clear()
        self._show()
        self.address.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard(self) -> None:
        """Go on where the keyboard was last."""
        (self.focusWidget() or self.address.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def test(self) -> None:
        """Look at the address that was typed."""
        self.session.test(self.address.field.text(), self.credentials.told)
        if self.session.source is not None:
            self.address.field.setText(self.session.source.url)
        elif self.session.address_fault is not None:
            self.address.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self) -> None:
        """Add what was found, unless something is missing; then the keyboard goes to where it is missing."""
        if self.session.hindrance is not None:
            return
        if self.place.accept():
            self.session.add(*self.place.told)
        else:
            self._show_footer()

    def _name_edited(self) -> None:
        self._scroll.ensureWidgetVisible(self.place.name.field)  # the findings may have been looked at meanwhile
        self._show_footer()

    def _credentials_edited(self) -> None:
        if self.session.phase is not Phase.UNTESTED:
            self.session.forget()

    # -- what came of it ---------------------------------------------------------------------------------------------

    def _tested(self) -> None:
        """Lead the keyboard on, unless it has gone elsewhere meanwhile."""
        waiting = self.address.field.hasFocus() or self.test_button.hasFocus() or self._in_credentials()
        if waiting and self.session.device is not None:
            self.place.take_keyboard()
        elif waiting and self.session.wants_secret:
            self.credentials.user.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)
        QAccessible.updateAccessibility(QAccessibleEvent(self.summary, QAccessible.Event.Alert))

    def _added(self) -> None:
        if self.session.device is None:
            self.closeWanted.emit()
            return
        self.place.begin_next()
        self._show()
        self.place.take_keyboard()

    def _show(self) -> None:
        """Say what the session says now."""
        session = self.session
        self.address.blame(session.address_fault)
        self.credentials.blame(session.secret_fault)
        self._secret_asked = self._secret_asked or session.wants_secret
        self.credentials.setVisible(self._secret_asked)
        self._show_findings()
        devices = session.devices
        self._choice.setVisible(len(devices) > 1)
        if len(devices) > 1:
            self._which.set_text(self.tr("Which of its machines"))
            self.devices.tell([Offer(device, session.collected_as(device)) for device in devices], session.device)
        self._particulars.setVisible(session.device is not None)
        if session.device is not None and session.source is not None:
            self.place.be_about(session.device, session.source.url)
            self.live.tell(session.device)
        self._show_footer()

    def _show_findings(self) -> None:
        session, inspection = self.session, self.session.inspection
        self.test_button.setText(self.tr("Test") if session.phase is Phase.UNTESTED else self.tr("Test again"))
        self.hint.say("" if session.phase is not Phase.UNTESTED else self._hint())
        self.summary.setVisible(session.phase is not Phase.UNTESTED)
        if inspection is None:
            self.checks.tell(())
            if session.source is not None:
                self.summary.say(None, self.tr("Testing …"), session.source.url)
            return
        found = findings(inspection)
        bad = any(finding.grade is Grade.BAD for finding in found)
        moment = clock(inspection.tested_us, self.look.zone, inspection.tested_us, seconds=True)
        under = self.tr("Tested in %1 at %2").replace("%1", span_words(inspection.took_us)).replace("%2", moment)
        self.summary.say(Grade.BAD if bad else Grade.GOOD, phrase_words(summary(inspection)), under)
        self.checks.tell(found)

    def _show_footer(self) -> None:
        session = self.session
        hindrance = session.hindrance
        if session.trouble is not None:
            text, heavy = phrase_words(session.trouble), True
        elif hindrance is not None:
            text, heavy = phrase_words(hindrance), False
        elif session.last_added:
            text, heavy = phrase_words(Phrase(words.ADDED, (session.last_added,))), False
        else:
            text, heavy = phrase_words(words.STARTS_AT_ONCE), False
        name = self.place.told[0] if session.device is not None else ""
        self.footer.tell(text, heavy=heavy, name=name, ready=hindrance is None)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self.look.theme
        self._ink.dress(theme)
        palette = theme.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.surface)
        self.setPalette(palette)
        for part in (self._title, self.test_button, self.address, self.hint, self._which):
            part.restyle(theme)
        self.credentials.restyle(self.look)
        self.place.restyle()
        self.footer.restyle()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._title.set_text(self.tr("Add machine"))
        self.setAccessibleName(self.tr("Add machine"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setToolTip(self.tr("Close") + " (Esc)")
        self.address.call(self.tr("Address of the agent or server"))
        self.devices.setAccessibleName(self.tr("Which of its machines"))
        self.credentials.retranslate()
        self.place.retranslate()
        self.footer.retranslate()
        self._show()

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Test or add on Return, close on Escape; the page behind hears of no key."""
        if event.key() in _ENTER and not event.isAutoRepeat():
            if self.address.field.hasFocus() or self._in_credentials():
                self.test()
            else:
                self.add()
        elif event.key() == Qt.Key.Key_Escape:
            self.closeWanted.emit()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk inside the sheet: after the last control comes the first."""
        chain = self._focus_chain()
        focused = self.focusWidget()
        at = chain.index(focused) if focused in chain else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        chain[(at + (1 if forward else -1)) % len(chain)].setFocus(reason)
        return True

    def _focus_chain(self) -> list[QWidget]:
        """Return what Tab reaches, from top to bottom; the cross comes last, for Escape does the same."""
        place = self.place
        every: tuple[QWidget, ...] = (
            *(self.address.field, self.test_button),
            *self.credentials.reachable,
            *(self.devices, place.name.field, place.plant.field, place.cell.field),
            *(self.footer.cancel_button, self.footer.add_button, self.close_button),
        )
        return [widget for widget in every if widget.isVisibleTo(self) and widget.isEnabled()]

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the edge towards the page, the line under the head."""
        theme = self.look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.fillRect(0, 0, 1, self.height(), theme.primary)
        painter.fillRect(1, _HEAD - 1, self.width() - 1, 1, theme.hairline)

    def _hint(self) -> str:
        return self.tr(
            "The test looks for a few seconds at what the address has to tell. It stores and changes nothing."
        )

    def _in_credentials(self) -> bool:
        focused = self.focusWidget()
        return focused is not None and self.credentials.isAncestorOf(focused)
