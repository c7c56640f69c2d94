"""What the chair, the clerk and the voters want of a ballot; decided by `decide_ballots`."""

from __future__ import annotations

import msgspec

from shared.domain.ballots import BallotId, Choice
from shared.domain.people import PersonId


class OpenBallot(msgspec.Struct, frozen=True, tag="open_ballot"):
    """Take votes; needs a quorum."""

    ballot: BallotId


class HoldBallot(msgspec.Struct, frozen=True, tag="hold_ballot"):
    """Pause voting."""

    ballot: BallotId


class ContinueBallot(msgspec.Struct, frozen=True, tag="continue_ballot"):
    """Go on after a hold."""

    ballot: BallotId


class CloseBallot(msgspec.Struct, frozen=True, tag="close_ballot"):
    """Stop voting and fix the result."""

    ballot: BallotId


class AnnounceBallot(msgspec.Struct, frozen=True, kw_only=True, tag="announce_ballot"):
    """Make the result public.

    `undelivered`: persons whose terminals may still hold a vote, as the hub sees them; when there are any,
    a `reason` is needed and both are recorded.
    """

    ballot: BallotId
    undelivered: tuple[PersonId, ...] = ()
    reason: str = ""


class AbortBallot(msgspec.Struct, frozen=True, kw_only=True, tag="abort_ballot"):
    """Stop without a result; the reason is recorded."""

    ballot: BallotId
    reason: str


class CastVote(msgspec.Struct, frozen=True, kw_only=True, tag="cast_vote", forbid_unknown_fields=True):
    """The person at this seat votes (or, where the rule allows, changes their vote)."""

    ballot: BallotId
    person: PersonId
    choice: Choice


BallotCommand = OpenBallot | HoldBallot | ContinueBallot | CloseBallot | AnnounceBallot | AbortBallot
