"""Where (u, v) of a page as displayed lies in the file's own coordinates. Pure.

The file's space has its origin anywhere, y upward, and is turned by the page's /Rotate when displayed. /UserUnit
scales the whole page and cancels out. The engine's own matrices are not used: they are wrong where a page is turned
and cropped, or turned with a /UserUnit.
"""

import math
from typing import Literal

import msgspec

Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise by which a viewer turns the page."""

Vector = tuple[float, float]

_RIGHT_AND_UP: dict[Turn, tuple[Vector, Vector]] = {
    0: ((1.0, 0.0), (0.0, 1.0)),
    90: ((0.0, 1.0), (-1.0, 0.0)),
    180: ((-1.0, 0.0), (0.0, -1.0)),
    270: ((0.0, -1.0), (1.0, 0.0)),
}


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle in the file's space; x0 ≤ x1 and y0 ≤ y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    def joined(self, other: "Spot") -> "Spot":
        """The smallest rectangle around both."""
        low = (min(self.x0, other.x0), min(self.y0, other.y0))
        return Spot(*low, max(self.x1, other.x1), max(self.y1, other.y1))

    def grown(self, margin: float) -> "Spot":
        """The rectangle with a margin on all sides."""
        return Spot(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)


class PageFrame(msgspec.Struct, frozen=True):
    """The visible box of a page in the file's space (cropped, not turned) and the turn by which it is displayed."""

    box: Spot
    turn: Turn = 0

    @property
    def width(self) -> float:
        """Width of the page as displayed, in units of the file."""
        box = self.box
        return box.x1 - box.x0 if self.turn in (0, 180) else box.y1 - box.y0

    @property
    def height(self) -> float:
        """Height of the page as displayed, in units of the file."""
        box = self.box
        return box.y1 - box.y0 if self.turn in (0, 180) else box.x1 - box.x0

    @property
    def decimals(self) -> int:
        """Places after the point that keep a coordinate exact to a 50,000th of the page or better."""
        return min(6, max(0, 4 - math.floor(math.log10(max(self.width, self.height, 1e-3)))))

    def place(self, u: float, v: float) -> Vector:
        """The point in the file's space."""
        box = self.box
        wide, high = box.x1 - box.x0, box.y1 - box.y0
        match self.turn:
            case 0:
                return (box.x0 + u * wide, box.y1 - v * high)
            case 90:
                return (box.x0 + v * wide, box.y0 + u * high)
            case 180:
                return (box.x1 - u * wide, box.y0 + v * high)
            case 270:
                return (box.x1 - v * wide, box.y1 - u * high)

    def spot(self, u0: float, v0: float, u1: float, v1: float) -> Spot:
        """The rectangle between two opposite corners."""
        (xa, ya), (xb, yb) = self.place(u0, v0), self.place(u1, v1)
        return Spot(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def upright(self, u: float, v: float, scale: float) -> tuple[float, float, float, float, float, float]:
        """The matrix under which (x, y) runs right and *up* as displayed from (u, v), `scale` file units per unit."""
        right, up = _RIGHT_AND_UP[self.turn]
        x, y = self.place(u, v)
        return (right[0] * scale, right[1] * scale, up[0] * scale, up[1] * scale, x, y)
