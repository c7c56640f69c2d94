"""表决结果 and 选举计票结果报告单 as DOCX, one file a ballot: the tables of the spreadsheets on an official page, to be signed."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from typing import Final

from presenter.clerk.ballot_report import BallotReport, BallotResult
from presenter.clerk.ballot_tables import ballot_tables
from presenter.clerk.names import document_name, unused_name
from presenter.clerk.official_page import OfficialPage
from presenter.clerk.report import MeetingReport
from presenter.clerk.tables import Row, Table
from shared.domain.agenda import Meeting
from shared.system.i18n import tr
from shared.system.wording_time import full_day

_FACTS_MM: Final = (46.0, 110.0)
_LINE_TO_SIGN: Final = "\uff3f" * 12


def ballot_documents(report: MeetingReport) -> tuple[tuple[str, bytes], ...]:
    """File name and content of each ballot with a public result, in the current language; none of the others."""
    made: list[tuple[str, bytes]] = []
    for ballot in report.ballots:
        if isinstance(ballot.outcome, BallotResult):
            name = document_name(ballot.item.number, ballot.question, "docx")
            content = _docx(report.meeting, ballot, ballot.outcome)
            made.append((unused_name(name, [known for known, _ in made]), content))
    return tuple(made)


def _docx(meeting: Meeting, ballot: BallotReport, outcome: BallotResult) -> bytes:
    page = OfficialPage()
    for place, table in enumerate(ballot_tables(ballot)):
        if place:
            page.new_page()
        _add(page, meeting, table, outcome)
    target = io.BytesIO()
    page.document.save(target)
    return target.getvalue()


def _add(page: OfficialPage, meeting: Meeting, table: Table, outcome: BallotResult) -> None:
    page.title(table.title)
    page.text(tr("{meeting}, {day}", meeting=meeting.title, day=full_day(outcome.announced_at)))
    for is_wide, rows in itertools.groupby(table.above, lambda row: len(row) > len(_FACTS_MM)):
        _add_facts(page, tuple(rows), is_wide=is_wide)
    if table.rows:
        page.gap()
        page.table(table.rows, header=table.header)
    page.gap()
    for row in table.below:
        _below(page, row)


def _add_facts(page: OfficialPage, rows: Sequence[Row], *, is_wide: bool) -> None:
    """Labels and words; where one number a candidate or option stands in several columns, a table with its header."""
    if is_wide:
        page.gap()
        page.table(rows[1:], header=rows[0])
        page.gap()
    else:
        page.table(rows, widths_mm=_FACTS_MM)


def _below(page: OfficialPage, row: Row) -> None:
    """A remark; what has no words behind its label is there to be signed."""
    words = [str(cell) for cell in row]
    if len(words) > 1 and not any(words[1:]):
        page.gap()
        page.text(tr("{title}: {names}", title=words[0], names=_LINE_TO_SIGN))
    elif len(words) == 1:
        page.text(words[0])
    else:
        page.text(tr("{title}: {names}", title=words[0], names=tr("; ").join(words[1:])))
