"""What a lasso caught: framed, dragged, deleted."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from shared.domain.ink import Mark, Note, TextMark, bounds, moved
from shared.domain.ink_geometry import Lasso, Spot, is_caught, is_touched
from shared.system.i18n import tr
from shared.ui.buttons import QuietButton
from shared.ui.ink_layer import InkEdit, flat_size, to_view
from shared.ui.ink_painter import paint_mark
from shared.ui.ink_workplace import InkWorkplace, ratio_of, width_px
from shared.ui.page_places import PlacedPage
from shared.ui.theme import Theme

_TAP_PX = 6.0
_NEAR = 0.008
"""A tap with the lasso takes the mark within this reach, in page widths."""

_FRAME_GAP_PX = 6.0


class InkSelection(QObject):
    """Own marks of one page; a small button beside them deletes them."""

    changed = Signal()
    """Other marks are selected, or none."""

    def __init__(self, theme: Theme, place: InkWorkplace) -> None:
        super().__init__(place.view)
        self._theme = theme
        self._place = place
        self._page = 0
        self._marks: tuple[Mark, ...] = ()
        self._is_lifted = False
        self._delete = QuietButton(theme, tr("Delete"), name="delete_selected_ink", icon="cross")
        self._delete.setParent(place.view)
        self._delete.hide()
        self._delete.clicked.connect(self.delete)
        place.view.geometry_changed.connect(self._show_frame)
        place.layer.marks_changed.connect(self._on_changed)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is selected."""
        return self._marks

    def holds(self, point: QPointF) -> bool:
        """Whether a point of the view lies in the frame."""
        frame = self._frame()
        return frame is not None and frame.contains(point)

    def select(self, page: int, marks: Sequence[Mark]) -> None:
        """Select these instead of what was selected."""
        self._page, self._marks, self._is_lifted = page, tuple(marks), False
        self._show_frame()
        self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        if self._marks:
            self.select(0, ())

    def delete(self) -> None:
        """Take the selected marks off the page."""
        marks = self._marks
        self.clear()
        if marks:
            self._place.actions.erase(marks)

    def hide_frame(self) -> None:
        """While the marks are dragged, until others are selected or the same again."""
        self._is_lifted = True
        self._delete.hide()
        self._place.guides.set_frame(self._page, None)

    def _frame(self) -> QRectF | None:
        frame = QRectF()
        for mark in self._marks:
            frame = frame.united(self._place.layer.mark_rect(mark))
        gap = self._theme.space(_FRAME_GAP_PX)
        return None if frame.isEmpty() else frame.adjusted(-gap, -gap, gap, gap)

    def _show_frame(self) -> None:
        if self._is_lifted:
            return
        frame = self._frame()
        self._place.guides.set_frame(self._page, frame)
        self._delete.setVisible(frame is not None)
        if frame is not None:
            self._delete.resize(self._delete.sizeHint())
            self._delete.move(self._corner(frame))
            self._delete.raise_()

    def _corner(self, frame: QRectF) -> QPoint:
        """Above the frame on its right, or below it, and always in sight."""
        view, gap = self._place.view, self._theme.space(8)
        left = min(
            max(gap, round(frame.right()) - self._delete.width()), view.width() - self._delete.width() - gap
        )
        top = round(frame.top()) - self._delete.height() - gap
        if top < gap:
            top = min(round(frame.bottom()) + gap, view.height() - self._delete.height() - gap)
        return QPoint(left, top)

    def _on_changed(self, pages: frozenset[int]) -> None:
        """Undo, redo and whoever writes elsewhere may change or take what is selected."""
        if self._page not in pages or not self._marks or not self._place.is_read(self._page):
            return
        here = {mark.id: mark for mark in self._place.own_marks(self._page)}
        marks = tuple(here[mark.id] for mark in self._marks if mark.id in here)
        if marks != self._marks:
            self._marks = marks
            self._show_frame()
            self.changed.emit()


class Lassoing:
    """A loop around marks; without a loop, a tap on one."""

    def __init__(
        self, place: InkWorkplace, selection: InkSelection, placed: PlacedPage, point: QPointF
    ) -> None:
        self._place = place
        self._selection = selection
        self._page = placed.page
        self._from = point
        self._is_tap = True
        self._loop: list[Spot] = []
        selection.clear()
        self.move(point, 0.5)

    def move(self, point: QPointF, pressure: float) -> None:
        """The loop goes on."""
        del pressure
        placed = self._place.layer.placed(self._page)
        if placed is None:
            return
        if (point - self._from).manhattanLength() > _TAP_PX:
            self._is_tap = False
        self._loop.append(placed.to_page(point))
        self._place.guides.extend_loop(self._page, point)

    def lift(self) -> None:
        """Select what the loop caught."""
        self._place.guides.drop_loop()
        placed = self._place.layer.placed(self._page)
        if placed is None:
            return
        ratio = ratio_of(placed)
        marks = self._place.own_marks(self._page)
        if self._is_tap:
            caught = topmost_at(self._place, placed, self._loop[0])
            self._selection.select(self._page, () if caught is None else (caught,))
        else:
            boxed = ((mark, self._place.box_of(mark, placed)) for mark in marks)
            lasso = Lasso(self._loop)
            inside = [mark for mark, box in boxed if is_caught(mark, lasso, ratio, box)]
            self._selection.select(self._page, inside)

    def abort(self) -> None:
        """Select nothing."""
        self._place.guides.drop_loop()


