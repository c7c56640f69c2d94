"""The first draft of the minutes (会议纪要) as DOCX, from the same figures as all other exports.

Layout: GB/T 9704—2012. The clerk edits it; nothing in it is invented, what the record does not know is a blank.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from presenter.clerk.attendance_report import Attendee
from presenter.clerk.minutes_ballots import ballot_sentence
from presenter.clerk.minutes_papers import paper_sentences
from presenter.clerk.numerals import chinese_numeral
from presenter.clerk.official_page import OfficialPage
from presenter.clerk.report import ItemReport, MeetingReport
from shared.domain.people import Role
from shared.domain.presence import Standing
from shared.system.i18n import current_language, tr
from shared.system.wording_time import clock_time, full_day


def minutes_docx(report: MeetingReport) -> bytes:
    """The draft: lead sentence, one section an item with its ballots, then who was there."""
    page = OfficialPage()
    page.title(tr("{meeting}: minutes (draft)", meeting=report.meeting.title))
    page.text(_lead(report))
    for number, item in enumerate(report.items, start=1):
        _item(page, number, item, report)
    page.gap()
    _people(page, report)
    target = io.BytesIO()
    page.document.save(target)
    return target.getvalue()


def _lead(report: MeetingReport) -> str:
    meeting = report.meeting
    began = report.started_at or meeting.starts_at
    chair = next((line.person.name for line in report.attendance if line.person.role is Role.CHAIR), "")
    return tr(
        "On {day}, {meeting} met in {place}, chaired by {chair}. It began at {begin} and was adjourned at {end}. "
        "{entitled} were entitled to attend and {present} attended. The decisions are as follows.",
        day="____" if began is None else full_day(began),
        meeting=meeting.title,
        place=meeting.place or "____",
        chair=chair or "____",
        begin="____" if report.started_at is None else clock_time(report.started_at),
        end="____" if report.adjourned_at is None else clock_time(report.adjourned_at),
        entitled=report.headcount.entitled,
        present=report.headcount.present,
    )


def _numeral(number: int) -> str:
    return chinese_numeral(number) if current_language() == "zh_CN" else str(number)


def _item(page: OfficialPage, number: int, item: ItemReport, report: MeetingReport) -> None:
    ballots = [ballot for ballot in report.ballots if ballot.item.id == item.item.id]
    page.heading(tr("{numeral}. {title}", numeral=_numeral(number), title=item.item.title))
    if item.item.reporter:
        page.text(tr("The meeting heard a report by {reporter}.", reporter=item.item.reporter))
    if not item.is_finished and item.spent_s == 0:
        page.text(tr("This item was not dealt with."))
    for ballot in ballots:
        page.text(ballot_sentence(ballot))
    for sentence in paper_sentences(report, item.item):
        page.text(sentence)


def _people(page: OfficialPage, report: MeetingReport) -> None:
    groups: tuple[tuple[str, Callable[[Attendee], bool]], ...] = (
        (tr("Attended: "), lambda a: a.person.role.has_vote and a.signed_in_at is not None),
        (tr("On leave: "), lambda a: _never_came(a) and a.standing is Standing.LEAVE),
        (tr("Absent: "), lambda a: _never_came(a) and a.standing is not Standing.LEAVE),
        (tr("Observers: "), lambda a: a.person.role is Role.OBSERVER and a.signed_in_at is not None),
    )
    for label, belongs in groups:
        names = [line.person.name for line in report.attendance if belongs(line)]
        if names:
            page.names(label, tr(", ").join(names))


def _never_came(line: Attendee) -> bool:
    return line.person.role.has_vote and line.signed_in_at is None
