"""How ink looks in three engines: pressure, words, what lies below and above."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.domain.ink import Highlighter, Mark, MarkId, Note, Pen, Rectangle, TextMark
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder, CopyWritten
from shared.pdf.writing_wire import Ink
from tests.unit.pdf import papers
from tests.unit.pdf.ink_pictures import ENGINES, Picture, is_near, pictures

NOW = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
RED = "#FF0000"
BLACK = "#000000"
ID = MarkId("m")


def drawn(
    source: Path,
    folder: Path,
    marks: Sequence[Mark],
    is_flattened: bool = False,
    watermark: str = "",
) -> dict[str, list[Picture]]:
    copy = folder / "copy.pdf"
    order = CopyOrder(
        source=source,
        target=copy,
        written_at=NOW,
        inks=(Ink("", tuple(marks)),),
        is_flattened=is_flattened,
        watermark=watermark,
    )
    assert isinstance(write_copy_now(order), CopyWritten)
    return {engine: pictures(copy, engine, folder / engine) for engine in ENGINES}


def blank(path: Path, content: bytes = b"", media_box: bytes = b"0 0 300 300") -> Path:
    return papers.hand_made(path, [content], media_box=media_box)


def test_a_pen_draws_wider_where_it_is_pressed_harder(tmp_path: Path) -> None:
    points = tuple((0.1 + 0.8 * at / 20, 0.5, at / 20) for at in range(21))
    pen = Pen(id=ID, page=1, color=RED, width=0.05, points=points)
    for engine, (picture,) in drawn(blank(tmp_path / "blank.pdf"), tmp_path, [pen]).items():
        found = picture.of_colour(RED)
        for pressure in (0.1, 0.5, 0.9):
            wide = 0.05 * (0.4 + 1.2 * pressure) * picture.width
            here = found.height_at(round((0.1 + 0.8 * pressure) * picture.width))
            assert abs(here - wide) <= 1.5, f"{engine}, {pressure}"


@pytest.mark.parametrize(
    "places",
    [
        ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3), (0.7, 0.7), (0.3, 0.7), (0.7, 0.3)),
        ((0.2, 0.5), (0.8, 0.5), (0.2, 0.5), (0.8, 0.5)),
        ((0.5, 0.5), (0.52, 0.5), (0.5, 0.52), (0.48, 0.5), (0.5, 0.48), (0.52, 0.5), (0.5, 0.5)),
    ],
    ids=["crossing", "back-and-forth", "tight"],
)
def test_a_stroke_that_crosses_itself_has_no_holes(
    tmp_path: Path, places: Sequence[tuple[float, float]]
) -> None:
    """Everything that the same line drawn with even width by the viewer covers is covered."""
    steps = [
        (u0 + (u1 - u0) * at / 12, v0 + (v1 - v0) * at / 12, 0.5)
        for (u0, v0), (u1, v1) in itertools.pairwise(places)
        for at in range(12)
    ]
    pen = Pen(id=ID, page=1, color=RED, width=0.06, points=tuple(steps))
    even = Highlighter(id=ID, page=1, color=RED, width=0.06, points=tuple(steps))
    source = blank(tmp_path / "blank.pdf")
    ink = {engine: one.darkness() for engine, (one,) in drawn(source, tmp_path, [pen]).items()}
    for engine, (other,) in drawn(source, tmp_path, [even]).items():
        assert abs(ink[engine] - other.darkness()) < 0.02 * other.darkness(), engine


def test_a_chinese_note_looks_the_same_in_three_engines(tmp_path: Path) -> None:
    text = "\u540c\u610f\uff0c\u8bf7\u529e\u516c\u5ba4\u8ddf\u8fdb\u3002Ok, 3 w\u00f6rds\n\u4dae\U00020bb7 \u7b2c\u4e8c\u884c"
    note = Note(id=ID, page=1, color=BLACK, at=(0.1, 0.1), size=0.06, text=text)
    seen = drawn(blank(tmp_path / "blank.pdf"), tmp_path, [note])
    reference = seen["mupdf"][0]
    box, ink = reference.of_colour(BLACK).box(), reference.darkness()
    assert ink > 1000
    for engine, (picture,) in seen.items():
        assert is_near(picture.of_colour(BLACK).box(), box, 1.0), engine
        assert abs(picture.darkness() - ink) < 0.06 * ink, engine


def test_letters_that_the_typeface_lacks_are_seen(tmp_path: Path) -> None:
    blank(tmp_path / "blank.pdf")
    for letter in ("\u4dae", "\U00020bb7", "\U0001f600"):
        note = Note(id=ID, page=1, color=BLACK, at=(0.3, 0.3), size=0.2, text=letter)
        (picture,) = drawn(tmp_path / "blank.pdf", tmp_path, [note])["mupdf"]
        left, top, right, bottom = picture.of_colour(BLACK).box()
        assert (right - left) / picture.width > 0.13
        assert (bottom - top) / picture.height > 0.13


@pytest.mark.parametrize("is_flattened", [False, True])
def test_words_stay_dark_below_a_highlighter(tmp_path: Path, is_flattened: bool) -> None:
    source = blank(tmp_path / "words.pdf", b"0 g 90 140 120 20 re f")
    yellow = "#FFFF00"
    marks: list[Mark] = [
        Highlighter(id=ID, page=1, color=yellow, width=0.1, points=((0.2, 0.5, 0.5), (0.8, 0.5, 0.5))),
        TextMark(id=ID, page=1, color=yellow, boxes=((0.1, 0.45, 0.9, 0.55),)),
    ]
    for engine, (picture,) in drawn(source, tmp_path, marks, is_flattened).items():
        found = picture.of_colour(BLACK).box()
        assert is_near(found, [side * 2 for side in (90, 140, 210, 160)], 1.0), engine
        assert picture.of_colour(yellow).box()[0] < 90 * 2


@pytest.mark.parametrize(
    "content",
    [
        b"q 0.5 0 0 0.5 90 90 cm q q",
        b"Q Q 0.5 0 0 0.5 9 9 cm",
        b"0 0 10 10 re W n",
        b"q 1 0 0 1 50 0 cm Q Q q",
    ],
)
def test_states_that_a_page_leaves_open_do_not_move_flattened_ink(tmp_path: Path, content: bytes) -> None:
    source = blank(tmp_path / "open.pdf", content)
    mark = Rectangle(id=ID, page=1, color=RED, width=0.02, start=(0.2, 0.3), end=(0.8, 0.6))
    box = [side * 600 for side in (0.19, 0.29, 0.81, 0.61)]
    for engine, (picture,) in drawn(source, tmp_path, [mark], is_flattened=True).items():
        assert is_near(picture.of_colour(RED).box(), box, 1.0), engine


def test_pages_that_share_their_resources_keep_them(tmp_path: Path) -> None:
    source = tmp_path / "two.pdf"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources 5 0 R/Contents 6 0 R>>"
    form = papers._stream(b"/Type/XObject/Subtype/Form/BBox[0 0 300 300]", b"0 0 1 rg 30 30 60 60 re f")
    shared = b"<</XObject<</Wuzhi0 7 0 R>>>>"
    tree = b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"
    content = papers._stream(b"", b"/Wuzhi0 Do")
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", tree, page, page, shared, content, form]
    source.write_bytes(papers._file(objects))
    mark = Rectangle(id=ID, page=1, color=RED, width=0.02, start=(0.5, 0.3), end=(0.8, 0.6))
    for engine, (first, second) in drawn(source, tmp_path, [mark], is_flattened=True).items():
        assert first.of_colour("#0000FF").box() == second.of_colour("#0000FF").box(), engine
        assert first.of_colour(RED).box()
        assert 1 not in second.of_colour(RED).pixels


def test_a_watermark_is_faint_lies_everywhere_and_below_the_ink(tmp_path: Path) -> None:
    mark = Rectangle(id=ID, page=1, color=RED, width=0.1, start=(0.2, 0.3), end=(0.8, 0.6))
    words = "\u5f20\u4e09 05 9:30"
    for is_flattened in (False, True):
        seen = drawn(blank(tmp_path / "blank.pdf"), tmp_path, [mark], is_flattened, watermark=words)
        for engine, (picture,) in seen.items():
            shades = set(picture.pixels[0::3])
            assert min(shades) >= 255 - round(0.08 * 255) - 2, (
                engine
            )  # nothing is darker; red has all of its red
            assert min(shades) <= 255 - round(0.08 * 255) + 6, engine
            assert all(_has_grey(picture, corner) for corner in itertools.product((0, 1), (0, 1))), engine


def test_a_watermark_follows_the_page_as_it_is_displayed(tmp_path: Path) -> None:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R 6 0 R]/Count 4>>"]
    objects += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[%d 7 %d 307]/Rotate %d>>" % (turn, turn + 300, turn)
        for turn in (0, 90, 180, 270)
    ]
    (tmp_path / "turned.pdf").write_bytes(papers._file(objects))
    for engine, pages in drawn(tmp_path / "turned.pdf", tmp_path, [], watermark="seat 05").items():
        upright = pages[0].pixels[0::3]
        assert min(upright) < 245
        for page in pages[1:]:
            unlike = sum(abs(a - b) > 12 for a, b in zip(page.pixels[0::3], upright, strict=True))
            assert unlike < 20, engine


def _has_grey(picture: Picture, corner: tuple[int, int]) -> bool:
    """Whether a quarter of the picture has a spot that is neither white nor red."""
    wide, high = picture.width // 2, picture.height // 2
    blue = picture.pixels[2::3]
    rows = (corner[1] * high + row for row in range(high))
    starts = (row * picture.width + corner[0] * wide for row in rows)
    return any(any(200 < shade < 250 for shade in blue[start : start + wide]) for start in starts)
