"""Breaking Chinese text into lines: figures and Latin stay together, no line begins with closing punctuation."""

from __future__ import annotations

import re
from typing import Final

from sample_papers.faces import Face

_NOT_FIRST: Final = frozenset("，。、；：？！）》〉”’％%·—")
_NOT_LAST: Final = frozenset("（《〈“‘")
_PIECES: Final = re.compile(r"[0-9A-Za-z.,%/＋+－−-]+(?: [0-9]{3})*[％%]?|.", re.DOTALL)


def break_lines(text: str, face: Face, size: float, width: float, first_indent: float = 0) -> list[str]:
    """Lines of at most `width` points, the first shorter by `first_indent`; never an empty list."""
    lines: list[str] = []
    line: list[str] = []
    used = first_indent
    for piece in _PIECES.findall(text):
        piece_width = face.width(piece, size)
        if line and used + piece_width > width + 0.01:
            carried = _carried(line, piece)
            lines.append("".join(line[: len(line) - carried]))
            line = line[len(line) - carried :]
            used = sum(face.width(kept, size) for kept in line)
        line.append(piece)
        used += piece_width
    lines.append("".join(line))
    return lines


def _carried(line: list[str], following: str) -> int:
    """How many pieces go down with the next one, so that both lines begin and end lawfully."""
    carried = 0
    first = following
    while carried < len(line) - 1 and (first[0] in _NOT_FIRST or line[-1 - carried][-1] in _NOT_LAST):
        carried += 1
        first = line[-carried]
    return carried
