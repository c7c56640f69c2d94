"""The report as tables: attendance and ballot results, ready for XLSX and CSV alike. Pure but for the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from presenter.clerk.report import Attendee, BallotReport, BallotResult, BallotStatus, MeetingReport
from shared.domain.people import Role
from shared.domain.presence import Method, Standing
from shared.system.i18n import mark, tr
from shared.system.wording_answers import NOT_VOTED, answer_words
from shared.system.wording_rules import margin_sentence, passed_word, passing_words, quorum_words
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
_STATUSES: Final[Mapping[str, str]] = {
    "prepared": mark("Not opened"),
    "open": mark("Open"),
    "closed": mark("Closed, not announced"),
    "aborted": mark("Aborted"),
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


def ballot_table(ballot: BallotReport) -> Table:
    """表决结果 of one ballot: the rule, the numbers, and every named vote."""
    return Table(
        title=tr("Ballot result"),
        above=(
            (tr("Item"), tr("{number}. {title}", number=ballot.item.number, title=ballot.item.title)),
            (tr("Question"), ballot.question),
            (tr("Form"), tr("Named")),
            (tr("Rule"), ballot.rule.name),
            (tr("Source"), _source(ballot)),
            (tr("Passes with"), passing_words(ballot.rule)),
            (tr("May be opened with"), quorum_words(ballot.rule.quorum)),
            *_outcome_lines(ballot),
        ),
        header=_vote_header(ballot),
        rows=_vote_rows(ballot),
        below=_remarks(ballot),
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
        _time(line.signed_in_at),
        "" if line.method is None else tr(_METHODS[line.method]),
        tr(_STANDINGS[line.standing]),
        line.note,
    )


def _source(ballot: BallotReport) -> str:
    if not ballot.rule.in_force_since:
        return ballot.rule.source
    return tr("{source} (in force since {date})", source=ballot.rule.source, date=ballot.rule.in_force_since)


def _outcome_lines(ballot: BallotReport) -> tuple[Row, ...]:
    match ballot.outcome:
        case BallotStatus(status=status, reason=reason):
            why = ((tr("Reason"), reason),) if reason else ()
            return ((tr("Status"), tr(_STATUSES[status])), *why)
        case BallotResult() as result:
            return _result_lines(result)


def _result_lines(outcome: BallotResult) -> tuple[Row, ...]:
    result, tally = outcome.result, outcome.result.tally
    return (
        (tr("Entitled"), tally.entitled),
        (tr("Present"), tally.present),
        (tr("On leave"), outcome.leave),
        (tr("Absent"), outcome.absent),
        (tr("Quorum needed"), result.quorum_needed),
        (tr("In favour"), tally.yes),
        (tr("Against"), tally.no),
        (tr("Abstain"), tally.abstain),
        (tr(NOT_VOTED), tally.not_voted),
        (tr("Votes needed"), result.needed),
        (tr("Result"), passed_word(result)),
        (tr("Margin"), margin_sentence(result)),
        (tr("Opened at"), clock_time_s(outcome.opened_at)),
        (tr("Closed at"), clock_time_s(outcome.closed_at)),
        (tr("Announced at"), clock_time_s(outcome.announced_at)),
    )


def _vote_header(ballot: BallotReport) -> Row:
    if isinstance(ballot.outcome, BallotStatus):
        return ()
    return (tr("Seat"), tr("Name"), tr("Vote"), tr("Receipt"), tr("Counted at"))


def _vote_rows(ballot: BallotReport) -> tuple[Row, ...]:
    if isinstance(ballot.outcome, BallotStatus):
        return ()
    return tuple(
        (
            v.seat or "",
            v.person.name,
            answer_words(ballot.terms, ballot.rule.wording, v.answer),
            v.receipt,
            _time(v.at),
        )
        for v in ballot.outcome.votes
    )


def _remarks(ballot: BallotReport) -> tuple[Row, ...]:
    if isinstance(ballot.outcome, BallotStatus):
        return ()
    remarks: list[Row] = []
    if ballot.outcome.undelivered:
        names = tr(", ").join(p.name for p in ballot.outcome.undelivered)
        remarks.append((tr("Announced although votes might have been on their way"), names))
        remarks.append((tr("Reason"), ballot.outcome.reason))
    if ballot.outcome.late:
        names = tr(", ").join(p.name for p in ballot.outcome.late)
        remarks.append((tr("Arrived after the close, not counted"), names))
    remarks.append((tr("Signatures"), ""))
    return tuple(remarks)


def _time(at: datetime | None) -> str:
    return "" if at is None else clock_time_s(at)
