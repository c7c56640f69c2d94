"""Soft shadows as nine-patches: drawn once, then only stretched. No graphics effects."""

import math
from enum import Enum

import msgspec
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap


class Layer(msgspec.Struct, frozen=True):
    """One blurred copy of the box: moved down by `down_px`, blurred over `blur_px`, of opacity `share`."""

    down_px: int
    blur_px: int
    share: float


class Depth(Enum):
    """The two shadows of the design; nothing else has one."""

    PAGE = (Layer(1, 2, 0.10), Layer(6, 20, 0.07))
    POPOVER = (Layer(2, 4, 0.08), Layer(8, 28, 0.12))


class Shadow:
    """Paints the shadow of a box around the box; the box itself is painted by the caller afterwards."""

    def __init__(self, depth: Depth) -> None:
        layers: tuple[Layer, ...] = depth.value
        self._reach = max(layer.blur_px + layer.down_px for layer in layers)
        self._patch = QPixmap.fromImage(_patch(layers, self._reach))

    @property
    def reach_px(self) -> int:
        """How far the shadow extends beyond the box."""
        return self._reach

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw the shadow of `box`; for a box smaller than twice the reach, corners overlap a little."""
        reach = self._reach
        around = box.toRect().adjusted(-reach, -reach, reach, reach)
        corner = min(2 * reach, around.width() // 2, around.height() // 2)
        side = self._patch.width()
        columns = _cuts(around.left(), around.width(), corner, side)
        rows = _cuts(around.top(), around.height(), corner, side)
        for x, width, source_x, source_width in columns:
            for y, height, source_y, source_height in rows:
                if width <= 0 or height <= 0:
                    continue
                source = QRect(source_x, source_y, source_width, source_height)
                painter.drawPixmap(QRect(x, y, width, height), self._patch, source)


def _cuts(start: int, length: int, corner: int, side: int) -> tuple[tuple[int, int, int, int], ...]:
    """Near corner, stretched middle, far corner: target start and length, source start and length."""
    return (
        (start, corner, 0, corner),
        (start + corner, length - 2 * corner, side // 2, 1),
        (start + length - corner, corner, side - corner, corner),
    )


def _patch(layers: tuple[Layer, ...], reach: int) -> QImage:
    """The shadow of a square of side 2·reach + 1, with `reach` pixels around it."""
    side = 4 * reach + 1
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    profiles = [
        (
            [_along(i, reach, side, layer, 0) for i in range(side)],
            [_along(i, reach, side, layer, layer.down_px) for i in range(side)],
            layer.share,
        )
        for layer in layers
    ]
    for y in range(side):
        for x in range(side):
            clear = 1.0
            for across, down, share in profiles:
                clear *= 1.0 - share * across[x] * down[y]
            alpha = round(255 * (1.0 - clear))
            image.setPixel(x, y, alpha << 24)
    return image


def _along(place: int, reach: int, side: int, layer: Layer, moved_px: int) -> float:
    """Share of a blurred edge-to-edge bar at one pixel: the Gaussian blur of a box is separable."""
    spread = max(0.5, layer.blur_px / 2) * math.sqrt(2)
    low = place + 0.5 - (reach + moved_px)
    high = place + 0.5 - (side - reach + moved_px)
    return (math.erf(low / spread) - math.erf(high / spread)) / 2
