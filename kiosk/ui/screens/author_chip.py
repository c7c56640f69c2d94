"""Who wrote this: a chip beside the ink of somebody else, after a tap on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF

from shared.domain.ink import Layer, Mark
from shared.domain.ink_geometry import is_touched
from shared.domain.people import PersonId
from shared.system.i18n import tr
from shared.ui.chips import Badge, Chip
from shared.ui.ink_layer import InkLayer, flat_size
from shared.ui.page_places import PlacedPage
from shared.ui.page_view import PageView
from shared.ui.theme import Theme

_REACH_PX = 12
_ABOVE_PX = 12


class AuthorChip(Chip):
    """Goes away with the next tap, and when the page moves."""

    def __init__(
        self, theme: Theme, view: PageView, layer: InkLayer, name_of: Callable[[PersonId], str]
    ) -> None:
        """`name_of` gives the name of a person, "" for one who is not known."""
        super().__init__(theme, name="ink_author", parent=view)
        self._view = view
        self._layer = layer
        self._name_of = name_of
        self._reach_px = theme.space(_REACH_PX)
        self._above_px = theme.space(_ABOVE_PX)
        self.hide()
        view.press_takers.add_tap(self.take_tap)
        view.geometry_changed.connect(self.hide)

    def take_tap(self, point: QPointF) -> bool:
        """A tap on the ink of somebody else says whose it is; any other tap is for others."""
        self.hide()
        placed = self._view.placed_at(point)
        author = None if placed is None else self._author_at(placed, point)
        if author is None:
            return False
        name = self._name_of(author.author)
        self.set_state(name or tr("The podium"), Badge.NEUTRAL)
        self.adjustSize()
        left = min(max(0.0, point.x() - self.width() / 2), float(self._view.width() - self.width()))
        top = max(0.0, point.y() - self._above_px - self.height())
        self.move(round(left), round(top))
        self.show()
        self.raise_()
        return True

    def _author_at(self, placed: PlacedPage, point: QPointF) -> Layer | None:
        size = flat_size(placed)
        ratio = size.height() / max(1.0, size.width())
        reach = self._reach_px / max(1.0, size.width())
        spot = placed.to_page(point)
        for shown in reversed(self._layer.marks(placed.page)):
            mark: Mark = shown.mark
            box = self._layer.writing.box(mark, ratio)
            if not shown.is_own and is_touched(mark, (spot, spot), reach, ratio, box):
                return shown.layer
        return None
