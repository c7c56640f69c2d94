"""What the ballot panel shows: plain values that the phases fill in and the widgets draw. Pure."""

from __future__ import annotations

import enum

import msgspec

from shared.domain.ballot_terms import Outcome, Terms
from shared.domain.ballots import Aborted, Announced, Ballot, BallotId, Closed, Open, Prepared
from shared.domain.majority import Wording
from shared.domain.people import PersonId
from shared.domain.secrecy import Grade
from shared.system.i18n import tr, tr_n
from shared.ui.text import Span


class BallotPhase(enum.StrEnum):
    """The phases as the panel and the driver name them."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ABORTED = "aborted"


class BallotAct(enum.StrEnum):
    """What can be wished for a ballot; the value is the name of its button."""

    PARTS = "ballot_parts"
    TELLERS = "ballot_tellers"
    PREPARE_ENVELOPES = "prepare_envelopes"
    OPEN = "open_ballot"
    HOLD = "hold_ballot"
    CONTINUE = "continue_ballot"
    CALL_NEXT = "call_next"
    AWAITED = "ballot_awaited"
    CLOSE = "close_ballot"
    OPEN_ENVELOPES = "open_envelopes"
    ENTER_PAPER = "enter_paper"
    TAKE_IN = "take_in_votes"
    ANNOUNCE = "announce_ballot"
    ANNOUNCE_ANYWAY = "announce_anyway"
    CORRECT = "correct_ballot"
    ABORT = "abort_ballot"
    REPEAT = "abort_and_repeat"
    RE_VOTE = "re_vote"
    RUN_OFF = "run_off"
    NEXT_ROUND = "next_round"


class Weight(enum.StrEnum):
    """How a button looks: filled (one in the panel at most), outlined, or only its word."""

    FILLED = "filled"
    OUTLINED = "outlined"
    BARE = "bare"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One button. `waiting_word` set: what it asks for is not possible yet, and this is what is waited for."""

    act: BallotAct
    word: str
    weight: Weight = Weight.OUTLINED
    is_enabled: bool = True
    waiting_word: str = ""


class Line(msgspec.Struct, frozen=True):
    """A labelled line; `is_note` draws it in ochre."""

    label: str
    words: str
    is_note: bool = False


class BallotShown(msgspec.Struct, frozen=True, kw_only=True):
    """The panel. `obstacle` says why it cannot be opened, "" when it can; `is_waiting` that votes may be on their way.

    `voted`, `uncertain`, `missing` and `aside` (passed, or with a ballot on paper) add up to the voters; `result` is
    set from the close on, as soon as no ballot on paper is to be entered. `actions` stand in rows, the last row at
    the bottom. `next_call`: whom the roll call calls next. `fingerprint` is the check code of a secret ballot, to be
    compared with that of the seats; empty while a teller's key is missing.
    """

    id: BallotId
    phase: BallotPhase
    question: str
    terms: Terms
    rule: tuple[Span, ...]
    source: str
    wording: Wording
    chip: str
    grade: Grade | None = None
    fingerprint: str = ""
    others: tuple[BallotId, ...] = ()
    quorum: str = ""
    obstacle: str = ""
    is_held: bool = False
    is_waiting: bool = False
    voted: int = 0
    uncertain: int = 0
    missing: int = 0
    aside: int = 0
    next_call: PersonId | None = None
    lines: tuple[Line, ...] = ()
    result: Outcome | None = None
    actions: tuple[tuple[Action, ...], ...] = ()

    @property
    def voters(self) -> int:
        """How many may vote."""
        return self.voted + self.uncertain + self.missing + self.aside

    @property
    def not_voted(self) -> int:
        """For how many a close would not wait, as far as is known here."""
        return self.uncertain + self.missing


def phase_of(ballot: Ballot) -> BallotPhase:
    """The phase's name."""
    match ballot.phase:
        case Prepared():
            return BallotPhase.PREPARED
        case Open():
            return BallotPhase.OPEN
        case Closed():
            return BallotPhase.CLOSED
        case Announced():
            return BallotPhase.ANNOUNCED
        case Aborted():
            return BallotPhase.ABORTED


def close_question(shown: BallotShown) -> str:
    """The question before a close: 还有 2 人未投票，仍要截止？ (2 have not voted)."""
    n = shown.not_voted
    if not n:
        return tr("Nobody is waited for any more. Close the ballot?")
    return tr_n("{n} has not voted. Close all the same?", "{n} have not voted. Close all the same?", n)
