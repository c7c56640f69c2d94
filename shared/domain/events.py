"""What happened: the only things the record holds. Past tense, never changed once recorded."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballots import BallotId, Choice, IntentId
from shared.domain.majority import MotionResult, Rule
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Method, Move


class MeetingPrepared(msgspec.Struct, frozen=True, tag="meeting_prepared"):
    """The first event: the pack as it was opened."""

    meeting: Meeting


class SignInOpened(msgspec.Struct, frozen=True, tag="sign_in_opened"):
    """Persons may sign in from now on."""


class PresenceRecorded(msgspec.Struct, frozen=True, kw_only=True, tag="presence_recorded"):
    """A line of the presence ledger."""

    person: PersonId
    move: Move
    method: Method
    seat: SeatId | None = None
    reason: str = ""


class PersonSeated(msgspec.Struct, frozen=True, kw_only=True, tag="person_seated"):
    """`person` sits at `seat` now; whoever sat there before has no seat until seated again."""

    person: PersonId
    seat: SeatId


class MeetingStarted(msgspec.Struct, frozen=True, tag="meeting_started"):
    """The meeting is in session."""


class MeetingPaused(msgspec.Struct, frozen=True, tag="meeting_paused"):
    """A break (休会)."""


class MeetingResumed(msgspec.Struct, frozen=True, tag="meeting_resumed"):
    """The break is over."""


class MeetingAdjourned(msgspec.Struct, frozen=True, tag="meeting_adjourned"):
    """The meeting is over (散会); nothing but announcements may follow."""


class ItemActivated(msgspec.Struct, frozen=True, tag="item_activated"):
    """The meeting is on this item; the one before, if any, is set aside unfinished."""

    item: ItemId


class ItemFinished(msgspec.Struct, frozen=True, tag="item_finished"):
    """The item has been dealt with."""

    item: ItemId


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


class ServiceCalled(msgspec.Struct, frozen=True, tag="service_called"):
    """A seat asks for the clerk."""

    seat: SeatId


class ServiceAnswered(msgspec.Struct, frozen=True, tag="service_answered"):
    """Somebody took care of the seat's call."""

    seat: SeatId


Event = (
    MeetingPrepared
    | SignInOpened
    | PresenceRecorded
    | PersonSeated
    | MeetingStarted
    | MeetingPaused
    | MeetingResumed
    | MeetingAdjourned
    | ItemActivated
    | ItemFinished
    | BallotOpened
    | VoterAdmitted
    | BallotHeld
    | BallotContinued
    | VoteCast
    | VoteArrivedLate
    | BallotClosed
    | BallotAnnounced
    | BallotAborted
    | ServiceCalled
    | ServiceAnswered
)


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its place in the record: `n` counts from 1 without gaps, `at` is the hub's time (UTC)."""

    n: int
    at: datetime
    event: Event
