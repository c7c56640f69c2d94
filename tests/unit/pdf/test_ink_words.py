"""Words and fields of annotations: what cannot be seen goes, what is written stays."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.ink import MarkId
from shared.pdf.ink_annotation import created_at, date, string
from shared.pdf.ink_frame import PageFrame, Spot, Turn
from shared.pdf.ink_text import Glyph, drawn_line, plain
from shared.pdf.writing_glyphs import OutlinedTypeface
from shared.pdf.writing_watermark import watermark_words


class Bars:
    """Every letter but the space is a bar."""

    def glyph(self, character: str) -> Glyph:
        return Glyph(b"" if character == " " else b"0 0 10 100 re\n", 500)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\tb", "a    b"),
        ("\u202eabc\u200d\ufe0f\x00\x1b", "abc"),
        ("e\u0301", "\u00e9"),
        ("\u8fbb\U000e0100", "\u8fbb"),
        ("\ud800x", "x"),
    ],
)
def test_what_cannot_be_seen_is_left_out(written: str, seen: str) -> None:
    assert plain(written) == seen


def test_letters_stand_side_by_side_from_the_start_of_the_line() -> None:
    content = drawn_line("a b", (100.0, -880.0), Bars())
    assert content.splitlines()[1] == b"1 0 0 1 100 -880 cm"
    assert b"1 0 0 1 1000 0 cm" in content
    assert content.startswith(b"q\n")
    assert content.endswith(b"Q\n")


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=200))
def test_any_text_becomes_a_string_that_reads_back(text: str) -> None:
    written = string(text)
    assert written.startswith(b"<FEFF")
    assert bytes.fromhex(written[5:-1].decode()).decode("utf-16-be") == text.encode(
        "utf-16", "replace"
    ).decode("utf-16")


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=40))
def test_the_typeface_has_an_answer_for_every_letter_that_is_drawn(text: str) -> None:
    typeface = OutlinedTypeface()
    for letter in plain(text):
        glyph = typeface.glyph(letter)
        assert 0 <= glyph.advance < 3_000


def test_spaces_that_the_typeface_lacks_are_empty_and_unknown_letters_are_not() -> None:
    typeface = OutlinedTypeface()
    for space in "\u2009\u3000\u00a0\u2002\u202f ":
        assert typeface.glyph(space).path == b""
        assert typeface.glyph(space).advance > 0
    assert typeface.glyph("\u2009").advance < typeface.glyph("\u3000").advance
    assert typeface.glyph("\U00020bb7").path


def test_dates_are_in_universal_time() -> None:
    beijing = datetime(2026, 7, 16, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    assert date(beijing) == b"(D:20260716013000Z)"


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", datetime(2016, 7, 30, 23, 54, 10, 259000, UTC)),
        ("00000000000000000000000000", datetime(1970, 1, 1, tzinfo=UTC)),
        ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", None),  # in the year 10889
        ("81ARZ3NDEKTSV4RRFFQ69G5FAV", None),
        ("my own id", None),
        ("01\u00df", None),
    ],
)
def test_a_ulid_says_when_a_mark_was_made(name: str, moment: datetime | None) -> None:
    assert created_at(MarkId(name)) == moment


@settings(deadline=None)  # the machine may be busy
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(*[st.integers(-10_000, 10_000)] * 2),
    st.tuples(*[st.integers(1, 10_000)] * 2),
)
def test_the_corners_of_a_page_are_the_corners_of_its_box(
    turn: Turn, origin: tuple[int, int], size: tuple[int, int]
) -> None:
    box = Spot(*origin, origin[0] + size[0], origin[1] + size[1])
    frame = PageFrame(box, turn)
    assert frame.spot(0, 0, 1, 1) == box
    assert {frame.place(u, v) for u in (0, 1) for v in (0, 1)} == {
        (x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)
    }


def test_a_watermark_is_one_line_of_bounded_length() -> None:
    assert watermark_words("a\nb" * 500, Bars()).length_em == 100
