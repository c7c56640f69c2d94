"""What every seat may know: the public projection of the record, and the view that a seat folds from it.

The hub filters: a choice, an interim result, a restricted paper or the reason of a leave never becomes a public
event. Public events are numbered on their own, without gaps, because some record events have no public side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

import msgspec

from shared.domain import ballot_events as bev
from shared.domain import events as ev
from shared.domain.agenda import AgendaItem, ItemId, Meeting
from shared.domain.ballots import Announced, BallotId, Choice, Open
from shared.domain.majority import MotionResult, Rule
from shared.domain.papers import Everybody, is_for_everybody
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Headcount
from shared.domain.room_papers import (
    PaperPublic,
    WritersShown,
    fold_meeting,
    project_papers,
)
from shared.domain.state import MeetingState, Session


class MeetingShown(msgspec.Struct, frozen=True, kw_only=True, tag="meeting_shown"):
    """The meeting as everybody may see it: without restricted papers, who may see them, leave reasons."""

    meeting: Meeting
    seating: Mapping[SeatId, PersonId]
    headcount: Headcount


class SessionChanged(msgspec.Struct, frozen=True, tag="session_changed"):
    """Sign-in opened, started, paused, resumed or adjourned."""

    session: Session


class HeadcountChanged(msgspec.Struct, frozen=True, tag="headcount_changed"):
    """Somebody came, left or asked for leave."""

    headcount: Headcount


class SeatingChanged(msgspec.Struct, frozen=True, tag="seating_changed"):
    """Who sits where now."""

    seating: Mapping[SeatId, PersonId]


class ItemShown(msgspec.Struct, frozen=True, kw_only=True, tag="item_shown"):
    """The active item changed (None: no item is active)."""

    active: ItemId | None
    finished: tuple[ItemId, ...]


class BallotShown(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_shown"):
    """A ballot opened."""

    ballot: BallotId
    item: ItemId | None
    question: str
    rule: Rule
    entitled_count: int
    needed: int | None
    voters_count: int


class VotesProgressed(msgspec.Struct, frozen=True, kw_only=True, tag="votes_progressed"):
    """How many have voted out of how many; never what or who."""

    ballot: BallotId
    voted: int
    voters_count: int


class BallotPaused(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_paused"):
    """Voting was held or goes on."""

    ballot: BallotId
    is_held: bool


class BallotEnded(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_ended"):
    """Voting closed (the result is not public yet) or was aborted."""

    ballot: BallotId
    is_aborted: bool


class NamedVote(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an announced named ballot; `choice` None = present but did not vote."""

    person: PersonId
    choice: Choice | None
    receipt: str = ""


class ResultShown(msgspec.Struct, frozen=True, kw_only=True, tag="result_shown"):
    """The announced result with everybody's named vote."""

    ballot: BallotId
    result: MotionResult
    votes: tuple[NamedVote, ...]


class Nothing(msgspec.Struct, frozen=True, tag="nothing"):
    """A record event without a public side keeps its place empty."""


PublicEvent = (
    MeetingShown
    | SessionChanged
    | HeadcountChanged
    | SeatingChanged
    | ItemShown
    | BallotShown
    | VotesProgressed
    | BallotPaused
    | BallotEnded
    | ResultShown
    | PaperPublic
    | Nothing
)


