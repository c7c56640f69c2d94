"""Ink: what a person writes on a page, and the layers it lies in. Pure values, the same on every machine.

Every point is (u, v) in 0..1 of the page as displayed: cropped and turned as the file says, origin top left, without
the turn that a reader adds. A width is a fraction of the displayed page's width. Pages count from 1.
"""

from __future__ import annotations

import enum
from typing import Annotated, Literal, NewType

import msgspec

from shared.domain.papers import Sha256
from shared.domain.people import PersonId

MarkId = NewType("MarkId", str)
"""A ULID: unique, and sorting by it sorts by the time of making."""

MAX_POINTS = 10_000
"""Points of one stroke: a minute and a half at 120 a second; a longer one goes on as the next stroke."""

MAX_TEXT = 2_000
"""Characters of a note or a stamp."""

Unit = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
PageNumber = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9A-Fa-f]{6}\Z")]
Width = Annotated[float, msgspec.Meta(ge=1e-6, le=0.1)]
"""Of a line. The broadest tool has 0.038: what is much broader only costs the time of every window that draws it."""
LetterSize = Annotated[float, msgspec.Meta(ge=0.005, le=0.2)]
"""Height of a letter. A line of smaller ones would hold hundreds, and nobody could read them."""
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
Id = Annotated[MarkId, msgspec.Meta(min_length=1, max_length=64)]
Place = tuple[Unit, Unit]
"""(u, v)"""
Touch = tuple[Unit, Unit, Unit]
"""(u, v, pressure); pressure 0.5 where the device knows none."""
Box = tuple[Unit, Unit, Unit, Unit]
"""(u0, v0, u1, v1), left, top, right, bottom."""
Points = Annotated[tuple[Touch, ...], msgspec.Meta(min_length=1, max_length=MAX_POINTS)]
Boxes = Annotated[tuple[Box, ...], msgspec.Meta(min_length=1, max_length=2_000)]


