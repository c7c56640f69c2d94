"""The clerk's exports: the same numbers everywhere, no formula in any cell, nothing told before its time."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from docx import Document
from openpyxl import load_workbook

from presenter.clerk.ballot_report import BallotResult
from presenter.clerk.ballot_tables import ballot_table
from presenter.clerk.export import exports
from presenter.clerk.numerals import chinese_numeral
from presenter.clerk.report import report
from presenter.clerk.spreadsheets import csv_bytes, xlsx_bytes
from presenter.clerk.tables import Table
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId
from shared.domain.presence import Move
from shared.domain.reducer import DamagedRecord
from tests.unit.domain.meetings import BALLOT, ITEM, Record, in_session, meeting, person_id, rule

HOSTILE = [
    "=1+2",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "＝1+2",
    "＠SUM",
    '=HYPERLINK("x")',
    "plain",
    "a\x00b",
    "李建国",
]


def voted(*, announced: bool = True) -> Record:
    record = in_session(voters=5, present=4)
    record.when(cmd.RecordPresence(person=person_id(5), move=Move.LEAVE, reason="ill"))
    record.when(bcmd.OpenBallot(BALLOT))
    for number, choice in ((1, Choice.YES), (2, Choice.YES), (3, Choice.NO)):
        record.vote(number, choice)
    record.when(bcmd.CloseBallot(BALLOT))
    if announced:
        record.when(bcmd.AnnounceBallot(ballot=BALLOT))
        record.when(cmd.FinishItem(ITEM))
        record.when(cmd.AdjournMeeting())
    return record


def files_of(record: Record) -> dict[str, bytes]:
    return dict(exports(record.records))


def cells_of(xlsx: bytes) -> list[list[object]]:
    return [
        [cell.value for cell in row]
        for sheet in load_workbook(io.BytesIO(xlsx)).worksheets
        for row in sheet.iter_rows()
    ]


def test_the_same_numbers_stand_everywhere() -> None:
    files = files_of(voted())
    rows = {str(row[0]): row[1] for row in cells_of(files["ballot-results.xlsx"]) if len(row) > 1}
    text = files["ballot-results.csv"].decode("utf-8-sig")
    lines = {row[0]: row[1] for row in csv.reader(io.StringIO(text)) if len(row) == 2}
    (first, *_) = json.loads(files["results.json"])["ballots"]
    expected = {"Entitled": 5, "Present": 4, "In favour": 2, "Against": 1, "Abstain": 0, "Not voted": 1}
    assert {name: rows[name] for name in expected} == expected
    assert rows["On leave"] == 1
    assert rows["Absent"] == 0
    assert (first["entitled"], first["present"], first["result"]["not_voted"]) == (5, 4, 1)
    assert (first["counts"], first["result"]["passed"], first["result"]["short_by"]) == (
        {"yes": 2, "no": 1, "abstain": 0},
        False,
        1,
    )
    minutes = "\n".join(p.text for p in Document(io.BytesIO(files["minutes-draft.docx"])).paragraphs)
    assert (
        "2 in favour, 1 against, 0 abstained, 1 did not vote; needed 3, got 2, 1 short. Not carried"
        in minutes
    )
    assert "Signatures" in text
    assert {name: int(lines[name]) for name in expected if name in lines} == {
        name: expected[name] for name in expected if name in lines
    }


def test_who_came_and_left_early_has_attended() -> None:
    record = in_session(voters=5, present=4)
    record.when(cmd.RecordPresence(person=person_id(5), move=Move.LEAVE, reason="ill"))
    record.when(cmd.RecordPresence(person=person_id(1), move=Move.OUT, reason="called away"))
    record.when(cmd.RecordPresence(person=person_id(2), move=Move.LEAVE, reason="train"))
    figures = report(record.records)
    count = figures.headcount
    assert (count.entitled, count.present, count.leave, count.absent) == (5, 4, 1, 0)
    minutes = "\n".join(
        p.text for p in Document(io.BytesIO(files_of(record)["minutes-draft.docx"])).paragraphs
    )
    assert "Attended: name 1, name 2, name 3, name 4" in minutes
    assert "On leave: name 5" in minutes
    assert "Absent" not in minutes


def test_every_vote_stands_in_seat_order_with_its_receipt() -> None:
    (ballot, _) = report(voted().records).ballots
    assert isinstance(ballot.outcome, BallotResult)
    assert [(v.seat, v.answer, v.receipt) for v in ballot.outcome.votes] == [
        ("01", Choice.YES, "R001"),
        ("02", Choice.YES, "R002"),
        ("03", Choice.NO, "R003"),
        ("04", None, ""),
    ]
    assert ballot.outcome.figures.present + ballot.outcome.leave + ballot.outcome.absent == 5


def test_nothing_of_a_ballot_is_told_before_it_is_announced() -> None:
    files = files_of(voted(announced=False))
    for content in (files["results.json"], files["record.jsonl"], files["ballot-results.csv"]):
        for word in (b'"yes"', b"R001", b'"tally"', b"In favour,2"):
            assert word not in content
    (first, second) = json.loads(files["results.json"])["ballots"]
    assert (first["status"], second["status"]) == ("closed", "prepared")
    withheld = [json.loads(line) for line in files["record.jsonl"].splitlines() if b"withheld" in line]
    assert [line["event"]["type"] for line in withheld] == ["vote_cast"] * 3 + ["ballot_closed"]


def test_an_aborted_ballot_is_listed_with_its_reason() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES)
    record.when(bcmd.AbortBallot(ballot=BALLOT, reason="wrong draft"))
    files = files_of(record)
    assert json.loads(files["results.json"])["ballots"][0] == {
        "id": "ballot-1",
        "item": 1,
        "form": "named",
        "question": "question 1",
        "is_roll_call": False,
        "follows": None,
        "following": None,
        "status": "aborted",
        "reason": "wrong draft",
    }
    assert b"yes" not in files["record.jsonl"]


def test_a_person_on_leave_who_was_admitted_late_is_present_and_no_longer_on_leave() -> None:
    record = in_session(voters=5, present=3, ballot_rule=rule(admits_late=True))
    record.when(cmd.RecordPresence(person=person_id(5), move=Move.LEAVE, reason="ill"))
    record.when(bcmd.OpenBallot(BALLOT))
    record.sign_in(5)
    record.when(cmd.RecordPresence(person=person_id(1), move=Move.OUT, reason="left"))
    record.when(bcmd.CloseBallot(BALLOT))
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    outcome = report(record.records).ballots[0].outcome
    assert isinstance(outcome, BallotResult)
    assert (outcome.figures.present, outcome.leave, outcome.absent) == (4, 0, 1)


def test_late_and_undelivered_votes_are_remarked() -> None:
    record = voted(announced=False)
    record.vote(4, Choice.YES)
    record.when(bcmd.AnnounceBallot(ballot=BALLOT, undelivered=(person_id(4),), reason="cable cut"))
    below = {row[0]: row[1] for row in ballot_table(report(record.records).ballots[0]).below}
    assert below["Announced although votes might have been on their way"] == "name 4"
    assert below["Reason"] == "cable cut"
    assert below["Arrived after the close, not counted"] == "name 4"


def test_no_cell_becomes_a_formula() -> None:
    table = Table(title="=cmd()", header=("a",), rows=tuple((text,) for text in HOSTILE))
    text = csv_bytes([table]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"))
    book = load_workbook(io.BytesIO(xlsx_bytes([table])))
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            assert [cell.data_type for cell in line if cell.value is not None] == ["s"] * len(
                [cell for cell in line if cell.value is not None]
            )


def test_csv_opens_as_utf8_in_a_spreadsheet() -> None:
    content = csv_bytes([Table(title="签到表", rows=(("李建国", 1),))])
    assert content.startswith(b"\xef\xbb\xbf")
    assert "李建国,1\r\n".encode() in content


def test_hostile_names_pass_through_every_export() -> None:
    prepared = meeting()
    names = [*HOSTILE, "﷽" * 300, "<w:t>", "]]>"]
    for name in names:
        roster = tuple(msgspec.structs.replace(p, name=name, post=name, unit=name) for p in prepared.roster)
        record = Record(msgspec.structs.replace(prepared, title=name, roster=roster))
        assert len(exports(record.records)) == 9


def test_an_empty_record_is_damage() -> None:
    with pytest.raises(DamagedRecord):
        exports([])


def test_the_record_has_one_line_an_event() -> None:
    record = voted()
    lines = files_of(record)["record.jsonl"].splitlines()
    assert [json.loads(line)["n"] for line in lines] == list(range(1, len(record.records) + 1))
    assert b"withheld" not in b"".join(lines)


def test_ballots_never_opened_have_no_numbers() -> None:
    table = ballot_table(report(voted().records).ballots[1])
    assert report(voted().records).ballots[1].id == BallotId("ballot-2")
    assert ("Status", "Not opened") in table.above
    assert table.rows == ()


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (101, "一百〇一"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (0, "0"),
        (1000, "1000"),
    ],
)
def test_chinese_numerals(number: int, numeral: str) -> None:
    assert chinese_numeral(number) == numeral
