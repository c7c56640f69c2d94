"""Copies to take home: whose ink is in which file, and what is said where a copy cannot be made."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pymupdf
import pytest

from presenter.clerk.annotated_copies import annotated_copies
from presenter.clerk.cli import main
from presenter.clerk.copies import Copied, signed_copies
from presenter.clerk.ink_file import read_ink_file
from presenter.clerk.names import copy_name, unused_name
from presenter.clerk.report import MeetingReport, report
from presenter.clerk.signed_copies import sheet_of
from shared.domain import commands as cmd
from shared.domain.ink import Bookmark, InkFile, Layer, LayerKind, Mark, MarkId, Note, Pen
from shared.domain.papers import Paper, Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import PAD_RATIO, Opinion, SignOff, SignOffId, SignOffKind, unpack_signature
from shared.pdf.writing_terms import CopyOrder, CopyProblem, CopyRefused, CopyWritten
from shared.storage.ink_file import MeetingInk, ink_path
from shared.storage.ink_rows import Written
from shared.storage.record import Record as RecordFile
from shared.system.wording_time import clock_time, full_day
from tests.fakes.clock import MEETING_MORNING
from tests.unit.domain.meetings import Record, meeting, paper, person_id, seat_id
from tests.unit.domain.paper_wishes import SIGNATURE

A, B, D = (paper(mark).sha256 for mark in "abd")
PEN = Pen(id=MarkId("01"), page=1, color="#1A3D8F", width=0.01, points=((0.25, 0.25, 0.5), (0.75, 0.26, 0.5)))
NOTE = Note(id=MarkId("02"), page=1, at=(0.1, 0.1), color="#1A3D8F", text="同意，请办公室跟进")
BOOKMARK = Bookmark(id=MarkId("03"), page=1)


class FakeWriting:
    """Writes nothing; papers in `missing` are refused."""

    def __init__(self, *missing: Sha256) -> None:
        self.orders: list[CopyOrder] = []
        self.missing = missing

    def __call__(self, order: CopyOrder) -> CopyWritten | CopyRefused:
        self.orders.append(order)
        if order.digest in self.missing:
            return CopyRefused(problem=CopyProblem.TOO_LARGE)
        digest = order.digest or Sha256("")
        return CopyWritten(pages=1, marks=1, size_bytes=1, digest=digest, was_repaired=False)

    def names(self) -> list[str]:
        return [order.target.name for order in self.orders]


def own(author: int, of: Sha256 = A) -> Layer:
    return Layer(author=person_id(author), paper=of, kind=LayerKind.OWN)


def board(author: str, of: Sha256 = A) -> Layer:
    return Layer(author=PersonId(author), paper=of, kind=LayerKind.BOARD)


def write_ink(record: Path, layers: Sequence[tuple[Layer, Sequence[Mark]]]) -> None:
    """The ink file that lies beside a record."""

    async def fill() -> None:
        ink = await MeetingInk.open(ink_path(record), now=MEETING_MORNING)
        for layer, marks in layers:
            await ink.write([(Written(layer, tuple(marks)), False)])
        await ink.close()

    asyncio.run(fill())


def figures(**changes: object) -> MeetingReport:
    """A meeting with a second draft of its first paper."""
    record = Record(msgspec.structs.replace(meeting(), **changes))
    record.when(cmd.StartMeeting())
    record.sign_in(1, 2, 3)
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    return report(record.records)


def copies(folder: Path, layers: Sequence[tuple[Layer, Sequence[Mark]]], **options: object) -> FakeWriting:
    write_ink(folder / "record.sqlite", layers)
    writing = FakeWriting()
    annotated_copies(
        figures(),
        folder / "record.sqlite",
        folder / "out",
        now=MEETING_MORNING,
        write=writing,
        **options,  # type: ignore[arg-type]
    )
    return writing


def test_everybody_gets_their_own_ink_and_what_was_written_for_all(tmp_path: Path) -> None:
    writing = copies(
        tmp_path,
        [
            (own(2), [PEN, BOOKMARK]),
            (own(3), [NOTE]),
            (board("p01"), [NOTE]),
            (board(""), [PEN]),
            (own(2, B), [PEN]),
        ],
    )
    assert {
        order.target.name: [(ink.author, len(ink.marks)) for ink in order.inks] for order in writing.orders
    } == {
        "01-paper a (draft 1)-written for all.pdf": [("Podium", 1), ("name 1", 1)],
        "01-paper a (draft 1)-name 2.pdf": [("name 2", 1), ("Podium", 1), ("name 1", 1)],
        "01-paper a (draft 1)-name 3.pdf": [("name 3", 1), ("Podium", 1), ("name 1", 1)],
        "01-paper b-name 2.pdf": [("name 2", 1)],
    }
    assert {order.digest for order in writing.orders} == {A, B}
    assert {order.source.parent for order in writing.orders} == {tmp_path / "papers"}


def test_nobodys_own_ink_is_in_the_file_of_another(tmp_path: Path) -> None:
    writing = copies(tmp_path, [(own(2), [PEN]), (own(3), [NOTE]), (board("p01"), [PEN])])
    for order in writing.orders:
        authors = {ink.author for ink in order.inks} - {"name 1"}
        assert authors <= {author for author in ("name 2", "name 3") if author in order.target.name}


def test_bookmarks_and_ink_of_strangers_make_no_copy(tmp_path: Path) -> None:
    stranger = Layer(author=PersonId("stranger"), paper=A)
    nowhere = own(2, Sha256("9" * 64))
    writing = copies(tmp_path, [(own(2), [BOOKMARK]), (stranger, [PEN]), (nowhere, [PEN])])
    assert writing.orders == []


def test_beside_a_copy_lies_the_ink_that_it_was_made_from(tmp_path: Path) -> None:
    copies(tmp_path, [(own(2), [PEN, BOOKMARK]), (board("p01"), [NOTE])])
    folder = tmp_path / "out" / "annotations"
    vector = msgspec.json.decode((folder / "01-paper a (draft 1)-name 2.json").read_bytes(), type=InkFile)
    assert (vector.paper, [mark.id for mark in vector.marks]) == (A, [PEN.id])


def test_flat_copies_are_written_only_when_asked_for(tmp_path: Path) -> None:
    writing = copies(tmp_path, [(own(2), [PEN])], is_flattened=True)
    assert [(order.target.parent.name, order.is_flattened) for order in writing.orders] == [
        ("annotations", False),
        ("annotations-flattened", True),
    ]
    assert len(set(writing.names())) == 1


def test_the_watermark_names_person_seat_and_time_unless_the_meeting_wants_none(tmp_path: Path) -> None:
    marked = copies(tmp_path / "a", [(own(2), [PEN]), (board("p01"), [PEN])])
    assert [order.watermark for order in marked.orders] == [
        f"a meeting {full_day(MEETING_MORNING)} {clock_time(MEETING_MORNING)}",
        f"name 2 02 {full_day(MEETING_MORNING)} {clock_time(MEETING_MORNING)}",
    ]
    write_ink(tmp_path / "record.sqlite", [(own(2), [PEN])])
    plain = FakeWriting()
    annotated_copies(
        figures(has_watermark=False), tmp_path / "record.sqlite", tmp_path, now=MEETING_MORNING, write=plain
    )
    assert [order.watermark for order in plain.orders] == [""]


def test_a_paper_that_is_missing_is_one_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    write_ink(tmp_path / "record.sqlite", [(own(2), [PEN]), (own(2, B), [PEN])])
    copied = annotated_copies(
        figures(), tmp_path / "record.sqlite", tmp_path, now=MEETING_MORNING, write=FakeWriting(A)
    )
    assert [file.name for file in copied.files if file.suffix == ".pdf"] == ["01-paper b-name 2.pdf"]
    (note,) = copied.notes
    assert note.startswith("“paper a (draft 1) (name 2)” is not among the copies:")


def test_without_ink_beside_the_record_nothing_is_copied(tmp_path: Path) -> None:
    record = tmp_path / "record.sqlite"
    assert annotated_copies(figures(), record, tmp_path / "out", now=MEETING_MORNING) == Copied()
    assert list(tmp_path.iterdir()) == []


def test_two_persons_of_one_name_get_two_files(tmp_path: Path) -> None:
    write_ink(tmp_path / "record.sqlite", [(own(2), [PEN]), (own(3), [NOTE])])
    roster = tuple(msgspec.structs.replace(person, name="张伟") for person in meeting().roster)
    writing = FakeWriting()
    annotated_copies(
        figures(roster=roster), tmp_path / "record.sqlite", tmp_path, now=MEETING_MORNING, write=writing
    )
    assert len(set(writing.names())) == 2
    assert all("张伟" in name for name in writing.names())


@pytest.mark.parametrize(
    ("number", "title", "who", "name"),
    [
        (3, "计划执行情况的报告", "李建国", "03-计划执行情况的报告-李建国.pdf"),
        (
            12,
            "../../etc/passwd",
            'a<b>:"c|d?*',
            "12-.._.._etc_passwd-a_b___c_d__.pdf".replace("-.._", "-_", 1),
        ),
        (1, " .", "\u202egnp", "01-_-_gnp.pdf"),
    ],
)
def test_a_name_of_a_copy_is_fit_for_every_file_system(number: int, title: str, who: str, name: str) -> None:
    assert copy_name(number, title, who) == name


def test_a_name_of_a_copy_is_bounded_and_never_one_that_is_there() -> None:
    longest = copy_name(1, "关于" * 200, "张" * 200)
    assert len(longest.encode()) <= 200
    assert unused_name(longest, [longest.upper()]) == longest.replace(".pdf", " (2).pdf")
    assert unused_name("a.pdf", ["A.pdf", "a (2).pdf"]) == "a (3).pdf"
    assert unused_name("a.pdf", []) == "a.pdf"


# -- sign-off -----------------------------------------------------------------------------------------------------


def signed_story() -> Record:
    """Asked were 2, 3 and 4; 2 signed the first draft, 3 the second."""
    record = Record(meeting())
    record.when(cmd.StartMeeting())
    record.sign_in(2, 3, 4)
    persons = tuple(map(person_id, (2, 3, 4)))
    record.when(
        cmd.RequestSignOff(SignOff(id=SignOffId("s1"), paper=A, kind=SignOffKind.SIGN, persons=persons))
    )
    for number, of in ((2, A), (3, D)):
        if of == D:
            record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
        record.when(
            cmd.SignOffPaper(
                sign_off=SignOffId("s1"),
                person=person_id(number),
                paper=of,
                opinion=Opinion.AGREE,
                text="",
                signature=SIGNATURE,
            ),
            seat=seat_id(number),
            intent=f"i{number}",
        )
    return record


def test_the_sheet_tells_signatures_of_this_file_from_those_of_an_earlier_draft() -> None:
    (sign_off,) = report(signed_story().records).sign_offs
    sheet = sheet_of(sign_off)
    assert (sheet.paper_title, sheet.draft, sheet.digest) == ("paper d", 2, D)
    assert [(row.name, row.opinion, bool(row.signature)) for row in sheet.rows] == [
        ("name 3", Opinion.AGREE, True),
        ("name 4", None, False),
    ]
    assert [(stale.row.name, stale.draft, stale.digest) for stale in sheet.stale] == [("name 2", 1, A)]
    assert sheet.rows[0].signature == unpack_signature(SIGNATURE)
    assert sheet.rows[0].ratio == PAD_RATIO
    assert "not an electronic signature" in sheet.remarks[0]


def test_the_signed_paper_is_the_one_that_was_signed(tmp_path: Path) -> None:
    writing = FakeWriting()
    copied = signed_copies(
        report(signed_story().records), tmp_path, tmp_path / "out", now=MEETING_MORNING, write=writing
    )
    (order,) = writing.orders
    assert (order.digest, order.source) == (D, tmp_path / "papers" / f"{D}.pdf")
    assert copied.files == (tmp_path / "out" / "sign-off" / "01-paper d (draft 2)-sign-off sheet.pdf",)
    assert order.watermark.startswith("a meeting")


def test_a_request_that_nobody_answered_makes_no_copy(tmp_path: Path) -> None:
    record = Record(meeting())
    persons = (person_id(2),)
    record.when(
        cmd.RequestSignOff(SignOff(id=SignOffId("s1"), paper=A, kind=SignOffKind.READ, persons=persons))
    )
    assert signed_copies(report(record.records), tmp_path, tmp_path, now=MEETING_MORNING) == Copied()


# -- the whole, with real papers ------------------------------------------------------------------------------


def real_meeting(folder: Path) -> Path:
    """A meeting's folder as the podium leaves it: record, ink and one of two papers."""
    (folder / "papers").mkdir(parents=True)
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "a report")
        content = document.tobytes()
    here = Paper(
        sha256=Sha256(hashlib.sha256(content).hexdigest()),
        title="报告",
        size_bytes=len(content),
        page_count=1,
    )
    (folder / "papers" / f"{here.sha256}.pdf").write_bytes(content)
    prepared = meeting()
    item = msgspec.structs.replace(prepared.agenda[0], papers=(here, paper("b")))
    story = Record(msgspec.structs.replace(prepared, agenda=(item, prepared.agenda[1])))
    story.when(cmd.StartMeeting())
    story.sign_in(2)
    _sign_here(story, here.sha256)
    asyncio.run(_keep(folder / "record.sqlite", story))
    write_ink(folder / "record.sqlite", [(own(2, here.sha256), [PEN, NOTE]), (own(2, B), [PEN])])
    return folder


