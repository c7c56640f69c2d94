"""What is wished for ballots: the sheets of one window, and where their answers go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from presenter.ui.ballot_actions import FOLLOWINGS
from presenter.ui.ballot_closed import closed_of
from presenter.ui.ballot_new_sheet import NewBallotSheet
from presenter.ui.ballot_panel import BallotPanel
from presenter.ui.ballot_paper_sheet import BallotPaperSheet, PaperAsked
from presenter.ui.ballot_persons_sheet import BallotPersonsSheet, PersonsShown
from presenter.ui.ballot_persons_shown import (
    GIVE_PAPER,
    awaited_shown,
    parts_shown,
    role_of,
    tellers_shown,
)
from presenter.ui.ballot_phases import ballot_shown
from presenter.ui.ballot_shown import BallotAct
from presenter.ui.dialogs import ask_votes_file
from presenter.ui.podium import Podium
from presenter.ui.questions import Questions
from presenter.ui.state import PodiumState, selected_item
from shared.domain import ballot_commands as bcmd
from shared.domain.ballots import Ballot, BallotId, PaperSheet
from shared.domain.people import PersonId
from shared.domain.secrecy import TellerRole
from shared.domain.state import MeetingState
from shared.system.i18n import tr
from shared.ui.theme import Theme


class BallotWishes(QObject):
    """Belongs to one window. Nothing here blocks: sheets are opened, answers come as calls."""

    def __init__(
        self, theme: Theme, window: QWidget, panel: BallotPanel, podium: Podium, questions: Questions
    ) -> None:
        super().__init__(window)
        self._podium = podium
        self._questions = questions
        self._new = NewBallotSheet(theme, window)
        self._parts = BallotPersonsSheet(theme, window, name="parts", has_reason=True)
        self._awaited = BallotPersonsSheet(theme, window, name="awaited", has_reason=False)
        self._tellers = BallotPersonsSheet(theme, window, name="tellers", has_reason=False)
        self._naming: dict[TellerRole, PersonId] = {}
        """The tellers as chosen so far, until both are."""
        self._window = window
        self._paper = BallotPaperSheet(theme, window)
        self._about: BallotId | None = None
        panel.wished.connect(lambda act, ballot: self._wish(BallotAct(act), BallotId(ballot)))
        panel.new_requested.connect(self.prepare)
        panel.ballot_chosen.connect(lambda ballot: podium.choose_ballot(BallotId(ballot)))

    def prepare(self) -> None:
        """Have a ballot written for the selected item."""
        state = self._podium.feed.state
        item, meeting = selected_item(state), state.meeting
        if item is None or meeting is None:
            return
        used = [ballot.spec.rule.preset for ballot in meeting.ballots.values()]
        self._questions.withdraw()
        self._new.ask(
            tr("New ballot for item {number}", number=item.number),
            next((key for key in used if key), ""),
            lambda draft: self._podium.ballots.prepare(item.id, draft),
        )

    def place_again(self) -> None:
        """Keep what is open in the middle of a window that changed its size."""
        for sheet in (self._new, self._parts, self._awaited, self._tellers, self._paper):
            if sheet.isVisible():
                sheet.place_again()

    def render_state(self, state: PodiumState) -> None:
        """Follow the ballot that a sheet is about."""
        if self._parts.isVisible():
            self._parts.render_persons(self._shown_parts(state))
        if self._tellers.isVisible():
            self._tellers.render_persons(self._shown_tellers(state))
        if self._awaited.isVisible():
            self._awaited.render_persons(self._shown_awaited(state))

    def _wish(self, act: BallotAct, ballot: BallotId) -> None:
        if act in FOLLOWINGS:
            self._podium.ballots.follow(ballot, FOLLOWINGS[act])
            return
        self._acts(ballot)[act]()

    def _acts(self, ballot: BallotId) -> dict[BallotAct, Callable[[], None]]:
        podium, questions = self._podium, self._questions
        return {
            BallotAct.PARTS: lambda: self._ask_parts(ballot),
            BallotAct.TELLERS: lambda: self._ask_tellers(ballot),
            BallotAct.PREPARE_ENVELOPES: lambda: podium.ballots.prepare_envelopes(ballot),
            BallotAct.OPEN_ENVELOPES: lambda: podium.ballots.open_envelopes(ballot),
            BallotAct.REPEAT: lambda: podium.ballots.repeat(ballot),
            BallotAct.TAKE_IN: self._ask_file,
            BallotAct.AWAITED: lambda: self._ask_awaited(ballot),
            BallotAct.OPEN: lambda: podium.submit(bcmd.OpenBallot(ballot)),
            BallotAct.HOLD: lambda: podium.submit(bcmd.HoldBallot(ballot)),
            BallotAct.CONTINUE: lambda: podium.submit(bcmd.ContinueBallot(ballot)),
            BallotAct.CALL_NEXT: lambda: self._call_next(ballot),
            BallotAct.CLOSE: lambda: questions.close_ballot(ballot),
            BallotAct.ANNOUNCE: lambda: podium.announce(ballot),
            BallotAct.ANNOUNCE_ANYWAY: lambda: questions.announce_anyway(ballot),
            BallotAct.ENTER_PAPER: lambda: self._enter_paper(ballot),
            BallotAct.CORRECT: lambda: self._ask_correction(ballot),
            BallotAct.ABORT: lambda: questions.abort_ballot(ballot),
        }

    def _call_next(self, ballot: BallotId) -> None:
        shown = ballot_shown(self._podium.feed.state)
        if shown is not None and shown.id == ballot and shown.next_call is not None:
            self._podium.submit(bcmd.CallVoter(ballot=ballot, person=shown.next_call))

    def _ballot(self, state: PodiumState) -> tuple[MeetingState | None, Ballot | None]:
        meeting = state.meeting
        if meeting is None or self._about is None:
            return meeting, None
        return meeting, meeting.ballots.get(self._about)

    def _shown_parts(self, state: PodiumState) -> PersonsShown | None:
        meeting, ballot = self._ballot(state)
        return None if meeting is None or ballot is None else parts_shown(meeting, ballot)

    def _shown_awaited(self, state: PodiumState) -> PersonsShown | None:
        meeting, ballot = self._ballot(state)
        if meeting is None or ballot is None:
            return None
        return awaited_shown(meeting, ballot, state.undelivered)

    def _ask_parts(self, ballot: BallotId) -> None:
        self._about = ballot
        shown = self._shown_parts(self._podium.feed.state)

        def assign(part: str, person: PersonId, reason: str) -> None:
            self._podium.submit(
                bcmd.AssignPart(ballot=ballot, person=person, part=bcmd.Part(part), reason=reason)
            )

        if shown is not None:
            self._parts.open_for(shown, assign)

    def _shown_tellers(self, state: PodiumState) -> PersonsShown | None:
        meeting, ballot = self._ballot(state)
        return None if meeting is None or ballot is None else tellers_shown(meeting, ballot, self._naming)

    def _ask_tellers(self, ballot: BallotId) -> None:
        self._about = ballot
        _, known = self._ballot(self._podium.feed.state)
        tellers = () if known is None else known.spec.tellers
        self._naming = dict(zip(TellerRole, tellers, strict=False))
        shown = self._shown_tellers(self._podium.feed.state)

        def name(key: str, person: PersonId, _reason: str) -> None:
            others = {role: one for role, one in self._naming.items() if one != person}
            self._naming = {**others, role_of(key): person}
            if len(self._naming) == len(TellerRole):
                pair = (self._naming[TellerRole.FIRST], self._naming[TellerRole.SECOND])
                self._podium.submit(bcmd.NameTellers(ballot=ballot, tellers=pair))
            self._tellers.render_persons(self._shown_tellers(self._podium.feed.state))

        if shown is not None:
            self._tellers.open_for(shown, name)

    def _ask_file(self) -> None:
        ask_votes_file(self._window, tr("Votes of a terminal"), self._podium.ballots.take_in)

    def _ask_awaited(self, ballot: BallotId) -> None:
        self._about = ballot
        shown = self._shown_awaited(self._podium.feed.state)

        def act(key: str, person: PersonId, _reason: str) -> None:
            if key == GIVE_PAPER:
                self._podium.submit(bcmd.GivePaper(ballot=ballot, person=person))
            else:
                self._podium.submit(bcmd.PassVoter(ballot=ballot, person=person))

        if shown is not None:
            self._awaited.open_for(shown, act)

    def _enter_paper(self, ballot: BallotId) -> None:
        self._about = ballot
        asked = self._asked_paper(tr("Ballots on paper"), has_tellers=True)

        def enter(by: PersonId, sheet: PaperSheet) -> None:
            self._podium.submit(bcmd.EnterPaper(ballot=ballot, by=by, sheet=sheet))

        if asked is not None:
            self._paper.ask_entry(asked, enter)

    def _ask_correction(self, ballot: BallotId) -> None:
        self._about = ballot
        asked = self._asked_paper(tr("Record a correction?"), has_tellers=False)

        def correct(reason: str, sheet: PaperSheet | None) -> None:
            self._podium.submit(bcmd.CorrectBallot(ballot=ballot, reason=reason, sheet=sheet))

        if asked is None or not asked.on_paper:
            self._questions.correct_ballot(ballot)
        else:
            self._paper.ask_correction(asked, correct)

    def _asked_paper(self, title: str, *, has_tellers: bool) -> PaperAsked | None:
        meeting, ballot = self._ballot(self._podium.feed.state)
        closed = None if ballot is None else closed_of(ballot)
        if meeting is None or ballot is None or closed is None:
            return None
        roster = [(person.id, person.name) for person in meeting.meeting.roster]
        is_loose = ballot.spec.grade is not None
        on_paper = tuple(one for one in roster if one[0] in closed.on_paper)
        if is_loose:
            numbers = range(1, len(on_paper) + 1)
            on_paper = tuple((PersonId(str(n)), tr("Ballot on paper {number}", number=n)) for n in numbers)
        return PaperAsked(
            title=title,
            tellers=tuple(roster) if has_tellers else (),
            on_paper=on_paper,
            terms=ballot.spec.terms,
            wording=ballot.spec.rule.wording,
            is_loose=is_loose,
        )
