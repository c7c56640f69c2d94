"""When two written names are the same name, and what is a name at all."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 60
"""In characters, after normalisation."""

_HAN: Final = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_DOTS: Final = str.maketrans(dict.fromkeys("\u2022\u2027\u22c5\u30fb\ufe52\uff65", "\u00b7"))
"""The dots that keyboards offer for the one (U+00B7) between the parts of a minority name."""


def same_name(name: str) -> str:
    """The form by which names are compared: NFKC, one kind of dot, no space in a Chinese name.

    Chinese names of two characters are often set with a space inside; elsewhere one space stays one space.
    """
    plain = unicodedata.normalize("NFKC", name).translate(_DOTS)
    return ("" if is_chinese(plain) else " ").join(plain.split())


def is_chinese(name: str) -> bool:
    """Whether a Chinese character is in the name."""
    return _HAN.search(name) is not None


def is_name(name: str) -> bool:
    """Whether this can stand on a ballot: not empty, not too long, nothing that is invisible or turns lines round."""
    if len(name) > 2 * LONGEST_NAME:
        return False
    plain = same_name(name)
    return 0 < len(plain) <= LONGEST_NAME and plain.isprintable()
