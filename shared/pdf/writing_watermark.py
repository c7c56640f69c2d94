"""The watermark: a line of words, faint and repeated across the page as displayed. Pure."""

import math
from typing import Final

import msgspec

from shared.pdf.ink_frame import PageFrame
from shared.pdf.ink_text import EM, Typeface, drawn_line, plain, width_of

OPACITY: Final = 0.08

MAX_WORDS: Final = 200
"""Letters of a watermark; what is longer is cut."""

_WORDS_NAME: Final = b"WuzhiWords"
_STATE_NAME: Final = b"WuzhiFaint"
_SIZE: Final = 0.024
"""Height of the letters in page widths."""
_RISE: Final = math.radians(30)
_GAP_EM: Final = 5
"""Between two repetitions on a line."""
_ROW: Final = 0.2
"""From one line to the next, in page widths."""
_MOST_REPEATED: Final = 600
"""A page may be a million times as high as it is wide."""


class Words(msgspec.Struct, frozen=True):
    """The line once, rising to the right from its base line's left end.

    `form` is the entries and the content of a form in thousandths of the letters' height.
    """

    form: tuple[bytes, bytes]
    length_em: float


def watermark_words(text: str, typeface: Typeface) -> Words:
    """The line that is repeated; line ends become spaces."""
    line = plain(text).replace("\n", " ")[:MAX_WORDS]
    length = width_of(line, typeface)
    cos, sin = math.cos(_RISE), math.sin(_RISE)
    turn = f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} 0 0 cm\n".encode()
    reach = length + 2 * EM
    box = b"/BBox[%d %d %d %d]" % (-EM, -EM, reach, reach)
    entries = b"/Type/XObject/Subtype/Form/FormType 1%s/Resources<<>>" % box
    return Words((entries, turn + drawn_line(line, (0.0, 0.0), typeface)), length / EM)


def page_form(frame: PageFrame, words: Words, number: int) -> tuple[bytes, bytes]:
    """Entries and content of the form that covers a page with the words, which are the form object `number`."""
    scale = _SIZE * frame.width / EM
    parts = [b"/%s gs 0 g\n" % _STATE_NAME]
    for u, v in _places(frame, words.length_em):
        a, b, c, d, e, f = frame.upright(u, v, scale)
        p = frame.decimals
        matrix = f"{a:.8f} {b:.8f} {c:.8f} {d:.8f} {e:.{p}f} {f:.{p}f} cm"
        parts.append(b"q %s /%s Do Q\n" % (matrix.encode(), _WORDS_NAME))
    box = frame.box
    corners = f"/BBox[{box.x0:.6f} {box.y0:.6f} {box.x1:.6f} {box.y1:.6f}]".encode()
    state = b"/ExtGState<</%s<</Type/ExtGState/ca %.2f>>>>" % (_STATE_NAME, OPACITY)
    resources = b"/Resources<<%s/XObject<</%s %d 0 R>>>>" % (state, _WORDS_NAME, number)
    return b"/Type/XObject/Subtype/Form/FormType 1%s%s" % (corners, resources), b"".join(parts)


def _places(frame: PageFrame, length_em: float) -> list[tuple[float, float]]:
    """Where the line begins each time, (u, v); the rows are shifted against each other like bricks."""
    ratio = frame.height / frame.width
    cos, sin = math.cos(_RISE), math.sin(_RISE)
    step = (length_em + _GAP_EM) * _SIZE
    places: list[tuple[float, float]] = []
    # Rows are counted along the left edge and, because the lines rise, as far below it as the page is wide.
    row_count = min(_MOST_REPEATED, math.ceil((ratio + sin / cos) / _ROW) + 1)
    for row in range(row_count):
        y = (row + 0.5) * _ROW
        along = -step / 2 if row % 2 else 0.0
        while along * cos < 1.0 and len(places) < _MOST_REPEATED:
            here = (along * cos, y - along * sin)
            if -step < here[0] and here[1] > -_SIZE and here[1] - step * sin < ratio:
                places.append((here[0], here[1] / ratio))
            along += step
    return places
