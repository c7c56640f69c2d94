"""Where ink lies: how wide a stroke is, what an eraser or a lasso touches, how the head of an arrow looks.

Places are (u, v) as in `shared.domain.ink`. A page is not square, so distances are measured in the plane
(u, v · ratio) with `ratio` = height / width of the displayed page: one unit is the page's width.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from shared.domain.ink import (
    Arrow,
    Bookmark,
    Box,
    Ellipse,
    Highlighter,
    Line,
    Mark,
    Note,
    Pen,
    Rectangle,
    Stamp,
    TextMark,
    Touch,
)

Spot = tuple[float, float]
"""(u, v) that may lie beside the page."""

HEAD_LENGTH = 0.008
HEAD_WIDTHS = 4.0
"""The two strokes of an arrow's head are `HEAD_LENGTH` page widths and `HEAD_WIDTHS` line widths long,"""
HEAD_ANGLE = math.radians(28)
"""and lie so far from the line."""

_MOST_PIECES = 16
_ELLIPSE_CORNERS = 48
_CAUGHT_SHARE = 0.5
_ENOUGH_SPOTS = 24
_BANDS = 64


Curve = tuple[Spot, Spot, Spot, float]
"""A quadratic curve of a stroke: start, control, end, and the pressure that gives its width. Made by the thousand."""


def pen_width(width: float, pressure: float) -> float:
    """How wide a pen's stroke is at a pressure of 0..1; 0.5 gives `width` itself."""
    return width * (0.4 + 1.2 * pressure)


def widest(mark: Mark) -> float:
    """The width of the mark's line where it is widest, in page widths; 0 for what has no line."""
    match mark:
        case Pen():
            return pen_width(mark.width, max(p for _, _, p in mark.points))
        case Highlighter() | Line() | Rectangle() | Ellipse() | Arrow():
            return mark.width
        case Note() | Stamp() | TextMark() | Bookmark():
            return 0.0


def curves(points: Sequence[Touch]) -> Iterator[Curve]:
    """The smooth line through a stroke: quadratic curves from midpoint to midpoint, straight at both ends.

    One curve for each point, plus one straight to the last point; a single point gives one curve without length.
    """
    u, v, pressure = points[0]
    place: Spot = (u, v)
    for index in range(1, len(points)):
        next_u, next_v, next_pressure = points[index]
        middle = ((u + next_u) / 2, (v + next_v) / 2)
        yield (place, (u, v), middle, pressure)
        place, u, v, pressure = middle, next_u, next_v, next_pressure
    yield (place, (u, v), (u, v), pressure)


def evened(curve: Curve, before: float, after: float, most: float) -> Iterator[Curve]:
    """The curve in pieces in each of which the pressure changes by at most about `most`.

    `before` and `after` are the pressures of the points before and behind the one that the curve bends round; in
    between the pressure goes as smoothly as the line.
    """
    (x0, y0), (x1, y1), (x2, y2), pressure = curve
    first, last = (before + pressure) / 2, (pressure + after) / 2
    change = max(abs(first - pressure), abs(last - pressure))
    if change <= most:
        yield curve
        return
    pieces = min(_MOST_PIECES, math.ceil(2 * change / most))
    start: Spot = (x0, y0)
    for piece in range(pieces):
        t, s = piece / pieces, (piece + 1) / pieces
        a, b, c = (1 - t) * (1 - s), (1 - t) * s + t * (1 - s), t * s
        control = (a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2)
        a, b, c = (1 - s) ** 2, 2 * s * (1 - s), s * s
        end = (a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2)
        m = (t + s) / 2
        yield (start, control, end, (1 - m) ** 2 * first + 2 * m * (1 - m) * pressure + m * m * last)
        start = end


def arrow_head(start: Spot, end: Spot, width: float, ratio: float) -> tuple[Spot, Spot, Spot]:
    """The open head of an arrow: the end of one barb, the tip, the end of the other, to be drawn as one line.

    The barbs may lie beside the page.
    """
    x, y = end[0] - start[0], (end[1] - start[1]) * ratio
    length = math.hypot(x, y)
    if length == 0.0:
        return (end, end, end)
    size = HEAD_LENGTH + HEAD_WIDTHS * width
    x, y = -x / length * size, -y / length * size
    cos, sin = math.cos(HEAD_ANGLE), math.sin(HEAD_ANGLE)
    one = (end[0] + x * cos - y * sin, end[1] + (x * sin + y * cos) / ratio)
    other = (end[0] + x * cos + y * sin, end[1] + (y * cos - x * sin) / ratio)
    return (one, end, other)


def outline(mark: Mark, ratio: float, words: Box | None = None) -> tuple[tuple[Spot, ...], ...]:
    """The lines that a mark consists of, as chains of places; a bookmark has none.

    `words` is the box that a note or a stamp takes, which only who draws the words knows; without it they are the
    point where they are anchored.
    """
    match mark:
        case Pen() | Highlighter():
            return (tuple((u, v) for u, v, _ in mark.points),)
        case Line():
            return ((mark.start, mark.end),)
        case Arrow():
            return ((mark.start, mark.end), arrow_head(mark.start, mark.end, mark.width, ratio))
        case Rectangle():
            return (_frame((*mark.start, *mark.end)),)
        case Ellipse():
            return (_ellipse(mark),)
        case Note() | Stamp():
            return (_frame(words or (*mark.at, *mark.at)),)
        case TextMark():
            return tuple(_frame(box) for box in mark.boxes)
        case Bookmark():
            return ()


