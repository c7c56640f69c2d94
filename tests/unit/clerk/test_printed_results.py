"""The results as PDF: the same words as the DOCX, that can be searched, on A4 pages; nothing cut."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx import Document

from presenter.clerk.ballot_documents import ballot_documents
from presenter.clerk.copies import Copied
from presenter.clerk.printed_results import printed_results
from presenter.clerk.report import report
from shared.domain.election import ElectionTerms
from shared.pdf.writing_terms import CopyOrder, CopyProblem, CopyRefused
from tests.unit.clerk.test_ballot_documents import ELECTION, announced
from tests.unit.domain.meetings import Record

NOW = datetime(2026, 7, 16, 3, 0, tzinfo=UTC)
LONG = "\u5173\u4e8e\u5c06\u6295\u8d44\u76ee\u6807\u8c03\u6574\u7684\u51b3\u5b9a" * 12
RARE = "\U0002a6a5"
"""A letter that the face lacks."""


def printed(record: Record, out: Path) -> tuple[Copied, list[str]]:
    copied = printed_results(report(record.records), out, now=NOW)
    (file,) = copied.files
    document = pypdfium2.PdfDocument(file)
    try:
        assert all(page.get_size() == pytest.approx((595.28, 841.89), abs=0.1) for page in document)
        return copied, [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def letters(text: str) -> str:
    return "".join(text.split())


def words_of_docx(record: Record) -> list[str]:
    ((_, content),) = ballot_documents(report(record.records))
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [words for words in (*(p.text for p in document.paragraphs), *cells) if words.strip()]


@pytest.mark.parametrize("terms", [None, ELECTION])
@pytest.mark.parametrize("question", ["Build it?", LONG])
def test_every_word_of_the_docx_can_be_found_in_the_pdf(
    tmp_path: Path, terms: ElectionTerms | None, question: str
) -> None:
    record = announced(question) if terms is None else announced(question, terms)
    copied, pages = printed(record, tmp_path)
    assert copied.notes == ()
    said = letters("".join(pages))
    for words in words_of_docx(record):
        # A cell may go on in the next line, or on the next page beside another cell: its letters stay together by line.
        assert letters(words)[:8] in said, words
    assert f"1of{len(pages)}" in letters(pages[0])


def test_many_candidates_take_more_pages_and_each_page_says_what_its_columns_are(tmp_path: Path) -> None:
    names = tuple(f"Candidate {n:03}" for n in range(1, 120))
    record = announced("Election", ElectionTerms(seats=1, candidates=names), marks=len(names))
    _, pages = printed(record, tmp_path)
    assert len(pages) > 2
    said = letters("".join(pages))
    assert all(letters(name) in said for name in names)


def test_a_letter_that_the_face_lacks_is_drawn_and_the_rest_can_be_searched(tmp_path: Path) -> None:
    copied, pages = printed(announced(f"{RARE} is asked"), tmp_path)
    assert copied.notes == ()
    assert "Ballotresult" in letters("".join(pages))


def test_a_result_that_cannot_be_written_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    def refuse(_order: CopyOrder) -> CopyRefused:
        return CopyRefused(problem=CopyProblem.TOO_SLOW)

    copied = printed_results(report(announced("Build it?").records), tmp_path, now=NOW, write=refuse)
    assert copied.files == ()
    assert "Build it?" in copied.notes[0]
