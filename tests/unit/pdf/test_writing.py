"""Copies of papers with ink in them: whole or not at all, never encoded anew, refused with a reason."""

import asyncio
import hashlib
import math
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pymupdf
import pytest

from shared.domain.ink import (
    Arrow,
    Bookmark,
    Highlighter,
    Line,
    Mark,
    MarkId,
    Note,
    Pen,
    Rectangle,
    Stamp,
    TextMark,
)
from shared.domain.papers import Sha256
from shared.pdf.pages import Finding
from shared.pdf.segment import Segment
from shared.pdf.writing import write_copy, write_copy_now
from shared.pdf.writing_part import part_of
from shared.pdf.writing_process import WritingProcess
from shared.pdf.writing_terms import CopyOrder, CopyProblem, CopyRefused, CopyWritten
from shared.pdf.writing_wire import Ink, Standing
from shared.pdf.writing_wording import copy_sentence
from shared.system.faults import EnvironmentFault
from tests.unit.pdf import papers

NOW = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
ULID = MarkId("01ARZ3NDEKTSV4RRFFQ69G5FAV")
AGREED = "\u540c\u610f\uff0c\u8bf7\u529e\u516c\u5ba4\u8ddf\u8fdb"
PEN = Pen(id=ULID, page=1, color="#1A3D8F", width=0.01, points=((0.1, 0.2, 0.5), (0.4, 0.2, 0.7)))
NOTE = Note(id=MarkId("n"), page=1, color="#1A3D8F", at=(0.5, 0.5), text=AGREED)


def order(source: Path, target: Path, *marks: Mark, **others: Any) -> CopyOrder:  # noqa: ANN401  # the fields of an order
    inks = (Ink("\u5f20\u4e09", marks or (PEN, NOTE)),)
    return CopyOrder(source=source, target=target, written_at=NOW, inks=inks, **others)


def written(wish: CopyOrder) -> CopyWritten:
    copy = write_copy_now(wish)
    assert isinstance(copy, CopyWritten), copy
    assert copy.size_bytes == wish.target.stat().st_size
    return copy


def refused(wish: CopyOrder, within_s: float | None = None) -> CopyRefused:
    before = sorted(wish.target.parent.iterdir())
    answer = write_copy_now(wish, within_s=within_s)
    assert isinstance(answer, CopyRefused)
    assert sorted(wish.target.parent.iterdir()) == before
    assert copy_sentence(answer)
    return answer


@contextmanager
def opened(file: Path, password: str | None = None) -> Iterator[Any]:
    document: Any = pymupdf.open(file)
    with document:
        if password is not None:
            assert document.needs_pass
            assert document.authenticate(password)
        assert not document.is_repaired
        yield document


def annotations(document: Any, page: int = 0) -> list[dict[str, str]]:  # noqa: ANN401  # the binding's
    """The entries of each annotation as the file writes them."""
    kind, text = document.xref_get_key(document[page].xref, "Annots")
    if kind == "null":
        return []
    numbers = [int(number) for number in re.findall(r"(\d+) 0 R", text)]
    return [
        {key: document.xref_get_key(number, key)[1] for key in document.xref_get_keys(number)}
        for number in numbers
    ]


def test_the_copy_begins_with_the_papers_own_bytes(pile: Path, tmp_path: Path) -> None:
    source, copy = pile / "ordinary.pdf", tmp_path / "copy.pdf"
    own = source.read_bytes()
    told = written(order(source, copy))
    assert copy.read_bytes()[: len(own)] == own
    assert told.digest == hashlib.sha256(own).hexdigest()
    assert (told.pages, told.marks, told.was_repaired) == (3, 2, False)
    assert source.read_bytes() == own


def test_the_copy_is_readable_only_for_its_user(pile: Path, tmp_path: Path) -> None:
    written(order(pile / "ordinary.pdf", tmp_path / "copy.pdf"))
    assert (tmp_path / "copy.pdf").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "copy.pdf"]


