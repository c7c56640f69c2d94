"""The figures of a meeting, drawn once from its record; every export prints these and no others. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from presenter.clerk.sign_off_report import (
    HeldPaper,
    SignOffReport,
    note_arrival,
    papers_report,
    sign_offs_report,
)
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ballot_events import BallotOpened
from shared.domain.ballot_terms import BallotAnswer, Terms
from shared.domain.ballots import Aborted, Announced, Ballot, BallotId, Closed, Open, Prepared
from shared.domain.events import Recorded
from shared.domain.majority import MotionResult, Rule
from shared.domain.papers import Sha256
from shared.domain.people import Person, PersonId, SeatId
from shared.domain.presence import Entry, Headcount, Method, Move, Standing, standing
from shared.domain.reducer import DamagedRecord, reduce
from shared.domain.state import MeetingState


class Attendee(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the attendance (签到表). `signed_in_at` is the first time the person came in.

    `standing` is where the person stood at the end; `note` the clerk's reason, if any.
    """

    person: Person
    seat: SeatId | None
    standing: Standing
    signed_in_at: datetime | None
    method: Method | None
    left_at: datetime | None
    note: str


class CountedVote(msgspec.Struct, frozen=True, kw_only=True):
    """One voter of an announced named ballot, in seat order; `answer` None = present, no answer."""

    seat: SeatId | None
    person: Person
    answer: BallotAnswer | None
    receipt: str
    at: datetime | None


class BallotResult(msgspec.Struct, frozen=True, kw_only=True):
    """An announced ballot: `tally.present + leave + absent == tally.entitled` at its opening."""

    result: MotionResult
    leave: int
    absent: int
    opened_at: datetime
    closed_at: datetime
    announced_at: datetime
    votes: tuple[CountedVote, ...]
    late: tuple[Person, ...]
    undelivered: tuple[Person, ...]
    reason: str


class BallotStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot without a public result: prepared, open, closed or aborted (with the reason)."""

    status: str
    reason: str = ""


class BallotReport(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot, the item it belongs to, the rule that was used, and what came out."""

    id: BallotId
    item: AgendaItem
    question: str
    terms: Terms
    rule: Rule
    outcome: BallotResult | BallotStatus


class ItemReport(msgspec.Struct, frozen=True, kw_only=True):
    """An agenda item; `spent_s` full seconds the meeting was on it."""

    item: AgendaItem
    spent_s: int
    is_finished: bool


class MeetingReport(msgspec.Struct, frozen=True, kw_only=True):
    """A whole meeting in figures.

    `headcount` is that of the attendance: who came counts as present, also when they left early; on leave and absent
    are those who never came.
    """

    meeting: Meeting
    started_at: datetime | None
    adjourned_at: datetime | None
    headcount: Headcount
    attendance: tuple[Attendee, ...]
    items: tuple[ItemReport, ...]
    ballots: tuple[BallotReport, ...]
    papers: tuple[HeldPaper, ...] = ()
    sign_offs: tuple[SignOffReport, ...] = ()


def report(records: Sequence[Recorded]) -> MeetingReport:
    """The figures of the meeting in `records`.

    Raises `DamagedRecord` when the record is empty or does not fit together.
    """
    state: MeetingState | None = None
    on_leave: dict[BallotId, frozenset[PersonId]] = {}
    arrivals: dict[Sha256, datetime] = {}
    for recorded in records:
        state = reduce(state, recorded)
        note_arrival(arrivals, recorded)
        if isinstance(recorded.event, BallotOpened):
            on_leave[recorded.event.ballot] = _on_leave(state)
    if state is None:
        raise DamagedRecord("an empty record")
    return msgspec.structs.replace(
        _report(state, on_leave),
        papers=papers_report(state, arrivals),
        sign_offs=sign_offs_report(state),
    )


def unannounced(report_: MeetingReport) -> frozenset[BallotId]:
    """Ballots whose votes are nobody's business yet (or, when aborted, ever)."""
    return frozenset(b.id for b in report_.ballots if isinstance(b.outcome, BallotStatus))


def _on_leave(state: MeetingState) -> frozenset[PersonId]:
    """Those with a vote who are on leave now."""
    return frozenset(
        person.id
        for person in state.meeting.voters()
        if standing(person, state.last_entries.get(person.id)) is Standing.LEAVE
    )


