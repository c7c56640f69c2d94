"""How a mark looks: content of a page, in the page's own coordinates. Pure.

The same content is the appearance of an annotation and a part of a flattened page.
"""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from shared.domain.ink import (
    Arrow,
    Bookmark,
    Ellipse,
    Highlighter,
    Line,
    Mark,
    Note,
    Pen,
    Place,
    Rectangle,
    Shape,
    Stamp,
    Stroke,
    TextMark,
)
from shared.domain.ink_geometry import arrow_head, pen_width
from shared.domain.ink_words import (
    STAMP_FRAME,
    STAMP_PADDING,
    note_box,
    note_lines,
    note_room,
    stamp_box,
    stamp_lines,
)
from shared.pdf.ink_frame import PageFrame, Spot
from shared.pdf.ink_outline import Sample, centre_line, ellipse, outline, polyline, thinned
from shared.pdf.ink_text import BOLD, EM, Typeface, drawn, plain, width_of

MULTIPLY = b"WuzhiMultiply"
"""Name under which the resources hold the graphics state that darkens what lies below."""

_SMOOTHNESS = 5e-5
"""How far a curve may be off, in page widths: 0.03 pt on A4, a tenth of a pixel of the finest screen."""
_LINE_SMOOTHNESS = 2e-4
"""The same for the centre line beside it, which no viewer draws."""

_BOLD_LINE = 30
"""What makes the letters of a stamp bold, in thousandths of their height."""


class Drawing(msgspec.Struct, frozen=True):
    """Operators that draw a mark, the box that holds it, and whether it is multiplied onto the page.

    `line` is the smooth centre line of a stroke, in the file's space.
    """

    content: bytes
    box: Spot
    is_multiplied: bool = False
    line: tuple[tuple[float, float], ...] = ()


def drawing(mark: Mark, frame: PageFrame, typeface: Typeface) -> Drawing | None:
    """The mark on its page; None for a bookmark, which is not drawn."""
    match mark:
        case Pen():
            return _pen(mark, frame)
        case Highlighter():
            return _highlighter(mark, frame)
        case Line() | Rectangle() | Ellipse() | Arrow():
            return _shape(mark, frame)
        case Note():
            return _note(mark, frame, typeface)
        case Stamp():
            return _stamp(mark, frame, typeface)
        case TextMark():
            return _text_mark(mark, frame)
        case Bookmark():
            return None


def isolated(drawn: Drawing) -> bytes:
    """The drawing as a part of a larger content that is not disturbed by it."""
    return b"q\n%s%sQ\n" % (b"/%s gs\n" % MULTIPLY if drawn.is_multiplied else b"", drawn.content)


def colour_parts(colour: str) -> tuple[float, float, float]:
    """Red, green, blue 0..1 of `#rrggbb`."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (red, green, blue)


def _samples(mark: Stroke, frame: PageFrame) -> list[Sample]:
    """The smooth centre line of a stroke in the file's space, with half its width at each sample."""
    points: list[Sample] = []
    for u, v, pressure in mark.points:
        width = pen_width(mark.width, pressure) if isinstance(mark, Pen) else mark.width
        points.append((*frame.place(u, v), width * frame.width / 2))
    return centre_line(points, _SMOOTHNESS * frame.width)


def _pen(mark: Pen, frame: PageFrame) -> Drawing:
    samples = _samples(mark, frame)
    content = _fill(mark.color) + outline(samples, frame.decimals) + b"f\n"
    return Drawing(content, _around(samples, frame), line=_line(samples, frame))


def _highlighter(mark: Highlighter, frame: PageFrame) -> Drawing:
    samples = _samples(mark, frame)
    content = _pencil(mark.color, mark.width, frame) + polyline(samples, frame.decimals) + b"S\n"
    return Drawing(content, _around(samples, frame), is_multiplied=True, line=_line(samples, frame))


def _shape(mark: Shape, frame: PageFrame) -> Drawing:
    path, places = _traced(mark, frame)
    half = mark.width * frame.width / 2
    content = _pencil(mark.color, mark.width, frame) + path + b"S\n"
    return Drawing(content, _around([(x, y, half) for x, y in places], frame))