def _sign_here(story: Record, sha256: Sha256) -> None:
    request = SignOff(id=SignOffId("s1"), paper=sha256, kind=SignOffKind.SIGN, persons=(person_id(2),))
    story.when(cmd.RequestSignOff(request))
    story.when(
        cmd.SignOffPaper(
            sign_off=request.id,
            person=person_id(2),
            paper=sha256,
            opinion=Opinion.AGREE,
            signature=SIGNATURE,
        ),
        seat=seat_id(2),
        intent="i2",
    )


async def _keep(path: Path, story: Record) -> None:
    record = await RecordFile.open(path, now=MEETING_MORNING)
    await record.append(0, story.records)
    await record.close()


def test_the_clerk_exports_papers_with_ink_and_with_signatures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = real_meeting(tmp_path / "meeting"), tmp_path / "out"
    assert main(["--lang", "en", "export", str(folder), "--out", str(out), "--flatten"]) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "“paper b (name 2)” is not among the copies: There is no such file: check the name"
    ]
    assert {Path(line) for line in said.out.splitlines()} == {p for p in out.rglob("*") if p.is_file()}
    with pymupdf.open(out / "annotations" / "01-报告-name 2.pdf") as copy:
        annotations = [(a.type[1], a.info["title"]) for a in copy[0].annots()]
        assert {title for _, title in annotations} == {"name 2"}
        assert len(annotations) == 2
    with pymupdf.open(out / "annotations-flattened" / "01-报告-name 2.pdf") as flat:
        assert list(flat[0].annots()) == []
    with pymupdf.open(out / "sign-off" / "01-报告-sign-off sheet.pdf") as signed:
        assert signed.page_count == 2
    content = json.loads((out / "annotations" / "01-报告-name 2.json").read_text("utf-8"))
    assert content["format"] == "wuzhi-ink"


def test_ink_of_two_persons_of_one_name_is_kept_apart_also_where_the_paper_cannot_be_copied(
    tmp_path: Path,
) -> None:
    roster = tuple(
        msgspec.structs.replace(p, name="name") if p.id in (person_id(2), person_id(3)) else p
        for p in meeting().roster
    )
    write_ink(tmp_path / "record.sqlite", [(own(2), [PEN]), (own(3), [NOTE])])
    copied = annotated_copies(
        figures(roster=roster),
        tmp_path / "record.sqlite",
        tmp_path / "out",
        now=MEETING_MORNING,
        write=FakeWriting(A),
    )
    assert len(copied.notes) == 2
    kept = [read_ink_file(file).marks for file in copied.files]
    assert sorted(mark.id for (mark,) in kept) == [PEN.id, NOTE.id]
