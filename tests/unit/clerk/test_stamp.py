"""`wuzhi-clerk stamp`: ink out of a file into a copy of its paper, or one sentence and an exit code."""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presenter.clerk import ink_file
from presenter.clerk.cli import main
from presenter.clerk.ink_file import (
    InkFileRefused,
    InkProblem,
    ink_bytes,
    parse_ink,
    read_ink_file,
    write_ink_file,
)
from shared.domain.ink import Mark, MarkId, Note, Pen
from shared.domain.papers import Sha256
from tests.unit.pdf import papers

DOCUMENT = Path(__file__).resolve().parents[3] / "resources" / "docs" / "ink.md"
PEN = {"kind": "pen", "id": "1", "page": 1, "color": "#1A3D8F", "width": 0.004, "points": [[0.1, 0.2, 0.5]]}
NOTE = {"kind": "note", "id": "2", "page": 2, "at": [0.5, 0.5], "color": "#1A3D8F", "text": "\u540c\u610f"}
ARROW = {
    "kind": "arrow", "id": "3", "page": 1, "color": "#1A3D8F", "width": 0.004, "start": [0, 0], "end": [1, 1]
}  # fmt: skip

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return papers.ordinary(tmp_path / "paper.pdf")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.pdf"


def ink(source: Path, *marks: dict[str, Any], **others: object) -> Path:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    content = {"format": "wuzhi-ink", "version": 1, "paper": digest, "marks": marks or (PEN, NOTE), **others}
    file = source.parent / "ink.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def stamp(*arguments: object) -> int:
    return main(["--lang", "en", "stamp", *map(str, arguments)])


def refused(capsys: Capture, code: int, *arguments: object) -> str:
    """The one sentence that is said; nothing was written."""
    before = (
        sorted(Path(str(arguments[2])).parent.iterdir()) if Path(str(arguments[2])).parent.exists() else []
    )
    assert stamp(*arguments) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    if before:
        assert sorted(Path(str(arguments[2])).parent.iterdir()) == before
    return said.err


def kinds(file: Path) -> list[list[str]]:
    document: Any = pymupdf.open(file)
    with document:
        assert not document.is_repaired
        return [[annotation.type[1] for annotation in page.annots()] for page in document]


def test_ink_is_written_into_a_copy_and_one_line_is_printed(paper: Path, out: Path, capsys: Capture) -> None:
    assert stamp(paper, ink(paper), out) == 0
    assert capsys.readouterr().out == f"{out}: 2 marks written\n"
    assert kinds(out) == [["Ink"], ["FreeText"], []]
    assert out.read_bytes().startswith(paper.read_bytes())


def test_the_author_is_named_beside_the_ink(paper: Path, out: Path) -> None:
    assert stamp(paper, ink(paper), out, "--author", "\u5f20\u4e09") == 0
    document: Any = pymupdf.open(out)
    with document:
        page = document[0]
        assert page.first_annot.info["title"] == "\u5f20\u4e09"


def test_flattened_ink_is_no_annotation(paper: Path, out: Path) -> None:
    assert stamp(paper, ink(paper), out, "--flatten") == 0
    assert kinds(out) == [[], [], []]
    assert len(out.read_bytes()) > len(paper.read_bytes())


def test_a_locked_paper_is_opened_by_the_first_line_of_a_file(
    tmp_path: Path, out: Path, capsys: Capture
) -> None:
    paper = papers.locked(tmp_path / "locked.pdf", "\u56db\u6d77")
    marks = ink(paper, PEN)
    (tmp_path / "password.txt").write_text("\u56db\u6d77\r\nsecond line\n", encoding="utf-8")
    assert "password" in refused(capsys, 1, paper, marks, out)
    assert stamp(paper, marks, out, "--password-file", tmp_path / "password.txt") == 0
    capsys.readouterr()
    (tmp_path / "long.txt").write_bytes(b"x" * 5000)
    assert "password" in refused(
        capsys, 1, paper, marks, tmp_path / "b.pdf", "--password-file", tmp_path / "long.txt"
    )


def test_ink_of_another_paper_is_refused(paper: Path, out: Path, capsys: Capture) -> None:
    assert "another paper" in refused(capsys, 1, paper, ink(paper, paper="0" * 64), out)


def test_a_page_that_does_not_exist_is_refused(paper: Path, out: Path, capsys: Capture) -> None:
    assert "on page 4, but the paper has 3 pages" in refused(
        capsys, 1, paper, ink(paper, {**PEN, "page": 4}), out
    )


def test_an_existing_file_is_never_replaced_nor_the_paper_itself(
    paper: Path, out: Path, capsys: Capture
) -> None:
    marks = ink(paper)
    own = paper.read_bytes()
    refused(capsys, 2, paper, marks, paper)
    out.write_bytes(b"mine")
    refused(capsys, 2, paper, marks, out)
    assert (paper.read_bytes(), out.read_bytes()) == (own, b"mine")
    (out.parent / "dangling.pdf").symlink_to(out.parent / "nowhere")
    refused(capsys, 2, paper, marks, out.parent / "dangling.pdf")


def test_what_is_not_there_exits_3(paper: Path, out: Path, capsys: Capture) -> None:
    refused(capsys, 3, paper, paper.parent / "no.json", out)
    refused(capsys, 3, paper.parent / "no.pdf", ink(paper), out)