def is_touched(
    mark: Mark, path: tuple[Spot, Spot], reach: float, ratio: float, words: Box | None = None
) -> bool:
    """Whether a tip of radius `reach` (page widths) that goes straight along `path` touches the mark's ink.

    Shapes are touched at their lines, words and highlighted words also inside their boxes.
    """
    within = reach + widest(mark) / 2
    chains = outline(mark, ratio, words)
    if isinstance(mark, Note | Stamp | TextMark) and any(is_inside(path[1], chain) for chain in chains):
        return True
    one, other = _plane(path[0], ratio), _plane(path[1], ratio)
    return any(_comes_near(chain, one, other, within, ratio) for chain in chains)


class Lasso:
    """A closed chain of places that many marks are held against: its sides are sorted by height once.

    A page bears a thousand strokes and a loop has hundreds of corners, while a window may halt for milliseconds.
    """

    def __init__(self, corners: Sequence[Spot]) -> None:
        heights = [v for _, v in corners]
        self._top, self._bottom = min(heights, default=0.0), max(heights, default=0.0)
        self._bands: list[list[tuple[Spot, Spot]]] = [[] for _ in range(_BANDS)]
        for before, corner in zip((corners[-1], *corners), corners, strict=False) if len(corners) > 2 else ():
            low, high = sorted((self._band(before[1]), self._band(corner[1])))
            for band in self._bands[low : high + 1]:
                band.append((before, corner))

    def holds(self, spot: Spot) -> bool:
        """Whether a place lies inside, by the even-odd rule."""
        if not self._top <= spot[1] <= self._bottom:
            return False
        return _is_between_sides(spot, self._bands[self._band(spot[1])])

    def _band(self, v: float) -> int:
        tall = self._bottom - self._top
        return 0 if tall <= 0.0 else min(_BANDS - 1, int((v - self._top) / tall * _BANDS))


def is_caught(mark: Mark, lasso: Lasso, ratio: float, words: Box | None = None) -> bool:
    """Whether a lasso caught a mark: more than half of its points lie inside, of a long stroke some of its points."""
    if isinstance(mark, Bookmark):
        return False
    spots = [spot for chain in outline(mark, ratio, words) for spot in _spread(chain)]
    inside = sum(lasso.holds(spot) for spot in spots)
    return inside > len(spots) * _CAUGHT_SHARE


def is_inside(spot: Spot, corners: Sequence[Spot]) -> bool:
    """Whether a place lies inside a closed chain, by the even-odd rule."""
    return _is_between_sides(spot, zip((corners[-1], *corners), corners, strict=False))


def _is_between_sides(spot: Spot, sides: Iterable[tuple[Spot, Spot]]) -> bool:
    u, v = spot
    inside = False
    for (before_u, before_v), (corner_u, corner_v) in sides:
        if (corner_v > v) != (before_v > v):
            crossing = corner_u + (v - corner_v) / (before_v - corner_v) * (before_u - corner_u)
            if u < crossing:
                inside = not inside
    return inside


def gap(a: Spot, b: Spot, c: Spot, d: Spot) -> float:
    """The smallest distance between the straight lines a–b and c–d, in the plane they are given in."""
    if _cross(a, b, c, d):
        return 0.0
    return min(distance(a, c, d), distance(b, c, d), distance(c, a, b), distance(d, a, b))


def distance(spot: Spot, start: Spot, end: Spot) -> float:
    """From a point to a straight line between two points, in the plane they are given in."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = x * x + y * y
    share = 0.0
    if length > 0.0:
        share = ((spot[0] - start[0]) * x + (spot[1] - start[1]) * y) / length
        share = min(1.0, max(0.0, share))
    return math.hypot(spot[0] - start[0] - share * x, spot[1] - start[1] - share * y)


def _plane(spot: Spot, ratio: float) -> Spot:
    return (spot[0], spot[1] * ratio)


def _comes_near(chain: Sequence[Spot], one: Spot, other: Spot, within: float, ratio: float) -> bool:
    before = _plane(chain[0], ratio)
    if len(chain) == 1:
        return distance(before, one, other) <= within
    for spot in chain[1:]:
        here = _plane(spot, ratio)
        if gap(before, here, one, other) <= within:
            return True
        before = here
    return False


def _cross(a: Spot, b: Spot, c: Spot, d: Spot) -> bool:
    one, two = _side(a, b, c), _side(a, b, d)
    three, four = _side(c, d, a), _side(c, d, b)
    return one * two < 0.0 and three * four < 0.0


def _side(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _frame(box: Box) -> tuple[Spot, ...]:
    u0, v0, u1, v1 = box
    return ((u0, v0), (u1, v0), (u1, v1), (u0, v1), (u0, v0))


def _ellipse(mark: Ellipse) -> tuple[Spot, ...]:
    (u0, v0), (u1, v1) = mark.start, mark.end
    turns = (2 * math.pi * corner / _ELLIPSE_CORNERS for corner in range(_ELLIPSE_CORNERS + 1))
    return tuple(
        ((u0 + u1) / 2 + (u1 - u0) / 2 * math.cos(turn), (v0 + v1) / 2 + (v1 - v0) / 2 * math.sin(turn))
        for turn in turns
    )


def _spread(chain: Sequence[Spot]) -> Iterator[Spot]:
    """Places of a chain; of one with few of them also places between, of one with many of them some."""
    if len(chain) > 2 * _ENOUGH_SPOTS:
        yield from chain[:: len(chain) // _ENOUGH_SPOTS]
        return
    between = 1 if len(chain) > 12 else 8
    for (u0, v0), (u1, v1) in itertools.pairwise(chain):
        for step in range(between):
            share = step / between
            yield (u0 + (u1 - u0) * share, v0 + (v1 - v0) * share)
    yield chain[-1]