def test_a_stroke_takes_about_two_kilobytes(pile: Path, tmp_path: Path) -> None:
    points = tuple(
        (0.1 + 0.005 * at, 0.5 + 0.03 * math.sin(at / 4), 0.5 + 0.3 * math.sin(at / 6)) for at in range(40)
    )
    marks = [msgspec.structs.replace(PEN, points=points) for _ in range(100)]
    one = written(order(pile / "ordinary.pdf", tmp_path / "one.pdf"))
    many = written(order(pile / "ordinary.pdf", tmp_path / "many.pdf", *marks))
    assert (many.size_bytes - one.size_bytes) / 100 < 3_000


def test_every_annotation_says_who_wrote_it_when_and_under_which_id(pile: Path, tmp_path: Path) -> None:
    written(order(pile / "ordinary.pdf", tmp_path / "copy.pdf"))
    with opened(tmp_path / "copy.pdf") as document:
        ink, note = annotations(document)
        first: Any = document[0].first_annot
        assert first.info["title"] == "\u5f20\u4e09"
        assert first.info["id"] == ULID
        page = document[0].xref
    assert ink["M"] == note["M"] == "D:20260716013000Z"
    assert ink["CreationDate"] == "D:20160730235410Z"  # what the ULID says
    assert "CreationDate" not in note
    assert ink["F"] == "4"
    assert ink["C"] == "[.102 .239 .561]"
    assert ink["CA"] == "1"
    assert ink["P"] == f"{page} 0 R"


def test_each_kind_of_mark_is_the_annotation_that_viewers_know(pile: Path, tmp_path: Path) -> None:
    common: dict[str, Any] = {"page": 1, "color": "#FF0000"}
    marks: tuple[Mark, ...] = (
        PEN,
        Highlighter(id=MarkId("h"), width=0.02, points=PEN.points, **common),
        Line(id=MarkId("l"), width=0.01, start=(0.1, 0.1), end=(0.2, 0.2), **common),
        Arrow(id=MarkId("a"), width=0.01, start=(0.1, 0.1), end=(0.2, 0.2), **common),
        Rectangle(id=MarkId("r"), width=0.01, start=(0.1, 0.1), end=(0.2, 0.2), **common),
        NOTE,
        Stamp(id=MarkId("s"), at=(0.5, 0.5), text="\u5df2\u9605", **common),
        TextMark(id=MarkId("t"), boxes=((0.1, 0.2, 0.3, 0.4), (0.1, 0.5, 0.3, 0.6)), text="page 1", **common),
        Bookmark(id=MarkId("b"), page=1),
    )
    assert written(order(pile / "ordinary.pdf", tmp_path / "copy.pdf", *marks)).marks == 8
    with opened(tmp_path / "copy.pdf") as document:
        found = annotations(document)
        words = {
            annotation.info["name"] or annotation.type[1]: annotation.info["content"]
            for annotation in document[0].annots()
        }
    kinds = ["/Ink", "/Ink", "/Line", "/Line", "/Square", "/FreeText", "/Stamp", "/Highlight"]
    assert [entries["Subtype"] for entries in found] == kinds
    assert [("LE" in entries) for entries in found].index(True) == 3
    assert all("AP" in entries for entries in found)
    assert len(found[7]["QuadPoints"].split()) == 16
    assert words["FreeText"] == AGREED
    assert words["Highlight"] == "page 1"


def test_annotations_that_the_paper_has_stay_and_pages_that_share_them_get_none_of_ours(
    tmp_path: Path,
) -> None:
    source = tmp_path / "shared.pdf"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots 5 0 R>>"
    square = b"<</Type/Annot/Subtype/Square/Rect[10 10 50 50]>>"
    tree = b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"
    source.write_bytes(papers._file([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, page, b"[6 0 R]", square]))
    written(order(source, tmp_path / "copy.pdf"))
    with opened(tmp_path / "copy.pdf") as document:
        assert [entry["Subtype"] for entry in annotations(document)] == ["/Square", "/Ink", "/FreeText"]
        assert [annotation.type[1] for annotation in document[1].annots()] == ["Square"]


