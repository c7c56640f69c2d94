"""Draws marks onto a page of any size. Pixels here are those of the page before a reader's turn: u · width, v · height.

What is multiplied onto the page (highlighters, highlighted words) is drawn by the same functions in plain colours;
whoever owns the painter sets the way of composing.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

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
    Shape,
    Stamp,
    TextMark,
    Touch,
    bounds,
)
from shared.domain.ink_geometry import Curve, Spot, arrow_head, curves, evened, pen_width, widest
from shared.domain.ink_words import (
    ASCENT,
    LEADING,
    STAMP_FRAME,
    note_box,
    note_lines,
    note_room,
    stamp_box,
    stamp_lines,
)
from shared.ui.theme import Theme

MARGIN_PX = 2.0
"""Around every mark, for the half-covered pixels of its edge."""

_WIDTH_STEP_PX = 0.25
_WIDTH_STEP_SHARE = 0.06
"""Of the width at middle pressure."""

_LEAST_PX = 0.7
_EM_PX = 100
_KEPT_LAYOUTS = 300


class Writing:
    """The typeface of notes and stamps: breaks their lines and measures them, the same at every zoom."""

    def __init__(self, theme: Theme) -> None:
        self.font = theme.font_px(_EM_PX)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.bold = theme.font_px(_EM_PX, bold=True)
        self.bold.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._plain_metrics = QFontMetricsF(self.font)
        self._bold_metrics = QFontMetricsF(self.bold)
        self._layouts: OrderedDict[Note, tuple[str, ...]] = OrderedDict()

    def lines(self, note: Note) -> tuple[str, ...]:
        """The lines of a note on its page."""
        known = self._layouts.get(note)
        if known is None:
            known = note_lines(note.text, note_room(note), lambda text: self.width(text, note.size))
            self._layouts[note] = known
            if len(self._layouts) > _KEPT_LAYOUTS:
                self._layouts.popitem(last=False)
        return known

    def width(self, text: str, size: float) -> float:
        """The width of a text of a note in page widths."""
        return self._plain_metrics.horizontalAdvance(text) / _EM_PX * size

    def bold_width(self, text: str, size: float) -> float:
        """The width of a text of a stamp in page widths."""
        return self._bold_metrics.horizontalAdvance(text) / _EM_PX * size

    def box(self, mark: Mark, ratio: float) -> Box | None:
        """The box of a note or a stamp on a page of this height / width; None for other marks."""
        match mark:
            case Note():
                return note_box(mark, self.lines(mark), ratio, lambda text: self.width(text, mark.size))
            case Stamp():
                return stamp_box(mark, ratio, lambda text: self.bold_width(text, mark.size))
            case _:
                return None


def is_multiplied(mark: Mark) -> bool:
    """Whether a mark darkens the page instead of covering it."""
    return isinstance(mark, Highlighter | TextMark)


def mark_rect(mark: Mark, size: QSizeF, writing: Writing) -> QRectF:
    """The pixels that a mark may change, on a page of this size; empty for a bookmark."""
    box = writing.box(mark, size.height() / size.width()) or bounds(mark)
    if box is None:
        return QRectF()
    u0, v0, u1, v1 = box
    wide, high = size.width(), size.height()
    reach = widest(mark) * wide / 2 + MARGIN_PX
    match mark:
        case Note() | Stamp():
            reach += mark.size * wide * 0.3
        case Arrow():
            head = arrow_head(mark.start, mark.end, mark.width, high / wide)
            u0, u1 = min(u0, *(u for u, _ in head)), max(u1, *(u for u, _ in head))
            v0, v1 = min(v0, *(v for _, v in head)), max(v1, *(v for _, v in head))
        case _:
            pass
    rect = QRectF(QPointF(u0 * wide, v0 * high), QPointF(u1 * wide, v1 * high))
    return rect.adjusted(-reach, -reach, reach, reach)


def paint_mark(
    painter: QPainter, mark: Mark, size: QSizeF, writing: Writing, part: QRectF | None = None
) -> None:
    """Draw a mark; the painter is antialiased and its origin is the page's top left corner.

    What of a stroke lies beside `part` need not be drawn: the caller has clipped the painter to it.
    """
    match mark:
        case Pen():
            _paint_pen(painter, mark, size, part)
        case Highlighter():
            path = stroke_path(mark.points, size)
            painter.strokePath(path, pen_of(mark.color, mark.width * size.width()))
        case Line() | Rectangle() | Ellipse() | Arrow():
            _paint_shape(painter, mark, size)
        case Note():
            _paint_note(painter, mark, size, writing)
        case Stamp():
            _paint_stamp(painter, mark, size, writing)
        case TextMark():
            for u0, v0, u1, v1 in mark.boxes:
                corner = QPointF(u0 * size.width(), v0 * size.height())
                other = QPointF(u1 * size.width(), v1 * size.height())
                painter.fillRect(QRectF(corner, other).normalized(), QColor(mark.color))
        case Bookmark():
            pass


def pen_of(color: str, width_px: float) -> QPen:
    """A pen with round ends and joints, never thinner than can be seen."""
    pen = QPen(QColor(color), max(_LEAST_PX, width_px))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def stepped_px(width_px: float, nominal_px: float) -> float:
    """A width rounded so that pieces of a stroke that differ by less than an eye sees are drawn at once."""
    step_px = max(_WIDTH_STEP_PX, _WIDTH_STEP_SHARE * nominal_px)
    return max(_LEAST_PX, round(width_px / step_px) * step_px)


def pressure_step(width_px: float) -> float:
    """A change of pressure that changes a stroke of this width by half a pixel."""
    return 0.5 / (1.2 * max(_LEAST_PX, width_px))


def stroke_path(points: Sequence[Touch], size: QSizeF) -> QPainterPath:
    """The smooth middle line of a whole stroke."""
    wide, high = size.width(), size.height()
    path = QPainterPath(QPointF(points[0][0] * wide, points[0][1] * high))
    for _, (u, v), (end_u, end_v), _ in curves(points):
        path.quadTo(u * wide, v * high, end_u * wide, end_v * high)
    if len(points) == 1:
        _make_dot(path)
    return path


def _paint_pen(painter: QPainter, mark: Pen, size: QSizeF, part: QRectF | None) -> None:
    for width_px, path in _runs(mark, size, part):
        painter.strokePath(path, pen_of(mark.color, width_px))


def _runs(mark: Pen, size: QSizeF, part: QRectF | None) -> Iterator[tuple[float, QPainterPath]]:
    """The pieces of a stroke that have one width and lie in `part`; a whole stroke of even pressure is one piece."""
    wide, high = size.width(), size.height()
    nominal_px = mark.width * wide
    seen = None if part is None else _Seen(part, 2 * nominal_px + MARGIN_PX, size)
    path: QPainterPath | None = None
    width_px = 0.0
    for start, control, end, pressure in _pressed(mark, pressure_step(nominal_px)):
        here_px = stepped_px(pen_width(mark.width, pressure) * wide, nominal_px)
        is_seen = seen is None or seen.meets(start, control, end)
        if path is not None and (here_px != width_px or not is_seen):
            yield width_px, path
            path = None
        if not is_seen:
            continue
        if path is None:
            path, width_px = QPainterPath(QPointF(start[0] * wide, start[1] * high)), here_px
        path.quadTo(control[0] * wide, control[1] * high, end[0] * wide, end[1] * high)
    if path is not None:
        if len(mark.points) == 1:
            _make_dot(path)
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


def _make_dot(path: QPainterPath) -> None:
    """A path without length has no round ends in Qt: give it a hair's breadth."""
    path.lineTo(path.currentPosition() + QPointF(0.01, 0.0))


