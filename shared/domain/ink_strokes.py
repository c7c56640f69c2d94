"""What becomes of a stroke: thinned while it is drawn, set straight, cut in pieces by an eraser."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import msgspec

from shared.domain.ink import MAX_POINTS, Highlighter, MarkId, Pen, Place, Points, Stroke, Touch
from shared.domain.ink_geometry import Spot, widest

_STRAIGHT_WITHIN = math.radians(4)
_CRUMB_OF_WIDTH = 0.5


def is_further(last: Touch, new: Touch, least: float, ratio: float) -> bool:
    """Whether a point is at least `least` page widths from the last that was kept, so that it adds to the shape."""
    return math.hypot(new[0] - last[0], (new[1] - last[1]) * ratio) >= least


def thinned(points: Sequence[Touch], least: float, ratio: float) -> Points:
    """The points without those closer than `least` page widths to the one before; first and last stay."""
    kept = [points[0]]
    for point in points[1:]:
        if is_further(kept[-1], point, least, ratio):
            kept.append(point)
    if kept[-1][:2] != points[-1][:2]:
        if len(kept) > 1 and not is_further(kept[-1], points[-1], least, ratio):
            kept.pop()
        kept.append(points[-1])
    return tuple(kept[:MAX_POINTS])


def straightened(start: Spot, end: Spot, ratio: float) -> Spot:
    """The end of a line, moved so that a line within 4° of level, upright or diagonal is exactly that."""
    x, y = end[0] - start[0], (end[1] - start[1]) * ratio
    length = math.hypot(x, y)
    if length == 0.0:
        return end
    angle = math.atan2(y, x)
    nearest = round(angle / (math.pi / 4)) * (math.pi / 4)
    if abs(angle - nearest) > _STRAIGHT_WITHIN:
        return end
    along = length * math.cos(angle - nearest)
    return (start[0] + along * math.cos(nearest), start[1] + along * math.sin(nearest) / ratio)


def on_the_page(spot: Spot) -> Place:
    """The nearest place on the page."""
    return (min(1.0, max(0.0, spot[0])), min(1.0, max(0.0, spot[1])))


def remaining(
    stroke: Stroke, path: tuple[Spot, Spot], reach: float, ratio: float
) -> tuple[Points, ...] | None:
    """What is left of a stroke after a round eraser of radius `reach` went straight along `path`; None: all of it.

    The eraser takes the ink it covers, so it cuts the middle line half a stroke's width before it. Pieces are in
    the order of the stroke; crumbs shorter than half the stroke's width go too.
    """
    width = widest(stroke)
    chain = [(u, v * ratio, p) for u, v, p in stroke.points]
    one, other = (path[0][0], path[0][1] * ratio), (path[1][0], path[1][1] * ratio)
    capsule = _Capsule(one, other, reach + width / 2)
    pieces, is_cut = _outside(chain, capsule)
    if not is_cut:
        return None
    large = [piece for piece in pieces if _length(piece) >= width * _CRUMB_OF_WIDTH]
    return tuple(tuple(_back(point, ratio) for point in piece) for piece in large)


def cut(stroke: Stroke, pieces: Sequence[Points], ids: Sequence[MarkId]) -> tuple[Stroke, ...]:
    """A stroke of the same look for every piece; `ids` has one for each."""
    return tuple(_piece(stroke, points, new_id) for points, new_id in zip(pieces, ids, strict=True))


class _Capsule(msgspec.Struct, frozen=True, array_like=True):
    """All points within `radius` of the straight line from `one` to `other`: convex."""

    one: Spot
    other: Spot
    radius: float


def _piece(stroke: Stroke, points: Points, new_id: MarkId) -> Stroke:
    match stroke:
        case Pen():
            return Pen(id=new_id, page=stroke.page, color=stroke.color, width=stroke.width, points=points)
        case Highlighter():
            return Highlighter(
                id=new_id, page=stroke.page, color=stroke.color, width=stroke.width, points=points
            )


def _back(point: tuple[float, float, float], ratio: float) -> Touch:
    return (min(1.0, max(0.0, point[0])), min(1.0, max(0.0, point[1] / ratio)), point[2])


def _outside(chain: Sequence[Touch], capsule: _Capsule) -> tuple[list[list[Touch]], bool]:
    if len(chain) == 1:
        is_cut = _covered(chain[0], chain[0], capsule) is not None
        return ([] if is_cut else [list(chain)]), is_cut
    pieces: list[list[Touch]] = []
    piece: list[Touch] = [chain[0]]
    is_cut = False
    for start, end in itertools.pairwise(chain):
        covered = _covered(start, end, capsule)
        if covered is None:
            piece.append(end)
            continue
        is_cut = True
        enters, leaves = covered
        if enters > 0.0:
            piece.append(_between(start, end, enters))
        if len(piece) > 1:
            pieces.append(piece)
        piece = [_between(start, end, leaves), end] if leaves < 1.0 else []
        piece = piece or [end]
    if len(piece) > 1:
        pieces.append(piece)
    return pieces, is_cut


def _covered(start: Touch, end: Touch, capsule: _Capsule) -> tuple[float, float] | None:
    """From which to which share of a straight line it lies in the capsule: one span, for a capsule is convex."""
    spans = [
        span
        for span in (
            _in_disc(start, end, capsule.one, capsule.radius),
            _in_disc(start, end, capsule.other, capsule.radius),
            _in_band(start, end, capsule),
        )
        if span is not None
    ]
    if not spans:
        return None
    return (min(span[0] for span in spans), max(span[1] for span in spans))


def _in_disc(start: Touch, end: Touch, centre: Spot, radius: float) -> tuple[float, float] | None:
    x, y = end[0] - start[0], end[1] - start[1]
    from_x, from_y = start[0] - centre[0], start[1] - centre[1]
    square = x * x + y * y
    beyond = from_x * from_x + from_y * from_y - radius * radius
    if square == 0.0:
        return (0.0, 1.0) if beyond <= 0.0 else None
    half = from_x * x + from_y * y
    root = half * half - square * beyond
    if root < 0.0:
        return None
    root = math.sqrt(root)
    return _span((-half - root) / square, (-half + root) / square)


def _in_band(start: Touch, end: Touch, capsule: _Capsule) -> tuple[float, float] | None:
    """The part between the two discs: |across| <= radius and 0 <= along <= length."""
    x, y = capsule.other[0] - capsule.one[0], capsule.other[1] - capsule.one[1]
    length = math.hypot(x, y)
    if length == 0.0:
        return None
    x, y = x / length, y / length
    span: tuple[float, float] | None = (0.0, 1.0)
    for (axis_x, axis_y), low, high in (((x, y), 0.0, length), ((-y, x), -capsule.radius, capsule.radius)):
        at_start = (start[0] - capsule.one[0]) * axis_x + (start[1] - capsule.one[1]) * axis_y
        at_end = (end[0] - capsule.one[0]) * axis_x + (end[1] - capsule.one[1]) * axis_y
        span = _within(span, at_start, at_end, low, high)
    return span


def _within(
    span: tuple[float, float] | None, at_start: float, at_end: float, low: float, high: float
) -> tuple[float, float] | None:
    """The part of `span` where a value that goes evenly from `at_start` to `at_end` is between the two."""
    if span is None:
        return None
    change = at_end - at_start
    if change == 0.0:
        return span if low <= at_start <= high else None
    one, other = (low - at_start) / change, (high - at_start) / change
    return _span(max(span[0], min(one, other)), min(span[1], max(one, other)))


def _span(enters: float, leaves: float) -> tuple[float, float] | None:
    enters, leaves = max(0.0, enters), min(1.0, leaves)
    return (enters, leaves) if enters <= leaves else None


def _between(start: Touch, end: Touch, share: float) -> Touch:
    u, v, p = (a + (b - a) * share for a, b in zip(start, end, strict=True))
    return (u, v, p)


def _length(piece: Sequence[Touch]) -> float:
    return sum(_step_lengths(piece))


def _step_lengths(piece: Sequence[Touch]) -> Iterator[float]:
    for a, b in itertools.pairwise(piece):
        yield math.hypot(b[0] - a[0], b[1] - a[1])
