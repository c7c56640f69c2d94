"""Which words lie between two places of a page; pure.

Latin words are selected whole. Chinese is selected by characters: a run of them in one box is divided evenly.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import msgspec

from shared.pdf.pages import Box, PageText, Word

_REACH = 0.03
"""A place further than this from every line, as a share of the page, is on no word."""

_LINE_WEIGHT = 4.0
"""How much more a distance up or down counts than one along the line."""


class Selection(msgspec.Struct, frozen=True):
    """Selected words of a page: one box for each line, in (u, v), and what they say."""

    boxes: tuple[Box, ...] = ()
    text: str = ""


class Letters:
    """The words of a page, cut into what can be selected singly; numbered from 0 in reading order."""

    def __init__(self, text: PageText) -> None:
        self._words = tuple(letter for word in text.words for letter in _cut(word))
        numbered = enumerate(self._words)
        self._lines = [
            tuple(number for number, _ in group)
            for _, group in groupby(numbered, key=lambda one: (one[1].block, one[1].line))
        ]
        self._boxes = [_around([self._words[number] for number in line]) for line in self._lines]

    def at(self, u: float, v: float, *, reach: float = _REACH) -> int | None:
        """The number of the word nearest to a place; None where no line is within `reach`."""
        if not self._lines:
            return None
        distances = [_distance(box, u, v) for box in self._boxes]
        nearest = min(range(len(distances)), key=distances.__getitem__)
        if distances[nearest] > reach * _LINE_WEIGHT:
            return None
        return min(self._lines[nearest], key=lambda number: _distance(_box(self._words[number]), u, v))

    def between(self, first: int, last: int) -> Selection:
        """What is selected from one word to another, both with it, in either order."""
        first, last = min(first, last), max(first, last)
        chosen = self._words[first : last + 1]
        boxes = tuple(
            _around(list(line)) for _, line in groupby(chosen, key=lambda word: (word.block, word.line))
        )
        return Selection(boxes, "".join(_joined(chosen)))

    def box_of(self, number: int) -> Box:
        """Where a word is."""
        return _box(self._words[number])


def _cut(word: Word) -> Iterator[Word]:
    count = len(word.text)
    if count < 2 or not any(map(_is_han, word.text)):
        yield word
        return
    wide = (word.u1 - word.u0) / count
    for place, letter in enumerate(word.text):
        left = word.u0 + place * wide
        yield msgspec.structs.replace(word, u0=left, u1=left + wide, text=letter)


def _is_han(letter: str) -> bool:
    """Whether a letter is written without spaces around it: Han, kana, full-width forms and their punctuation."""
    code = ord(letter)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF or code >= 0x20000


def _joined(words: Sequence[Word]) -> Iterator[str]:
    if words:
        yield words[0].text
    for before, word in pairwise(words):
        if before.block != word.block:
            yield "\n"
        elif _needs_space(before, word):
            yield " "
        yield word.text


def _needs_space(before: Word, word: Word) -> bool:
    if not before.text or not word.text:
        return False
    return not _is_han(before.text[-1]) and not _is_han(word.text[0])


def _box(word: Word) -> Box:
    return (word.u0, word.v0, word.u1, word.v1)


def _around(words: Sequence[Word]) -> Box:
    return (
        min(word.u0 for word in words),
        min(word.v0 for word in words),
        max(word.u1 for word in words),
        max(word.v1 for word in words),
    )


def _distance(box: Box, u: float, v: float) -> float:
    across = max(box[0] - u, 0.0, u - box[2])
    down = max(box[1] - v, 0.0, v - box[3])
    return across + _LINE_WEIGHT * down
