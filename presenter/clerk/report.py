"""The figures of a meeting, drawn once from its record; every export prints these and no others. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from presenter.clerk.attendance_report import Attendee, attendee_of, headcount_of
from presenter.clerk.ballot_report import BallotReport, BallotStatus, ballot_report, on_leave_now
from presenter.clerk.sign_off_report import (
    HeldPaper,
    SignOffReport,
    note_arrival,
    papers_report,
    sign_offs_report,
)
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ballot_events import BallotOpened
from shared.domain.ballots import BallotId
from shared.domain.events import Recorded
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, Role
from shared.domain.presence import Headcount
from shared.domain.reducer import DamagedRecord, reduce
from shared.domain.state import MeetingState


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
            on_leave[recorded.event.ballot] = on_leave_now(state)
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


def _report(state: MeetingState, on_leave: dict[BallotId, frozenset[PersonId]]) -> MeetingReport:
    attendance = tuple(
        attendee_of(state, person) for person in state.meeting.roster if person.role is not Role.DISPLAY
    )
    return MeetingReport(
        meeting=state.meeting,
        started_at=state.started_at,
        adjourned_at=state.adjourned_at,
        headcount=headcount_of(attendance),
        attendance=attendance,
        items=tuple(_item(state, item) for item in state.meeting.agenda),
        ballots=tuple(
            ballot_report(state, item, state.ballots[spec.id], on_leave.get(spec.id, frozenset()))
            for item in state.meeting.agenda
            for spec in item.ballots
        ),
    )


def _item(state: MeetingState, item: AgendaItem) -> ItemReport:
    time = state.item_times.get(item.id)
    return ItemReport(
        item=item,
        spent_s=0 if time is None else time.spent_s,
        is_finished=time is not None and time.is_finished,
    )
