"""Draws strokes of a pen: smooth, as wide as it was pressed, in few pieces. Pixels are those of the page: u · width."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from shared.domain.ink import Highlighter, Pen, Touch
from shared.domain.ink_geometry import Curve, Spot, curves, evened, pen_width

MARGIN_PX = 2.0
"""Around every mark, for the half-covered pixels of its edge."""

LEAST_PX = 0.7
"""A thinner line would not be seen."""

Drawn = Callable[[QPainter], None]
"""A piece of a mark, to be drawn by a painter whose origin is the page's top left corner."""

PART_COST = 64.0
"""Of a stroke, so many short curves are drawn in one piece: a millisecond's work or two."""

WIDTH_COST = 48.0
"""A line across the page takes as long as so many short curves."""

_WIDTH_STEP_PX = 0.25
_WIDTH_STEP_SHARE = 0.06
"""Of the width at middle pressure."""


def pen_of(color: str, width_px: float) -> QPen:
    """A pen with round ends and joints, never thinner than can be seen."""
    pen = QPen(QColor(color), max(LEAST_PX, width_px))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def stepped_px(width_px: float, nominal_px: float) -> float:
    """A width rounded so that pieces of a stroke that differ by less than an eye sees are drawn at once."""
    step_px = max(_WIDTH_STEP_PX, _WIDTH_STEP_SHARE * nominal_px)
    return max(LEAST_PX, round(width_px / step_px) * step_px)


def pressure_step(width_px: float) -> float:
    """A change of pressure that changes a stroke of this width by half a pixel."""
    return 0.5 / (1.2 * max(LEAST_PX, width_px))


def stroke_path(points: Sequence[Touch], size: QSizeF) -> QPainterPath:
    """The smooth middle line of a whole stroke."""
    wide, high = size.width(), size.height()
    path = QPainterPath(QPointF(points[0][0] * wide, points[0][1] * high))
    for _, (u, v), (end_u, end_v), _ in curves(points):
        path.quadTo(u * wide, v * high, end_u * wide, end_v * high)
    if len(points) == 1:
        make_dot(path)
    return path


def stroke_cost(points: Sequence[Touch], size: QSizeF, most: float) -> float:
    """What it takes to draw a stroke, in short curves; not looked at further than to `most`."""
    cost = float(len(points))
    ratio = size.height() / size.width()
    for before, after in pairwise(points):
        if cost > most:
            break
        cost += _length_cost(before, after, ratio)
    return cost


def pen_parts(mark: Pen, size: QSizeF, part: QRectF | None) -> Iterator[Drawn]:
    """A stroke as wide as the pen was pressed; what lies beside `part` need not be drawn.

    Where a stroke is cut does not depend on `part`, so that the pixels do not either.
    """
    for width_px, path in _runs(mark, size, part):
        yield _stroked(path, pen_of(mark.color, width_px))


def highlighter_parts(mark: Highlighter, size: QSizeF) -> Iterator[Drawn]:
    """The pieces of a stroke of even width; they overlap where they meet."""
    wide, high = size.width(), size.height()
    pen = pen_of(mark.color, mark.width * wide)
    meter = _Meter(size)
    path: QPainterPath | None = None
    for curve in curves(mark.points):
        begins_anew = meter.is_full_before(curve)
        if path is not None and begins_anew:
            yield _stroked(path, pen)
            path = None
        (u, v), (control_u, control_v), (end_u, end_v), _ = curve
        path = QPainterPath(QPointF(u * wide, v * high)) if path is None else path
        path.quadTo(control_u * wide, control_v * high, end_u * wide, end_v * high)
    if path is not None:
        if len(mark.points) == 1:
            make_dot(path)
        yield _stroked(path, pen)


def _stroked(path: QPainterPath, pen: QPen) -> Drawn:
    return lambda painter: painter.strokePath(path, pen)


def make_dot(path: QPainterPath) -> None:
    """A path without length has no round ends in Qt: give it a hair's breadth."""
    path.lineTo(path.currentPosition() + QPointF(0.01, 0.0))


def _runs(mark: Pen, size: QSizeF, part: QRectF | None) -> Iterator[tuple[float, QPainterPath]]:
    """The pieces of a stroke that have one width and lie in `part`; a whole stroke of even pressure is one piece."""
    wide, high = size.width(), size.height()
    nominal_px = mark.width * wide
    seen = None if part is None else _Seen(part, 2 * nominal_px + MARGIN_PX, size)
    path: QPainterPath | None = None
    width_px = 0.0
    meter = _Meter(size)
    for curve in _pressed(mark, pressure_step(nominal_px)):
        start, control, end, pressure = curve
        begins_anew = meter.is_full_before(curve)
        here_px = stepped_px(pen_width(mark.width, pressure) * wide, nominal_px)
        is_seen = seen is None or seen.meets(start, control, end)
        if path is not None and (here_px != width_px or not is_seen or begins_anew):
            yield width_px, path
            path = None
        if not is_seen:
            continue
        if path is None:
            path, width_px = QPainterPath(QPointF(start[0] * wide, start[1] * high)), here_px
        path.quadTo(control[0] * wide, control[1] * high, end[0] * wide, end[1] * high)
    if path is not None:
        if len(mark.points) == 1:
            make_dot(path)
        yield width_px, path


def _pressed(mark: Pen, step: float) -> Iterator[Curve]:
    """The curves of a stroke, cut where the pressure changes much."""
    pressures = [pressure for _, _, pressure in mark.points]
    if max(pressures) - min(pressures) <= step:
        yield from curves(mark.points)
        return
    last = len(pressures) - 1
    for index, curve in enumerate(curves(mark.points)):
        yield from evened(curve, pressures[max(0, index - 1)], pressures[min(last, index + 1)], step)


class _Meter:
    """Tells where a stroke is cut so that no piece takes long: after many curves, or after long ones."""

    def __init__(self, size: QSizeF) -> None:
        self._ratio = size.height() / size.width()
        self._spent = 0.0

    def is_full_before(self, curve: Curve) -> bool:
        """Whether a new piece is to begin with this curve, which counts from now on."""
        start, control, end, _ = curve
        cost = 1.0 + _length_cost(start, control, self._ratio) + _length_cost(control, end, self._ratio)
        is_full = self._spent > 0.0 and self._spent + cost > PART_COST
        self._spent = cost if is_full else self._spent + cost
        return is_full


def _length_cost(one: Spot | Touch, other: Spot | Touch, ratio: float) -> float:
    return WIDTH_COST * (abs(other[0] - one[0]) + abs(other[1] - one[1]) * ratio)


class _Seen:
    """The part of a page that is being drawn anew, in (u, v), with room for a line's width."""

    def __init__(self, part: QRectF, reach_px: float, size: QSizeF) -> None:
        wide, high = size.width(), size.height()
        self._u0, self._u1 = (part.left() - reach_px) / wide, (part.right() + reach_px) / wide
        self._v0, self._v1 = (part.top() - reach_px) / high, (part.bottom() + reach_px) / high

    def meets(self, a: Spot, b: Spot, c: Spot) -> bool:
        """Whether the box of three places touches it."""
        if (a[0] < self._u0 and b[0] < self._u0 and c[0] < self._u0) or (
            a[0] > self._u1 and b[0] > self._u1 and c[0] > self._u1
        ):
            return False
        return not (
            (a[1] < self._v0 and b[1] < self._v0 and c[1] < self._v0)
            or (a[1] > self._v1 and b[1] > self._v1 and c[1] > self._v1)
        )