def test_a_paper_that_is_none_exits_5(paper: Path, out: Path, capsys: Capture) -> None:
    paper.write_text("<html>")
    assert "not a PDF" in refused(capsys, 5, paper, ink(paper), out)


def test_a_place_that_cannot_be_written_is_said(paper: Path, capsys: Capture) -> None:
    refused(capsys, 1, paper, ink(paper), paper.parent / "no folder" / "out.pdf")


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"format": "other-ink"}, 5, "not an ink file"),
        ({"version": 2}, 1, "newer version"),
        ({"version": 0}, 5, "not an ink file"),
        ({"paper": "ABC"}, 5, "mistake"),
        ({"marks": 3}, 5, "mistake"),
        ({"marks": [PEN, {**PEN, "kind": "brush"}]}, 5, "Mark 2"),
        ({"marks": [{**PEN, "page": 0}]}, 5, "Mark 1"),
        ({"marks": [{**PEN, "color": "blue"}]}, 5, "Mark 1"),
        ({"marks": [{**PEN, "points": []}]}, 5, "Mark 1"),
        ({"marks": [{**PEN, "points": [[0.1, 1.2, 0.5]]}]}, 5, "Mark 1"),
        ({"marks": [{**PEN, "width": 0}]}, 5, "Mark 1"),
        ({"marks": [NOTE, {**PEN, "width": 0.11}]}, 5, "Mark 2"),
        ({"marks": [{**PEN, "kind": "highlighter", "width": 0.5}]}, 5, "Mark 1"),
        ({"marks": [{**ARROW, "width": 1e300}]}, 5, "Mark 1"),
        ({"marks": [{**NOTE, "size": 0.004}]}, 5, "Mark 1"),
        ({"marks": [{**NOTE, "kind": "stamp", "size": 0.21}]}, 5, "Mark 1"),
        ({"marks": [{**NOTE, "text": "x" * 2_001}]}, 5, "Mark 1"),
    ],
)
def test_ink_that_is_not_as_described_is_refused_with_its_place(
    paper: Path, out: Path, capsys: Capture, change: dict[str, Any], code: int, word: str
) -> None:
    assert word in refused(capsys, code, paper, ink(paper, **change), out)


def test_the_broadest_and_the_smallest_that_the_description_allows_are_taken(paper: Path, out: Path) -> None:
    marks = [
        *({**PEN, "id": f"p{width}", "width": width} for width in (1e-6, 0.1)),
        *({**NOTE, "id": f"n{size}", "size": size} for size in (0.005, 0.2)),
    ]
    assert stamp(paper, ink(paper, *marks), out) == 0


def test_a_file_is_bounded_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ink_file, "MAX_INK_BYTES", 1_000)
    (tmp_path / "ink.json").write_bytes(b'{"format": "wuzhi-ink"' + b" " * 1_000)
    with pytest.raises(InkFileRefused) as refusal:
        read_ink_file(tmp_path / "ink.json")
    assert refusal.value.problem is InkProblem.TOO_LARGE


def test_a_pipe_does_not_hold_the_command_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(InkFileRefused) as refusal:
        read_ink_file(tmp_path / "pipe.json")
    assert refusal.value.problem is InkProblem.NO_INK


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_ink_or_are_refused(content: bytes) -> None:
    with pytest.raises(InkFileRefused):
        parse_ink(content)


def test_depth_is_no_way_to_break_the_reading() -> None:
    for nested in (b"[" * 200_000, b'{"format":"wuzhi-ink","version":1,"x":' + b"[" * 200_000):
        with pytest.raises(InkFileRefused):
            parse_ink(nested)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    marks: tuple[Mark, ...] = (
        Pen(
            id=MarkId("p"), page=2, color="#010203", width=0.0625, points=((0.125, 1.0, 0.5), (1.0, 0.0, 0.0))
        ),
        Note(id=MarkId("n"), page=1, color="#010203", at=(0.5, 0.25), text='\u540c\u610f "x"\n'),
    )
    paper = Sha256("a" * 64)
    write_ink_file(tmp_path / "ink.json", paper, marks)
    ink = read_ink_file(tmp_path / "ink.json")
    assert (ink.paper, ink.marks) == (paper, marks)
    assert parse_ink(ink_bytes(paper, ())).marks == ()


def test_places_are_written_to_a_millionth_of_the_page() -> None:
    pen = Pen(id=MarkId("p"), page=1, color="#010203", width=1 / 30, points=((1 / 3, 2 / 3, 1 / 7),))
    (read,) = parse_ink(ink_bytes(Sha256("a" * 64), [pen])).marks
    assert read == msgspec.structs.replace(pen, width=0.033333, points=((0.333333, 0.666667, 0.142857),))


def test_every_example_of_the_description_is_ink(paper: Path, out: Path) -> None:
    examples = [
        json.loads(line)
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if re.match(r' *\{"kind"', line)
    ]
    described = set(re.findall(r'"kind": "(\w+)"', DOCUMENT.read_text(encoding="utf-8")))
    known = {str(kind.__struct_config__.tag) for kind in Mark.__args__}
    assert described == known
    assert stamp(paper, ink(paper, *examples), out) == 0
