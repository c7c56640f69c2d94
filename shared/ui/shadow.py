"""Soft shadows as nine-patches: drawn once, then only stretched. No graphics effects."""

import functools
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

    def __init__(self, depth: Depth, radius_px: int = 0) -> None:
        """`radius_px` is the corner radius of the boxes that throw this shadow."""
        layers: tuple[Layer, ...] = depth.value
        self._reach = max(layer.blur_px + layer.down_px for layer in layers)
        self._patch = QPixmap.fromImage(_patch(layers, self._reach, min(radius_px, self._reach)))

    @property
    def reach_px(self) -> int:
        """How far the shadow extends beyond the box."""
        return self._reach

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw the shadow of `box`, which covers the middle itself; below twice the reach, corners overlap a little."""
        reach = self._reach
        around = box.toRect().adjusted(-reach, -reach, reach, reach)
        corner = min(2 * reach, around.width() // 2, around.height() // 2)
        side = self._patch.width()
        columns = _cuts(around.left(), around.width(), corner, side)
        rows = _cuts(around.top(), around.height(), corner, side)
        for x, width, source_x, source_width in columns:
            for y, height, source_y, source_height in rows:
                is_middle = (source_width, source_height) == (1, 1)
                if is_middle or width <= 0 or height <= 0:
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


@functools.cache
def _patch(layers: tuple[Layer, ...], reach: int, radius: int) -> QImage:
    """The shadow of a square of side 2·reach + 1, with `reach` pixels around it."""
    side = 4 * reach + 1
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    for layer in layers:
        painter.drawImage(0, layer.down_px, _blurred(layer, reach, radius))
    painter.end()
    return image


def _blurred(layer: Layer, reach: int, radius: int) -> QImage:
    """One layer, unmoved. A quarter is computed, the rest is its mirror."""
    side, half = 4 * reach + 1, 2 * reach + 1
    pixels = [bytes((0, 0, 0, round(255 * layer.share * share))) for share in _falloff(layer.blur_px)]
    last = len(pixels) - 1
    rows: list[bytes] = []
    for y in range(half):
        beyond_y = radius + reach - y - 0.5
        row: list[bytes] = []
        for x in range(half):
            beyond_x = radius + reach - x - 0.5
            if beyond_x > 0.0 and beyond_y > 0.0:
                distance = math.hypot(beyond_x, beyond_y) - radius
            else:
                distance = max(beyond_x, beyond_y) - radius
            row.append(pixels[min(last, max(0, round(2 * (distance + layer.blur_px))))])
        rows.append(b"".join(row + row[-2::-1]))
    data = b"".join(rows + rows[-2::-1])
    return QImage(data, side, side, 4 * side, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _falloff(blur_px: int) -> list[float]:
    """Share of the shadow at distances from -blur to +blur of its edge, in steps of half a pixel."""
    spread = max(0.5, blur_px / 2) * math.sqrt(2)
    return [(1.0 - math.erf((step / 2 - blur_px) / spread)) / 2 for step in range(4 * blur_px + 1)]
