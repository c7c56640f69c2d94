"""Erasing: what the eraser touches goes while it moves, and is stored as one step when it is lifted."""

from PySide6.QtCore import QPointF, QRectF

from shared.domain.ink import Mark, MarkId, Stroke
from shared.domain.ink_geometry import Spot, is_touched
from shared.domain.ink_strokes import cut, remaining
from shared.ui.ink_layer import InkEdit
from shared.ui.ink_tools import Tool
from shared.ui.ink_workplace import InkWorkplace, ratio_of, width_px
from shared.ui.page_places import PlacedPage


class Erasing:
    """Takes own marks only: whole ones, or of strokes the part that it covers."""

    def __init__(self, place: InkWorkplace, placed: PlacedPage, point: QPointF) -> None:
        self._place = place
        self._page = placed.page
        tools = place.tray.tools
        self._reach = tools.width(Tool.ERASER) / 2
        self._takes_parts = tools.erases_parts
        self._whole: dict[MarkId, tuple[Mark, QRectF]] = {
            mark.id: (mark, place.layer.mark_rect(mark)) for mark in place.own_marks(placed.page)
        }
        self._taken: dict[MarkId, Mark] = {}
        self._pieces: dict[MarkId, Stroke] = {}
        self._spot: Spot = placed.to_page(point)
        self._point = point
        self.move(point, 0.5)

    def move(self, point: QPointF, pressure: float) -> None:
        """Take what lies between the last point and this one."""
        del pressure
        placed = self._place.layer.placed(self._page)
        if placed is None:
            return
        radius = self._reach * width_px(placed)
        path = (self._spot, placed.to_page(point))
        swept = QRectF(self._point, point).normalized().adjusted(-radius, -radius, radius, radius)
        self._spot, self._point = path[1], point
        self._place.guides.set_ring(self._page, point, radius)
        is_changed = self._sweep_pieces(path, placed)
        for mark, rect in list(self._whole.values()):
            if rect.intersects(swept) and self._takes(mark, path, placed):
                is_changed = True
        if is_changed:
            edit = InkEdit(self._page, frozenset(self._taken), tuple(self._pieces.values()))
            self._place.layer.set_edit(edit)

    def lift(self) -> None:
        """Store what is left."""
        self._place.guides.set_ring(self._page, None)
        if self._taken:
            # The source is changed first, so that the page never shows the old ink between.
            self._place.actions.erase(tuple(self._taken.values()), tuple(self._pieces.values()))
        self._place.layer.set_edit(None)

    def abort(self) -> None:
        """Everything is back."""
        self._place.guides.set_ring(self._page, None)
        self._place.layer.set_edit(None)

    def _takes(self, mark: Mark, path: tuple[Spot, Spot], placed: PlacedPage) -> bool:
        if self._takes_parts and isinstance(mark, Stroke):
            left = self._cut(mark, path, placed)
            if left is None:
                return False
            self._pieces |= {piece.id: piece for piece in left}
        elif not is_touched(mark, path, self._reach, ratio_of(placed), self._place.box_of(mark, placed)):
            return False
        del self._whole[mark.id]
        self._taken[mark.id] = mark
        return True

    def _sweep_pieces(self, path: tuple[Spot, Spot], placed: PlacedPage) -> bool:
        is_changed = False
        for id_, piece in list(self._pieces.items()):
            left = self._cut(piece, path, placed)
            if left is not None:
                is_changed = True
                del self._pieces[id_]
                self._pieces |= {part.id: part for part in left}
        return is_changed

    def _cut(self, stroke: Stroke, path: tuple[Spot, Spot], placed: PlacedPage) -> tuple[Stroke, ...] | None:
        pieces = remaining(stroke, path, self._reach, ratio_of(placed))
        if pieces is None:
            return None
        return cut(stroke, pieces, [self._place.new_id() for _ in pieces])
