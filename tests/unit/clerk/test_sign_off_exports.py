"""Drafts and signatures in the exports: who was asked, what each confirmed, and on exactly which file."""

from __future__ import annotations

import base64
import csv
import io
import json

import msgspec
from docx import Document

from presenter.clerk.export import exports
from presenter.clerk.report import report
from presenter.clerk.sign_off_tables import no_legal_signature, papers_table, sign_off_table
from shared.domain import commands as cmd
from shared.domain.ink import InkAudience
from shared.domain.sign_off import Opinion, SignOff, SignOffId, SignOffKind
from tests.unit.domain.meetings import ITEM, Record, in_session, paper, person_id, seat_id
from tests.unit.domain.paper_wishes import SIGNATURE

A, B, D = (paper(mark).sha256 for mark in "abd")
ID = SignOffId("s1")


def asked(*numbers: int, kind: SignOffKind = SignOffKind.SIGN) -> Record:
    record = in_session()
    persons = tuple(map(person_id, numbers))
    record.when(cmd.RequestSignOff(SignOff(id=ID, paper=A, kind=kind, persons=persons)))
    return record


def sign(record: Record, number: int, opinion: Opinion, text: str = "", of: str = A) -> None:
    record.when(
        cmd.SignOffPaper(
            sign_off=ID,
            person=person_id(number),
            paper=of,  # type: ignore[arg-type]
            opinion=opinion,
            text=text,
            signature=SIGNATURE,
            seen_pages=2,
        ),
        seat=seat_id(number),
        intent=f"i{number}-{of[0]}",
    )


def story() -> Record:
    """Asked were 2, 3, 4 and 5; 2 and 3 signed the first draft, 3 and 4 the second; 5 only opened it."""
    record = asked(2, 3, 4, 5)
    sign(record, 2, Opinion.AGREE, "=1+2")
    sign(record, 3, Opinion.DISAGREE)
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    sign(record, 3, Opinion.AGREE, of=D)
    sign(record, 4, Opinion.OTHER, "office to follow up", of=D)
    record.when(cmd.NoteSignOffOpened(sign_off=ID, person=person_id(5)), seat=seat_id(5))
    record.when(cmd.AddPaper(item=ITEM, paper=paper("e")))
    return record


