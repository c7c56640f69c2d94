"""How the words of a note lie on a page, the same on every screen and in every export up to the width of letters.

Whoever draws says how wide a text is (`Measure`), because only a typeface knows; the rules are here.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator

from shared.domain.ink import Box, Note, Stamp

Measure = Callable[[str], float]
"""The width of a text in page widths at the size of the note."""

LEADING = 1.35
"""From one base line to the next, in letter heights."""

ASCENT = 0.88
"""From the top of a line to its base line, in letter heights."""

STAMP_PADDING = (0.35, 0.22)
"""Between the words of a stamp and its frame, across and down, in letter heights."""

STAMP_FRAME = 0.08
"""The width of a stamp's frame, in letter heights."""

NOTE_MARGIN = 0.01
"""A note's lines end so far before the right edge of the page, in page widths,"""

NOTE_LEAST_LETTERS = 8
"""but are at least so many letters long."""

# Closing marks of Chinese and Latin punctuation, then opening ones.
_NOT_FIRST = frozenset(
    "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\uff09\uff3d\uff5d\u3009\u300b\u300d\u300f\u3011\u3015\u2026\u2014,.:;?!)]}%"
)
_NOT_LAST = frozenset("\uff08\uff3b\uff5b\u3008\u300a\u300c\u300e\u3010\u3014([{")


def note_room(note: Note) -> float:
    """The width a note's lines may take, in page widths: almost to the page's right edge."""
    return max(1.0 - NOTE_MARGIN - note.at[0], NOTE_LEAST_LETTERS * note.size)


def broken(text: str, room: float, measure: Measure) -> Iterator[str]:
    """The lines of a note, one by one: broken at its own line ends, between Chinese characters and between words.

    No line begins with a closing or ends with an opening mark of punctuation unless nothing else fits.
    """
    for paragraph in text.split("\n"):
        yield from _broken(paragraph.rstrip(), room, measure)


def note_lines(text: str, room: float, measure: Measure) -> tuple[str, ...]:
    """All that `broken` gives."""
    return tuple(broken(text, room, measure))


def note_box(note: Note, lines: tuple[str, ...], ratio: float, measure: Measure) -> Box:
    """The box that the lines take: u0, v0, u1, v1. It may reach beyond the page's lower edge."""
    wide = max((measure(line) for line in lines), default=0.0)
    tall = len(lines) * LEADING * note.size / ratio
    return (note.at[0], note.at[1], note.at[0] + max(wide, note.size), note.at[1] + tall)


def stamp_box(stamp: Stamp, ratio: float, measure: Measure) -> Box:
    """The box to the middle of a stamp's frame: u0, v0, u1, v1. Each of its own lines is a line."""
    lines = stamp_lines(stamp)
    wide = max(stamp.size, *(measure(line) for line in lines)) / 2 + STAMP_PADDING[0] * stamp.size
    tall = ((1 + (len(lines) - 1) * LEADING) / 2 + STAMP_PADDING[1]) * stamp.size / ratio
    u, v = stamp.at
    return (u - wide, v - tall, u + wide, v + tall)


def stamp_lines(stamp: Stamp) -> tuple[str, ...]:
    """The lines of a stamp, which are never broken."""
    return note_lines(stamp.text, math.inf, len)


def runs(line: str, most: int) -> Iterator[str]:
    """A line in runs of about `most` letters, cut where it might be broken; letters that hang together stay so.

    Only what hangs together for more than four times as long is cut between any two letters.
    """
    run = ""
    for piece in _pieces(line):
        if run and len(run) + len(piece) > most:
            yield run
            run = ""
        run += piece
        while len(run) > 4 * most:
            yield run[:most]
            run = run[most:]
    if run:
        yield run


def _broken(paragraph: str, room: float, measure: Measure) -> Iterator[str]:
    # Pieces are measured, not lines: a line of hundreds of letters would be measured again for each of them.
    measure = functools.cache(measure)
    line, wide = "", 0.0
    for piece in _pieces(paragraph):
        if line and wide + measure(piece.rstrip()) > room:
            yield line.rstrip()
            line, wide = "", 0.0
        if not line:
            *whole, line = _cut(piece.lstrip(), room, measure)
            yield from whole
            wide = measure(line)
        else:
            line += piece
            wide += measure(piece)
    yield line.rstrip()


def _cut(piece: str, room: float, measure: Measure) -> Iterator[str]:
    """A piece in parts that fit on a line, only the last with the space behind it."""
    while (fits := _fitting(piece.rstrip(), room, measure)) < len(piece.rstrip()):
        yield piece[:fits]
        piece = piece[fits:]
    yield piece


def _fitting(piece: str, room: float, measure: Measure) -> int:
    """How many letters of a piece fit on a line, at least one; no more letters are measured than it takes."""
    low = 1
    while 2 * low < len(piece) and measure(piece[: 2 * low]) <= room:
        low *= 2
    high = min(2 * low, len(piece))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(piece[:middle]) <= room else (low, middle - 1)
    return low


def _pieces(paragraph: str) -> Iterator[str]:
    """What stays together: a word with the space behind it, a Chinese character with its punctuation."""
    first = 0
    for at in range(1, len(paragraph)):
        if _may_break(paragraph[at - 1], paragraph[at]):
            yield paragraph[first:at]
            first = at
    if paragraph:
        yield paragraph[first:]


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or after.isspace():
        return False
    return before.isspace() or before == "-" or _is_wide(before) or _is_wide(after)


def _is_wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\uffef" or letter >= "\U00020000"
