"""Where the words and rules of a document lie on its A4 pages. Pure; a measure says how wide words are.

The text block is that of GB/T 9704: 156 by 225 mm. Lengths are in points, y runs upward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from shared.domain.ink_words import ASCENT, note_lines
from shared.pdf.ink_text import plain
from shared.pdf.tables import Document, Grid, NewPage, Paragraph

Measure = Callable[[str], float]
"""The width of a text in heights of its letters."""

PAGE_PT: Final = (595.28, 841.89)
_LEFT: Final = 79.4
_RIGHT: Final = 521.6
_TOP: Final = 737.0
_BOTTOM: Final = 99.2
_FOOT: Final = 62.0
_TITLE_PT: Final = 22.0
_TEXT_PT: Final = 14.0
_CELL_PT: Final = 11.0
_FOOT_PT: Final = 10.5
_LEADING: Final = 1.5
_PAD: Final = 4.0

Rule = tuple[float, float, float, float]
"""A line from (x, y) to (x, y)."""


class PlacedWords(msgspec.Struct, frozen=True):
    """One line of words; its base line begins at (`x`, `y`)."""

    text: str
    x: float
    y: float
    size: float
    is_bold: bool = False


class DrawnPage(msgspec.Struct, frozen=True):
    """What is on one page."""

    words: tuple[PlacedWords, ...]
    rules: tuple[Rule, ...]


def document_pages(document: Document, measure: Measure) -> list[DrawnPage]:
    """The pages, at least one, numbered."""
    pages = _Pages(measure)
    for block in document.blocks:
        match block:
            case Paragraph():
                pages.add_paragraph(block)
            case Grid():
                pages.add_grid(block)
            case NewPage():
                pages.begin()
    return pages.finished(document.page_form)


class _Pages:
    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._words: list[list[PlacedWords]] = []
        self._rules: list[list[Rule]] = []
        self._y = 0.0
        self.begin()

    def begin(self) -> None:
        self._words.append([])
        self._rules.append([])
        self._y = _TOP

    def add_paragraph(self, paragraph: Paragraph) -> None:
        size = _TITLE_PT if paragraph.is_title else _TEXT_PT
        for line in self._lines(paragraph.text, _RIGHT - _LEFT, size) or ("",):
            high = size * _LEADING
            if self._y - high < _BOTTOM:
                self.begin()
            x = _LEFT
            if paragraph.is_title:
                x = (PAGE_PT[0] - self._measure(line) * size) / 2
            self._place(line, x, self._y, size, is_bold=paragraph.is_title)
            self._y -= high
        if paragraph.is_title:
            self._y -= size

    def add_grid(self, grid: Grid) -> None:
        count = max((len(row) for row in (grid.header, *grid.rows)), default=0)
        if not count:
            return
        shares = grid.shares if len(grid.shares) == count else (1.0,) * count
        edges = [_LEFT]
        for share in shares:
            edges.append(edges[-1] + (_RIGHT - _LEFT) * share / sum(shares))
        header = self._cells(grid.header, edges) if grid.header else ()
        if header:
            self._row(header, edges, (), is_bold=True)
        for row in grid.rows:
            self._row(self._cells(row, edges), edges, header)

    def finished(self, page_form: str) -> list[DrawnPage]:
        count = len(self._words)
        for number, words in enumerate(self._words, start=1):
            said = page_form.replace("{page}", str(number)).replace("{pages}", str(count))
            x = (PAGE_PT[0] - self._measure(said) * _FOOT_PT) / 2
            words.append(PlacedWords(said, x, _FOOT, _FOOT_PT))
        return [DrawnPage(tuple(w), tuple(r)) for w, r in zip(self._words, self._rules, strict=True)]

    def _row(
        self,
        cells: Sequence[Sequence[str]],
        edges: Sequence[float],
        header: Sequence[Sequence[str]],
        *,
        is_bold: bool = False,
    ) -> None:
        """A row, whole on a page where it fits on one; a longer one goes on on the next."""
        if self._y - _height(cells) < _BOTTOM and _height(cells) <= _TOP - _BOTTOM - _height(header):
            self._turn(edges, header)
        left = [list(cell) for cell in cells]
        while True:
            room = max(1, int((self._y - _BOTTOM - 2 * _PAD) / (_CELL_PT * _LEADING)))
            part = [cell[:room] for cell in left]
            left = [cell[room:] for cell in left]
            self._boxes(part, edges, is_bold=is_bold)
            if not any(left):
                return
            self._turn(edges, header)

    def _turn(self, edges: Sequence[float], header: Sequence[Sequence[str]]) -> None:
        self.begin()
        if header and _height(header) < (_TOP - _BOTTOM) / 2:
            self._boxes(header, edges, is_bold=True)

    def _boxes(self, cells: Sequence[Sequence[str]], edges: Sequence[float], *, is_bold: bool) -> None:
        top, high = self._y, _height(cells)
        for column, lines in enumerate(cells):
            for number, line in enumerate(lines):
                y = top - _PAD - number * _CELL_PT * _LEADING
                self._place(line, edges[column] + _PAD, y, _CELL_PT, is_bold=is_bold)
        self._y -= high
        rules = self._rules[-1]
        rules += [(x, top, x, self._y) for x in edges]
        rules += [(edges[0], y, edges[-1], y) for y in (top, self._y)]

    def _place(self, line: str, x: float, top: float, size: float, *, is_bold: bool) -> None:
        if line.strip():
            base = top - (_LEADING - 1) / 2 * size - ASCENT * size
            self._words[-1].append(PlacedWords(line, x, base, size, is_bold))

    def _cells(self, row: Sequence[str], edges: Sequence[float]) -> tuple[tuple[str, ...], ...]:
        return tuple(self._columns(row, edges))

    def _columns(self, row: Sequence[str], edges: Sequence[float]) -> Iterator[tuple[str, ...]]:
        for column in range(len(edges) - 1):
            text = row[column] if column < len(row) else ""
            yield self._lines(text, edges[column + 1] - edges[column] - 2 * _PAD, _CELL_PT)

    def _lines(self, text: str, room: float, size: float) -> tuple[str, ...]:
        return note_lines(plain(text), room, lambda line: self._measure(line) * size)


def _height(cells: Sequence[Sequence[str]]) -> float:
    lines = max((len(cell) for cell in cells), default=0)
    return max(1, lines) * _CELL_PT * _LEADING + 2 * _PAD
