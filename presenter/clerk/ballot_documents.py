"""表决结果 and 选举计票结果报告单 as DOCX and PDF, one file each a ballot: the tables of the spreadsheets on an official page, to be signed."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from typing import Final, Protocol

from presenter.clerk.ballot_report import BallotReport, BallotResult
from presenter.clerk.ballot_tables import ballot_tables
from presenter.clerk.names import document_name, unused_name
from presenter.clerk.official_page import OfficialPage
from presenter.clerk.printed_page import PrintedPage
from presenter.clerk.report import MeetingReport
from presenter.clerk.tables import Row, Table
from shared.domain.agenda import Meeting
from shared.pdf.tables import Document
from shared.system.i18n import tr
from shared.system.wording_time import full_day

_FACTS_MM: Final = (46.0, 110.0)
_LINE_TO_SIGN: Final = "\uff3f" * 12


class Page(Protocol):
    """A document that grows downward, of whichever format."""

    def title(self, text: str) -> None: ...
    def text(self, text: str) -> None: ...
    def gap(self) -> None: ...
    def new_page(self) -> None: ...
    def table(
        self,
        rows: Sequence[Sequence[str | int]],
        *,
        header: Sequence[str | int] = (),
        widths_mm: Sequence[float] = (),
    ) -> None: ...


def ballot_documents(report: MeetingReport) -> tuple[tuple[str, bytes], ...]:
    """File name and content of each ballot with a public result, in the current language; none of the others."""
    return tuple(
        (name, _docx(report.meeting, ballot, outcome)) for name, ballot, outcome in _named(report, "docx")
    )


def printed_ballots(report: MeetingReport) -> tuple[tuple[str, Document], ...]:
    """The same documents as they are to be written as PDF, with their file names."""
    made = []
    for name, ballot, outcome in _named(report, "pdf"):
        page = PrintedPage()
        _fill(page, report.meeting, ballot, outcome)
        made.append((name, page.document(ballot.question)))
    return tuple(made)


def _named(report: MeetingReport, suffix: str) -> list[tuple[str, BallotReport, BallotResult]]:
    named: list[tuple[str, BallotReport, BallotResult]] = []
    for ballot in report.ballots:
        if isinstance(ballot.outcome, BallotResult):
            name = document_name(ballot.item.number, ballot.question, suffix)
            named.append((unused_name(name, [known for known, _, _ in named]), ballot, ballot.outcome))
    return named


def _docx(meeting: Meeting, ballot: BallotReport, outcome: BallotResult) -> bytes:
    page = OfficialPage()
    _fill(page, meeting, ballot, outcome)
    target = io.BytesIO()
    page.document.save(target)
    return target.getvalue()


def _fill(page: Page, meeting: Meeting, ballot: BallotReport, outcome: BallotResult) -> None:
    for place, table in enumerate(ballot_tables(ballot)):
        if place:
            page.new_page()
        _add(page, meeting, table, outcome)


def _add(page: Page, meeting: Meeting, table: Table, outcome: BallotResult) -> None:
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


def _add_facts(page: Page, rows: Sequence[Row], *, is_wide: bool) -> None:
    """Labels and words; where one number a candidate or option stands in several columns, a table with its header."""
    if is_wide:
        page.gap()
        page.table(rows[1:], header=rows[0])
        page.gap()
    else:
        page.table(rows, widths_mm=_FACTS_MM)


def _below(page: Page, row: Row) -> None:
    """A remark; what has no words behind its label is there to be signed."""
    words = [str(cell) for cell in row]
    if len(words) > 1 and not any(words[1:]):
        page.gap()
        page.text(tr("{title}: {names}", title=words[0], names=_LINE_TO_SIGN))
    elif len(words) == 1:
        page.text(words[0])
    else:
        page.text(tr("{title}: {names}", title=words[0], names=tr("; ").join(words[1:])))
