"""Pictures of pages by three engines that know nothing of each other, and what is found in them."""

import itertools
import math
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import pymupdf
import pypdfium2  # type: ignore[import-untyped]

_mu: Any = pymupdf
_pdfium: Any = pypdfium2

DPI: Final = 144
"""Two pixels a point: pages of whole points give pictures of whole pixels in every engine."""
ENGINES: Final = ("mupdf", "pdfium", "poppler")


class Picture(msgspec.Struct, frozen=True):
    """Rows of red, green, blue."""

    width: int
    height: int
    pixels: bytes

    def of_colour(self, colour: str) -> "Mask":
        """Where each of red, green and blue is on the same side of the middle as in `#rrggbb`."""
        wanted = bytes.fromhex(colour[1:])
        planes = [self.pixels[channel::3].translate(_same_side(wanted[channel])) for channel in range(3)]
        met = int.from_bytes(planes[0]) & int.from_bytes(planes[1]) & int.from_bytes(planes[2])
        return Mask(self.width, self.height, met.to_bytes(self.width * self.height))

    def darkness(self) -> float:
        """How many black pixels would hold as much ink, by the green plane."""
        green = self.pixels[1::3]
        return sum(255 - value for value in green) / 255


class Mask(msgspec.Struct, frozen=True):
    """Pixels that were found: 1, others 0."""

    width: int
    height: int
    pixels: bytes

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; right and bottom are the first without."""
        first = self.pixels.find(1)
        assert first >= 0, "nothing was found"
        top, bottom = first // self.width, self.pixels.rfind(1) // self.width + 1
        columns = 0
        for row in range(top, bottom):
            columns |= int.from_bytes(self.pixels[row * self.width : (row + 1) * self.width])
        joined = columns.to_bytes(self.width)
        return (joined.find(1), top, joined.rfind(1) + 1, bottom)

    def height_at(self, column: int) -> int:
        """How many were found in a column."""
        return sum(self.pixels[column :: self.width])


def _same_side(value: int) -> bytes:
    return bytes(int((shade > 127) == (value > 127)) for shade in range(256))


def pictures(file: Path, engine: str, folder: Path, count: int = 1000) -> list[Picture]:
    """The first pages as displayed, with annotations."""
    match engine:
        case "mupdf":
            return list(itertools.islice(_by_mupdf(file), count))
        case "pdfium":
            return list(itertools.islice(_by_pdfium(file), count))
        case _:
            return list(_by_poppler(file, folder, count))


def _by_mupdf(file: Path) -> Iterator[Picture]:
    with pymupdf.open(file) as document:
        for page in document:
            drawn: Any = page.get_pixmap(dpi=DPI, alpha=False)
            yield Picture(drawn.width, drawn.height, bytes(drawn.samples))


def _by_pdfium(file: Path) -> Iterator[Picture]:
    document = _pdfium.PdfDocument(file)
    try:
        for page in document:
            drawn = page.render(scale=DPI / 72, rev_byteorder=True)
            width, row = drawn.width * 3, drawn.stride
            raw = bytes(drawn.buffer)
            rows = [raw[at * row : at * row + width] for at in range(drawn.height)]
            yield Picture(drawn.width, drawn.height, b"".join(rows))
            drawn.close()
            page.close()
    finally:
        document.close()


def _by_poppler(file: Path, folder: Path, count: int) -> Iterator[Picture]:
    folder.mkdir(exist_ok=True)
    command = [
        "pdftoppm",
        "-q",
        "-cropbox",
        "-r",
        str(DPI),
        "-l",
        str(count),
        str(file),
        str(folder / "page"),
    ]
    subprocess.run(command, check=True, timeout=120)
    for drawn in sorted(folder.glob("page-*.ppm")):
        _, size, _, pixels = drawn.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        yield Picture(width, height, pixels)


def is_near(found: Sequence[float], expected: Sequence[float], tolerance: float) -> bool:
    """Whether each edge is where it should be."""
    return all(math.isclose(a, b, abs_tol=tolerance) for a, b in zip(found, expected, strict=True))
