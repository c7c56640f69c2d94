"""Secret ballots in the exports: totals and who voted, never side by side. Real keys."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from docx import Document
from openpyxl import load_workbook

from presenter.clerk.ballot_report import BallotResult
from presenter.clerk.ballot_tables import ballot_tables
from presenter.clerk.report import report
from presenter.clerk.secret_report import SeatChecks
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.ballots import Announced
from shared.domain.election import ElectionBallot, Mark
from shared.domain.multiple_choice import ChoiceBallot
from shared.domain.paper_sheets import loose_sheet
from shared.domain.secrecy import Grade, Inclusion
from shared.domain.verdicts import Accepted
from shared.system.resources import resource_path
from tests.unit.clerk.secret_files import (
    ELECTION,
    OPTIONS,
    announce,
    cast,
    count_with_paper,
    files_of,
    result_of,
)
from tests.unit.domain.secret_meeting import SECRET, SecretMeeting


def told(grade: Grade = Grade.TWO_TELLERS) -> SecretMeeting:
    """1, 2 and 3 vote; 1 finds its vote, 2 cannot check any more, 3 says nothing; 4 and 5 do not vote."""
    meeting = SecretMeeting(grade, asked=ELECTION)
    meeting.open()
    cast(meeting, 3, ElectionBallot(marks=(Mark.YES, Mark.NO, Mark.NO), write_ins=("marked name",)))
    cast(meeting, 1, ElectionBallot(marks=(Mark.NO, Mark.YES, Mark.ABSTAIN)))
    cast(meeting, 2, ElectionBallot(marks=(Mark.ABSTAIN,) * 3))
    meeting.count()
    assert isinstance(meeting.check(1), Accepted)
    assert isinstance(meeting.check(2, Inclusion.FORGOTTEN), Accepted)
    return meeting


def wiped(meeting: SecretMeeting) -> SecretMeeting:
    for teller in (meeting.first, meeting.second):
        assert isinstance(
            meeting.record.when(bcmd.NoteTellerWiped(ballot=SECRET, wiped=teller.wipe())), Accepted
        )
    announce(meeting)
    return meeting


def test_the_report_has_who_voted_and_what_the_seats_found() -> None:
    ballot = next(b for b in report(wiped(told()).record.records).ballots if b.id == SECRET)
    assert isinstance(ballot.outcome, BallotResult)
    secret = ballot.outcome.secret
    assert secret is not None
    assert ballot.outcome.votes == ()
    assert [one.seat for one in secret.voted] == ["01", "02", "03"]
    assert [person.id for person in secret.tellers] == ["p01", "p02"]
    assert secret.checks == SeatChecks(found=1, unable=1, failed=0, silent=1)
    assert (secret.not_voted, secret.invalid, secret.keys_wiped, secret.seats_wiped) == (2, 0, 2, 2)


def test_the_results_say_the_form_and_no_vote_of_anybody() -> None:
    content = result_of(files_of(wiped(told())))
    assert content["form"] == "secret_a"
    assert "votes" not in content
    assert content["tellers"] == ["name 1", "name 2"]
    assert content["voted"] == [
        {"seat": "01", "name": "name 1"},
        {"seat": "02", "name": "name 2"},
        {"seat": "03", "name": "name 3"},
    ]
    assert content["checks"] == {"found": 1, "unable": 1, "failed": 0, "silent": 1}
    assert content["wiped"] == {"keys": 2, "seats": 2}
    # In the order of their characters, not in that of the votes.
    ballots = content["ballots"]
    assert isinstance(ballots, list)
    assert ballots == sorted(ballots, key=lambda ballot: json.dumps(ballot, separators=(",", ":")))


def test_one_operator_opens_without_tellers() -> None:
    files = files_of(wiped(told(Grade.ONE_OPERATOR)))
    assert (result_of(files)["form"], result_of(files)["tellers"]) == ("secret_b", [])
    assert b"Opened by,The podium alone\r\n" in files["ballot-results.csv"]
    assert "It was opened at the podium alone." in minutes_of(files)


def minutes_of(files: dict[str, bytes]) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(files["minutes-draft.docx"])).paragraphs)


def test_the_minutes_say_that_it_was_secret_and_who_opened_it() -> None:
    said = minutes_of(files_of(wiped(told())))
    assert "In the secret election “?” 5 ballots were issued and 3 returned, 3 valid and 0 invalid." in said
    assert "Tellers: name 1, name 2." in said
    assert "1 seat found its vote in the opened list. 2 seats did not check." in said


@pytest.mark.parametrize(
    ("terms", "answer", "said"),
    [
        (MotionTerms(), Choice.YES, "By secret ballot on “?” (house rule"),
        (OPTIONS, ChoiceBallot(chosen=(1,)), "By secret ballot on “?”: north 0 votes, south 1 votes"),
    ],
)
def test_the_minutes_name_every_kind_secret(terms: Terms, answer: BallotAnswer, said: str) -> None:
    meeting = SecretMeeting(asked=terms)
    meeting.open()
    cast(meeting, 1, answer)
    meeting.count()
    announce(meeting)
    assert said in minutes_of(files_of(meeting))


def sheets_of(files: dict[str, bytes]) -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(files["ballot-results.xlsx"]))
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_who_voted_is_a_sheet_of_its_own_and_the_totals_name_no_voter() -> None:
    sheets = sheets_of(files_of(wiped(told())))
    (totals,) = [
        rows for rows in sheets.values() if rows[2][:2] == ["Question", "?"] and "count" in str(rows[0][0])
    ]
    (voters,) = [rows for title, rows in sheets.items() if title.startswith("Who voted")]
    shown = {str(cell) for row in totals for cell in row if cell is not None}
    assert "name 3" not in shown
    assert {"Secret, two tellers", "name 1, name 2", "marked name"} <= shown
    lines = {row[0]: row[1] for row in totals}
    assert lines["Seats that found their vote in the opened list"] == 1
    assert lines["Tellers' keys wiped, by their terminals' word"] == 2
    assert [row for row in voters if isinstance(row[0], int)] == [
        [1, "01", "name 1"],
        [2, "02", "name 2"],
        [3, "03", "name 3"],
    ]
    assert not any("marked" in str(cell) or "R-" in str(cell) for row in voters for cell in row)


def receipts_and_times(meeting: SecretMeeting) -> set[str]:
    phase = meeting.record.known.ballots[SECRET].phase
    assert isinstance(phase, Announced)
    closed = phase.closed
    return {vote.receipt for vote in closed.votes.values()} | {
        vote.at.isoformat() for vote in closed.votes.values()
    }


def test_no_receipt_and_no_time_of_a_vote_stands_in_tables_and_results() -> None:
    meeting = wiped(told())
    files = files_of(meeting)
    marks = receipts_and_times(meeting)
    assert len(marks) == 6
    for name in ("results.json", "ballot-results.csv"):
        assert not [mark for mark in marks if mark.encode() in files[name]], name
    tables = [table for ballot in report(meeting.record.records).ballots for table in ballot_tables(ballot)]
    assert not [mark for mark in marks if mark in str(tables)]


def test_nothing_of_the_opened_box_is_told_before_the_announcement() -> None:
    for name, content in files_of(told()).items():
        assert b"marked name" not in content, name
        assert "marked name" not in minutes_of(files_of(told()))


def linked(lines: bytes) -> list[dict[str, object]]:
    events = [json.loads(line)["event"] for line in lines.splitlines()]
    return [event for event in events if event.get("answers") or event.get("sheet")]


def test_answers_on_paper_cannot_be_told_from_the_record_even_as_a_difference() -> None:
    """One ballot on paper: who was given it is known, so neither it nor all others may stand alone."""
    meeting = SecretMeeting(asked=ELECTION)
    meeting.open()
    for number in (1, 2, 3):
        cast(meeting, number, ElectionBallot(marks=(Mark.NO,) * 3))
    sheet: list[BallotAnswer | None] = [
        ElectionBallot(marks=(Mark.YES, Mark.NO, Mark.NO), write_ins=("marked name",))
    ]
    count_with_paper(meeting, sheet)
    corrected = bcmd.CorrectBallot(ballot=SECRET, reason="read again", sheet=loose_sheet([None]))
    assert isinstance(meeting.record.when(corrected), Accepted)
    announce(meeting)
    files = files_of(meeting)
    assert linked(files["record.jsonl"]) == []
    withheld = [
        json.loads(line)["event"]["type"]
        for line in files["record.jsonl"].splitlines()
        if b"withheld" in line
    ]
    assert withheld == ["answers_taken", "paper_entered", "paper_entered", "ballot_corrected"]
    assert result_of(files)["unreadable"] == 1


def test_without_paper_the_signed_list_of_teller_2_stays_in_the_record() -> None:
    assert [event["type"] for event in linked(files_of(wiped(told()))["record.jsonl"])] == ["answers_taken"]


def test_an_aborted_secret_ballot_says_its_form_and_nothing_else() -> None:
    meeting = told()
    meeting.record.when(bcmd.AbortBallot(ballot=SECRET, reason="a key was lost"))
    files = files_of(meeting)
    content = result_of(files)
    assert (content["form"], content["status"], content["reason"]) == (
        "secret_a",
        "aborted",
        "a key was lost",
    )
    assert "voted" not in content
    assert b"marked name" not in b"".join(files.values())
    text = files["ballot-results.csv"].decode("utf-8-sig")
    assert ["Form", "Secret, two tellers"] in list(csv.reader(io.StringIO(text)))
    assert "Who voted" not in text


def test_the_page_of_the_recount_names_what_only_a_secret_ballot_has() -> None:
    page = resource_path("docs", "recount.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z_]+)` \| secret \|", page, re.MULTILINE))
    secret = wiped(told())
    by_name = SecretMeeting(grade=None, asked=ELECTION)
    by_name.record.when(bcmd.OpenBallot(SECRET))
    by_name.record.when(bcmd.CloseBallot(SECRET))
    announce(by_name)
    assert documented == set(result_of(files_of(secret))) - set(result_of(files_of(by_name)))
