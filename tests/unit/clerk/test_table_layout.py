"""How the tables of ballots look in a spreadsheet: columns, types, widths, pages; and no text that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from presenter.clerk.export import exports
from presenter.clerk.spreadsheets import csv_bytes, xlsx_bytes
from presenter.clerk.tables import Table
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import Meeting
from shared.domain.ballot_terms import BallotAnswer, Choice, Terms
from shared.domain.ballots import Apart, BallotSpec
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import Base
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import (
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.domain.verdicts import Accepted
from tests.unit.domain.meetings import BALLOT, ITEM, Record, meeting, person_id, rule, seat_id
from tests.unit.domain.secret_meeting import SECRET, SecretMeeting

STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ELECTION = ElectionTerms(seats=1, candidates=("name a", "name b"))


def played(prepared: Meeting, spec: BallotSpec, *answers: BallotAnswer) -> Record:
    """The ballot in this meeting, announced: present are 1 to 3, who answer in their order."""
    agenda = (msgspec.structs.replace(prepared.agenda[0], ballots=(spec,)), prepared.agenda[1])
    record = Record(msgspec.structs.replace(prepared, agenda=agenda))
    record.when(cmd.StartMeeting())
    record.sign_in(1, 2, 3)
    record.when(cmd.ActivateItem(ITEM))
    record.when(bcmd.OpenBallot(BALLOT))
    for number, answer in enumerate(answers, 1):
        cast = bcmd.CastVote(ballot=BALLOT, person=person_id(number), answer=answer)
        assert isinstance(
            record.when(cast, seat=seat_id(number), intent=f"i{number}", receipt="12E3-4567"), Accepted
        )
    record.when(bcmd.CloseBallot(BALLOT))
    assert isinstance(record.when(bcmd.AnnounceBallot(ballot=BALLOT)), Accepted)
    return record


def sheets_of(record: Record) -> list[Worksheet]:
    return worksheets(dict(exports(record.records))["ballot-results.xlsx"])


def worksheets(content: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(content)).worksheets)


def rows_of(sheet: Worksheet) -> list[list[object]]:
    """The rows without the empty cells at their ends."""
    rows: list[list[object]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [row[: max((n for n, value in enumerate(row, 1) if value is not None), default=0)] for row in rows]


def cells_of(sheets: Iterable[Worksheet]) -> list[Cell]:
    return [
        c
        for sheet in sheets
        for row in sheet.iter_rows()
        for c in row
        if isinstance(c, Cell) and c.value is not None
    ]


def motion() -> Record:
    return played(meeting(), BallotSpec(id=BALLOT, question="q", rule=rule()), Choice.YES, Choice.NO)


def test_a_named_ballot_is_listed_by_seat_under_its_columns() -> None:
    (sheet,) = sheets_of(motion())
    rows = rows_of(sheet)
    header = rows.index(["Seat", "Name", "Vote", "Receipt", "Counted at", "How"])
    assert [row[:4] for row in rows[header + 1 : header + 4]] == [
        ["01", "name 1", "In favour", "12E3-4567"],
        ["02", "name 2", "Against", "12E3-4567"],
        ["03", "name 3", "Not voted", None],
    ]
    assert sheet.print_title_rows == f"${header + 1}:${header + 1}"


def test_an_election_has_a_line_a_candidate_under_its_marks() -> None:
    spec = BallotSpec(id=BALLOT, question="q", rule=rule(base=Base.PRESENT), terms=ELECTION)
    answers = [ElectionBallot(marks=(Mark.YES, Mark.NO))] * 2
    (sheet,) = sheets_of(played(meeting(), spec, *answers))
    rows = rows_of(sheet)
    header = rows.index(["Candidate", "\u25cb", "\u00d7", "Abstain"])
    assert rows[header + 1 : header + 3] == [["name a", 2, 0, 0], ["name b", 0, 2, 0]]
    assert rows[0] == ["Report on the count of an election"]


def test_who_voted_secretly_is_numbered_on_a_page_of_its_own() -> None:
    secret = SecretMeeting()
    secret.open()
    for number in (2, 1):
        secret.cast(number, Choice.YES)
    secret.count()
    assert isinstance(secret.record.when(bcmd.AnnounceBallot(ballot=SECRET)), Accepted)
    *_, totals, voters = sheets_of(secret.record)
    assert voters.title == "Who voted 4"
    assert rows_of(voters)[3:] == [
        ["No.", "Seat", "Name"],
        [1, "01", "name 1"],
        [2, "02", "name 2"],
        ["Voted", 2],
        ["Did not vote", 3],
    ]
    assert "Seat" not in [row[0] for row in rows_of(totals) if row]
    assert (voters.print_title_rows, totals.print_title_rows) == ("$4:$4", None)


def test_numbers_are_numbers_and_what_looks_like_one_stays_text() -> None:
    cells = cells_of(sheets_of(motion()))
    assert {cell.data_type for cell in cells if isinstance(cell.value, int)} == {"n"}
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert {"01", "12E3-4567"} <= {cell.value for cell in cells}
    assert not any(isinstance(cell.value, float) for cell in cells)


@pytest.mark.parametrize(
    ("text", "width"),
    [("ab", 4), ("\u674e\u5efa\u56fd", 8), ("x" * 40, 42), ("x" * 400, 48), ("\u8868" * 30, 48)],
)
def test_a_column_is_as_wide_as_its_longest_text_up_to_a_bound(text: str, width: int) -> None:
    (sheet,) = worksheets(xlsx_bytes([Table(title="t" * 90, rows=((text, 1),))]))
    assert sheet.column_dimensions["A"].width == width
    assert sheet.column_dimensions["B"].width == 3


def test_every_column_that_is_used_has_a_width_and_every_text_wraps() -> None:
    (sheet,) = sheets_of(motion())
    used = {get_column_letter(cell.column) for cell in cells_of([sheet])}
    assert used == {"A", "B", "C", "D", "E", "F"}
    assert all(3 <= sheet.column_dimensions[letter].width <= 48 for letter in used)
    assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for cell in cells_of([sheet]))


def test_it_prints_on_a4_across_as_wide_as_the_page_and_its_heads_are_bold() -> None:
    (sheet,) = sheets_of(motion())
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit is not None
    assert fit.fitToPage
    bold = {cell.value for cell in cells_of([sheet]) if cell.font.bold}
    assert bold == {"Ballot result", "Seat", "Name", "Vote", "Receipt", "Counted at", "How"}


def hostile(start: str) -> Record:
    """Every text that somebody can write begins with `start`."""
    prepared = meeting()
    roster = tuple(msgspec.structs.replace(p, name=f"{start}{p.name}") for p in prepared.roster)
    words = f"{start}cmd|'/C calc'!A0"
    asked: Terms = QuestionnaireTerms(
        questions=(
            Question(text=words, answer=ChoiceTerms(options=(f"{start}1", f"{start}2"))),
            Question(text=f"{start}b", answer=FreeText()),
        )
    )
    spec = BallotSpec(
        id=BALLOT,
        question=words,
        rule=rule(name=words, source=words, in_force_since=words),
        terms=asked,
        recused=(Apart(person=person_id(4), reason=words),),
    )
    answer = QuestionnaireBallot(answers=(ChoiceBallot(chosen=(1,)), TextAnswer(words=words)))
    named = msgspec.structs.replace(prepared, title=words, body=words, place=words, roster=roster)
    items = tuple(msgspec.structs.replace(item, title=words) for item in named.agenda)
    return played(msgspec.structs.replace(named, agenda=items), spec, answer)


@pytest.mark.parametrize("start", STARTS)
def test_no_text_of_a_meeting_becomes_a_formula(start: str) -> None:
    files = dict(exports(hostile(start).records))
    for name in ("attendance.csv", "ballot-results.csv"):
        cells = [cell for row in csv.reader(io.StringIO(files[name].decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(STARTS)], name
        assert [cell for cell in cells if cell.startswith(f"'{start}")], name
        cells_there = cells_of(worksheets(files[name.replace(".csv", ".xlsx")]))
        marked = [cell for cell in cells_there if str(cell.value).startswith(start)]
        assert marked
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in marked)
        assert not [cell for cell in cells_there if cell.data_type == "f"]


@pytest.mark.parametrize("start", STARTS)
def test_no_candidate_and_no_written_in_name_becomes_a_formula(start: str) -> None:
    terms = ElectionTerms(seats=2, candidates=(f"{start}A1", f"{start}B1"))
    spec = BallotSpec(id=BALLOT, question="q", rule=rule(), terms=terms)
    answer = ElectionBallot(marks=(Mark.YES, Mark.NO), write_ins=(f"{start}C1",))
    files = dict(exports(played(meeting(), spec, answer).records))
    rows = csv.reader(io.StringIO(files["ballot-results.csv"].decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(STARTS)]
    assert sum(cell.endswith(("A1", "B1", "C1")) and cell.startswith("'") for cell in cells) >= 3


def test_csv_has_one_line_a_row_for_excel_and_an_empty_one_between_tables() -> None:
    content = csv_bytes([Table(title="a", rows=(("x, y", 'say "no"', 7),)), Table(title="b")])
    assert content == b'\xef\xbb\xbfa\r\n"x, y","say ""no""",7\r\n\r\nb\r\n'
