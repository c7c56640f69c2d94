"""The report as tables, ready for XLSX and CSV alike. Pure but for the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from presenter.clerk.attendance_report import Attendee
from presenter.clerk.report import MeetingReport
from shared.domain.people import Role
from shared.domain.presence import Method, Standing
from shared.system.i18n import mark, tr
from shared.system.wording_time import clock_time_s, day_and_time

Cell = str | int
Row = tuple[Cell, ...]

_STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.PRESENT: mark("Present"),
    Standing.LEFT: mark("Left early"),
    Standing.LEAVE: mark("On leave"),
    Standing.ABSENT: mark("Absent"),
}
_ROLES: Final[Mapping[Role, str]] = {
    Role.CHAIR: mark("Chair"),
    Role.MEMBER: mark("Member"),
    Role.OBSERVER: mark("Observer"),
    Role.CLERK: mark("Clerk"),
    Role.STAFF: mark("Staff"),
    Role.DISPLAY: mark("Display"),
}
_METHODS: Final[Mapping[Method, str]] = {
    Method.TAP: mark("at the seat"),
    Method.CLERK: mark("by the clerk"),
}


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A titled table: lines above it, a header, rows, lines below it. All cells are text or whole numbers."""

    title: str
    above: tuple[Row, ...] = ()
    header: Row = ()
    rows: tuple[Row, ...] = ()
    below: tuple[Row, ...] = ()

    def lines(self) -> tuple[Row, ...]:
        """The whole table, top to bottom."""
        header = (self.header,) if self.header else ()
        return ((self.title,), *self.above, *header, *self.rows, *self.below)


def attendance_table(report: MeetingReport) -> Table:
    """签到表: the roster with times, and 应到/实到/请假/缺席 below."""
    count = report.headcount
    return Table(
        title=tr("Attendance"),
        above=_meeting_lines(report),
        header=(
            tr("No."),
            tr("Name"),
            tr("Unit"),
            tr("Post"),
            tr("Role"),
            tr("Seat"),
            tr("Signed in"),
            tr("How"),
            tr("Status"),
            tr("Note"),
        ),
        rows=tuple(_attendee_row(number, line) for number, line in enumerate(report.attendance, start=1)),
        below=(
            (tr("Entitled"), count.entitled),
            (tr("Present"), count.present),
            (tr("On leave"), count.leave),
            (tr("Absent"), count.absent),
        ),
    )


def _meeting_lines(report: MeetingReport) -> tuple[Row, ...]:
    meeting = report.meeting
    began = report.started_at or meeting.starts_at
    return (
        (tr("Meeting"), meeting.title),
        (tr("Body"), meeting.body),
        (tr("Time"), "" if began is None else day_and_time(began)),
        (tr("Place"), meeting.place),
    )


def _attendee_row(number: int, line: Attendee) -> Row:
    return (
        number,
        line.person.name,
        line.person.unit,
        line.person.post,
        tr(_ROLES[line.person.role]),
        line.seat or "",
        moment(line.signed_in_at),
        "" if line.method is None else tr(_METHODS[line.method]),
        tr(_STANDINGS[line.standing]),
        line.note,
    )


def moment(at: datetime | None) -> str:
    """A time of day; "" for none."""
    return "" if at is None else clock_time_s(at)
