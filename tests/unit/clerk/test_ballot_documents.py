"""The results as documents: one a ballot, the figures of the tables, lines to be signed, who voted on a page of its own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from presenter.clerk.ballot_documents import ballot_documents
from presenter.clerk.report import report
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.ballots import BallotSpec
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.secrecy import Inclusion
from tests.unit.clerk.test_ballot_exports import cast, opened
from tests.unit.domain.meetings import BALLOT, Record, rule, seat_id
from tests.unit.domain.secret_meeting import SECRET, SecretMeeting

MOTION = MotionTerms()
ELECTION = ElectionTerms(seats=1, candidates=("name a", "name b"))


def announced(question: str = "q", terms: MotionTerms | ElectionTerms = MOTION, *, marks: int = 2) -> Record:
    record = opened(BallotSpec(id=BALLOT, question=question, rule=rule(), terms=terms))
    for number in (1, 2, 3):
        answer = (
            Choice.YES
            if isinstance(terms, MotionTerms)
            else ElectionBallot(marks=(Mark.YES, *(Mark.NO,) * (marks - 1)))
        )
        cast(record, number, answer)
    record.when(bcmd.CloseBallot(BALLOT))
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    return record


def document_of(record: Record):  # type: ignore[no-untyped-def]  # python-docx names its document elsewhere
    ((name, content),) = ballot_documents(report(record.records))
    return name, Document(io.BytesIO(content))


def cells(table: object) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]  # type: ignore[attr-defined]


def test_a_motion_has_its_figures_its_votes_and_a_line_to_sign() -> None:
    name, document = document_of(announced("Build it?"))
    assert name == "01-Build it_.docx"
    facts, votes = document.tables
    assert ["Question", "Build it?"] in cells(facts)
    assert ["In favour", "3"] in [[one, two] for one, two, *_ in cells(facts)]
    assert len(votes.rows) == 1 + 4
    assert votes.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0] == "Ballot result"
    assert any(line.startswith("Signatures: \uff3f") for line in words)


def test_an_election_is_a_report_of_the_tellers() -> None:
    _, document = document_of(announced(terms=ELECTION))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "name a" in str([cells(table) for table in document.tables])
    assert words[0] == "Report on the count of an election"
    assert any(line.startswith("Tellers: \uff3f") for line in words)


def test_who_voted_in_secret_stands_on_a_page_of_its_own_without_an_answer() -> None:
    meeting = SecretMeeting(asked=ELECTION)
    meeting.open()
    for number in (1, 2, 4):
        meeting.cast(number, ElectionBallot(marks=(Mark.NO, Mark.NO), write_ins=("name w",)))
    meeting.count()
    for number in (1, 2, 4):
        meeting.check(number, Inclusion.INCLUDED)
    meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET))
    _, document = document_of(meeting.record)
    *_, voted = document.tables
    assert [row[1] for row in cells(voted)[1:]] == [seat_id(number) for number in (1, 2, 4)]
    assert "name w" not in str(cells(voted))
    breaks = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert len(breaks) == 1


def test_what_was_not_announced_has_no_document() -> None:
    record = opened(BallotSpec(id=BALLOT, question="q", rule=rule(), terms=MotionTerms()))
    assert ballot_documents(report(record.records)) == ()
    record.when(bcmd.CloseBallot(BALLOT))
    assert ballot_documents(report(record.records)) == ()


@pytest.mark.parametrize("question", ["../../etc/passwd", "a\x00b\x07c", "\u202egnp.exe", "x" * 5000, "CON"])
def test_a_hostile_question_makes_one_plain_file(question: str, tmp_path: Path) -> None:
    ((name, content),) = ballot_documents(report(announced(question).records))
    file = tmp_path / name
    file.write_bytes(content)
    assert file.parent == tmp_path
    assert len(name.encode()) < 255
    Document(io.BytesIO(content))
