"""Letters as outlines, out of the typeface that ships with the engine. Loaded in the process that writes only.

One typeface for all papers and machines: what is written shows the same everywhere, whatever is installed.
"""

import unicodedata
from typing import Any

import pymupdf
from typing_extensions import override

from shared.pdf.ink_text import EM, Glyph

_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

_UPRIGHT = _fz.FzMatrix(EM, 0, 0, EM, 0, 0)
_SPACE = EM // 4
_SPACES = {"\u3000": EM, "\u2003": EM, "\u2002": EM // 2, "\u2009": EM // 6, "\u200a": EM // 10}
_DIGIT_SCALE = 0.3
_BOX = (60, -80, 940, 800)
_BOX_LINE = 45


class OutlinedTypeface:
    """The Chinese face with its Latin, Greek and Cyrillic letters. A letter it lacks is a box with its code point."""

    def __init__(self) -> None:
        self._font = _mu.Font("china-s").this
        self._glyphs: dict[str, Glyph] = {}

    def glyph(self, character: str) -> Glyph:
        held = self._glyphs.get(character)
        if held is None:
            held = self._glyphs[character] = self._outlined(character)
        return held

    def _outlined(self, character: str) -> Glyph:
        number = _fz.fz_encode_character(self._font, ord(character))
        if number == 0 and unicodedata.category(character) == "Zs":
            return Glyph(b"", _SPACES.get(character, _SPACE))
        if number == 0:
            return self._unknown(character)
        return Glyph(self._path(number, _UPRIGHT), round(_fz.fz_advance_glyph(self._font, number, 0) * EM))

    def _unknown(self, character: str) -> Glyph:
        """A box with the hexadecimal digits of the code point in two rows."""
        x0, y0, x1, y1 = _BOX
        line = _BOX_LINE
        outer = b"%d %d m %d %d l %d %d l %d %d l h\n" % (x0, y0, x1, y0, x1, y1, x0, y1)
        x0, y0, x1, y1 = x0 + line, y0 + line, x1 - line, y1 - line
        inner = b"%d %d m %d %d l %d %d l %d %d l h\n" % (x0, y0, x0, y1, x1, y1, x1, y0)
        code = f"{ord(character):04X}"
        half = (len(code) + 1) // 2
        rows = self._row(code[:half], 420) + self._row(code[half:], 70)
        return Glyph(outer + inner + rows, EM)

    def _row(self, digits: str, y: float) -> bytes:
        scale = EM * _DIGIT_SCALE
        numbers = [_fz.fz_encode_character(self._font, ord(digit)) for digit in digits]
        widths = [_fz.fz_advance_glyph(self._font, number, 0) * scale for number in numbers]
        x = (EM - sum(widths)) / 2
        parts: list[bytes] = []
        for number, width in zip(numbers, widths, strict=True):
            parts.append(self._path(number, _fz.FzMatrix(scale, 0, 0, scale, x, y)))
            x += width
        return b"".join(parts)

    def _path(self, number: int, matrix: Any) -> bytes:  # noqa: ANN401  # the binding's matrix
        outline = _fz.fz_outline_glyph(self._font, number, matrix)
        if not outline.m_internal:  # a glyph without a shape
            return b""
        pencil = _Pencil()
        # The callbacks get this pointer instead of the object, and find the object by it.
        _fz.fz_walk_path(outline, pencil, pencil.m_internal)
        return b"".join(pencil.operators)


class _Pencil(_fz.FzPathWalker2):  # type: ignore[misc]  # the binding is used untyped
    """Writes down a path as operators of a page's content."""

    def __init__(self) -> None:
        super().__init__()
        self.use_virtual_moveto()
        self.use_virtual_lineto()
        self.use_virtual_curveto()
        self.use_virtual_closepath()
        self.operators: list[bytes] = []

    @override
    def moveto(self, _context: object, x: float, y: float) -> None:
        self.operators.append(b"%d %d m\n" % (round(x), round(y)))

    @override
    def lineto(self, _context: object, x: float, y: float) -> None:
        self.operators.append(b"%d %d l\n" % (round(x), round(y)))

    @override
    def curveto(self, _context: object, *points: float) -> None:
        self.operators.append(b"%d %d %d %d %d %d c\n" % tuple(round(point) for point in points))

    @override
    def closepath(self, _context: object) -> None:
        self.operators.append(b"h\n")
