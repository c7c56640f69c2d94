"""The icons, drawn in any colour of the design and kept as pixmaps."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_KEPT = 400


class Icons:
    """Reads `<folder>/<name>.svg` (24 grid, stroke `currentColor`) and keeps what it has drawn.

    A missing or broken icon raises FileNotFoundError or ValueError: icons ship with the program, so that is
    our own mistake and not the machine's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, bytes] = {}
        self._drawn: OrderedDict[tuple[str, int, int, float], QPixmap] = OrderedDict()

    def names(self) -> tuple[str, ...]:
        """Every icon that ships, sorted."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.svg")))

    def pixmap(self, name: str, colour: QColor, size_px: int, ratio: float = 1.0) -> QPixmap:
        """The icon as a square of `size_px` logical pixels at the device pixel ratio `ratio`."""
        key = (name, colour.rgba(), size_px, ratio)
        known = self._drawn.get(key)
        if known is not None:
            self._drawn.move_to_end(key)
            return known
        pixmap = self._draw(name, colour, size_px, ratio)
        self._drawn[key] = pixmap
        if len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)
        return pixmap

    def paint(self, painter: QPainter, name: str, colour: QColor, box: QRectF) -> None:
        """Draw the icon into the middle of `box`, as large as its shorter side."""
        side = int(min(box.width(), box.height()))
        ratio = painter.device().devicePixelRatio()
        pixmap = self.pixmap(name, colour, side, ratio)
        left = round(box.center().x() - side / 2)
        top = round(box.center().y() - side / 2)
        painter.drawPixmap(left, top, pixmap)

    def _draw(self, name: str, colour: QColor, size_px: int, ratio: float) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = (self._folder / f"{name}.svg").read_bytes()
            self._sources[name] = source
        tinted = source.replace(b"currentColor", colour.name().encode("ascii"))
        renderer = QSvgRenderer(QByteArray(tinted))
        if not renderer.isValid():
            raise ValueError(f"the icon {name} is not a valid SVG file")
        side = max(1, round(size_px * ratio))
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
