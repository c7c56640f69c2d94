"""The finished ink of one page at one size: drawn once, bit by bit, and changed only where ink changed."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from PySide6.QtCore import QElapsedTimer, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from shared.domain.ink import Mark, MarkId, Note, Stamp
from shared.pdf.pages import Rotation
from shared.ui.ink_mark_drawing import MarkDrawing
from shared.ui.ink_painter import Writing, cost_of, is_multiplied, mark_parts, mark_rect

_REDRAWN_AT_ONCE = 1_000.0
"""Marks that take longer than so many short curves are not redrawn in one go: the window would be felt to halt."""

_DONE = object()


class PictureFrame(msgspec.Struct, frozen=True):
    """What a picture shows: a page turned by `rotation` on `wide` × `high` device pixels, of it the `clip`."""

    wide: int
    high: int
    rotation: Rotation
    clip: tuple[int, int, int, int]
    """left, top, width, height on the turned page"""

    @property
    def clip_rect(self) -> QRect:
        """The part of the turned page that is drawn."""
        return QRect(*self.clip)

    @property
    def flat_size(self) -> QSizeF:
        """The page's size before it was turned."""
        is_lying = self.rotation in (90, 270)
        return QSizeF(self.high, self.wide) if is_lying else QSizeF(self.wide, self.high)

    @property
    def turn(self) -> QTransform:
        """From pixels of the page before it was turned to pixels of the turned page."""
        return turn_of(self.rotation, QSizeF(self.wide, self.high))


def turn_of(rotation: Rotation, turned_size: QSizeF) -> QTransform:
    """From a page's pixels before the reader's turn to those after it, both from the top left corner."""
    wide, high = turned_size.width(), turned_size.height()
    match rotation:
        case 0:
            return QTransform()
        case 90:
            return QTransform(0, 1, -1, 0, wide, 0)
        case 180:
            return QTransform(-1, 0, 0, -1, wide, high)
        case 270:
            return QTransform(0, -1, 1, 0, 0, high)


