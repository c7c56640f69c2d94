"""Keeps the pictures of the ink of some pages: what is on the glass, what was, and what may be next."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QPainter

from shared.domain.ink import Mark
from shared.ui.ink_painter import Writing
from shared.ui.ink_picture import InkPicture, PictureFrame
from shared.ui.page_places import PlacedPage

MAX_BYTES = 64 * 2**20
"""Of pictures that are not on the glass; those on it are few and bounded by it."""

_MAX_PAGES = 24
_WHOLE_PIXELS = 6_000_000
"""A page on more pixels is drawn only where it is seen, with a margin."""

_MARGIN_SHARE = 0.25
_SLICE_MS = 4.0
_SHOWN_EVERY_MS = 60

_PREPARED_AFTER_MS = 40
"""What may be next is drawn when the page that was turned to is on the screen."""

_SETTLED_AFTER_MS = 120
"""A page that keeps changing its size shows its old ink stretched until it rests, like the page itself."""

MarksOf = Callable[[int], Sequence[Mark]]
"""The marks of a page, from 1, in the order of drawing."""


class _Kept:
    """The pictures of one page: the one shown, and the one that is being drawn to replace it."""

    def __init__(self) -> None:
        self.shown: InkPicture | None = None
        self.coming: InkPicture | None = None

    @property
    def bytes(self) -> int:
        return sum(picture.bytes for picture in (self.shown, self.coming) if picture is not None)

    @property
    def is_complete(self) -> bool:
        is_drawn = self.shown is None or self.shown.is_complete
        return is_drawn and self.coming is None


class InkPictures(QObject):
    """Draws a few milliseconds at a time, so that hundreds of strokes on a page never halt the window."""

    def __init__(
        self,
        writing: Writing,
        marks_of: MarksOf,
        changed: Callable[[int], None],
        parent: QObject,
    ) -> None:
        """`changed` is told a page whose ink looks different now."""
        super().__init__(parent)
        self._writing = writing
        self._marks_of = marks_of
        self._changed = changed
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._on_glass: frozenset[int] = frozenset()
        self._drawing = QTimer(self)
        self._drawing.setInterval(0)
        self._drawing.timeout.connect(self._draw_some)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_SETTLED_AFTER_MS)
        self._resting.timeout.connect(self._begin_wanted)
        self._preparing = QTimer(self)
        self._preparing.setSingleShot(True)
        self._preparing.setInterval(_PREPARED_AFTER_MS)
        self._preparing.timeout.connect(self._drawing.start)
        self._wanted: dict[int, PictureFrame] = {}
        self._since_shown = QElapsedTimer()

    @property
    def bytes(self) -> int:
        """Memory that all pictures take."""
        return sum(kept.bytes for kept in self._kept.values())

    @property
    def is_busy(self) -> bool:
        """Whether ink is still to be drawn."""
        return any(timer.isActive() for timer in (self._drawing, self._resting, self._preparing))

    def forget(self) -> None:
        """Drop everything: another paper."""
        self._kept.clear()
        self._wanted.clear()
        self._drawing.stop()
        self._resting.stop()
        self._preparing.stop()

    def set_on_glass(self, pages: frozenset[int]) -> None:
        """Say which pages are seen; their pictures are kept in any case."""
        self._on_glass = pages
        self._wanted = {page: frame for page, frame in self._wanted.items() if page in pages}

    def refresh(self, page: int, rect_of_page: QRectF | None) -> QRectF:
        """The marks of a page changed. Returns the part to be painted, where the page lies at `rect_of_page`."""
        kept = self._kept.get(page)
        if kept is None or kept.shown is None:
            return rect_of_page or QRectF()
        marks = self._marks_of(page)
        if kept.coming is not None and kept.coming.change_to(marks) is None:
            kept.coming = self._begun(kept.coming.frame, marks)
        dirty = kept.shown.change_to(marks)
        if dirty is None:
            kept.coming = self._begun(kept.shown.frame, marks)
            self._drawing.start()
            return QRectF()
        dirty = dirty.united(kept.shown.draw(_SLICE_MS))
        self._go_on(kept)
        if rect_of_page is None or dirty.isEmpty():
            return QRectF()
        return _stretched(dirty, kept.shown.frame, rect_of_page)

    def rect_of(self, mark: Mark, placed: PlacedPage) -> QRectF | None:
        """Where a mark lies in the view, known without measuring it; None where it is not drawn as it is."""
        kept = self._kept.get(placed.page)
        if kept is None or kept.shown is None or kept.shown.frame.rotation != placed.rotation:
            return None
        rect = kept.shown.rect_of(mark)
        return None if rect is None else _stretched(rect, kept.shown.frame, placed.rect)

    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF, view: QRect) -> None:
        """Paint the ink of a page; where its picture is not there yet, as much as can be drawn at once."""
        dense = painter.device().devicePixelRatioF()
        kept = self._kept.setdefault(placed.page, _Kept())
        self._kept.move_to_end(placed.page)
        self._see_to(placed, kept, dense, view)
        if kept.shown is not None and kept.shown.frame.rotation == placed.rotation:
            kept.shown.paint(painter, placed.rect, exposed)

    def prepare(self, page: int, wide: int, high: int, placed: PlacedPage) -> None:
        """Draw in time a page that is not on the glass, on so many pixels, turned like `placed`."""
        if page in self._kept or wide * high > _WHOLE_PIXELS:
            return
        marks = self._marks_of(page)
        kept = self._kept[page] = _Kept()
        kept.shown = self._begun(PictureFrame(wide, high, placed.rotation, (0, 0, wide, high)), marks)
        if not self._drawing.isActive():
            self._preparing.start()

    def _see_to(self, placed: PlacedPage, kept: _Kept, dense: float, view: QRect) -> None:
        """Have a picture that shows the page as it lies now, or have one begun."""
        if kept.shown is not None and _serves(kept.shown.frame, placed, dense, view):
            if kept.coming is not None and kept.coming.frame != kept.shown.frame:
                kept.coming = None
            self._wanted.pop(placed.page, None)
            return
        if kept.coming is not None and _serves(kept.coming.frame, placed, dense, view):
            return
        if _seen_part(placed, dense, view).isEmpty():
            return
        frame = _frame_for(placed, dense, view)
        if kept.shown is None or kept.shown.frame.rotation != frame.rotation:
            kept.shown = self._begun(frame, self._marks_of(placed.page))
            kept.coming = None
            kept.shown.draw(_SLICE_MS)
            self._go_on(kept)
        elif (kept.shown.frame.wide, kept.shown.frame.high) == (frame.wide, frame.high):
            kept.coming = self._begun(frame, self._marks_of(placed.page))
            self._drawing.start()
        elif self._wanted.get(placed.page) != frame:
            self._wanted[placed.page] = frame
            self._resting.start()

    def _go_on(self, kept: _Kept) -> None:
        if not kept.is_complete:
            self._drawing.start()
        else:
            self._drop_old()

    def _begun(self, frame: PictureFrame, marks: Sequence[Mark]) -> InkPicture:
        return InkPicture(frame, self._writing, marks)

    def _begin_wanted(self) -> None:
        for page, frame in self._wanted.items():
            kept = self._kept.get(page)
            if kept is not None:
                kept.coming = self._begun(frame, self._marks_of(page))
        self._wanted.clear()
        self._drawing.start()

    def _draw_some(self) -> None:
        """Draw for a few milliseconds, what is on the glass first."""
        waiting = [page for page, kept in self._kept.items() if not kept.is_complete]
        if not waiting:
            self._drawing.stop()
            self._drop_old()
            return
        page = next((page for page in waiting if page in self._on_glass), waiting[0])
        kept = self._kept[page]
        picture = kept.coming or kept.shown
        if picture is not None:
            picture.draw(_SLICE_MS)
            if picture is kept.coming and picture.is_complete:
                kept.shown, kept.coming = picture, None
        if page in self._on_glass and picture is kept.shown and self._is_time_to_show(kept):
            self._changed(page)

    def _is_time_to_show(self, kept: _Kept) -> bool:
        """Painting the page takes longer than drawing some more ink: show what is there only now and then."""
        if (
            not kept.is_complete
            and self._since_shown.isValid()
            and self._since_shown.elapsed() < _SHOWN_EVERY_MS
        ):
            return False
        self._since_shown.start()
        return True

    def _drop_old(self) -> None:
        """Drop the pictures that were used longest ago until the others fit."""
        spare = [page for page in self._kept if page not in self._on_glass]
        taken = sum(self._kept[page].bytes for page in spare)
        while spare and (taken > MAX_BYTES or len(self._kept) > _MAX_PAGES):
            page = spare.pop(0)
            taken -= self._kept[page].bytes
            del self._kept[page]


def _stretched(part: QRectF, frame: PictureFrame, page: QRectF) -> QRectF:
    """A part of a picture, in the view where the page lies at `page`."""
    across, down = page.width() / frame.wide, page.height() / frame.high
    left, top = page.left() + part.left() * across, page.top() + part.top() * down
    return QRectF(left, top, part.width() * across, part.height() * down)


def _size_of(placed: PlacedPage, dense: float) -> tuple[int, int]:
    return round(placed.rect.width() * dense), round(placed.rect.height() * dense)


def _seen_part(placed: PlacedPage, dense: float, view: QRect) -> QRect:
    """The device pixels of the page that are in sight, from its top left corner."""
    seen = placed.rect.intersected(QRectF(view)).translated(-placed.rect.topLeft())
    exact = QRectF(seen.topLeft() * dense, seen.size() * dense).toAlignedRect()
    return exact.intersected(QRect(0, 0, *_size_of(placed, dense)))


def _frame_for(placed: PlacedPage, dense: float, view: QRect) -> PictureFrame:
    wide, high = _size_of(placed, dense)
    if wide * high <= _WHOLE_PIXELS:
        return PictureFrame(wide, high, placed.rotation, (0, 0, wide, high))
    across, down = round(view.width() * dense * _MARGIN_SHARE), round(view.height() * dense * _MARGIN_SHARE)
    around = _seen_part(placed, dense, view).adjusted(-across, -down, across, down)
    clip = around.intersected(QRect(0, 0, wide, high))
    return PictureFrame(wide, high, placed.rotation, (clip.left(), clip.top(), clip.width(), clip.height()))


def _serves(frame: PictureFrame, placed: PlacedPage, dense: float, view: QRect) -> bool:
    """Whether a picture shows all that is seen of the page, at its size."""
    if (frame.wide, frame.high) != _size_of(placed, dense) or frame.rotation != placed.rotation:
        return False
    if frame.clip == (0, 0, frame.wide, frame.high):
        return True
    return frame.clip_rect.contains(_seen_part(placed, dense, view))
