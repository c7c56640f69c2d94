"""Where pages lie in a view, and what may be painted upon them."""

from typing import Protocol

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from shared.pdf.pages import Rotation


class PlacedPage(msgspec.Struct, frozen=True):
    """A page in a view. Its places are (u, v): 0..1 of the page as displayed by the file, origin top left."""

    page: int
    """Counted from 1."""
    rect: QRectF
    """Logical pixels of the view, scrolled, zoomed and turned; it may reach beyond the view."""
    rotation: Rotation = 0
    """Degrees clockwise that the reader turned the page."""

    def to_view(self, u: float, v: float) -> QPointF:
        """Where (u, v) of the page is in the view."""
        x, y = turned(u, v, self.rotation)
        return QPointF(self.rect.left() + x * self.rect.width(), self.rect.top() + y * self.rect.height())

    def to_page(self, point: QPointF) -> tuple[float, float]:
        """The (u, v) under a point of the view; below 0 or above 1 where it is beside the page."""
        x = (point.x() - self.rect.left()) / max(1.0, self.rect.width())
        y = (point.y() - self.rect.top()) / max(1.0, self.rect.height())
        return turned_back(x, y, self.rotation)

    def box_to_view(self, u0: float, v0: float, u1: float, v1: float) -> QRectF:
        """Where a box of the page is in the view."""
        return QRectF(self.to_view(u0, v0), self.to_view(u1, v1)).normalized()


class PageOverlay(Protocol):
    """Something that is painted above the picture of a page, and below the leader's pointer."""

    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """Paint what lies on this page. The view has clipped the painter to the page.

        `exposed` is the part of the view, in its logical pixels, that is being painted. The painter comes with
        antialiasing off and is restored afterwards.
        """


def turned(u: float, v: float, rotation: Rotation) -> tuple[float, float]:
    """Where (u, v) comes to lie in the page's rectangle after turning it clockwise; 0..1 from its top left."""
    match rotation:
        case 0:
            return u, v
        case 90:
            return 1.0 - v, u
        case 180:
            return 1.0 - u, 1.0 - v
        case 270:
            return v, 1.0 - u


def turned_back(x: float, y: float, rotation: Rotation) -> tuple[float, float]:
    """The (u, v) that lies at a share (x, y) of the turned page's rectangle."""
    match rotation:
        case 0:
            return x, y
        case 90:
            return y, 1.0 - x
        case 180:
            return 1.0 - x, 1.0 - y
        case 270:
            return 1.0 - y, x
