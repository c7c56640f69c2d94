"""The one window of a seat: its screens, and the sheet that comes over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.view import SessionView, SignIn
from kiosk.ui.finger import FingerWatch
from kiosk.ui.paper_errands import PaperErrands
from kiosk.ui.reading_wiring import join_reading
from kiosk.ui.screens.address_card import AddressCard
from kiosk.ui.screens.ballot import BallotSheet
from kiosk.ui.screens.display import DisplayScreen
from kiosk.ui.screens.nameplate import NameplateScreen
from kiosk.ui.screens.reading import ReadingScreen
from kiosk.ui.screens.result import ResultSheet
from kiosk.ui.screens.sign_in import SignInScreen
from kiosk.ui.screens.teller import TellerSheet
from kiosk.ui.showing import Bar, Screen, Sheet, Showing, Touched, showing
from kiosk.ui.wishes import Wishes
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.sign_off import SignOffId
from shared.link.faults import Address
from shared.system.i18n import tr
from shared.system.wording_time import clock_time
from shared.ui.banner import Banner
from shared.ui.focus_ring import FocusRing
from shared.ui.motion import show_faded
from shared.ui.theme import Theme
from shared.ui.tokens import FADE_VOTE_SHEET_MS
from shared.ui.windows import FaultScreen

_WELCOME_MS = 1500
_CLOCK_MS = 1000
_FAULT_MS = 2000


class KioskWindow(QWidget):
    """Draws the newest view; everything a person asks goes to `wishes`."""

    first_painted = Signal()
    """The first picture is on the glass."""

    def __init__(
        self, theme: Theme, wishes: Wishes, *, view: SessionView, now: Callable[[], datetime]
    ) -> None:
        """`now` gives the room's time."""
        super().__init__()
        self.setObjectName("kiosk_window")
        self.setWindowTitle(tr("Wuzhi, seat"))
        self.setProperty("ground", "desk")
        self._theme = theme
        self._wishes = wishes
        self._now = now
        self._view = view
        self._touched = Touched()
        self._shown: Showing | None = None
        self._forward: BallotId | None = None
        self.nameplate = NameplateScreen(theme)
        self.sign_in = SignInScreen(theme)
        self.reading = ReadingScreen(theme)
        self.display = DisplayScreen(theme)
        self.ballot = BallotSheet(theme)
        self.result = ResultSheet(theme)
        self.teller = TellerSheet(theme)
        self.errands = PaperErrands(theme, self, self.reading, wishes)
        self._fault = FaultScreen(theme)
        self._trouble = Banner(theme, name="trouble")
        self._screens = QStackedWidget()
        for screen in (self.nameplate, self.sign_in, self.reading, self.display):
            self._screens.addWidget(screen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._screens)
        for over in (self.ballot, self.result, self.teller, self._fault, self._trouble):
            over.setParent(self)
            over.hide()
        self._address = AddressCard(theme, self)
        self._finger = FingerWatch(self)
        self._finger.calm.connect(self._redraw)
        self._welcome = _timer(self, _WELCOME_MS, self._end_welcome)
        self._fault_over = _timer(self, _FAULT_MS, self._fault.hide)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._time = ""
        self._has_painted = False
        self._connect()
        FocusRing(theme, self)
        self.render_state(view)
        self._clock.start()

    # What is shown ------------------------------------------------------------------------------------

    @property
    def screen_name(self) -> str:
        """What is on the glass: a screen, or the sheet over it."""
        if self._shown is None:
            return Screen.NAMEPLATE.value
        sheet = self._shown.sheet
        return self._shown.screen.value if sheet is Sheet.NONE else sheet.value

    def render_state(self, view: SessionView) -> None:
        """Draw this view; may be called with the same one again."""
        was_signing_in = self._shown is not None and self._shown.screen is Screen.SIGN_IN
        just_signed_in = view.sign_in is SignIn.SIGNED_IN and self._view.sign_in is not SignIn.SIGNED_IN
        if view.person != self._view.person:
            self._touched = msgspec.structs.replace(self._touched, sign_off=None, teller=None)
            # What one person opened is not before the next.
            self.errands.close_cards()
            self.reading.cards.close_all()
        self._view = view
        if was_signing_in and just_signed_in:
            self._touched = msgspec.structs.replace(self._touched, is_welcoming=True)
            self._welcome.start()
        self._redraw()

    def show_trouble(self, sentence: str, remedy: str) -> None:
        """Say that something could not be done, above everything, until the person has read it."""
        self._trouble.show_note(sentence, remedy, icon="warn", action=tr("Understood"))
        self._trouble.show()
        self._trouble.raise_()

    def end_trouble(self) -> None:
        """What could not be done is done now."""
        self._trouble.hide()

    def show_fault(self) -> None:
        """Say calmly that something broke, and come back by itself."""
        self._fault.show()
        self._fault.raise_()
        self._fault_over.start()

    def _redraw(self) -> None:
        view = self._view
        self._time = clock_time(self._now())
        shown = self._with_regard_to_fingers(showing(view, self._touched))
        if shown.screen is not Screen.READING:
            self.errands.close_cards()
        match shown.screen:
            case Screen.NAMEPLATE:
                self.nameplate.render_state(view, self._time)
                self._screens.setCurrentWidget(self.nameplate)
            case Screen.SIGN_IN:
                self.sign_in.render_state(view, self._time)
                self._screens.setCurrentWidget(self.sign_in)
            case Screen.READING:
                self.reading.render_state(view, shown.bar, self._time)
                self.errands.render_state(
                    view, is_bar_free=shown.bar is Bar.NONE, is_page_in_sight=shown.sheet is Sheet.NONE
                )
                self._screens.setCurrentWidget(self.reading)
            case Screen.DISPLAY:
                self._screens.setCurrentWidget(self.display)
                self.display.render_state(view, self._now())
        self._show_sheet(shown)
        is_other = self._shown is None or (shown.screen, shown.sheet) != (
            self._shown.screen,
            self._shown.sheet,
        )
        self._shown = shown
        if is_other or not view.is_offline:
            self._address.close_card()
        if is_other:
            self._give_keyboard()

    def _with_regard_to_fingers(self, shown: Showing) -> Showing:
        """A ballot that just opened does not come over a finger or pen that is at work."""
        ballot = shown.ballot
        if shown.sheet is not Sheet.BALLOT or ballot is None:
            return shown
        this = ballot.shown.ballot
        if this == self._forward or self._finger.is_calm:
            self._forward = this
            return shown
        below = Sheet.NONE if shown.sign_off is None else Sheet.SIGN_OFF
        return msgspec.structs.replace(shown, sheet=below)

    def _show_sheet(self, shown: Showing) -> None:
        ballot = shown.ballot
        if shown.sheet is Sheet.BALLOT and ballot is not None:
            self.ballot.render_state(self._view, ballot, self._now())
            self._bring(self.ballot)
        elif shown.sheet is Sheet.RESULT and ballot is not None:
            self.result.render_state(self._view, ballot)
            self._bring(self.result)
        elif shown.sheet is Sheet.SIGN_OFF and shown.sign_off is not None:
            self.errands.render_sheet(self._view, shown.sign_off, self._time)
            self._bring(self.errands.sheet)
        elif shown.sheet is Sheet.TELLER and shown.teller is not None:
            secret = self._view.secret(shown.teller)
            if secret is not None:
                self.teller.render_state(self._view, secret, self._time)
                self._bring(self.teller)
        for sheet, name in (
            (self.ballot, Sheet.BALLOT),
            (self.result, Sheet.RESULT),
            (self.errands.sheet, Sheet.SIGN_OFF),
            (self.teller, Sheet.TELLER),
        ):
            if shown.sheet is not name:
                sheet.hide()

    def _bring(self, sheet: QWidget) -> None:
        if sheet.isHidden():
            sheet.setGeometry(self.rect())
            show_faded(self._theme, sheet, FADE_VOTE_SHEET_MS)

    def _give_keyboard(self) -> None:
        """Keys belong to what is on the glass."""
        holders: dict[str, QWidget] = {
            Screen.NAMEPLATE.value: self.nameplate,
            Screen.SIGN_IN.value: self.sign_in.first_button,
            Screen.READING.value: self.reading.page_view,
            Screen.DISPLAY.value: self.display,
            Sheet.BALLOT.value: self.ballot,
            Sheet.RESULT.value: self.result,
            Sheet.SIGN_OFF.value: self.errands.sheet,
            Sheet.TELLER.value: self.teller,
        }
        holders[self.screen_name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self) -> None:
        now = self._now()
        if clock_time(now) != self._time:
            self._redraw()
        elif self.ballot.isVisible():
            self.ballot.show_closing(now)
        elif self.display.isVisible():
            self.display.render_state(self._view, now)

    # What the person does -----------------------------------------------------------------------------

    def _tap_nameplate(self) -> None:
        self._touch(has_tapped_nameplate=self._view.sign_in is SignIn.OPEN)

    def _end_welcome(self) -> None:
        self._touch(is_welcoming=False)

    def _try_address(self, door: Address) -> None:
        self._wishes.try_address(door)
        if self._screens.currentWidget() is self.reading:
            self.reading.show_reason()

    def _fold(self, ballot: str) -> None:
        self._touch(folded=BallotId(ballot))

    def _unfold(self) -> None:
        self._touch(folded=None)

    def _close_result(self, ballot: str) -> None:
        self._touch(seen_result=BallotId(ballot))

    def _open_sign_off(self, sign_off: str) -> None:
        self._touch(sign_off=SignOffId(sign_off) if sign_off else None)

    def _open_teller(self, ballot: str) -> None:
        self._touch(teller=BallotId(ballot))

    def _close_teller(self) -> None:
        """Back to the papers, also from over the sheet of the ballot itself."""
        shown = self._shown
        ballot = None if shown is None or shown.ballot is None else shown.ballot.shown.ballot
        is_own = shown is not None and ballot is not None and shown.teller == ballot
        self._touch(teller=None, **({"folded": ballot} if is_own else {}))

    def _touch(self, **changes: object) -> None:
        self._touched = msgspec.structs.replace(self._touched, **changes)
        self._redraw()

    def _vote(self, ballot: str, answer: BallotAnswer) -> None:
        self._wishes.cast_vote(BallotId(ballot), answer)

    def _set_night(self, on: bool) -> None:
        self._theme.set_night(on)
        self._redraw()

    def _connect(self) -> None:
        self.nameplate.tapped.connect(self._tap_nameplate)
        self.sign_in.sign_in_requested.connect(self._wishes.sign_in)
        self.sign_in.service_requested.connect(self._wishes.call_service)
        join_reading(self.reading, self._wishes, lambda: self._view.reading.place)
        self.reading.ballot_requested.connect(self._unfold)
        self.reading.night_requested.connect(self._set_night)
        for screen in (self.nameplate, self.reading):
            screen.address_requested.connect(self._address.ask)
        self._address.address_given.connect(self._try_address)
        self._address.closed.connect(self._give_keyboard)
        self.ballot.vote_confirmed.connect(self._vote)
        self.ballot.folded.connect(self._fold)
        self.result.closed.connect(self._close_result)
        self.errands.sign_off_chosen.connect(self._open_sign_off)
        self.errands.teller_chosen.connect(self._open_teller)
        self.teller.closed.connect(self._close_teller)
        self.teller.open_requested.connect(lambda one: self._wishes.open_as_teller(BallotId(one)))
        self._trouble.action_requested.connect(self._trouble.hide)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._give_keyboard()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for over in (self.ballot, self.result, self.errands.sheet, self.teller, self._fault):
            over.setGeometry(self.rect())
        self._trouble.setGeometry(0, 0, self.width(), self._trouble.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_painted:
            # The children are painted after their parent, still within this turn of the loop.
            self._has_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        for timer in (self._clock, self._welcome, self._fault_over):
            timer.stop()
        self._finger.close()
        super().closeEvent(event)


def _timer(parent: QWidget, interval_ms: int, act: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(act)
    return timer