def rows_of(files: dict[str, bytes], name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"))))


def test_the_list_says_of_everybody_asked_how_far_they_are() -> None:
    files = dict(exports(story().records))
    rows = {row[1]: row for row in rows_of(files, "sign-off.csv") if len(row) == 12}
    assert [rows[f"name {n}"][6:8] for n in (2, 3, 4, 5)] == [
        ["Agree", "'=1+2"],
        ["Agree", ""],
        ["In words", "office to follow up"],
        ["", ""],
    ]
    assert [rows[f"name {n}"][10] for n in (2, 3, 4, 5)] == [A, D, D, ""]
    assert [rows[f"name {n}"][11] for n in (2, 3, 4, 5)] == [
        "The file was changed: belongs to draft 1",
        "",
        "",
        "",
    ]
    assert rows["name 5"][4]
    assert not rows["name 4"][4]
    facts = {row[0]: row[1] for row in rows_of(files, "sign-off.csv") if len(row) == 2}
    assert (facts["Draft"], facts["SHA-256"], facts["Asked"], facts["Confirmed"]) == ("2", D, "4", "2")


def test_the_lists_tell_of_what_arrived_after_the_meeting() -> None:
    record = asked(2, 3)
    sign(record, 3, Opinion.AGREE)
    record.when(cmd.AdjournMeeting())
    sign(record, 2, Opinion.AGREE)
    files = dict(exports(record.records))
    rows = {row[1]: row for row in rows_of(files, "sign-off.csv") if len(row) == 12}
    assert rows["name 2"][11].startswith("Arrived after the meeting at ")
    assert (rows["name 2"][6], rows["name 3"][11]) == ("", "")
    lines = [json.loads(line) for line in files["sign-off.jsonl"].splitlines()]
    late = [line["arrived_late_at"] for line in lines]
    assert late[0] is not None
    assert late[1] is None


def test_every_list_says_that_this_is_no_legal_signature() -> None:
    (sign_off,) = report(story().records).sign_offs
    assert sign_off_table(sign_off).below[-1] == (no_legal_signature(),)
    assert "not an electronic signature in the sense of the law" in no_legal_signature()


def test_the_lines_for_programs_say_the_same_and_hold_no_strokes() -> None:
    lines = [json.loads(line) for line in dict(exports(story().records))["sign-off.jsonl"].splitlines()]
    assert [(line["name"], line.get("opinion"), line.get("is_valid")) for line in lines] == [
        ("name 2", "agree", False),
        ("name 3", "agree", True),
        ("name 4", "other", True),
        ("name 5", None, None),
    ]
    assert [(line.get("signed_paper"), line.get("signed_draft")) for line in lines] == [
        (A, 1),
        (D, 2),
        (D, 2),
        (None, None),
    ]
    assert {line["paper"] for line in lines} == {D}
    assert base64.b64encode(SIGNATURE)[:20] not in dict(exports(story().records))["sign-off.jsonl"]


def test_the_list_of_papers_has_every_draft_with_its_digest() -> None:
    rows = papers_table(report(story().records).papers).rows
    assert [(row[1], row[2], bool(row[4]), row[5], str(row[6])[0]) for row in rows] == [
        ("paper d", 2, True, "", "d"),
        ("paper a", 1, False, "Replaced", "a"),
        ("paper b", 1, False, "", "b"),
        ("paper c", 1, False, "", "c"),
        ("paper e", 1, True, "", "e"),
    ]


def minutes(record: Record) -> str:
    content = dict(exports(record.records))["minutes-draft.docx"]
    return "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)


def test_the_minutes_tell_of_drafts_and_of_who_signed() -> None:
    text = minutes(story())
    assert "“paper e” was handed in during the meeting." in text
    assert "“paper d” was replaced by draft 2 during the meeting." in text
    assert (
        "“paper d” (draft 2) was sent to 4 persons for signing; 2 signed: 1 agreed, 0 disagreed, "
        "1 wrote another opinion." in text
    )


def test_the_minutes_tell_of_reading_and_keep_silent_about_what_was_withdrawn() -> None:
    record = asked(2, 3, kind=SignOffKind.READ)
    sign(record, 2, Opinion.READ)
    assert "“paper a” (draft 1) was sent to 2 persons for reading; 1 confirmed." in minutes(record)
    withdrawn = asked(2)
    withdrawn.when(cmd.WithdrawSignOff(ID))
    assert "sent to" not in minutes(withdrawn)
    (sign_off,) = report(withdrawn.records).sign_offs
    assert ("Status", "Withdrawn") in sign_off_table(sign_off).above


def test_whiteboards_are_in_the_list_and_not_in_the_minutes() -> None:
    record = in_session()
    board = msgspec.structs.replace(paper("e"), is_whiteboard=True)
    record.when(cmd.AddPaper(item=ITEM, paper=board))
    assert papers_table(report(record.records).papers).rows[-1][5] == "Whiteboard"
    assert "handed in" not in minutes(record)


def test_without_a_request_there_is_no_list() -> None:
    names = [name for name, _ in exports(in_session().records)]
    assert not [name for name in names if name.startswith("sign-off")]


def test_the_record_tells_that_ink_is_shared_but_holds_none() -> None:
    record = story()
    record.when(cmd.ShareInk(person=person_id(2), paper=A, audience=InkAudience.CHAIR), seat=seat_id(2))
    lines = [json.loads(line) for line in dict(exports(record.records))["record.jsonl"].splitlines()]
    assert lines[-1]["event"] == {"type": "ink_shared", "person": "p02", "paper": A, "audience": "chair"}
    signed = [line["event"] for line in lines if line["event"]["type"] == "paper_signed_off"]
    assert [base64.b64decode(event["signature"]) for event in signed] == [SIGNATURE] * 4
