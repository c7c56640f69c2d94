"""Draws marks onto a page of any size. Pixels here are those of the page before a reader's turn: u · width, v · height.

What is multiplied onto the page (highlighters, highlighted words) is drawn by the same functions in plain colours;
whoever owns the painter sets the way of composing.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

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
    bounds,
)
from shared.domain.ink_geometry import arrow_head, widest
from shared.domain.ink_words import broken, note_box, note_room, stamp_box, stamp_lines
from shared.ui.ink_letters import EM_PX, Layout, WordsLine, measured, note_parts, stamp_parts, widths_in
from shared.ui.ink_pen_strokes import (
    MARGIN_PX,
    PART_COST,
    WIDTH_COST,
    Drawn,
    highlighter_parts,
    make_dot,
    pen_of,
    pen_parts,
    stroke_cost,
    stroke_path,
)
from shared.ui.theme import Theme

_KEPT_LAYOUTS = 300

_PART_BOXES = 4
_PART_BOXES_AREA = 0.5
"""Of highlighted words, so many boxes are drawn in one piece, or so much of the page."""

_LEAST_COST = 16.0
"""Of the smallest mark, in short curves."""


class Writing:
    """The typeface of notes and stamps: breaks their lines and measures them, the same at every zoom."""

    def __init__(self, theme: Theme) -> None:
        self.font = theme.font_px(EM_PX)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.bold = theme.font_px(EM_PX, bold=True)
        self.bold.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._plain_metrics = QFontMetricsF(self.font)
        self._bold_metrics = QFontMetricsF(self.bold)
        self._layouts: OrderedDict[Note | Stamp, Layout] = OrderedDict()

    def layout(self, mark: Note | Stamp) -> Layout:
        """The lines of a note or a stamp on its page."""
        for _ in self.laying_out(mark):
            pass
        return self._layouts[mark]

    def laying_out(self, mark: Note | Stamp) -> Iterator[None]:
        """Lay out a note or a stamp, a line at each step: letters that were never drawn take their time."""
        if mark in self._layouts:
            return
        lines: list[WordsLine] = []
        for line in self._lines(mark):
            lines.append(line)
            yield
        self._layouts[mark] = tuple(lines)
        if len(self._layouts) > _KEPT_LAYOUTS:
            self._layouts.popitem(last=False)

    def box(self, mark: Mark, ratio: float) -> Box | None:
        """The box of a note or a stamp on a page of this height / width; None for other marks."""
        match mark:
            case Note():
                layout = self.layout(mark)
                lines = tuple(line.text for line in layout)
                return note_box(mark, lines, ratio, widths_in(layout, mark.size))
            case Stamp():
                return stamp_box(mark, ratio, widths_in(self.layout(mark), mark.size))
            case _:
                return None

    def _lines(self, mark: Note | Stamp) -> Iterator[WordsLine]:
        if isinstance(mark, Stamp):
            return (measured(line, self._bold_metrics.horizontalAdvance) for line in stamp_lines(mark))
        advance, em = self._plain_metrics.horizontalAdvance, mark.size / EM_PX
        lines = broken(mark.text, note_room(mark), lambda text: advance(text) * em)
        return (measured(line, advance) for line in lines)


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
    if isinstance(mark, Highlighter):
        # In one piece: pieces would be multiplied onto each other where they meet.
        painter.strokePath(stroke_path(mark.points, size), pen_of(mark.color, mark.width * size.width()))
        return
    for draw in mark_parts(mark, size, writing, part):
        draw(painter)


def mark_parts(mark: Mark, size: QSizeF, writing: Writing, part: QRectF | None = None) -> Iterator[Drawn]:
    """A mark in pieces of bounded work, in their order. Those of a highlighter overlap: drawn over each other."""
    match mark:
        case Pen():
            yield from pen_parts(mark, size, part)
        case Highlighter():
            yield from highlighter_parts(mark, size)
        case Line() | Rectangle() | Ellipse() | Arrow():
            yield partial(_paint_shape, mark=mark, size=size)
        case Note():
            yield from note_parts(mark, size, writing.layout(mark), writing.font)
        case Stamp():
            yield from stamp_parts(mark, size, writing.layout(mark), writing.bold)
        case TextMark():
            for boxes in _grouped(mark.boxes):
                yield partial(_paint_boxes, boxes=boxes, size=size, colour=QColor(mark.color))
        case Bookmark():
            pass


def cost_of(mark: Mark, size: QSizeF, most: float) -> float:
    """About what it takes to draw a mark, in short curves of a stroke; not looked at further than to `most`."""
    match mark:
        case Pen() | Highlighter():
            return _LEAST_COST + stroke_cost(mark.points, size, most)
        case Note() | Stamp():
            return _LEAST_COST + len(mark.text)
        case TextMark():
            return _LEAST_COST + PART_COST * sum(1 for _ in _grouped(mark.boxes))
        case Line() | Rectangle() | Ellipse() | Arrow():
            return _LEAST_COST + WIDTH_COST
        case Bookmark():
            return 0.0


def _grouped(boxes: Sequence[Box]) -> Iterator[Sequence[Box]]:
    """Boxes that are drawn together: few, and together less than half the page."""
    some: list[Box] = []
    area = 0.0
    for box in boxes:
        area += abs((box[2] - box[0]) * (box[3] - box[1]))
        if some and (len(some) == _PART_BOXES or area > _PART_BOXES_AREA):
            yield some
            some, area = [], abs((box[2] - box[0]) * (box[3] - box[1]))
        some.append(box)
    if some:
        yield some


def _paint_boxes(painter: QPainter, boxes: Sequence[Box], size: QSizeF, colour: QColor) -> None:
    for u0, v0, u1, v1 in boxes:
        corner = QPointF(u0 * size.width(), v0 * size.height())
        other = QPointF(u1 * size.width(), v1 * size.height())
        painter.fillRect(QRectF(corner, other).normalized(), colour)


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
        make_dot(path)
    painter.strokePath(path, pen_of(mark.color, mark.width * wide))
