"""Ink comes out where it was written, on pages of every layout, in three engines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from shared.domain.ink import (
    Arrow,
    Box,
    Ellipse,
    Highlighter,
    Line,
    MarkId,
    Note,
    Pen,
    Rectangle,
    Shape,
    Stamp,
    Stroke,
    TextMark,
)
from shared.domain.ink_geometry import arrow_head
from shared.domain.ink_words import ASCENT, STAMP_FRAME, stamp_box
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_glyphs import OutlinedTypeface
from shared.pdf.writing_terms import CopyOrder, CopyRefused, CopyWritten
from shared.pdf.writing_wire import Ink
from tests.unit.pdf.ink_layouts import LAYOUTS, write_layouts
from tests.unit.pdf.ink_pictures import ENGINES, Picture, is_near, pictures

NOW = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
SQUARE = "\u25a0"
W = 0.03
EM = 0.2
RED, GREEN, BLUE, CYAN, MAGENTA, YELLOW = ("#FF0000", "#00FF00", "#0000FF", "#00FFFF", "#FF00FF", "#FFFF00")
MARGIN_PX = 1.0
CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "layout"
PAGES_OF_REAL_FILES = 4

Seen = Stroke | Shape | Note | Stamp | TextMark


def marks_on(page: int, is_first_half: bool) -> list[Seen]:
    name = MarkId(f"01ARZ3NDEKTSV4RRFFQ69G5FAV-{page}")
    line = ((0.1, 0.1, 0.5), (0.2, 0.1, 0.5), (0.4, 0.1, 0.5))
    if is_first_half:
        return [
            Pen(id=name, page=page, color=RED, width=W, points=line),
            Note(id=name, page=page, color=GREEN, at=(0.55, 0.1), size=EM, text=SQUARE),
            Rectangle(id=name, page=page, color=BLUE, width=W, start=(0.4, 0.6), end=(0.1, 0.4)),
            Ellipse(id=name, page=page, color=CYAN, width=W, start=(0.5, 0.5), end=(0.9, 0.9)),
            Line(id=name, page=page, color=MAGENTA, width=W, start=(0.1, 0.7), end=(0.3, 0.9)),
        ]
    return [
        Highlighter(id=name, page=page, color=YELLOW, width=W, points=line),
        Stamp(id=name, page=page, color=RED, at=(0.7, 0.25), size=0.1, text=SQUARE),
        TextMark(id=name, page=page, color=CYAN, boxes=((0.1, 0.3, 0.3, 0.35), (0.1, 0.4, 0.4, 0.45))),
        Arrow(id=name, page=page, color=BLUE, width=W, start=(0.2, 0.8), end=(0.7, 0.6)),
    ]


def expected(mark: Seen, ratio: float) -> Box:
    """The box of what is seen, in (u, v)."""
    places: list[tuple[float, float]] = []
    match mark:
        case Pen() | Highlighter():
            places = [(u, v) for u, v, _ in mark.points]
        case Line() | Rectangle() | Ellipse():
            places = [mark.start, mark.end]
        case Arrow():
            places = [mark.start, *arrow_head(mark.start, mark.end, mark.width, ratio)]
        case Note():
            x0, y0, x1, y1 = _square()
            u, v = mark.at[0], mark.at[1] + ASCENT * mark.size / ratio
            em = mark.size / 1000
            return (u + x0 * em, v - y1 * em / ratio, u + x1 * em, v - y0 * em / ratio)
        case Stamp():
            advance = OutlinedTypeface().glyph(SQUARE).advance / 1000
            u0, v0, u1, v1 = stamp_box(mark, ratio, lambda text: len(text) * advance * mark.size)
            half = STAMP_FRAME * mark.size / 2
            return (u0 - half, v0 - half / ratio, u1 + half, v1 + half / ratio)
        case TextMark():
            places = [corner for box in mark.boxes for corner in ((box[0], box[1]), (box[2], box[3]))]
            return _around(places, 0.0, ratio)
    return _around(places, mark.width / 2, ratio)


def _around(places: Sequence[tuple[float, float]], half: float, ratio: float) -> Box:
    us, vs = [u for u, _ in places], [v for _, v in places]
    return (min(us) - half, min(vs) - half / ratio, max(us) + half, max(vs) + half / ratio)


def _square() -> tuple[int, int, int, int]:
    numbers = [int(word) for word in OutlinedTypeface().glyph(SQUARE).path.split() if not word.isalpha()]
    xs, ys = numbers[::2], numbers[1::2]
    return (min(xs), min(ys), max(xs), max(ys))


def check(picture: Picture, mark: Seen, ratio: float, where: str) -> None:
    u0, v0, u1, v1 = expected(mark, ratio)
    wide, high = picture.width, picture.height
    box = (u0 * wide, v0 * high, u1 * wide, v1 * high)
    found = picture.of_colour(mark.color).box()
    assert is_near(found, box, MARGIN_PX), f"{where}: {type(mark).__name__} at {found}, not at {box}"


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_layouts(tmp_path_factory.mktemp("layouts") / "layouts.pdf")


@pytest.mark.parametrize("is_first_half", [True, False], ids=["pen-note-shapes", "the-others"])
@pytest.mark.parametrize("is_flattened", [False, True], ids=["annotated", "flattened"])
def test_marks_of_every_kind_are_where_they_were_written_on_all_48_layouts_in_three_engines(
    layouts: Path, tmp_path: Path, is_flattened: bool, is_first_half: bool
) -> None:
    marks = [mark for page in range(1, len(LAYOUTS) + 1) for mark in marks_on(page, is_first_half)]
    copy = tmp_path / "copy.pdf"
    order = CopyOrder(
        source=layouts, target=copy, written_at=NOW, inks=(Ink("", tuple(marks)),), is_flattened=is_flattened
    )
    written = write_copy_now(order)
    assert isinstance(written, CopyWritten)
    assert len(LAYOUTS) == 48
    for engine in ENGINES:
        drawn = pictures(copy, engine, tmp_path / engine)
        for page, (picture, layout) in enumerate(zip(drawn, LAYOUTS, strict=True), start=1):
            for mark in marks_on(page, is_first_half):
                check(picture, mark, layout.ratio, f"{engine}, {layout}")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real files is not here")
@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.pdf")), ids=lambda file: file.name)
def test_ink_is_where_it_was_written_in_real_files_of_odd_layout(file: Path, tmp_path: Path) -> None:
    marks = tuple(
        Rectangle(id=MarkId("m"), page=page, color=MAGENTA, width=W, start=(0.2, 0.3), end=(0.8, 0.6))
        for page in range(1, PAGES_OF_REAL_FILES + 1)
    )
    order = CopyOrder(source=file, target=tmp_path / "copy.pdf", written_at=NOW, inks=(Ink("", marks),))
    refused = write_copy_now(order)
    if isinstance(refused, CopyRefused):  # it has fewer pages
        marks = marks[: refused.pages]
        order = msgspec.structs.replace(order, inks=(Ink("", marks),))
        assert isinstance(write_copy_now(order), CopyWritten)
    for engine in ENGINES:
        for picture in pictures(tmp_path / "copy.pdf", engine, tmp_path / engine, len(marks)):
            half = W / 2 * picture.width
            wide, high = picture.width, picture.height
            box = (0.2 * wide - half, 0.3 * high - half, 0.8 * wide + half, 0.6 * high + half)
            assert is_near(picture.of_colour(MAGENTA).box(), box, 2.0), engine
