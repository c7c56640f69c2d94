"""What every seat may know: the public projection of the record, and the view that a seat folds from it.

The hub filters: a choice, an interim result, a restricted paper or the reason of a leave never becomes a public
event. Public events are numbered on their own, without gaps, because some record events have no public side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from shared.domain import ballot_events as bev
from shared.domain import events as ev
from shared.domain.agenda import AgendaItem, ItemId, Meeting
from shared.domain.ballots import BallotId
from shared.domain.papers import Everybody, is_for_everybody
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Headcount
from shared.domain.room_ballots import (
    BallotEnded,
    BallotPaused,
    BallotPublic,
    BallotShown,
    ResultShown,
    RoomBallot,
    VotesProgressed,
    fold_ballot,
    project_ballot,
    public_spec,
)
from shared.domain.room_papers import (
    PaperPublic,
    WritersShown,
    fold_meeting,
    project_papers,
)
from shared.domain.room_sealed import (
    RoomSealed,
    SealedProgressed,
    SealedPublic,
    TellerKeyShown,
    TermsShown,
    TermsWithdrawn,
    VoterKeyShown,
    closed_box,
    fold_sealed,
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


class Nothing(msgspec.Struct, frozen=True, tag="nothing"):
    """A record event without a public side keeps its place empty."""


PublicEvent = (
    MeetingShown
    | SessionChanged
    | HeadcountChanged
    | SeatingChanged
    | ItemShown
    | BallotPublic
    | SealedPublic
    | PaperPublic
    | Nothing
)


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
    sealed: Mapping[BallotId, RoomSealed] = {}
    writers: tuple[PersonId, ...] = ()


def project(state: MeetingState, event: ev.Event) -> PublicEvent:
    """The public side of `event`, where `state` is the state just after it."""
    if isinstance(event, bev.BallotEvent):
        return project_ballot(state, event) or Nothing()
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
        case ev.ServiceCalled() | ev.ServiceAnswered():
            return Nothing()
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
    ballots = tuple(map(public_spec, item.ballots))
    return msgspec.structs.replace(
        item, papers=papers, earlier=earlier, ballots=ballots, audience=Everybody()
    )


def _is_finished(state: MeetingState, item: ItemId) -> bool:
    time = state.item_times.get(item)
    return time is not None and time.is_finished


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
        case BallotShown() | VotesProgressed() | BallotPaused() | BallotEnded() | ResultShown():
            ballots = fold_ballot(view.ballots, at, event)
            latest = event.ballot if isinstance(event, BallotShown) else view.latest_ballot
            is_over = isinstance(event, BallotEnded)
            sealed = closed_box(view.sealed, event.ballot) if is_over else view.sealed
            return msgspec.structs.replace(view, ballots=ballots, latest_ballot=latest, sealed=sealed)
        case TermsShown() | TermsWithdrawn() | TellerKeyShown() | VoterKeyShown() | SealedProgressed():
            return msgspec.structs.replace(view, sealed=fold_sealed(view.sealed, event))
        case WritersShown(writers=writers):
            return msgspec.structs.replace(view, writers=writers)
        case _:
            return msgspec.structs.replace(view, meeting=fold_meeting(view.meeting, event))
