"""Words as outlines, drawn glyph by glyph. Pure; the glyphs come from a typeface.

Outlines show the same in every viewer and need no font there. Lengths are in thousandths of the em, the height of
a Chinese letter; y runs upward.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from shared.domain.ink_words import ASCENT, LEADING

EM: Final = 1000
FILLED: Final = b"f"
"""The operator that fills letters."""
BOLD: Final = b"B"
"""The operator that also draws their outline, by which they become bold where the line has a width."""
_TAB: Final = "    "


class Glyph(msgspec.Struct, frozen=True):
    """One letter: path operators to be filled by the non-zero rule, and how far the next one stands."""

    path: bytes
    advance: int


class Typeface(Protocol):
    """Where the outlines come from."""

    def glyph(self, character: str) -> Glyph:
        """The letter, or what stands visibly for one that the typeface lacks."""


def plain(text: str) -> str:
    """The text without what cannot be seen, its lines ended in one way.

    What cannot be seen: control characters, marks of writing direction, joiners, selectors of variants.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(character for character in text if character == "\n" or not _is_unseen(character))


def width_of(line: str, typeface: Typeface) -> int:
    """Length of a line."""
    return sum(typeface.glyph(character).advance for character in line)


def drawn(lines: Sequence[str], typeface: Typeface, paint: bytes = FILLED) -> bytes:
    """Content that paints the lines in the current colours; the origin is the top left corner of the first."""
    bases = (-(ASCENT + at * LEADING) * EM for at in range(len(lines)))
    return b"".join(
        drawn_line(line, (0.0, base), typeface, paint) for line, base in zip(lines, bases, strict=True)
    )


def drawn_line(line: str, start: tuple[float, float], typeface: Typeface, paint: bytes = FILLED) -> bytes:
    """Content that paints one line whose base line begins at `start`."""
    parts: list[bytes] = []
    ahead_x, ahead_y = start
    for character in line:
        glyph = typeface.glyph(character)
        if glyph.path:
            parts.append(b"1 0 0 1 %d %d cm\n%s%s\n" % (round(ahead_x), round(ahead_y), glyph.path, paint))
            ahead_x = ahead_y = 0.0
        ahead_x += glyph.advance
    return b"q\n%sQ\n" % b"".join(parts) if parts else b""


def _is_unseen(character: str) -> bool:
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return is_selector or unicodedata.category(character) in ("Cc", "Cf", "Cs")