def _paint_shape(painter: QPainter, mark: Shape, size: QSizeF) -> None:
    wide, high = size.width(), size.height()
    start = QPointF(mark.start[0] * wide, mark.start[1] * high)
    end = QPointF(mark.end[0] * wide, mark.end[1] * high)
    path = QPainterPath(start)
    match mark:
        case Line():
            path.lineTo(end)
        case Arrow():
            path.lineTo(end)
            one, tip, other = arrow_head(mark.start, mark.end, mark.width, high / wide)
            path.moveTo(one[0] * wide, one[1] * high)
            path.lineTo(tip[0] * wide, tip[1] * high)
            path.lineTo(other[0] * wide, other[1] * high)
        case Rectangle():
            path.addRect(QRectF(start, end).normalized())
        case Ellipse():
            path.addEllipse(QRectF(start, end).normalized())
    if path.length() == 0.0:
        _make_dot(path)
    painter.strokePath(path, pen_of(mark.color, mark.width * wide))


def _paint_note(painter: QPainter, mark: Note, size: QSizeF, writing: Writing) -> None:
    place = QPointF(mark.at[0] * size.width(), mark.at[1] * size.height())
    _paint_lines(
        painter, writing.lines(mark), place, mark.size * size.width(), QColor(mark.color), writing.font
    )


def _paint_stamp(painter: QPainter, mark: Stamp, size: QSizeF, writing: Writing) -> None:
    wide, high = size.width(), size.height()
    em = mark.size * wide
    u0, v0, u1, v1 = stamp_box(mark, high / wide, lambda text: writing.bold_width(text, mark.size))
    frame = QRectF(QPointF(u0 * wide, v0 * high), QPointF(u1 * wide, v1 * high))
    pen = QPen(QColor(mark.color), max(_LEAST_PX, STAMP_FRAME * em))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
    lines = stamp_lines(mark)
    widest_line = max(writing.bold_width(line, mark.size) for line in lines) * wide
    tall = (1 + (len(lines) - 1) * LEADING) * em
    corner = QPointF(frame.center().x() - widest_line / 2, frame.center().y() - tall / 2)
    _paint_lines(painter, lines, corner, em, QColor(mark.color), writing.bold)


def _paint_lines(
    painter: QPainter, lines: Sequence[str], corner: QPointF, em_px: float, colour: QColor, font: QFont
) -> None:
    if em_px <= 0 or not math.isfinite(em_px):
        return
    painter.save()
    painter.translate(corner)
    painter.scale(em_px / _EM_PX, em_px / _EM_PX)
    painter.setFont(font)
    painter.setPen(colour)
    for number, line in enumerate(lines):
        painter.drawText(QPointF(0.0, (ASCENT + number * LEADING) * _EM_PX), line)
    painter.restore()