def test_a_flattened_copy_has_no_annotations_of_ours(pile: Path, tmp_path: Path) -> None:
    written(order(pile / "ordinary.pdf", tmp_path / "copy.pdf", is_flattened=True))
    own = (pile / "ordinary.pdf").read_bytes()
    assert (tmp_path / "copy.pdf").read_bytes()[: len(own)] == own
    with opened(tmp_path / "copy.pdf") as document:
        assert annotations(document) == []
        assert document[0].get_text().strip() == "page 1"


def test_bookmarks_alone_leave_the_paper_as_it_is(pile: Path, tmp_path: Path) -> None:
    told = written(order(pile / "ordinary.pdf", tmp_path / "copy.pdf", Bookmark(id=MarkId("b"), page=2)))
    assert told.marks == 0
    assert (tmp_path / "copy.pdf").read_bytes() == (pile / "ordinary.pdf").read_bytes()


@pytest.mark.parametrize("is_flattened", [False, True])
def test_a_locked_paper_stays_locked_and_its_ink_with_it(
    pile: Path, tmp_path: Path, is_flattened: bool
) -> None:
    copy = tmp_path / "copy.pdf"
    written(order(pile / "locked.pdf", copy, password="\u56db\u6d77", is_flattened=is_flattened))
    assert AGREED.encode("utf-16-be") not in copy.read_bytes()
    with opened(copy, "\u56db\u6d77") as document:
        if not is_flattened:
            assert [annotation.info["content"] for annotation in document[0].annots()] == ["", AGREED]
        assert "behind a door" in document[0].get_text()


@pytest.mark.parametrize("password", [None, "five seas"])
def test_a_locked_paper_without_its_password_is_refused(
    pile: Path, tmp_path: Path, password: str | None
) -> None:
    answer = refused(order(pile / "locked.pdf", tmp_path / "copy.pdf", password=password))
    assert answer.finding is (Finding.NEEDS_PASSWORD if password is None else Finding.WRONG_PASSWORD)


def test_a_damaged_paper_is_written_anew_and_that_is_said(pile: Path, tmp_path: Path) -> None:
    whole = (pile / "ordinary.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: whole.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n")
    copy = tmp_path / "copy.pdf"
    told = written(order(tmp_path / "cut.pdf", copy))
    assert told.was_repaired
    with opened(copy) as document:
        assert len(document) == 3
        assert [entry["Subtype"] for entry in annotations(document)] == ["/Ink", "/FreeText"]


@pytest.mark.parametrize(
    ("before", "after"), [(b"", b"\n\n"), (b"", b"% more\n" * 50), (b"From a mail\r\n", b"")]
)
def test_what_lies_around_a_paper_in_its_file_does_no_harm(
    pile: Path, tmp_path: Path, before: bytes, after: bytes
) -> None:
    source, copy = tmp_path / "framed.pdf", tmp_path / "copy.pdf"
    source.write_bytes(before + (pile / "ordinary.pdf").read_bytes() + after)
    told = written(order(source, copy))
    assert told.was_repaired == bool(before)
    assert told.was_repaired or copy.read_bytes().startswith(source.read_bytes())
    with opened(copy) as document:
        assert len(annotations(document)) == 2


def test_ink_on_another_file_is_refused(pile: Path, tmp_path: Path) -> None:
    wish = order(pile / "ordinary.pdf", tmp_path / "copy.pdf", digest=Sha256("0" * 64))
    assert refused(wish).problem is CopyProblem.OTHER_PAPER
    own = Sha256(hashlib.sha256((pile / "ordinary.pdf").read_bytes()).hexdigest())
    written(msgspec.structs.replace(wish, digest=own))


def test_ink_on_a_page_that_the_paper_does_not_have_is_refused(pile: Path, tmp_path: Path) -> None:
    wish = order(pile / "ordinary.pdf", tmp_path / "copy.pdf", PEN, msgspec.structs.replace(PEN, page=4))
    answer = refused(wish)
    assert (answer.problem, answer.page, answer.pages) == (CopyProblem.NO_SUCH_PAGE, 3, 3)
    assert "page 4" in copy_sentence(answer)


