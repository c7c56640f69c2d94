"""The faces of the sample papers: the system's Noto CJK, cut down to the characters of one paper.

PyMuPDF cannot subset these CID-keyed fonts, and embeds glyph numbers where other readers expect CIDs; as TrueType
outlines they are small and read the same everywhere. That takes fontTools, which only those need who make the sample
anew; so it is not part of the environment, and has no types.
"""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import msgspec

SERIF: Final = "NotoSerifCJK-Regular.ttc"
SERIF_BOLD: Final = "NotoSerifCJK-Bold.ttc"
SANS: Final = "NotoSansCJK-Regular.ttc"
_SIMPLIFIED: Final = 2  # the order in the collections is JP, KR, SC, TC, HK
_FOLDERS: Final = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
    Path("/usr/share/fonts/noto"),
)


class Lacking(Exception):
    """Something has to be installed first; the text says what and how."""


class Face(msgspec.Struct, frozen=True):
    """A cut-down face: glyph number and width (in thousandths of the size) of each character, and the font file."""

    glyphs: dict[str, int]
    widths: dict[str, float]
    font: bytes

    def width(self, text: str, size: float) -> float:
        """How wide `text` is, in points."""
        return sum(self.widths[character] for character in text) * size / 1000


def cut_face(name: str, characters: str) -> Face:
    """The face `name` with just `characters`. Raises `Lacking` without the font, ValueError if it lacks one."""
    subsetting = _font_tools("subset")
    font = _font_tools("ttLib").TTFont(_path(name), fontNumber=_SIMPLIFIED, recalcTimestamp=False)
    options = subsetting.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = subsetting.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    names: dict[int, str] = font.getBestCmap()
    lacking = sorted(set(characters) - {chr(code) for code in names})
    if lacking:
        raise ValueError(f"{name} has no glyph for {lacking}")
    return _as_truetype(font, names)


def _path(name: str) -> Path:
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise Lacking(
        f"The font {name} is not installed. On Debian: apt-get install fonts-noto-cjk fonts-noto-cjk-extra"
    )


def _font_tools(module: str) -> ModuleType:
    try:
        return importlib.import_module(f"fontTools.{module}")
    except ModuleNotFoundError as error:
        raise Lacking(
            "Making the sample needs fontTools: .venv/bin/python -m pip install fonttools"
        ) from error


def _as_truetype(font: Any, names: dict[int, str]) -> Face:  # noqa: ANN401 - fontTools has no types
    order: list[str] = font.getGlyphOrder()
    units: int = font["head"].unitsPerEm
    outlines = _outlines(font, order, units)
    advances = {glyph: font["hmtx"][glyph][0] for glyph in order}
    builder = _font_tools("fontBuilder").FontBuilder(units, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(
        {glyph: (advances[glyph], getattr(outlines[glyph], "xMin", 0)) for glyph in order}
    )
    hhea = font["hhea"]
    builder.setupHorizontalHeader(ascent=hhea.ascent, descent=hhea.descent)
    builder.setupOS2(sTypoAscender=hhea.ascent, sTypoDescender=hhea.descent)
    naming = {"familyName": font["name"].getDebugName(1), "styleName": font["name"].getDebugName(2)}
    builder.setupNameTable(naming)
    builder.setupPost(keepGlyphNames=False)
    # The time of making would change the bytes on every run.
    builder.font["head"].created = font["head"].created
    builder.font["head"].modified = font["head"].modified
    builder.font.recalcTimestamp = False
    content = io.BytesIO()
    builder.save(content)
    numbers = {glyph: number for number, glyph in enumerate(order)}
    return Face(
        glyphs={chr(code): numbers[glyph] for code, glyph in names.items()},
        widths={chr(code): advances[glyph] * 1000 / units for code, glyph in names.items()},
        font=content.getvalue(),
    )


def _outlines(font: Any, order: list[str], units: int) -> dict[str, Any]:  # noqa: ANN401 - no types, as above
    """The cubic outlines as quadratic ones, true to a five-hundredth of the size."""
    glyph_set = font.getGlyphSet()
    outlines = {}
    for glyph in order:
        pen = _font_tools("pens.ttGlyphPen").TTGlyphPen(None)
        cubic = _font_tools("pens.cu2quPen").Cu2QuPen(pen, max_err=units / 500, reverse_direction=True)
        glyph_set[glyph].draw(cubic)
        outlines[glyph] = pen.glyph()
    return outlines