class _OnPage(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    id: Id
    page: PageNumber


class Pen(_OnPage, frozen=True, kw_only=True, tag="pen"):
    """A stroke; at pressure p it is `width · (0.4 + 1.2 p)` wide, so that 0.5 gives `width` itself."""

    color: Colour
    width: Width
    points: Points


class Highlighter(_OnPage, frozen=True, kw_only=True, tag="highlighter"):
    """A stroke of even width, multiplied onto the page."""

    color: Colour
    width: Width
    points: Points


class Line(_OnPage, frozen=True, kw_only=True, tag="line"):
    """A straight line."""

    color: Colour
    width: Width
    start: Place
    end: Place


class Rectangle(_OnPage, frozen=True, kw_only=True, tag="rectangle"):
    """The outline of a rectangle between two opposite corners."""

    color: Colour
    width: Width
    start: Place
    end: Place


class Ellipse(_OnPage, frozen=True, kw_only=True, tag="ellipse"):
    """The outline of an ellipse in the box between two opposite corners."""

    color: Colour
    width: Width
    start: Place
    end: Place


class Arrow(_OnPage, frozen=True, kw_only=True, tag="arrow"):
    """A line with a head at its end."""

    color: Colour
    width: Width
    start: Place
    end: Place


class Note(_OnPage, frozen=True, kw_only=True, tag="note"):
    """Written words. `at` is the top left corner; `size` the height of a letter as a fraction of the page's width."""

    at: Place
    color: Colour
    text: Text
    size: LetterSize = 0.022


class Stamp(_OnPage, frozen=True, kw_only=True, tag="stamp"):
    """A framed word (for example 已阅) centred at `at`; `size` is its letters' height in page widths."""

    at: Place
    color: Colour
    text: Text
    size: LetterSize = 0.04


class TextMark(_OnPage, frozen=True, kw_only=True, tag="text_mark"):
    """Highlighted words of the page itself: one box a line, multiplied onto it; `text` is what they say."""

    color: Colour
    boxes: Boxes
    text: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


class Bookmark(_OnPage, frozen=True, kw_only=True, tag="bookmark"):
    """The person wants to find this page again; nothing is drawn."""


Mark = Pen | Highlighter | Line | Rectangle | Ellipse | Arrow | Note | Stamp | TextMark | Bookmark
Stroke = Pen | Highlighter
Shape = Line | Rectangle | Ellipse | Arrow


class InkFile(msgspec.Struct, frozen=True, kw_only=True):
    """The vector source of ink on one paper, as exported; described in `resources/docs/ink.md`."""

    format: Literal["wuzhi-ink"]
    version: Literal[1]
    paper: Annotated[Sha256, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    marks: tuple[Mark, ...]


class LayerKind(enum.StrEnum):
    """OWN: what a person writes for themselves, to be shared by them or not. BOARD: what is written for all to see."""

    OWN = "own"
    BOARD = "board"


PODIUM = PersonId("")
"""The author of board ink where the meeting has no chair."""


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """All that one person wrote on one paper, in one of the two ways."""

    author: PersonId
    paper: Sha256
    kind: LayerKind = LayerKind.OWN


class InkAudience(enum.StrEnum):
    """With whom a person shares their own ink on one paper."""

    NOBODY = "nobody"
    CHAIR = "chair"
    ALL = "all"


class SharedInk(msgspec.Struct, frozen=True, kw_only=True):
    """`author` shares their own ink on `paper`; `audience` is not NOBODY."""

    author: PersonId
    paper: Sha256
    audience: InkAudience


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a mark; `revision` counts from 1, the highest wins. No mark: it was erased."""

    id: Id
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    mark: Mark | None


def moved(mark: Mark, du: float, dv: float) -> Mark:
    """The mark shifted on its page by (du, dv), held so that it stays on the page; a bookmark stays what it is."""
    du, dv = _held(mark, du, dv)
    match mark:
        case Pen() | Highlighter():
            points = tuple((_unit(u + du), _unit(v + dv), p) for u, v, p in mark.points)
            return msgspec.structs.replace(mark, points=points)
        case Line() | Rectangle() | Ellipse() | Arrow():
            start, end = _shifted(mark.start, du, dv), _shifted(mark.end, du, dv)
            return msgspec.structs.replace(mark, start=start, end=end)
        case Note() | Stamp():
            return msgspec.structs.replace(mark, at=_shifted(mark.at, du, dv))
        case TextMark() | Bookmark():
            return mark


def on_page(mark: Mark, page: int) -> Mark:
    """The same mark on another page."""
    return mark if mark.page == page else msgspec.structs.replace(mark, page=page)


def bounds(mark: Mark) -> Box | None:
    """The box of the mark's points, without the width of its line; None for a bookmark.

    Of a note or a stamp it is the anchor alone: how large words are, only who draws them knows.
    """
    match mark:
        case Pen() | Highlighter():
            return _box([(u, v) for u, v, _ in mark.points])
        case Line() | Rectangle() | Ellipse() | Arrow():
            return _box([mark.start, mark.end])
        case Note() | Stamp():
            return _box([mark.at])
        case TextMark():
            return _box([(b[0], b[1]) for b in mark.boxes] + [(b[2], b[3]) for b in mark.boxes])
        case Bookmark():
            return None


def _box(places: list[tuple[float, float]]) -> Box:
    us, vs = [u for u, _ in places], [v for _, v in places]
    return (min(us), min(vs), max(us), max(vs))


def _held(mark: Mark, du: float, dv: float) -> tuple[float, float]:
    box = bounds(mark)
    if box is None:
        return (0.0, 0.0)
    return (min(max(du, -box[0]), 1.0 - box[2]), min(max(dv, -box[1]), 1.0 - box[3]))


def _shifted(place: Place, du: float, dv: float) -> Place:
    return (_unit(place[0] + du), _unit(place[1] + dv))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
