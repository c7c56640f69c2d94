"""What every tool works with: the page, the ink on it, and where new marks get their ids."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF

from shared.domain.ink import Mark, MarkId
from shared.ui.ink_actions import InkActions
from shared.ui.ink_guides import InkGuides
from shared.ui.ink_layer import InkLayer, flat_size
from shared.ui.ink_tools import InkTray
from shared.ui.page_places import PlacedPage
from shared.ui.page_view import PageView


class InkWorkplace(NamedTuple):
    """The same for all tools of one view."""

    view: PageView
    layer: InkLayer
    guides: InkGuides
    actions: InkActions
    tray: InkTray
    new_id: Callable[[], MarkId]

    def own_marks(self, page: int) -> tuple[Mark, ...]:
        """What the person wrote on a page, the topmost last."""
        return tuple(shown.mark for shown in self.layer.marks(page) if shown.is_own)

    def is_read(self, page: int) -> bool:
        """Whether that is all of it: what is not in memory is being read."""
        return self.actions.source is None or self.actions.source.is_read(page)

    def box_of(self, mark: Mark, placed: PlacedPage) -> tuple[float, float, float, float] | None:
        """The box that words take."""
        return self.layer.writing.box(mark, ratio_of(placed))


class InkWork(Protocol):
    """What a tool does from the touch of a pen or finger to its lift. Points are of the view, pressures 0..1."""

    def move(self, point: QPointF, pressure: float) -> None:
        """The pen goes on to a point."""
        ...

    def lift(self) -> None:
        """It was lifted: what was done is done."""
        ...

    def abort(self) -> None:
        """It was no stroke: nothing was done."""
        ...


def ratio_of(placed: PlacedPage) -> float:
    """Height / width of a page before a reader turned it."""
    size = flat_size(placed)
    return size.height() / max(1.0, size.width())


def width_px(placed: PlacedPage) -> float:
    """The page's width before a reader turned it, in logical pixels."""
    return max(1.0, flat_size(placed).width())
