"""Any mark that the format allows, on a page of any shape, becomes content that a viewer can read."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.ink import (
    Arrow,
    Bookmark,
    Ellipse,
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
from shared.pdf.ink_annotation import Signature, annotation, form
from shared.pdf.ink_appearance import Drawing, drawing, isolated
from shared.pdf.ink_frame import PageFrame, Spot, Turn
from shared.pdf.ink_text import Glyph

units = st.floats(0, 1)
places = st.tuples(units, units)
widths = st.floats(1e-6, 0.1)
sizes = st.floats(0.005, 0.2)
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
common = {"id": st.just(MarkId("m")), "page": st.just(1), "color": colours}
points = st.lists(st.tuples(units, units, units), min_size=1, max_size=30).map(tuple)
words = st.text(min_size=1, max_size=60)
boxes = st.lists(st.tuples(units, units, units, units), min_size=1, max_size=5).map(tuple)
marks: st.SearchStrategy[Mark] = st.one_of(
    st.builds(Pen, **common, width=widths, points=points),
    st.builds(Highlighter, **common, width=widths, points=points),
    *(
        st.builds(kind, **common, width=widths, start=places, end=places)
        for kind in (Line, Rectangle, Ellipse, Arrow)
    ),
    st.builds(Note, **common, at=places, size=sizes, text=words),
    st.builds(Stamp, **common, at=places, size=sizes, text=words),
    st.builds(TextMark, **common, boxes=boxes, text=words),
)
turns: st.SearchStrategy[Turn] = st.sampled_from([0, 90, 180, 270])


@st.composite
def frames(draw: st.DrawFn) -> PageFrame:
    x, y = draw(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)))
    wide, high = draw(st.tuples(st.floats(1e-3, 1e7), st.floats(1e-3, 1e7)))
    return PageFrame(Spot(x, y, x + wide, y + high), draw(turns))


NUMBER = r"-?[0-9]+(\.[0-9]+)?"  # no exponents: a viewer would not read them


class Bars:
    """Every letter is a bar."""

    def glyph(self, character: str) -> Glyph:
        return Glyph(b"0 0 10 100 re\n", 500 if character.isascii() else 1000)


OPERATORS = {"q", "Q", "cm", "w", "J", "j", "rg", "RG", "gs", "m", "l", "c", "h", "re", "f", "S", "B"}
COUNTS = {"cm": 6, "c": 6, "re": 4, "rg": 3, "RG": 3, "m": 2, "l": 2, "w": 1, "J": 1, "j": 1, "gs": 1}


def look(mark: Mark, frame: PageFrame) -> Drawing:
    drawn = drawing(mark, frame, Bars())
    assert drawn is not None
    return drawn


@settings(deadline=None)  # the machine may be busy
@given(marks, frames())
def test_content_is_operators_with_as_many_finite_numbers_as_they_take(mark: Mark, frame: PageFrame) -> None:
    held: list[str] = []
    depth = 0
    for word in isolated(look(mark, frame)).decode().split():
        if word not in OPERATORS:
            held.append(word)
            continue
        assert len(held) == COUNTS.get(word, 0), word
        assert all(re.fullmatch(NUMBER, number) for number in held if not number.startswith("/"))
        depth += {"q": 1, "Q": -1}.get(word, 0)
        held = []
    assert (depth, held) == (0, [])


@settings(deadline=None)  # the machine may be busy
@given(marks, frames())
def test_an_annotation_is_one_dictionary_without_a_broken_number(mark: Mark, frame: PageFrame) -> None:
    drawn = look(mark, frame)
    moment = datetime(2026, 7, 16, tzinfo=UTC)
    entries = annotation(mark, drawn, frame, Signature("a)>>", moment))
    entries += form(drawn.box, frame, is_multiplied=drawn.is_multiplied)
    assert not re.search(rb"nan|inf|[0-9]e[-+0-9]", re.sub(rb"<[0-9A-F]*>", b"", entries))
    assert entries.count(b"<<") == entries.count(b">>")
    assert entries.count(b"[") == entries.count(b"]")
    assert entries.count(b"(") == entries.count(b")")


@settings(deadline=None)  # the machine may be busy
@given(marks, frames())
def test_the_box_of_a_mark_has_room(mark: Mark, frame: PageFrame) -> None:
    box = look(mark, frame).box
    assert box.x0 < box.x1
    assert box.y0 < box.y1


def test_a_bookmark_is_not_drawn() -> None:
    assert drawing(Bookmark(id=MarkId("b"), page=1), PageFrame(Spot(0, 0, 100, 100)), Bars()) is None