def test_a_copy_never_replaces_its_own_paper(tmp_path: Path) -> None:
    source = papers.ordinary(tmp_path / "paper.pdf")
    own = source.read_bytes()
    (tmp_path / "link.pdf").hardlink_to(source)
    for target in (source, tmp_path / "link.pdf", tmp_path / "." / "paper.pdf"):
        assert refused(order(source, target)).problem is CopyProblem.SAME_FILE
    assert source.read_bytes() == own


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("nowhere.pdf", Finding.MISSING),
        (".", Finding.FOLDER),
        ("empty.pdf", Finding.EMPTY),
        ("page.html.pdf", Finding.OTHER_FORMAT),
        ("noise.pdf", Finding.DAMAGED),
        ("no-pages.pdf", Finding.NO_PAGES),
    ],
)
def test_what_is_no_paper_is_refused(pile: Path, tmp_path: Path, name: str, finding: Finding) -> None:
    (tmp_path / "copy.pdf").write_bytes(b"an older copy")
    answer = refused(order(pile / name, tmp_path / "copy.pdf"))
    assert (answer.problem, answer.finding) == (CopyProblem.NOT_OPENED, finding)
    assert (tmp_path / "copy.pdf").read_bytes() == b"an older copy"


def test_a_process_that_does_not_answer_in_time_is_ended(pile: Path, tmp_path: Path) -> None:
    strokes = [msgspec.structs.replace(PEN, points=PEN.points * 2_000)] * 400
    began = time.monotonic()
    answer = refused(order(pile / "ordinary.pdf", tmp_path / "copy.pdf", *strokes), within_s=2.0)
    assert answer.problem is CopyProblem.TOO_SLOW
    assert time.monotonic() - began < 8.0


@pytest.mark.parametrize("name", ["greedy.pdf", "hanging.pdf"])
def test_a_paper_that_takes_too_much_to_be_drawn_is_written_on_all_the_same(
    pile: Path, tmp_path: Path, name: str
) -> None:
    written(order(pile / name, tmp_path / "copy.pdf"))


def test_a_process_that_cannot_start_is_the_fault_of_the_machine(pile: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        write_copy_now(order(pile / "ordinary.pdf", tmp_path / "copy.pdf"), memory_bytes=1 << 20)
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_nothing_can_be_written_is_the_fault_of_the_machine(pile: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        write_copy_now(order(pile / "ordinary.pdf", tmp_path / "no-folder" / "copy.pdf"))
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(EnvironmentFault):
        write_copy_now(order(pile / "ordinary.pdf", tmp_path / "folder.pdf"))
    assert [file.name for file in tmp_path.iterdir()] == ["folder.pdf"]


def test_a_paper_is_found_under_any_name(pile: Path, tmp_path: Path) -> None:
    source = Path(os.fsdecode(bytes(tmp_path) + b"/\xb2\xc4\xc1\xcf.pdf"))  # GBK, no Unicode
    source.write_bytes((pile / "ordinary.pdf").read_bytes())
    written(order(source, tmp_path / ("\u6750\u6599" * 40 + ".pdf")))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the walls are Linux's")
def test_the_process_stands_behind_all_walls_before_it_sees_the_paper(pile: Path, tmp_path: Path) -> None:
    descriptor = os.open(pile / "ordinary.pdf", os.O_RDONLY)
    segment = Segment(4096)
    try:
        with part_of(tmp_path / "copy.pdf") as part:
            part.fill(descriptor)
            with part.opened() as source:
                process = WritingProcess(segment, source, 768 << 20)
                try:
                    assert process.answer(20.0) == Standing(())
                finally:
                    process.bury()
    finally:
        os.close(descriptor)
        segment.close()


def test_an_event_loop_runs_on_while_a_copy_is_written(pile: Path, tmp_path: Path) -> None:
    async def story() -> None:
        ticks = 0
        writing = asyncio.create_task(write_copy(order(pile / "ordinary.pdf", tmp_path / "copy.pdf")))
        while not writing.done():
            await asyncio.wait([writing], timeout=0.01)
            ticks += 1
        assert isinstance(writing.result(), CopyWritten)
        assert ticks > 3

    asyncio.run(story())


@pytest.mark.parametrize("problem", CopyProblem)
def test_every_problem_has_a_sentence(problem: CopyProblem) -> None:
    assert copy_sentence(CopyRefused(problem=problem, page=2, pages=2))