class InkPicture:
    """Two images of the ink: one to be multiplied onto the page, one to be laid over that."""

    def __init__(self, frame: PictureFrame, writing: Writing, marks: Sequence[Mark]) -> None:
        """`marks` in their order; nothing is drawn or measured yet."""
        self.frame = frame
        self._writing = writing
        self._marks = {mark.id: mark for mark in marks}
        self._rects: dict[MarkId, QRectF] = {}
        """Where the marks that are drawn lie, on the turned page."""
        self._pending = deque(marks)
        self._work: MarkDrawing | None = None
        """The first that is pending, if some of it is drawn already: not seen before all of it is."""
        self._laying: tuple[Mark, Iterator[None]] | None = None
        self._over: QImage | None = None
        self._multiplied: QImage | None = None
        self._inked = QRectF()

    @property
    def is_complete(self) -> bool:
        """Whether all marks are drawn."""
        return not self._pending

    @property
    def bytes(self) -> int:
        """Memory that the images take."""
        return sum(image.sizeInBytes() for image in (self._over, self._multiplied) if image is not None)

    def rect_of(self, mark: Mark) -> QRectF | None:
        """Where a mark lies on the turned page, with the pixels around it; None where it is not drawn as it is."""
        return self._rects.get(mark.id) if self._marks.get(mark.id) is mark else None

    def change_to(self, marks: Sequence[Mark]) -> QRectF | None:
        """Show exactly these marks, in this order. Returns the part of the turned page that changed.

        New marks at the end are left for `draw`. None: so much is different that a new picture should be drawn.
        """
        wanted = {mark.id: self._same(mark) for mark in marks}
        stays = [id_ for id_ in wanted if id_ in self._marks]
        if stays != [id_ for id_ in self._marks if id_ in wanted]:
            return None
        # What waits is drawn later; drawing it now as well would draw it twice.
        later = {mark.id for mark in self._pending} | _behind(list(wanted), set(stays))
        if self._takes_long(m for m in wanted.values() if m.id not in later and not self._is_drawn(m)):
            return None
        changed = self._changed(wanted, later)
        dirty = QRectF()
        for rect in changed.values():
            dirty = dirty.united(rect[0]).united(rect[1])
        touched = [
            id_
            for id_ in wanted
            if id_ not in later and (id_ in changed or self._rects[id_].intersects(dirty))
        ]
        if self._takes_long(wanted[id_] for id_ in touched):
            return None
        self._marks = wanted
        self._rects = {id_: rect for id_, rect in self._rects.items() if id_ in wanted}
        self._rects |= {id_: after for id_, (_, after) in changed.items() if id_ in wanted}
        self._redraw([wanted[id_] for id_ in touched], dirty)
        self._pending = deque(mark for id_, mark in wanted.items() if id_ in later)
        if self._work is not None and (not self._pending or self._pending[0] is not self._work.mark):
            self._work = None
        return dirty

    def draw(self, within_ms: float) -> QRectF:
        """Draw marks that are still to be drawn, for about so long; returns where, on the turned page."""
        timer = QElapsedTimer()
        timer.start()
        dirty = QRectF()
        while self._pending:
            dirty = dirty.united(self._go_on(self._pending[0]))
            if timer.nsecsElapsed() > within_ms * 1e6:
                break
        return dirty

    def paint(self, painter: QPainter, page: QRectF, exposed: QRectF) -> None:
        """Lay the ink over a page that is being painted at `page`, stretched if it has another size now."""
        if self._multiplied is not None:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            self._paint_image(painter, self._multiplied, page, exposed)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self._over is not None:
            self._paint_image(painter, self._over, page, exposed)

    def _paint_image(self, painter: QPainter, image: QImage, page: QRectF, exposed: QRectF) -> None:
        clip = self.frame.clip_rect
        across, down = page.width() / self.frame.wide, page.height() / self.frame.high
        target = QRectF(
            page.left() + clip.left() * across,
            page.top() + clip.top() * down,
            clip.width() * across,
            clip.height() * down,
        )
        inked = self._inked.translated(-clip.left(), -clip.top())
        drawn_on = QRectF(
            target.left() + inked.left() * across,
            target.top() + inked.top() * down,
            inked.width() * across,
            inked.height() * down,
        )
        seen = target.intersected(exposed).intersected(drawn_on)
        if seen.isEmpty():
            return
        # Whole pixels of the image, so that a small repaint gives the same pixels as a large one.
        source = (
            QRectF(
                (seen.left() - target.left()) / across,
                (seen.top() - target.top()) / down,
                seen.width() / across,
                seen.height() / down,
            )
            .toAlignedRect()
            .intersected(image.rect())
        )
        drawn = QRectF(
            target.left() + source.left() * across,
            target.top() + source.top() * down,
            source.width() * across,
            source.height() * down,
        )
        painter.drawImage(drawn, image, QRectF(source))

    def _same(self, mark: Mark) -> Mark:
        """The mark as it is known, so that what is equal is the same object."""
        known = self._marks.get(mark.id)
        return known if known is not None and known == mark else mark

    def _measured(self, mark: Mark) -> QRectF:
        return self.frame.turn.mapRect(mark_rect(mark, self.frame.flat_size, self._writing))

    def _changed(self, wanted: dict[MarkId, Mark], later: set[MarkId]) -> dict[MarkId, tuple[QRectF, QRectF]]:
        """Marks that were drawn and went or changed, and those that came between others: where before, and after."""
        changed: dict[MarkId, tuple[QRectF, QRectF]] = {}
        for id_, rect in self._rects.items():
            mark = wanted.get(id_)
            if mark is None:
                changed[id_] = (rect, QRectF())
            elif mark is not self._marks[id_]:
                changed[id_] = (rect, self._measured(mark))
        for id_, mark in wanted.items():
            if id_ not in later and id_ not in self._rects:
                changed[id_] = (QRectF(), self._measured(mark))
        return changed

    def _go_on(self, mark: Mark) -> QRectF:
        """Draw a piece of a mark; returns where it lies once all of it is drawn."""
        if self._is_laying_out(mark):
            return QRectF()
        work = self._work = self._work or self._begun(mark)
        work.go_on()
        if not work.is_done:
            return QRectF()
        self._rects[mark.id] = work.rect
        self._lay_on(work, None)
        self._work = None
        self._pending.popleft()
        return work.rect

    def _is_laying_out(self, mark: Mark) -> bool:
        """Take a step of laying out the words of a mark; False where nothing is left of that."""
        if self._work is not None or not isinstance(mark, Note | Stamp):
            return False
        if self._laying is None or self._laying[0] is not mark:
            self._laying = (mark, self._writing.laying_out(mark))
        return next(self._laying[1], _DONE) is not _DONE

    def _is_drawn(self, mark: Mark) -> bool:
        return mark.id in self._rects and self._marks[mark.id] is mark

    def _takes_long(self, marks: Iterable[Mark]) -> bool:
        """Whether drawing these would be felt."""
        left = _REDRAWN_AT_ONCE
        for mark in marks:
            left -= cost_of(mark, self.frame.flat_size, left)
            if left < 0.0:
                return True
        return False

    def _redraw(self, marks: Sequence[Mark], dirty: QRectF) -> None:
        if dirty.isEmpty():
            return
        whole = dirty.toAlignedRect()
        for image in (self._over, self._multiplied):
            if image is not None:
                painter = self._painter(image)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
                painter.fillRect(whole, QColor(0, 0, 0))
                painter.end()
        for mark in marks:
            work = self._begun(mark, self._rects[mark.id], whole)
            while not work.is_done:
                work.go_on()
            self._lay_on(work, whole)

    def _begun(self, mark: Mark, rect: QRectF | None = None, clip: QRect | None = None) -> MarkDrawing:
        """A mark to be drawn; `rect` where it is known already where it lies, `clip` where only a part is drawn."""
        rect = self._measured(mark) if rect is None else rect
        seen = self.frame.clip_rect if clip is None else self.frame.clip_rect.intersected(clip)
        part = None if clip is None else self.frame.turn.inverted()[0].mapRect(QRectF(clip))
        parts = mark_parts(mark, self.frame.flat_size, self._writing, part)
        return MarkDrawing(mark, rect, parts, seen, self.frame.turn)

    def _lay_on(self, work: MarkDrawing, clip: QRect | None) -> None:
        """Lay a mark that is drawn over the others."""
        if work.is_empty:
            return
        self._inked = self._inked.united(work.rect)
        if is_multiplied(work.mark):
            self._multiplied = image = self._multiplied or self._empty()
        else:
            self._over = image = self._over or self._empty()
        painter = self._painter(image, clip)
        if image is self._multiplied:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        work.lay_on(painter)
        painter.end()

    def _painter(self, image: QImage, clip: QRect | None = None) -> QPainter:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(-self.frame.clip[0], -self.frame.clip[1]))
        if clip is not None:
            painter.setClipRect(clip)
        return painter

    def _empty(self) -> QImage:
        image = QImage(
            QSize(self.frame.clip[2], self.frame.clip[3]), QImage.Format.Format_ARGB32_Premultiplied
        )
        image.fill(0)
        return image


def _behind(ids: Sequence[MarkId], stays: set[MarkId]) -> set[MarkId]:
    """The new ones behind all that stay."""
    at_end: set[MarkId] = set()
    for id_ in reversed(ids):
        if id_ in stays:
            break
        at_end.add(id_)
    return at_end
