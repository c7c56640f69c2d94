"""What the window asks before it does something that cannot be taken back, or that needs a reason."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from presenter.ui.ballot_phases import ballot_shown
from presenter.ui.ballot_shown import BallotPhase, BallotShown, Line, close_question
from presenter.ui.podium import Podium
from presenter.ui.sheets import AskSheet
from presenter.ui.words import open_matters
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballots import BallotId
from shared.domain.people import PersonId
from shared.domain.presence import Move
from shared.system.i18n import mark, tr
from shared.ui.theme import Theme

_PRESENCE: Final = {
    Move.IN: (mark("Sign in {name}?"), mark("Sign in by the clerk")),
    Move.OUT: (mark("{name} left the room?"), mark("Left the room")),
    Move.LEAVE: (mark("{name} is on leave?"), mark("On leave")),
}


class Questions:
    """The sheets of one window. At most one of them is asked at a time."""

    def __init__(self, theme: Theme, window: QWidget, podium: Podium) -> None:
        self._podium = podium
        self._open = AskSheet(theme, window, name="ask_open", yes_name="confirm_open")
        self._close = AskSheet(theme, window, name="ask_close", yes_name="confirm_close")
        self._adjourn = AskSheet(theme, window, name="ask_adjourn", yes_name="confirm_adjourn")
        self._reason = AskSheet(theme, window, name="reason", yes_name="confirm_reason", has_reason=True)

    def withdraw(self) -> None:
        """Take away what is asked."""
        for sheet in (self._open, self._close, self._adjourn, self._reason):
            sheet.withdraw()

    def place_again(self) -> None:
        """Keep what is asked in the middle of a window that changed its size."""
        for sheet in (self._open, self._close, self._adjourn, self._reason):
            sheet.place_again()

    def ballot_by_key(self) -> None:
        """Open the prepared ballot or close the open one; by key it is always asked."""
        shown = ballot_shown(self._podium.feed.state)
        if shown is None:
            return
        if shown.phase is BallotPhase.PREPARED and not shown.obstacle:
            self.withdraw()
            self._open.ask(
                tr("Open this ballot?"),
                details=(shown.question,),
                yes=tr("Open ballot"),
                no=tr("Cancel"),
                act=lambda _: self._podium.submit(bcmd.OpenBallot(shown.id)),
            )
        elif shown.phase is BallotPhase.OPEN:
            self._ask_close(shown)

    def close_ballot(self, ballot: BallotId) -> None:
        """Close at once when everybody has voted; else ask."""
        shown = ballot_shown(self._podium.feed.state)
        if shown is None or shown.id != ballot or shown.not_voted == 0:
            self._podium.submit(bcmd.CloseBallot(ballot))
        else:
            self._ask_close(shown)

    def _ask_close(self, shown: BallotShown) -> None:
        self.withdraw()
        self._close.ask(
            close_question(shown),
            details=tuple(_line(line) for line in shown.lines),
            yes=tr("Close now"),
            no=tr("Go on waiting"),
            act=lambda _: self._podium.submit(bcmd.CloseBallot(shown.id)),
        )

    def announce_anyway(self, ballot: BallotId) -> None:
        """Ask why the chair does not wait."""
        shown = ballot_shown(self._podium.feed.state)
        self.withdraw()
        self._reason.ask(
            tr("Announce without waiting?"),
            details=() if shown is None else tuple(line.words for line in shown.lines if line.is_note),
            yes=tr("Record the reason and announce"),
            no=tr("Wait for votes"),
            hint=tr("Reason, for the record"),
            act=lambda reason: self._podium.announce(ballot, reason),
        )

    def abort_ballot(self, ballot: BallotId) -> None:
        """Ask why the ballot is stopped without a result."""
        self.withdraw()
        self._reason.ask(
            tr("Abort this ballot?"),
            details=(tr("The votes stay in the record; there will be no result."),),
            yes=tr("Abort ballot"),
            no=tr("Cancel"),
            hint=tr("Reason, for the record"),
            act=lambda reason: self._podium.submit(bcmd.AbortBallot(ballot=ballot, reason=reason)),
        )

    def correct_ballot(self, ballot: BallotId) -> None:
        """Ask what was wrong with an announced ballot; the first record stays."""
        self.withdraw()
        self._reason.ask(
            tr("Record a correction?"),
            details=(tr("The ballot stays as it was recorded; what was wrong is recorded beside it."),),
            yes=tr("Record the correction"),
            no=tr("Cancel"),
            hint=tr("What was wrong, for the record"),
            act=lambda reason: self._podium.submit(bcmd.CorrectBallot(ballot=ballot, reason=reason)),
        )

    def record_presence(self, person: PersonId, move: Move) -> None:
        """Ask why the clerk notes it."""
        meeting = self._podium.feed.state.meeting
        found = None if meeting is None else meeting.meeting.person(person)
        if found is None:
            return
        question, yes = _PRESENCE[move]
        self.withdraw()
        self._reason.ask(
            tr(question, name=found.name),
            yes=tr(yes),
            no=tr("Cancel"),
            hint=tr("Reason, for the record"),
            act=lambda reason: self._podium.submit(
                cmd.RecordPresence(person=person, move=move, reason=reason)
            ),
        )

    def adjourn(self) -> None:
        """Ask once, with what is not finished."""
        meeting = self._podium.feed.state.meeting
        if meeting is None:
            return
        if meeting.open_ballot() is not None:
            self._podium.adjourn()  # the refusal says what to do first
            return
        self.withdraw()
        self._adjourn.ask(
            tr("Adjourn the meeting?"),
            details=open_matters(meeting),
            yes=tr("Adjourn"),
            no=tr("Go on"),
            act=lambda _: self._podium.adjourn(),
        )


def _line(line: Line) -> str:
    return tr("{label}: {words}", label=line.label, words=line.words)
