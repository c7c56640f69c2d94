"""Draws marks onto a page of any size. Pixels here are those of the page before a reader's turn: u · width, v · height.

What is multiplied onto the page (highlighters, highlighted words) is drawn by the same functions in plain colours;
whoever owns the painter sets the way of composing.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import partial

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
    bounds,
)
from shared.domain.ink_geometry import arrow_head, widest
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
from shared.ui.ink_pen_strokes import (
    LEAST_PX,
    MARGIN_PX,
    PART_CURVES,
    Drawn,
    highlighter_parts,
    make_dot,
    pen_of,
    pen_parts,
    stroke_path,
)
from shared.ui.theme import Theme

_EM_PX = 100
_KEPT_LAYOUTS = 300

PART_BOXES = 4
"""Of highlighted words, at most so many boxes are drawn in one piece."""

_PART_LETTERS = 64


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
            yield from _note_parts(mark, size, writing)
        case Stamp():
            yield from _stamp_parts(mark, size, writing)
        case TextMark():
            for first in range(0, len(mark.boxes), PART_BOXES):
                boxes = mark.boxes[first : first + PART_BOXES]
                yield partial(_paint_boxes, boxes=boxes, size=size, colour=QColor(mark.color))
        case Bookmark():
            pass


def pieces_of(mark: Mark) -> int:
    """About how many pieces a mark is drawn in, known without drawing it."""
    match mark:
        case Pen() | Highlighter():
            return 1 + len(mark.points) // PART_CURVES
        case Note() | Stamp():
            return 1 + len(mark.text) // _PART_LETTERS
        case TextMark():
            return 1 + len(mark.boxes) // PART_BOXES
        case _:
            return 1


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


def _note_parts(mark: Note, size: QSizeF, writing: Writing) -> Iterator[Drawn]:
    place = QPointF(mark.at[0] * size.width(), mark.at[1] * size.height())
    yield from _line_parts(
        writing.lines(mark), place, mark.size * size.width(), QColor(mark.color), writing.font
    )


def _stamp_parts(mark: Stamp, size: QSizeF, writing: Writing) -> Iterator[Drawn]:
    wide, high = size.width(), size.height()
    em = mark.size * wide
    u0, v0, u1, v1 = stamp_box(mark, high / wide, lambda text: writing.bold_width(text, mark.size))
    frame = QRectF(QPointF(u0 * wide, v0 * high), QPointF(u1 * wide, v1 * high))
    pen = QPen(QColor(mark.color), max(LEAST_PX, STAMP_FRAME * em))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    lines = stamp_lines(mark)
    widest_line = max(writing.bold_width(line, mark.size) for line in lines) * wide
    tall = (1 + (len(lines) - 1) * LEADING) * em
    corner = QPointF(frame.center().x() - widest_line / 2, frame.center().y() - tall / 2)
    yield partial(_paint_frame, frame=frame, pen=pen)
    yield from _line_parts(lines, corner, em, QColor(mark.color), writing.bold)


def _paint_frame(painter: QPainter, frame: QRectF, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


def _line_parts(
    lines: Sequence[str], corner: QPointF, em_px: float, colour: QColor, font: QFont
) -> Iterator[Drawn]:
    if em_px <= 0 or not math.isfinite(em_px):
        return
    for number, line in enumerate(lines):
        if line:
            down = (ASCENT + number * LEADING) * _EM_PX
            yield partial(
                _paint_line, line=line, corner=corner, em_px=em_px, down=down, colour=colour, font=font
            )


def _paint_line(
    painter: QPainter, line: str, corner: QPointF, em_px: float, down: float, colour: QColor, font: QFont
) -> None:
    painter.save()
    painter.translate(corner)
    painter.scale(em_px / _EM_PX, em_px / _EM_PX)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QPointF(0.0, down), line)
    painter.restore()
