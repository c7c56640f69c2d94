"""State = fold of the events. Total on every record that `decide` wrote; a record that does not fit is damaged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

import msgspec

from shared.domain import ballot_events as bev
from shared.domain import events as ev
from shared.domain.agenda import ItemId
from shared.domain.ballots import Ballot
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Entry
from shared.domain.reduce_ballots import CannotFollow, reduce_ballots
from shared.domain.reduce_papers import PaperEvent, reduce_papers
from shared.domain.sittings import first_sittings, seated
from shared.domain.state import ItemTime, MeetingState, Session


class DamagedRecord(ValueError):
    """An event does not fit the events before it; the record was altered or mixed up."""


def reduce(state: MeetingState | None, recorded: ev.Recorded) -> MeetingState:
    """The state after `recorded`. Raises `DamagedRecord` when the event cannot follow `state`."""
    event = recorded.event
    if state is None:
        if not isinstance(event, ev.MeetingPrepared) or recorded.n != 1:
            raise DamagedRecord("the record does not begin with a prepared meeting")
        return _prepared(event)
    if recorded.n != state.n + 1:
        raise DamagedRecord(f"event {recorded.n} follows event {state.n}")
    return msgspec.structs.replace(_apply(state, event, recorded.at), n=recorded.n)


def replay(records: Iterable[ev.Recorded], state: MeetingState | None = None) -> MeetingState | None:
    """Fold `records` onto `state` (None = from the beginning)."""
    for recorded in records:
        state = reduce(state, recorded)
    return state


def _prepared(event: ev.MeetingPrepared) -> MeetingState:
    meeting = event.meeting
    return MeetingState(
        n=1,
        meeting=meeting,
        seating={p.seat: p.id for p in meeting.roster if p.seat is not None},
        sittings=first_sittings(meeting),
        ballots={s.id: Ballot(spec=s) for item in meeting.agenda for s in item.ballots},
    )


def _apply(state: MeetingState, event: ev.Event, at: datetime) -> MeetingState:
    if isinstance(event, bev.BallotEvent):
        return _ballots(state, event, at)
    match event:
        case ev.MeetingPrepared():
            raise DamagedRecord("a meeting is prepared once")
        case (
            ev.SignInOpened()
            | ev.MeetingStarted()
            | ev.MeetingPaused()
            | ev.MeetingResumed()
            | ev.MeetingAdjourned()
        ):
            return _session(state, event, at)
        case ev.PresenceRecorded() | ev.PersonSeated():
            return _people(state, event, at)
        case ev.ItemActivated() | ev.ItemFinished():
            return _agenda(state, event, at)
        case ev.ServiceCalled(seat):
            return msgspec.structs.replace(state, calls={**state.calls, seat: at})
        case ev.ServiceAnswered(seat):
            return msgspec.structs.replace(state, calls={s: t for s, t in state.calls.items() if s != seat})
        case _:
            return _papers(state, event, at)


SessionEvent = (
    ev.SignInOpened | ev.MeetingStarted | ev.MeetingPaused | ev.MeetingResumed | ev.MeetingAdjourned
)


def _session(state: MeetingState, event: SessionEvent, at: datetime) -> MeetingState:
    match event:
        case ev.SignInOpened():
            return msgspec.structs.replace(state, session=Session.SIGNING_IN)
        case ev.MeetingStarted():
            return msgspec.structs.replace(state, session=Session.IN_SESSION, started_at=at)
        case ev.MeetingPaused():
            return msgspec.structs.replace(_stop_clock(state, at), session=Session.PAUSED)
        case ev.MeetingResumed():
            return _run_clock(msgspec.structs.replace(state, session=Session.IN_SESSION), at)
        case ev.MeetingAdjourned():
            return msgspec.structs.replace(
                _stop_clock(state, at), session=Session.ADJOURNED, adjourned_at=at, active_item=None
            )
        case _:
            assert_never(event)


def _people(state: MeetingState, event: ev.PresenceRecorded | ev.PersonSeated, at: datetime) -> MeetingState:
    match event:
        case ev.PresenceRecorded(person=person, move=move, method=method, seat=seat, reason=reason):
            entry = Entry(person=person, move=move, at=at, method=method, seat=seat, reason=reason)
            return msgspec.structs.replace(
                state, ledger=(*state.ledger, entry), last_entries={**state.last_entries, person: entry}
            )
        case ev.PersonSeated(person=person, seat=seat):
            sittings = seated(state.sittings, person, seat, state.n + 1)
            return msgspec.structs.replace(state, seating=_seated(state, person, seat), sittings=sittings)
        case _:
            assert_never(event)


def _seated(state: MeetingState, person: PersonId, seat: SeatId) -> dict[SeatId, PersonId]:
    others = {s: p for s, p in state.seating.items() if p != person}
    return {**others, seat: person}


def _agenda(state: MeetingState, event: ev.ItemActivated | ev.ItemFinished, at: datetime) -> MeetingState:
    match event:
        case ev.ItemActivated(item):
            activated = msgspec.structs.replace(_stop_clock(state, at), active_item=item)
            return _run_clock(_with_time(activated, item, is_finished=False), at)
        case ev.ItemFinished(item):
            stopped = _stop_clock(state, at) if state.active_item == item else state
            finished = _with_time(stopped, item, is_finished=True)
            still_active = None if state.active_item == item else state.active_item
            return msgspec.structs.replace(finished, active_item=still_active)
        case _:
            assert_never(event)


def _with_time(state: MeetingState, item: ItemId, *, is_finished: bool) -> MeetingState:
    time = msgspec.structs.replace(state.item_times.get(item, ItemTime()), is_finished=is_finished)
    return msgspec.structs.replace(state, item_times={**state.item_times, item: time})


def _stop_clock(state: MeetingState, at: datetime) -> MeetingState:
    item = state.active_item
    time = None if item is None else state.item_times.get(item)
    if item is None or time is None or time.since is None:
        return state
    spent_s = time.spent_s + max(0, int((at - time.since).total_seconds()))
    stopped = msgspec.structs.replace(time, spent_s=spent_s, since=None)
    return msgspec.structs.replace(state, item_times={**state.item_times, item: stopped})


def _run_clock(state: MeetingState, at: datetime) -> MeetingState:
    item = state.active_item
    if item is None or state.session is not Session.IN_SESSION:
        return state
    running = msgspec.structs.replace(state.item_times.get(item, ItemTime()), since=at)
    return msgspec.structs.replace(state, item_times={**state.item_times, item: running})


def _papers(state: MeetingState, event: PaperEvent, at: datetime) -> MeetingState:
    try:
        return reduce_papers(state, event, at)
    except KeyError as error:
        raise DamagedRecord("a request to sign that was never made") from error


def _ballots(state: MeetingState, event: bev.BallotEvent, at: datetime) -> MeetingState:
    try:
        return reduce_ballots(state, event, at)
    except CannotFollow as error:
        raise DamagedRecord(str(error)) from error
