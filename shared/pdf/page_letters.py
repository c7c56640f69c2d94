"""The letters of a page and where they stand: words to select, and places where something is said.

Runs in a worker only.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import pymupdf

from shared.pdf.folding import WORD, fold, fold_with_places, is_wide, readings
from shared.pdf.pages import MAX_HITS_ON_PAGE, MAX_WORD, MAX_WORDS, Box, PageText, Word

_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

MAX_LETTERS: Final = 200_000
"""A page with more is not read: no reader could, and each costs memory."""

_FLAGS: Final[int] = _mu.TEXT_PRESERVE_WHITESPACE | _mu.TEXT_MEDIABOX_CLIP  # without _LIGATURES: taken apart
_SURROGATES: Final = re.compile("[\ud800-\udfff]")  # half a character, which cannot be sent


class TooManyLetters(Exception):
    """Nobody can read this page."""


class Letters(msgspec.Struct):
    """The text of a page with a line feed after each line; of every letter its box in points, line and block."""

    text: str
    boxes: list[Box | None]
    lines: list[int]
    blocks: list[int]


class PageLetters:
    """What a page says, also what an OCR program wrote invisibly. In the order in which the file says it."""

    def __init__(self, document: Any, number: int) -> None:  # noqa: ANN401  # the binding's document
        page = document.load_page(number)
        self._bounds = page.rect
        content = _fz.FzStextPage(_fz.fz_bound_page(page.this))
        device = _fz.fz_new_stext_device(content, _fz.FzStextOptions(_FLAGS))
        _fz.fz_run_page(page.this, device, _fz.FzMatrix(), _fz.FzCookie())
        _fz.fz_close_device(device)
        self._content = _mu.TextPage(content)

    def text(self) -> str:
        """All letters, a line feed after each line; raises TooManyLetters."""
        text: str = self._content.extractText()
        if len(text) > MAX_LETTERS:
            raise TooManyLetters
        return text

    def words(self) -> PageText:
        """The first MAX_WORDS words; raises TooManyLetters."""
        words: list[Word] = []
        letters = self._letters()
        for first, last in _words(letters.text):
            box = self._placed(letters.boxes[first : last + 1])
            if box is not None:
                text = letters.text[first : last + 1]
                words.append(Word(*box, text, letters.lines[first], letters.blocks[first]))
            if len(words) == MAX_WORDS:
                break
        return PageText(tuple(words))

    def find(self, query: str) -> tuple[tuple[Box, ...], ...]:
        """Where the page says `query`, which was folded before; of each hit one box a line.

        Raises TooManyLetters.
        """
        text = self.text()
        hyphens = [hyphen for hyphen in readings(query) if query in fold(text, hyphen)]
        if not hyphens:
            return ()
        letters = self._letters()
        spans = {
            span for hyphen in hyphens for span in fold_with_places(letters.text, hyphen).find(query)
        }  # a set: most are found in either reading
        hits = (self._boxes(letters, *span) for span in sorted(spans)[:MAX_HITS_ON_PAGE])
        return tuple(hit for hit in hits if hit)

    def _letters(self) -> Letters:
        self.text()
        letters = Letters("", [], [], [])
        pieces: list[str] = []
        line = 0
        for block, character, box in _characters(self._content.extractRAWDICT()):
            pieces.append(character)
            letters.boxes.append(box)
            letters.lines.append(line)
            letters.blocks.append(block)
            line += box is None
        letters.text = _SURROGATES.sub("\ufffd", "".join(pieces))
        return letters

    def _boxes(self, letters: Letters, first: int, last: int) -> tuple[Box, ...]:
        """One box for each line between two places."""
        by_line: dict[int, list[Box | None]] = {}
        for at in range(first, last + 1):
            if not letters.text[at].isspace():
                by_line.setdefault(letters.lines[at], []).append(letters.boxes[at])
        return tuple(box for boxes in by_line.values() if (box := self._placed(boxes)) is not None)

    def _placed(self, boxes: list[Box | None]) -> Box | None:
        """(u, v) of what is seen of the box around these; None for what is outside of the page or has no size."""
        lefts, tops, rights, bottoms = zip(*(box for box in boxes if box is not None), strict=True)
        bounds = self._bounds
        width, height = bounds.width or 1.0, bounds.height or 1.0
        u0, u1 = (_unit((x - bounds.x0) / width) for x in (min(lefts), max(rights)))
        v0, v1 = (_unit((y - bounds.y0) / height) for y in (min(tops), max(bottoms)))
        return (u0, v0, u1, v1) if u0 < u1 and v0 < v1 else None


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _characters(content: dict[str, Any]) -> Iterator[tuple[int, str, Box | None]]:
    """Block, character and box of everything; after each line a line feed without a box."""
    for number, block in enumerate(content["blocks"]):
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for character in span["chars"]:
                    yield number, character["c"][:1] or "\ufffd", character["bbox"]
            yield number, "\n", None


def _words(text: str) -> Iterator[tuple[int, int]]:
    """First and last place of each run of letters between white space; a Chinese character is a word of its own."""
    for run in WORD.finditer(text):
        if is_wide(run[0]) is not None:
            yield from ((at, at) for at in range(run.start(), run.end()))
        else:
            yield from (
                (at, min(at + MAX_WORD, run.end()) - 1) for at in range(run.start(), run.end(), MAX_WORD)
            )
