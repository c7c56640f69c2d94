"""The words of notes and stamps: their lines, measured once, and how they are drawn in pieces of bounded work."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from shared.domain.ink import Note, Stamp
from shared.domain.ink_words import ASCENT, LEADING, STAMP_FRAME, runs, stamp_box
from shared.ui.ink_pen_strokes import LEAST_PX, Drawn

EM_PX = 100
"""Height of the letters that are measured; what is drawn is scaled, so that every zoom breaks lines alike."""

PART_LETTERS = 32
"""About so many letters are drawn in one piece."""


class WordsLine(NamedTuple):
    """A line of words. Widths and places are those of letters `EM_PX` high."""

    text: str
    runs: tuple[tuple[float, str], ...]
    """Where each run of letters begins, and the run."""
    width: float


Layout = tuple[WordsLine, ...]
"""The lines of a note or a stamp."""


def measured(line: str, advance: Callable[[str], float]) -> WordsLine:
    """A line with its runs; `advance` is the width of a text at `EM_PX`."""
    placed: list[tuple[float, str]] = []
    at = 0.0
    for run in runs(line, PART_LETTERS):
        placed.append((at, run))
        at += advance(run)
    return WordsLine(line, tuple(placed), at)


def note_parts(mark: Note, size: QSizeF, layout: Layout, font: QFont) -> Iterator[Drawn]:
    """The runs of a note's lines."""
    place = QPointF(mark.at[0] * size.width(), mark.at[1] * size.height())
    yield from _line_parts(layout, place, mark.size * size.width(), QColor(mark.color), font)


def stamp_parts(mark: Stamp, size: QSizeF, layout: Layout, font: QFont) -> Iterator[Drawn]:
    """The frame of a stamp, and the runs of its lines."""
    wide, high = size.width(), size.height()
    em = mark.size * wide
    u0, v0, u1, v1 = stamp_box(mark, high / wide, widths_in(layout, mark.size))
    frame = QRectF(QPointF(u0 * wide, v0 * high), QPointF(u1 * wide, v1 * high))
    pen = QPen(QColor(mark.color), max(LEAST_PX, STAMP_FRAME * em))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    widest_line = max(line.width for line in layout) / EM_PX * em
    tall = (1 + (len(layout) - 1) * LEADING) * em
    corner = QPointF(frame.center().x() - widest_line / 2, frame.center().y() - tall / 2)
    yield partial(_paint_frame, frame=frame, pen=pen)
    yield from _line_parts(layout, corner, em, QColor(mark.color), font)


def widths_in(layout: Layout, size: float) -> Callable[[str], float]:
    """The widths of these lines in page widths, as the rules of `shared.domain.ink_words` ask for them."""
    widths = {line.text: line.width / EM_PX * size for line in layout}
    return widths.__getitem__


def _paint_frame(painter: QPainter, frame: QRectF, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


def _line_parts(
    layout: Layout, corner: QPointF, em_px: float, colour: QColor, font: QFont
) -> Iterator[Drawn]:
    for number, line in enumerate(layout):
        down = (ASCENT + number * LEADING) * EM_PX
        for at, run in line.runs:
            place = QPointF(at, down)
            yield partial(
                _paint_run, run=run, place=place, corner=corner, em_px=em_px, colour=colour, font=font
            )


def _paint_run(
    painter: QPainter, run: str, place: QPointF, corner: QPointF, em_px: float, colour: QColor, font: QFont
) -> None:
    painter.save()
    painter.translate(corner)
    painter.scale(em_px / EM_PX, em_px / EM_PX)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(place, run)
    painter.restore()
