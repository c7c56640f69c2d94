"""What is wished for papers: the cards, sheets and dialogs of one window, and where their answers go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.dialogs import ask_papers
from presenter.ui.paper_card import PaperCard
from presenter.ui.podium import Podium
from presenter.ui.shared_ink import shared_paper
from presenter.ui.sheets import AskSheet
from presenter.ui.sign_off_card import SignOffCard
from presenter.ui.sign_off_sheet import SignOffSheet
from presenter.ui.sign_off_shown import candidates, current_sign_off
from presenter.ui.state import Bringing, PodiumState, place_shown
from shared.domain.agenda import AgendaItem, ItemId
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffKind
from shared.domain.state import MeetingState
from shared.system.i18n import tr, tr_n
from shared.ui.theme import Theme


class PaperWishes(QObject):
    """Belongs to one window. Nothing here blocks: dialogs and sheets are opened, answers come as signals."""

    password_given = Signal(str)
    """Try to open the paper on the stage with this password."""

    def __init__(self, theme: Theme, window: QWidget, podium: Podium) -> None:
        super().__init__(window)
        self._window = window
        self._podium = podium
        self._locked: Bringing | None = None
        self.card: Final = PaperCard(theme, window)
        self.overview: Final = SignOffCard(theme, window)
        self._asking = SignOffSheet(theme, window)
        self._drop = AskSheet(theme, window, name="ask_drop", yes_name="confirm_drop", other_name="drop_add")
        self._withdrawing = AskSheet(theme, window, name="ask_withdraw", yes_name="confirm_withdraw")
        self._password = AskSheet(
            theme, window, name="file_password", yes_name="confirm_file_password", is_secret=True
        )
        self._unlocking = AskSheet(
            theme, window, name="paper_password", yes_name="confirm_paper_password", is_secret=True
        )
        self._unlocked: Sha256 | None = None
        self._connect()

    def ask_password(self, was_wrong: bool) -> None:
        """The paper on the stage asks for its password; `was_wrong`: the one just given does not open it."""
        place = place_shown(self._podium.feed.state)
        if place is None or place.paper is None:
            return
        self._unlocked = place.paper.sha256
        wrong = (tr("This password does not open the paper."),) if was_wrong else ()
        self._unlocking.ask(
            tr("“{title}” asks for a password", title=place.paper.title),
            details=(*wrong, tr("It is asked for once and kept only until the program ends.")),
            yes=tr("Open the paper"),
            no=tr("Not now"),
            act=self.password_given.emit,
            hint=tr("Password of this paper"),
        )

    def render_state(self, state: PodiumState) -> None:
        """Follow the meeting."""
        if self._unlocked is not None and self._unlocked != shared_paper(state):
            self._unlocked = None
            self._unlocking.withdraw()
        self.card.close_if_alone()
        self.overview.render_state(state.meeting)
        locked = state.bringing if state.bringing is not None and state.bringing.is_locked else None
        if locked != self._locked:
            self._locked = locked
            if locked is None:
                self._password.withdraw()
            else:
                self._ask_password(locked)

    def place_again(self) -> None:
        """Keep what is open in the middle of a window that changed its size."""
        for sheet in (
            self._drop,
            self._withdrawing,
            self._password,
            self._unlocking,
            self._asking,
            self.overview,
        ):
            if sheet.isVisible():
                sheet.place_again()

    def open_card(self, item: str, number: int, beside: QWidget) -> None:
        """Show what can be done with a paper (from 1; 0: with the item itself), beside the widget."""
        meeting, found = self._item(item)
        if meeting is not None and found is not None and number <= len(found.papers):
            paper = found.papers[number - 1] if number else None
            self.card.open_for(meeting, found, paper, beside)

    def drop(self, item: str, number: int, files: Sequence[Path]) -> None:
        """PDFs were dropped on a paper (from 1), or on an item (0): ask what is to become of them."""
        _, found = self._item(item)
        if found is None or not files or number > len(found.papers):
            return
        if number and len(files) == 1:
            self._ask_replace_or_add(found, number, files[0])
            return
        n = len(files)
        question = tr("Add “{file}” to item {number}?", file=files[0].name, number=found.number)
        if n > 1:
            question = tr_n(
                "Add {n} file to item {number}?", "Add {n} files to item {number}?", n, number=found.number
            )
        self._drop.ask(
            question,
            details=(_who_sees(),),
            yes=tr("Add"),
            no=tr("Cancel"),
            act=lambda _: self._podium.papers.add(found.id, files),
        )

    # How ----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        card, podium = self.card, self._podium
        card.replace_requested.connect(self._ask_draft)
        card.add_requested.connect(self._ask_papers)
        card.whiteboard_requested.connect(lambda item: podium.papers.add_whiteboard(ItemId(item)))
        card.asking_requested.connect(self._ask_persons)
        card.overview_requested.connect(self._open_overview)
        card.withdraw_requested.connect(self._ask_withdraw)
        card.draft_requested.connect(lambda item, paper: podium.pages.show_draft(ItemId(item), Sha256(paper)))
        self.overview.withdraw_requested.connect(self._ask_withdraw)

    def _meeting(self) -> MeetingState | None:
        return self._podium.feed.state.meeting

    def _item(self, item: str) -> tuple[MeetingState | None, AgendaItem | None]:
        meeting = self._meeting()
        return meeting, None if meeting is None else meeting.meeting.item(ItemId(item))

    def _ask_replace_or_add(self, item: AgendaItem, number: int, file: Path) -> None:
        paper, papers = item.papers[number - 1], self._podium.papers
        if paper.is_whiteboard:
            self.drop(item.id, 0, (file,))
            return
        self._drop.ask(
            tr("“{file}”: replace “{title}”, or add it?", file=file.name, title=paper.title),
            details=(_who_sees(),),
            yes=tr("Replace by the new draft"),
            no=tr("Cancel"),
            act=lambda _: papers.replace(item.id, paper.sha256, file),
            other=(tr("Add as another paper"), lambda: papers.add(item.id, (file,))),
        )

    def _ask_draft(self, item: str, paper: str) -> None:
        def chosen(files: Sequence[Path]) -> None:
            self._podium.papers.replace(ItemId(item), Sha256(paper), files[0])

        ask_papers(self._window, tr("The new draft"), chosen, name="draft_dialog", is_one=True)

    def _ask_papers(self, item: str) -> None:
        def chosen(files: Sequence[Path]) -> None:
            self._podium.papers.add(ItemId(item), files)

        ask_papers(self._window, tr("Papers to add"), chosen, name="papers_dialog", is_one=False)

    def _ask_persons(self, paper: str, kind: str) -> None:
        meeting = self._meeting()
        held = None if meeting is None else meeting.meeting.paper(Sha256(paper))
        if meeting is None or held is None:
            return
        self._asking.ask(
            tr("Who is to get “{title}”?", title=held[1].title),
            SignOffKind(kind),
            candidates(meeting, held[1]),
            lambda chosen, persons: self._podium.papers.request_sign_off(Sha256(paper), chosen, persons),
        )

    def _open_overview(self, paper: str) -> None:
        meeting = self._meeting()
        if meeting is not None:
            self.overview.open_for(Sha256(paper), meeting)

    def _ask_withdraw(self, paper: str) -> None:
        meeting = self._meeting()
        sign_off = None if meeting is None else current_sign_off(meeting, Sha256(paper))
        if sign_off is None:
            return
        self._withdrawing.ask(
            tr("Withdraw the request?"),
            details=(tr("What was signed stays in the record; nobody is asked any more."),),
            yes=tr("Withdraw the request"),
            no=tr("Cancel"),
            act=lambda _: self._podium.papers.withdraw_sign_off(sign_off.request.id),
        )
        self._withdrawing.raise_()

    def _ask_password(self, locked: Bringing) -> None:
        wrong = (tr("This is not the password of this paper"),) if locked.was_wrong else ()
        self._password.ask(
            tr("“{file}” asks for a password", file=locked.file.name),
            details=(*wrong, tr("Each seat is asked for it once, too. It is not stored.")),
            yes=tr("Bring it in"),
            no=tr("Leave it out"),
            act=self._podium.papers.give_password,
            act_no=self._podium.papers.leave,
            hint=tr("Password of this paper"),
        )


def _who_sees() -> str:
    return tr("All who may see the papers of this item get it at once.")
