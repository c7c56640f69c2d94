"""How a paper is looked at: how many pages stand side by side, how large they are, how they are turned."""

from enum import StrEnum

import msgspec

from shared.pdf.pages import Rotation


class Layout(StrEnum):
    """ONE page, TWO side by side, or all pages below one another to SCROLL through."""

    ONE = "one"
    TWO = "two"
    SCROLL = "scroll"


class Fit(StrEnum):
    """What fills the room between the margins: the page's WIDTH, its TEXT's width, or the WHOLE page."""

    WIDTH = "width"
    WHOLE = "whole"
    TEXT = "text"


ZOOM_MIN = 0.25
ZOOM_MAX = 8.0


class Look(msgspec.Struct, frozen=True):
    """`zoom` multiplies what `fit` gives, 1 is the fit itself; `rotation` turns all pages of the paper."""

    layout: Layout = Layout.ONE
    fit: Fit = Fit.WIDTH
    zoom: float = 1.0
    rotation: Rotation = 0


class Room(msgspec.Struct, frozen=True):
    """The view that pages lie in: its size, the margins left and right, above and below, the gap between pages.

    All in logical pixels.
    """

    width: int
    height: int
    side: int = 0
    top: int = 0
    gap: int = 0

    @property
    def wide(self) -> int:
        """Width between the margins, at least 1."""
        return max(1, self.width - 2 * self.side)

    @property
    def tall(self) -> int:
        """Height between the margins, at least 1."""
        return max(1, self.height - 2 * self.top)


Span = tuple[float, float]
"""Where the text of the pages begins and ends from left to right, 0..1 of their width."""

WHOLE_WIDTH: Span = (0.0, 1.0)

BODY_LETTER_MM = 3.2
"""Body letters should not be smaller than this on the glass."""

BODY_LETTER_PT = 16.0
"""Height of the body letters of an official document (size 三号)."""

MM_PER_PT = 25.4 / 72


def kept_zoom(zoom: float) -> float:
    """The nearest zoom that is allowed."""
    return min(ZOOM_MAX, max(ZOOM_MIN, zoom))


def quarter_turn(rotation: Rotation, by: int) -> Rotation:
    """The rotation after so many quarters more, clockwise; negative ones go back."""
    turns: tuple[Rotation, ...] = (0, 90, 180, 270)
    return turns[(turns.index(rotation) + by) % 4]