def _report(state: MeetingState, on_leave: dict[BallotId, frozenset[PersonId]]) -> MeetingReport:
    attendance = tuple(_attendee(state, person) for person in state.meeting.roster)
    return MeetingReport(
        meeting=state.meeting,
        started_at=state.started_at,
        adjourned_at=state.adjourned_at,
        headcount=_headcount(attendance),
        attendance=attendance,
        items=tuple(_item(state, item) for item in state.meeting.agenda),
        ballots=tuple(
            _ballot(state, item, state.ballots[spec.id], on_leave.get(spec.id, frozenset()))
            for item in state.meeting.agenda
            for spec in item.ballots
        ),
    )


def _headcount(attendance: tuple[Attendee, ...]) -> Headcount:
    voters = [line for line in attendance if line.person.role.has_vote]
    came = sum(line.signed_in_at is not None for line in voters)
    leave = sum(line.signed_in_at is None and line.standing is Standing.LEAVE for line in voters)
    return Headcount(entitled=len(voters), present=came, leave=leave, absent=len(voters) - came - leave)


def _attendee(state: MeetingState, person: Person) -> Attendee:
    entries = [entry for entry in state.ledger if entry.person == person.id]
    came = next((e for e in entries if e.move is Move.IN), None)
    last = entries[-1] if entries else None
    return Attendee(
        person=person,
        seat=came.seat if came is not None else state.seat_of(person.id),
        standing=standing(person, last),
        signed_in_at=None if came is None else came.at,
        method=None if came is None else came.method,
        left_at=last.at if last is not None and last.move is Move.OUT else None,
        note=_note(person, entries),
    )


def _note(person: Person, entries: list[Entry]) -> str:
    reasons = [person.leave_reason or "", *(entry.reason for entry in entries)]
    return "; ".join(reason for reason in reasons if reason)


def _item(state: MeetingState, item: AgendaItem) -> ItemReport:
    time = state.item_times.get(item.id)
    return ItemReport(
        item=item,
        spent_s=0 if time is None else time.spent_s,
        is_finished=time is not None and time.is_finished,
    )


def _ballot(
    state: MeetingState, item: AgendaItem, ballot: Ballot, on_leave: frozenset[PersonId]
) -> BallotReport:
    return BallotReport(
        id=ballot.spec.id,
        item=item,
        question=ballot.spec.question,
        terms=ballot.spec.terms,
        rule=ballot.spec.rule,
        outcome=_outcome(state, ballot, on_leave),
    )


def _outcome(
    state: MeetingState, ballot: Ballot, on_leave: frozenset[PersonId]
) -> BallotResult | BallotStatus:
    match ballot.phase:
        case Prepared():
            return BallotStatus(status="prepared")
        case Open():
            return BallotStatus(status="open")
        case Closed():
            return BallotStatus(status="closed")
        case Aborted(reason=reason):
            return BallotStatus(status="aborted", reason=reason)
        case Announced() as phase:
            result = phase.closed.valid_result
            if not isinstance(result, MotionResult):
                return BallotStatus(status="closed")
            return _announced(state, phase, result, on_leave)


def _announced(
    state: MeetingState, phase: Announced, result: MotionResult, on_leave: frozenset[PersonId]
) -> BallotResult:
    closed, tally = phase.closed, result.tally
    # Who was on leave at the opening may have been admitted since, and is among the voters then.
    leave = len(on_leave.difference(closed.voters))
    return BallotResult(
        result=result,
        leave=leave,
        absent=tally.entitled - tally.present - leave,
        opened_at=closed.opened_at,
        closed_at=closed.closed_at,
        announced_at=phase.announced_at,
        votes=_votes(state, closed),
        late=_persons(state.meeting, closed.late),
        undelivered=_persons(state.meeting, phase.undelivered),
        reason=phase.reason,
    )


def _votes(state: MeetingState, closed: Closed) -> tuple[CountedVote, ...]:
    counted = []
    for person in _persons(state.meeting, closed.voters):
        vote = closed.votes.get(person.id)
        counted.append(
            CountedVote(
                seat=state.seat_of(person.id) if vote is None else vote.seat,
                person=person,
                answer=None if vote is None else vote.answer,
                receipt="" if vote is None else vote.receipt,
                at=None if vote is None else vote.at,
            )
        )
    order = {seat: index for index, seat in enumerate(state.meeting.seats)}
    return tuple(sorted(counted, key=lambda v: order.get(v.seat or SeatId(""), len(order))))


def _persons(meeting: Meeting, ids: tuple[PersonId, ...]) -> tuple[Person, ...]:
    return tuple(person for person in map(meeting.person, ids) if person is not None)