def _traced(mark: Shape, frame: PageFrame) -> tuple[bytes, list[Place]]:
    """The path of a shape, and places whose box holds it."""
    places = [frame.place(*mark.start), frame.place(*mark.end)]
    match mark:
        case Line():
            return _lines(places, frame), places
        case Arrow():
            ratio = frame.height / frame.width
            head = [frame.place(*spot) for spot in arrow_head(mark.start, mark.end, mark.width, ratio)]
            return _lines(places, frame) + _lines(head, frame), places + head
        case Rectangle():
            return _rectangle(frame.spot(*mark.start, *mark.end), frame), places
        case Ellipse():
            box = frame.spot(*mark.start, *mark.end)
            centre = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
            return ellipse(*centre, (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2, frame.decimals), places
    assert_never(mark)


def _note(mark: Note, frame: PageFrame, typeface: Typeface) -> Drawing:
    def measure(line: str) -> float:
        return width_of(line, typeface) / EM * mark.size

    lines = note_lines(plain(mark.text), note_room(mark), measure)
    box = frame.spot(*note_box(mark, lines, frame.height / frame.width, measure))
    em = mark.size * frame.width
    content = _fill(mark.color) + _upright(frame, *mark.at, em / EM) + drawn(lines, typeface)
    return Drawing(content, box.grown(em / 4))


def _stamp(mark: Stamp, frame: PageFrame, typeface: Typeface) -> Drawing:
    def measure(line: str) -> float:
        return width_of(line, typeface) / EM * mark.size

    cleaned = msgspec.structs.replace(mark, text=plain(mark.text))
    lines = stamp_lines(cleaned)
    u0, v0, u1, v1 = stamp_box(cleaned, frame.height / frame.width, measure)
    box = frame.spot(u0, v0, u1, v1)
    em = mark.size * frame.width
    border = f"{STAMP_FRAME * em:.{frame.decimals}f} w\n".encode() + _rectangle(box, frame) + b"S\n"
    padding = (STAMP_PADDING[0] * mark.size, STAMP_PADDING[1] * mark.size * frame.width / frame.height)
    corner = _upright(frame, u0 + padding[0], v0 + padding[1], em / EM)
    words = corner + b"%d w 1 j\n" % _BOLD_LINE + drawn(lines, typeface, BOLD)
    return Drawing(_fill(mark.color) + _ink(mark.color) + border + words, box.grown(em * STAMP_FRAME))


def _text_mark(mark: TextMark, frame: PageFrame) -> Drawing:
    spots = [frame.spot(*box) for box in mark.boxes]
    path = b"".join(_rectangle(spot, frame) for spot in spots)
    whole = spots[0]
    for spot in spots[1:]:
        whole = whole.joined(spot)
    return Drawing(_fill(mark.color) + path + b"f\n", whole.grown(_speck(frame)), is_multiplied=True)


def _line(samples: Sequence[Sample], frame: PageFrame) -> tuple[tuple[float, float], ...]:
    bare = [(x, y, 0.0) for x, y, _ in samples]
    return tuple((x, y) for x, y, _ in thinned(bare, _LINE_SMOOTHNESS * frame.width))


def _upright(frame: PageFrame, u: float, v: float, scale: float) -> bytes:
    a, b, c, d, e, f = frame.upright(u, v, scale)
    p = frame.decimals
    return f"{a:.8f} {b:.8f} {c:.8f} {d:.8f} {e:.{p}f} {f:.{p}f} cm\n".encode()


def _fill(colour: str) -> bytes:
    return b"%.3f %.3f %.3f rg\n" % colour_parts(colour)


def _ink(colour: str) -> bytes:
    return b"%.3f %.3f %.3f RG\n" % colour_parts(colour)


def _pencil(colour: str, width: float, frame: PageFrame) -> bytes:
    """Colour, width, round ends and joints of lines."""
    return _ink(colour) + f"{width * frame.width:.{frame.decimals}f} w 1 J 1 j\n".encode()


def _lines(places: Sequence[Place], frame: PageFrame) -> bytes:
    return polyline([(x, y, 0.0) for x, y in places], frame.decimals)


def _rectangle(spot: Spot, frame: PageFrame) -> bytes:
    p = frame.decimals
    width, height = spot.x1 - spot.x0, spot.y1 - spot.y0
    return f"{spot.x0:.{p}f} {spot.y0:.{p}f} {width:.{p}f} {height:.{p}f} re\n".encode()


def _around(samples: Sequence[Sample], frame: PageFrame) -> Spot:
    """The box around circles."""
    return Spot(
        min(x - r for x, _, r in samples),
        min(y - r for _, y, r in samples),
        max(x + r for x, _, r in samples),
        max(y + r for _, y, r in samples),
    ).grown(_speck(frame))


def _speck(frame: PageFrame) -> float:
    """A little room, so that nothing is cut off where it is antialiased."""
    return frame.width / 500
