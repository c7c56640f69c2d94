"""What a person does with papers beside reading them: sign, look at new drafts, share their ink."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from kiosk.session.drafts import page_in_newest
from kiosk.session.places import Place
from kiosk.session.sign_off import Answer
from kiosk.session.view import SessionView
from kiosk.ui.left_ink import KeptInk
from kiosk.ui.left_notes import LeftNotes
from kiosk.ui.notices import (
    AsTeller,
    InkLeft,
    Met,
    NewDraft,
    NoLongerAsked,
    Notice,
    ToBeSigned,
    met_now,
    notice,
)
from kiosk.ui.screens.notice_bar import NoticeBar
from kiosk.ui.screens.reading import ReadingScreen
from kiosk.ui.screens.share_card import ShareCard
from kiosk.ui.screens.sign_off import SignOffSheet
from kiosk.ui.screens.sign_off_list import SignOffList
from kiosk.ui.wishes import Wishes
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffId
from shared.ui.paper_passwords import PaperPasswords
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme


class PaperErrands(QObject):
    """Holds the sheet, the bar and the cards for them; the window decides what comes over what."""

    sign_off_chosen = Signal(str)
    """The person opens a request (its id), or with "" goes back to the papers."""

    teller_chosen = Signal(str)
    """The person opens their part as a teller: ballot."""

    def __init__(self, theme: Theme, window: QWidget, reading: ReadingScreen, wishes: Wishes) -> None:
        super().__init__(window)
        self._theme = theme
        self._reading = reading
        self._wishes = wishes
        self._view = SessionView()
        self._met = Met()
        self._notice: Notice | None = None
        self.sheet = SignOffSheet(theme)
        self.sheet.setParent(window)
        self.sheet.hide()
        self._bar = NoticeBar(theme)
        reading.add_bar(self._bar)
        self._list = SignOffList(theme, window)
        self._share = ShareCard(theme, window)
        self._left = LeftNotes(theme, window)
        self._is_bar_free = True
        self._is_page_in_sight = False
        self._connect()

    # What is shown ------------------------------------------------------------------------------------

    def use_pool(
        self,
        pool: PicturePool,
        scope: TaskScope,
        path_of: Callable[[Sha256], Path | None],
        passwords: PaperPasswords,
    ) -> None:
        """Draw papers to be signed, and pages of earlier drafts, with these workers from now on."""
        self.sheet.pages.use_pool(pool, scope, path_of, passwords)
        self._left.use_pool(pool, scope, path_of)
        if self.sheet.isVisible():
            self.sheet.draw_again()

    def use_ink(self, ink: KeptInk) -> None:
        """Show the person's ink on papers to be signed, and what of it stayed on earlier drafts."""
        self.sheet.pages.use_ink(ink)
        self._left.use_ink(ink)
        self._look_again()

    def render_state(self, view: SessionView, *, is_bar_free: bool, is_page_in_sight: bool) -> None:
        """Draw the bar and the open card; the bar waits while a ballot's bar stands there.

        A page that is painted below a sheet was not seen; it is when the sheet is gone.
        """
        comes_in_sight = is_page_in_sight and not self._is_page_in_sight
        self._view, self._is_bar_free, self._is_page_in_sight = view, is_bar_free, is_page_in_sight
        painted = self._reading.page_view.painted_page
        if comes_in_sight and painted:
            self._note_read(painted)
        self._met = met_now(view, self._met)
        self._left.render_state(view)
        self._notice = notice(view, self._met, self._left.rows) if is_bar_free else None
        self._bar.show_notice(view, self._notice)
        place = view.reading.place
        self._reading.cards.agenda.show_left(None if place is None else place.paper, len(self._left.rows))
        for card in (self._list, self._share):
            if card.isVisible():
                card.render_state(view)

    def render_sheet(self, view: SessionView, sign_off: SignOffId, time: str) -> None:
        """Draw the sheet for an open request."""
        asked = view.sign_off(sign_off)
        if asked is not None:
            self.sheet.render_state(view, asked, time)

    def close_cards(self) -> None:
        """Close what is open of lists and questions: somebody else sits here, or the papers are put away."""
        for card in (self._list, self._share, self._left.card):
            card.close_card()

    def open_list(self) -> None:
        """Show all requests."""
        self._list.render_state(self._view)
        self._list.open_at(self._corner() - QPoint(self._list.width_px, 0), self._list.width_px)

    def open_left_notes(self) -> None:
        """Show the person's ink that stayed on earlier drafts."""
        self._reading.cards.close_all()
        self._left.open_at(self._corner())

    def _corner(self) -> QPoint:
        """Where the top right corner of a card goes: below the bar, or where the page's view begins."""
        above: QWidget = self._bar if self._bar.isVisible() else self._reading.page_view
        gap = self._theme.space(12)
        below = above.height() if above is self._bar else 0
        return above.mapTo(self._reading.window(), QPoint(above.width() - gap, below + gap))

    def open_share(self, beside: QWidget) -> None:
        """Ask with whom the ink on the paper that is read is shared; the card opens beside a widget."""
        place = self._view.reading.place
        if place is not None:
            self._share.open_for(self._view, place.paper, beside)

    def open_sign_off(self, sign_off: str) -> None:
        """Show one request."""
        self._list.close_card()
        self.sign_off_chosen.emit(sign_off)

    # What the person does -----------------------------------------------------------------------------

    def _open_from_agenda(self, sign_off: str) -> None:
        self._reading.cards.close_all()
        self.open_sign_off(sign_off)

    def _act(self) -> None:
        match self._notice:
            case NewDraft(paper=paper):
                self._go_to_draft(paper.sha256)
            case ToBeSigned(asked=(one,)):
                self.open_sign_off(one.id)
            case ToBeSigned():
                self.open_list()
            case InkLeft():
                self.open_left_notes()
            case AsTeller(secret=secret):
                self.teller_chosen.emit(secret.ballot)
            case NoLongerAsked() | None:
                return

    def _set_aside(self) -> None:
        met = self._met
        match self._notice:
            case NewDraft(paper=paper):
                self._meet(kept=met.kept | {paper.sha256})
            case ToBeSigned(asked=asked):
                self._meet(postponed=met.postponed | {one.id for one in asked})
            case NoLongerAsked(asked=asked):
                self._meet(understood=met.understood | {asked.id})
            case InkLeft(paper=sha256):
                self._meet(left=met.left | {sha256})
            case AsTeller(secret=secret):
                self._meet(tellers=met.tellers | {(secret.ballot, secret.stage)})
            case None:
                return

    def _meet(self, **changes: object) -> None:
        self._list.close_card()
        self._met = msgspec.structs.replace(self._met, **changes)
        self._look_again()

    def _look_again(self) -> None:
        free, seen = self._is_bar_free, self._is_page_in_sight
        self.render_state(self._view, is_bar_free=free, is_page_in_sight=seen)

    def _go_to_draft(self, draft: Sha256) -> None:
        place = self._view.reading.place
        if place is not None:
            papers = self._view.shelf.all_papers()
            self._wishes.go_to(Place(draft, page_in_newest(papers, place.paper, place.page)))

    def _sign(self, sign_off: str, answer: object) -> None:
        if isinstance(answer, Answer):
            self._wishes.sign(SignOffId(sign_off), answer)

    def _note_read(self, page: int) -> None:
        place = self._view.reading.place
        if place is not None and self._is_page_in_sight:
            self._wishes.note_page(place.paper, page)

    def _connect(self) -> None:
        self._bar.action_requested.connect(self._act)
        self._bar.aside_requested.connect(self._set_aside)
        self._list.sign_off_requested.connect(self.open_sign_off)
        self._share.share_confirmed.connect(
            lambda paper, audience: self._wishes.share_ink(Sha256(paper), InkAudience(audience))
        )
        agenda = self._reading.cards.agenda
        agenda.sign_off_requested.connect(self._open_from_agenda)
        agenda.notes_requested.connect(self.open_left_notes)
        self._left.changed.connect(self._look_again)
        self._left.page_requested.connect(lambda paper, page: self._wishes.go_to(Place(Sha256(paper), page)))
        self.sheet.confirmed.connect(self._sign)
        self.sheet.left.connect(lambda: self.sign_off_chosen.emit(""))
        self.sheet.pages.page_seen.connect(lambda paper, page: self._wishes.note_page(Sha256(paper), page))
        self._reading.page_view.page_painted.connect(self._note_read)