class RoomBallot(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot as every seat sees it. `needed` is None where the base is known only at the close."""

    shown: BallotShown
    voted: int = 0
    voters_count: int = 0
    is_held: bool = False
    is_ended: bool = False
    is_aborted: bool = False
    result: ResultShown | None = None
    result_at: datetime | None = None


class RoomView(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat knows of the room after public event `n`."""

    n: int
    meeting: Meeting
    seating: Mapping[SeatId, PersonId]
    headcount: Headcount
    session: Session = Session.PREPARING
    active_item: ItemId | None = None
    finished: tuple[ItemId, ...] = ()
    ballots: Mapping[BallotId, RoomBallot] = {}
    latest_ballot: BallotId | None = None
    writers: tuple[PersonId, ...] = ()


def project(state: MeetingState, event: ev.Event) -> PublicEvent:
    """The public side of `event`, where `state` is the state just after it."""
    match event:
        case ev.MeetingPrepared(meeting):
            public = public_meeting(meeting)
            return MeetingShown(meeting=public, seating=state.seating, headcount=state.headcount())
        case (
            ev.SignInOpened()
            | ev.MeetingStarted()
            | ev.MeetingPaused()
            | ev.MeetingResumed()
            | ev.MeetingAdjourned()
        ):
            return SessionChanged(state.session)
        case ev.PresenceRecorded():
            return HeadcountChanged(state.headcount())
        case ev.PersonSeated():
            return SeatingChanged(state.seating)
        case ev.ItemActivated() | ev.ItemFinished():
            done = tuple(i.id for i in state.meeting.agenda if _is_finished(state, i.id))
            return ItemShown(active=state.active_item, finished=done)
        case ev.ServiceCalled() | ev.ServiceAnswered() | bev.VoteArrivedLate():
            return Nothing()
        case (
            bev.BallotOpened()
            | bev.VoterAdmitted()
            | bev.BallotHeld()
            | bev.BallotContinued()
            | bev.VoteCast()
            | bev.BallotClosed()
            | bev.BallotAnnounced()
            | bev.BallotAborted()
        ):
            return _project_ballot(state, event)
        case _:
            return project_papers(state, event) or Nothing()


def fold(view: RoomView | None, n: int, at: datetime, event: PublicEvent) -> RoomView:
    """The view after public event `n`. Raises ValueError when it cannot follow (gap, or no meeting yet)."""
    if isinstance(event, MeetingShown):
        if view is not None or n != 1:
            raise ValueError("a meeting is shown once, first")
        return RoomView(n=1, meeting=event.meeting, seating=event.seating, headcount=event.headcount)
    if view is None or n != view.n + 1:
        raise ValueError(f"public event {n} does not follow")
    return msgspec.structs.replace(_folded(view, at, event), n=n)


def public_meeting(meeting: Meeting) -> Meeting:
    """`meeting` without what not everybody may see."""
    roster = tuple(
        msgspec.structs.replace(p, leave_reason=None if p.leave_reason is None else "")
        for p in meeting.roster
    )
    agenda = tuple(_public_item(item) for item in meeting.agenda)
    return msgspec.structs.replace(meeting, roster=roster, agenda=agenda)


def _public_item(item: AgendaItem) -> AgendaItem:
    open_to_all = is_for_everybody(item.audience)
    papers = tuple(p for p in item.papers if open_to_all and is_for_everybody(p.audience))
    earlier = tuple(p for p in item.earlier if open_to_all and is_for_everybody(p.audience))
    return msgspec.structs.replace(item, papers=papers, earlier=earlier, audience=Everybody())


def _is_finished(state: MeetingState, item: ItemId) -> bool:
    time = state.item_times.get(item)
    return time is not None and time.is_finished


BallotEvent = (
    bev.BallotOpened
    | bev.VoterAdmitted
    | bev.BallotHeld
    | bev.BallotContinued
    | bev.VoteCast
    | bev.BallotClosed
    | bev.BallotAnnounced
    | bev.BallotAborted
)


def _project_ballot(state: MeetingState, event: BallotEvent) -> PublicEvent:
    ballot = state.ballots[event.ballot]
    match event:
        case bev.BallotOpened(entitled_count=entitled, voters=voters, rule=rule):
            fixed = {"entitled": entitled, "present": len(voters)}.get(rule.base.value)
            return BallotShown(
                ballot=event.ballot,
                item=state.item_of(event.ballot),
                question=ballot.spec.question,
                rule=rule,
                entitled_count=entitled,
                needed=None if fixed is None else rule.passing.least(fixed),
                voters_count=len(voters),
            )
        case bev.VoterAdmitted() | bev.VoteCast():
            phase = ballot.phase
            if not isinstance(phase, Open):
                return Nothing()
            return VotesProgressed(
                ballot=event.ballot, voted=len(phase.votes), voters_count=len(phase.voters)
            )
        case bev.BallotHeld():
            return BallotPaused(ballot=event.ballot, is_held=True)
        case bev.BallotContinued():
            return BallotPaused(ballot=event.ballot, is_held=False)
        case bev.BallotClosed():
            return BallotEnded(ballot=event.ballot, is_aborted=False)
        case bev.BallotAborted():
            return BallotEnded(ballot=event.ballot, is_aborted=True)
        case bev.BallotAnnounced():
            phase = ballot.phase
            return _result(event.ballot, phase) if isinstance(phase, Announced) else Nothing()
        case _:
            assert_never(event)


def _result(ballot: BallotId, phase: Announced) -> ResultShown:
    closed = phase.closed
    lines = []
    for person in closed.voters:
        vote = closed.votes.get(person)
        lines.append(
            NamedVote(
                person=person,
                choice=None if vote is None else vote.choice,
                receipt="" if vote is None else vote.receipt,
            )
        )
    return ResultShown(ballot=ballot, result=closed.result, votes=tuple(lines))


def _folded(view: RoomView, at: datetime, event: PublicEvent) -> RoomView:
    match event:
        case MeetingShown() | Nothing():
            return view
        case SessionChanged(session):
            return msgspec.structs.replace(view, session=session)
        case HeadcountChanged(counted):
            return msgspec.structs.replace(view, headcount=counted)
        case SeatingChanged(seating):
            return msgspec.structs.replace(view, seating=seating)
        case ItemShown(active=active, finished=finished):
            return msgspec.structs.replace(view, active_item=active, finished=finished)
        case BallotShown():
            ballot = RoomBallot(shown=event, voters_count=event.voters_count)
            opened = msgspec.structs.replace(view, latest_ballot=event.ballot)
            return _with_ballot(opened, event.ballot, ballot)
        case VotesProgressed() | BallotPaused() | BallotEnded() | ResultShown():
            known = view.ballots.get(event.ballot)
            if known is None:
                return view
            return _with_ballot(view, event.ballot, _ballot_after(known, at, event))
        case WritersShown(writers=writers):
            return msgspec.structs.replace(view, writers=writers)
        case _:
            return msgspec.structs.replace(view, meeting=fold_meeting(view.meeting, event))


def _with_ballot(view: RoomView, ballot: BallotId, changed: RoomBallot) -> RoomView:
    return msgspec.structs.replace(view, ballots={**view.ballots, ballot: changed})


def _ballot_after(
    ballot: RoomBallot, at: datetime, event: VotesProgressed | BallotPaused | BallotEnded | ResultShown
) -> RoomBallot:
    match event:
        case VotesProgressed(voted=voted, voters_count=voters_count):
            return msgspec.structs.replace(ballot, voted=voted, voters_count=voters_count)
        case BallotPaused(is_held=is_held):
            return msgspec.structs.replace(ballot, is_held=is_held)
        case BallotEnded(is_aborted=is_aborted):
            return msgspec.structs.replace(ballot, is_ended=True, is_held=False, is_aborted=is_aborted)
        case ResultShown():
            return msgspec.structs.replace(ballot, is_ended=True, result=event, result_at=at)
        case _:
            assert_never(event)
