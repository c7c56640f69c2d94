"""What happened to a ballot; part of the record."""

from __future__ import annotations

import msgspec

from shared.domain.ballots import BallotId, Choice, IntentId
from shared.domain.majority import MotionResult, Rule
from shared.domain.people import PersonId, SeatId


class BallotOpened(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_opened"):
    """The ballot takes votes. Rule, E, P and the voters are frozen here; `quorum_needed` <= P held."""

    ballot: BallotId
    rule: Rule
    entitled_count: int
    quorum_needed: int
    voters: tuple[PersonId, ...]


class VoterAdmitted(msgspec.Struct, frozen=True, kw_only=True, tag="voter_admitted"):
    """A person who signed in while the ballot was open may vote too; the rule says so."""

    ballot: BallotId
    person: PersonId


class BallotHeld(msgspec.Struct, frozen=True, tag="ballot_held"):
    """Voting is paused; cast votes stay valid."""

    ballot: BallotId


class BallotContinued(msgspec.Struct, frozen=True, tag="ballot_continued"):
    """Voting goes on after a hold."""

    ballot: BallotId


class VoteCast(msgspec.Struct, frozen=True, kw_only=True, tag="vote_cast"):
    """A named vote was counted; a later one of the same person replaces it in the count, not here."""

    ballot: BallotId
    person: PersonId
    choice: Choice
    receipt: str
    intent: IntentId
    seat: SeatId


class VoteArrivedLate(msgspec.Struct, frozen=True, kw_only=True, tag="vote_arrived_late"):
    """A vote reached the hub after the close; it is noted without its choice and not counted."""

    ballot: BallotId
    person: PersonId
    intent: IntentId


class BallotClosed(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_closed"):
    """No more votes; the result is fixed."""

    ballot: BallotId
    result: MotionResult


class BallotAnnounced(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_announced"):
    """The result is public; see `ballots.Announced` for `undelivered` and `reason`."""

    ballot: BallotId
    undelivered: tuple[PersonId, ...] = ()
    reason: str = ""


class BallotAborted(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_aborted"):
    """The ballot ended without a result."""

    ballot: BallotId
    reason: str


BallotEvent = (
    BallotOpened
    | VoterAdmitted
    | BallotHeld
    | BallotContinued
    | VoteCast
    | VoteArrivedLate
    | BallotClosed
    | BallotAnnounced
    | BallotAborted
)