class Dragging:
    """Moves the selected marks along with the pen; highlighted words stay with the words."""

    def __init__(
        self, place: InkWorkplace, selection: InkSelection, placed: PlacedPage, point: QPointF
    ) -> None:
        self._place = place
        self._selection = selection
        self._placed = placed
        self._from = placed.to_page(point)
        self._by = (0.0, 0.0)
        selection.hide_frame()
        self._take_up()
        selection.changed.connect(self._take_up)

    def move(self, point: QPointF, pressure: float) -> None:
        """Carry the marks along, within the page."""
        del pressure
        u, v = self._placed.to_page(point)
        self._by = _held(self._marks, u - self._from[0], v - self._from[1])
        self._show()

    def lift(self) -> None:
        """Put them down."""
        before = self._selection.marks
        after = {mark.id: moved(mark, *self._by) for mark in self._marks}
        self._selection.changed.disconnect(self._take_up)
        if self._by != (0.0, 0.0) and after:
            self._place.actions.replace(self._marks, tuple(after.values()))
        self._end([after.get(mark.id, mark) for mark in before])

    def abort(self) -> None:
        """Put them back."""
        self._selection.changed.disconnect(self._take_up)
        self._end(self._selection.marks)

    def _take_up(self) -> None:
        """Lift what is selected off the page; what is erased elsewhere meanwhile is put down nowhere."""
        self._marks = tuple(mark for mark in self._selection.marks if not isinstance(mark, TextMark))
        self._image, self._corner = _drawn(self._place, self._placed, self._marks)
        self._by = _held(self._marks, *self._by)
        lifted = InkEdit(self._placed.page, frozenset(mark.id for mark in self._marks))
        self._place.layer.set_edit(lifted)
        self._show()

    def _show(self) -> None:
        shift = self._placed.to_view(*self._by) - self._placed.to_view(0.0, 0.0)
        self._place.guides.set_lifted((self._image, self._corner + shift))

    def _end(self, marks: Sequence[Mark]) -> None:
        self._place.guides.set_lifted(None)
        self._place.layer.set_edit(None)
        self._selection.select(self._placed.page, marks)


def topmost_at(
    place: InkWorkplace, placed: PlacedPage, spot: Spot, *, only_notes: bool = False
) -> Mark | None:
    """The own mark at a place of a page, the one drawn last where several lie there."""
    reach, ratio = max(_NEAR, _TAP_PX / width_px(placed)), ratio_of(placed)
    reach_px, point = reach * width_px(placed), placed.to_view(*spot)
    for mark in reversed(place.own_marks(placed.page)):
        if only_notes and not isinstance(mark, Note):
            continue
        # Where a mark lies is known; whether a stroke of hundreds of points was touched takes long.
        rect = place.layer.mark_rect(mark).adjusted(-reach_px, -reach_px, reach_px, reach_px)
        if not rect.contains(point):
            continue
        if is_touched(mark, (spot, spot), reach, ratio, place.box_of(mark, placed)):
            return mark
    return None


def _held(marks: Sequence[Mark], du: float, dv: float) -> tuple[float, float]:
    """The way that all marks can go together without leaving the page."""
    boxes = [box for box in map(bounds, marks) if box is not None]
    if not boxes:
        return (0.0, 0.0)
    du = min(max(du, -min(box[0] for box in boxes)), 1.0 - max(box[2] for box in boxes))
    dv = min(max(dv, -min(box[1] for box in boxes)), 1.0 - max(box[3] for box in boxes))
    return (du, dv)


def _drawn(place: InkWorkplace, placed: PlacedPage, marks: Sequence[Mark]) -> tuple[QImage, QPointF]:
    """The marks as an image, and where its top left corner is in the view."""
    whole = QRectF()
    for mark in marks:
        whole = whole.united(place.layer.mark_rect(mark))
    view = QRectF(place.view.rect())
    seen = whole.intersected(view.adjusted(-view.width(), -view.height(), view.width(), view.height()))
    box, dense = seen.toAlignedRect(), place.view.devicePixelRatioF()
    image = QImage(box.size() * dense, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dense)
    image.fill(0)
    if image.isNull():
        return image, QPointF(box.topLeft())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-QPointF(box.topLeft()))
    painter.setTransform(to_view(placed), combine=True)
    for mark in marks:
        paint_mark(painter, mark, flat_size(placed), place.layer.writing)
    painter.end()
    return image, QPointF(box.topLeft())
