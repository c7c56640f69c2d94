"""Pages of every layout that a file may give them: turned, cropped, off the origin, with units of their own."""

import itertools
from pathlib import Path
from typing import Final

import msgspec

from tests.unit.pdf import papers

TURNS: Final = (0, 90, 180, 270)
_SIZE: Final = (240, 300)
_ORIGIN: Final = (-130, 70)
_CROP: Final = (30, 20, 50, 40)  # left, bottom, right, top


class Layout(msgspec.Struct, frozen=True):
    """One way to lay out a page. An `is_inherited` page has its boxes and its turn from a node above it."""

    turn: int
    is_cropped: bool
    is_moved: bool
    unit: float
    is_inherited: bool = False

    @property
    def boxes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The media box and the crop box."""
        x, y = _ORIGIN if self.is_moved else (0, 0)
        left, bottom, right, top = _CROP if self.is_cropped else (0, 0, 0, 0)
        media = (x, y, x + _SIZE[0], y + _SIZE[1])
        return media, (media[0] + left, media[1] + bottom, media[2] - right, media[3] - top)

    @property
    def ratio(self) -> float:
        """Height through width as displayed."""
        x0, y0, x1, y1 = self.boxes[1]
        return (y1 - y0) / (x1 - x0) if self.turn in (0, 180) else (x1 - x0) / (y1 - y0)


LAYOUTS: Final = tuple(
    Layout(turn, is_cropped, is_moved, unit, is_inherited=unit == 2.0 and not is_moved)
    for turn, is_cropped, is_moved, unit in itertools.product(
        TURNS, (False, True), (False, True), (1.0, 0.5, 2.0)
    )
)


def write_layouts(path: Path) -> Path:
    """A paper with an empty page of each layout."""
    nodes = b" ".join(b"%d 0 R" % (3 + 2 * at) for at in range(len(LAYOUTS)))
    count = len(LAYOUTS)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (nodes, count)]
    for at, layout in enumerate(LAYOUTS):
        media, crop = layout.boxes
        shape = f"/MediaBox{[*media]}/CropBox{[*crop]}/Rotate {layout.turn}".replace(",", "").encode()
        node = b"<</Type/Pages/Parent 2 0 R/Kids[%d 0 R]/Count 1%s>>"
        objects.append(node % (4 + 2 * at, shape if layout.is_inherited else b""))
        page = b"<</Type/Page/Parent %d 0 R/Resources<<>>/UserUnit %.1f%s>>"
        objects.append(page % (3 + 2 * at, layout.unit, b"" if layout.is_inherited else shape))
    path.write_bytes(papers._file(objects))
    return path
