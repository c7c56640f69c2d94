"""Writing, drawing shapes and stamping: from the touch of the pen to its lift."""

from PySide6.QtCore import QPointF

from shared.domain.ink import (
    MAX_POINTS,
    Arrow,
    Ellipse,
    Highlighter,
    Line,
    MarkId,
    Pen,
    Place,
    Rectangle,
    Shape,
    Stamp,
    Touch,
)
from shared.domain.ink_geometry import Spot
from shared.domain.ink_strokes import is_further, on_the_page, straightened
from shared.system.i18n import tr
from shared.ui.ink_live import StrokeLook
from shared.ui.ink_tools import STAMP_WORDS, InkTools, Tool
from shared.ui.ink_workplace import InkWorkplace, ratio_of, width_px
from shared.ui.page_places import PlacedPage

_LEAST_PX = 0.3
"""Points closer than this add nothing to the shape of a stroke."""

_LEAST_SHAPE_PX = 4.0
"""A shape smaller than this was a slip of the hand."""


class Writing:
    """A stroke of the pen or the highlighter."""

    def __init__(
        self, place: InkWorkplace, placed: PlacedPage, tool: Tool, point: QPointF, pressure: float
    ) -> None:
        tools = place.tray.tools
        self._place = place
        self._page = placed.page
        self._look = StrokeLook(tool is Tool.HIGHLIGHTER, tools.colour(tool), tools.width(tool))
        self._points: list[Touch] = []
        self._end: Touch = _touch(placed, point, pressure)
        self._begin(placed, self._end)

    def move(self, point: QPointF, pressure: float) -> None:
        """Go on to a point; one beside the page counts at the page's edge."""
        placed = self._place.layer.placed(self._page)
        if placed is None:
            return
        self._end = _touch(placed, point, pressure)
        if not is_further(self._points[-1], self._end, _LEAST_PX / width_px(placed), ratio_of(placed)):
            return
        if len(self._points) >= MAX_POINTS - 1:
            self._go_on_as_the_next(placed)
        self._take(self._end)

    def lift(self) -> None:
        """Store the stroke."""
        if self._end[:2] != self._points[-1][:2]:
            self._take((*self._end[:2], self._points[-1][2]))
        self._store()

    def abort(self) -> None:
        """Leave no trace."""
        self._place.layer.abort_stroke()

    def _begin(self, placed: PlacedPage, first: Touch) -> None:
        self._id = self._place.new_id()
        self._points = []
        self._place.layer.begin_stroke(self._id, placed, self._look)
        self._take(first)

    def _take(self, point: Touch) -> None:
        self._points.append(point)
        self._place.layer.extend_stroke((point,))

    def _store(self) -> None:
        look, points = self._look, tuple(self._points)
        kind = Highlighter if look.is_highlighter else Pen
        mark = kind(id=self._id, page=self._page, color=look.color, width=look.width, points=points)
        self._place.actions.add(mark)
        self._place.layer.end_stroke()

    def _go_on_as_the_next(self, placed: PlacedPage) -> None:
        last = self._points[-1]
        self._store()
        self._begin(placed, last)


class Drawing:
    """A line, an arrow, a rectangle or an ellipse, drawn out from one corner to the other."""

    def __init__(self, place: InkWorkplace, placed: PlacedPage, tool: Tool, point: QPointF) -> None:
        self._place = place
        self._tool = tool
        self._page = placed.page
        self._id = place.new_id()
        self._start: Place = on_the_page(placed.to_page(point))
        self._from = self._to = point
        self._shape: Shape | None = None

    def move(self, point: QPointF, pressure: float) -> None:
        """Draw out to a point; a line almost level, upright or diagonal becomes it."""
        del pressure
        placed = self._place.layer.placed(self._page)
        if placed is None:
            return
        self._to = point
        end: Spot = placed.to_page(point)
        if self._tool in (Tool.LINE, Tool.ARROW):
            end = straightened(self._start, end, ratio_of(placed))
        self._shape = self._made(on_the_page(end))
        self._place.layer.set_floating(self._shape)

    def lift(self) -> None:
        """Store the shape unless it has no size."""
        shape = self._shape
        self.abort()
        if shape is not None and (self._to - self._from).manhattanLength() >= _LEAST_SHAPE_PX:
            self._place.actions.add(shape)

    def abort(self) -> None:
        """Leave no trace."""
        self._place.layer.set_floating(None)

    def _made(self, end: Place) -> Shape:
        tools = self._place.tray.tools
        color, width = tools.colour(self._tool), tools.width(self._tool)
        kinds: dict[Tool, type[Shape]] = {
            Tool.LINE: Line,
            Tool.ARROW: Arrow,
            Tool.RECTANGLE: Rectangle,
            Tool.ELLIPSE: Ellipse,
        }
        kind = kinds[self._tool]
        return kind(id=self._id, page=self._page, color=color, width=width, start=self._start, end=end)


class Stamping:
    """A stamp under the finger, put down where it is lifted."""

    def __init__(self, place: InkWorkplace, placed: PlacedPage, point: QPointF) -> None:
        self._place = place
        self._page = placed.page
        self._id = place.new_id()
        self._stamp = self._show(placed, point)

    def move(self, point: QPointF, pressure: float) -> None:
        """Carry the stamp along."""
        del pressure
        placed = self._place.layer.placed(self._page)
        if placed is not None:
            self._stamp = self._show(placed, point)

    def lift(self) -> None:
        """Stamp."""
        self._place.layer.set_floating(None)
        self._place.actions.add(self._stamp)

    def abort(self) -> None:
        """Leave no trace."""
        self._place.layer.set_floating(None)

    def _show(self, placed: PlacedPage, point: QPointF) -> Stamp:
        stamp = made_stamp(self._place, self._id, placed, placed.to_page(point))
        self._place.layer.set_floating(stamp)
        return stamp


def stamp_words(tools: InkTools) -> str:
    """What the stamp says in the language of the screen."""
    return tools.stamp_words or tr(STAMP_WORDS[0])


def made_stamp(place: InkWorkplace, id_: MarkId, placed: PlacedPage, at: Spot) -> Stamp:
    """The chosen stamp as near to a place as it fits on the page."""
    tools = place.tray.tools
    color, size = tools.colour(Tool.STAMP), tools.width(Tool.STAMP)
    stamp = Stamp(
        id=id_, page=placed.page, at=on_the_page(at), color=color, text=stamp_words(tools), size=size
    )
    box = place.box_of(stamp, placed)
    if box is None:
        return stamp
    half_u, half_v = min(0.5, (box[2] - box[0]) / 2), min(0.5, (box[3] - box[1]) / 2)
    u, v = min(1 - half_u, max(half_u, at[0])), min(1 - half_v, max(half_v, at[1]))
    return Stamp(id=id_, page=placed.page, at=(u, v), color=color, text=stamp.text, size=size)


def _touch(placed: PlacedPage, point: QPointF, pressure: float) -> Touch:
    u, v = on_the_page(placed.to_page(point))
    return (u, v, min(1.0, max(0.0, pressure)))
