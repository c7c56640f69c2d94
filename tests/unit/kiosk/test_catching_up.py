"""What is said to have gone out when the line is back."""

from __future__ import annotations

import msgspec

from kiosk.session.catching_up import CaughtUp, caught_up
from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, IntentId
from shared.domain.papers import Sha256
from shared.domain.sign_off import Opinion, SignOffId
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import Granted, Pending, Refusal, SentIntent, SentNote, SentSignOff
from tests.fakes.clock import MEETING_MORNING

THIS = SignOffId("s1")
PAPER = Sha256("a" * 64)
GRANTED = Granted(at=MEETING_MORNING)


def line(name: str, kind: str, **rest: object) -> SentIntent:
    sent = SentIntent(
        id=IntentId(name), meeting=MeetingId("m"), kind=kind, confirmed_at=MEETING_MORNING, answer=GRANTED
    )
    return msgspec.structs.replace(sent, **rest)


VOTE = line("vote", "cast_vote", ballot=BallotId("b1"), vote=Choice.YES)
SIGNED = line(
    "signed", "sign_off_paper", about=SentSignOff(sign_off=THIS, paper=PAPER, opinion=Opinion.AGREE)
)
NOTED = line("noted", "note_sign_off_read", about=SentNote(sign_off=THIS, paper=PAPER))
ALL = frozenset({VOTE.id, SIGNED.id, NOTED.id})


def test_votes_and_signatures_that_waited_are_counted_and_nothing_else() -> None:
    assert caught_up((VOTE, SIGNED, NOTED), ALL) == CaughtUp(votes=1, sign_offs=1)
    assert caught_up((VOTE, SIGNED, NOTED), frozenset({SIGNED.id})) == CaughtUp(sign_offs=1)
    assert caught_up((VOTE, SIGNED, NOTED), frozenset()) == CaughtUp()


def test_what_still_waits_did_not_go_out_and_what_was_refused_is_answered() -> None:
    waiting = msgspec.structs.replace(SIGNED, answer=Pending())
    refused = msgspec.structs.replace(VOTE, answer=Refusal(Reason.BALLOT_CLOSED))
    assert caught_up((waiting, refused), ALL) == CaughtUp(votes=1)
