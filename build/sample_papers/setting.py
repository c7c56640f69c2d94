"""Sets blocks on pages after GB/T 9704—2012: 22 lines of 28 characters in a text block of 156 × 225 mm."""

from __future__ import annotations

from typing import Final, assert_never

from sample_papers.blocks import (
    Bars,
    Block,
    Byline,
    Curves,
    Heading,
    NewPage,
    Para,
    RedHead,
    Signature,
    Table,
    Title,
)
from sample_papers.canvas import RED, Canvas
from sample_papers.charts import CHART_HEIGHT, draw_bars, draw_curves
from sample_papers.faces import Face
from sample_papers.lines import break_lines

MM: Final = 72 / 25.4
BODY: Final = 156 * MM / 28
PITCH: Final = 225 * MM / 22
_SHORT, _LONG = 210 * MM, 297 * MM
_TITLE: Final = 22.0
_CELL_LINE: Final = 1.45
_CELL_PAD: Final = 3.2


class Setter:
    """Sets one paper; `pages` and `outline` (level, text, page from 1) are the outcome."""

    def __init__(self, faces: dict[str, Face]) -> None:
        self._faces = faces
        self.pages: list[Canvas] = []
        self.outline: list[tuple[int, str, int]] = []
        self._y = 0.0
        self._new_page(is_landscape=False)

    def set(self, block: Block) -> None:
        """Put `block` under what is set already."""
        match block:
            case RedHead(issuer, number):
                self._red_head(issuer, number)
            case Title(lines):
                self._title(lines)
            case Byline(text):
                self._centred(text, "serif", 14)
                self._y += PITCH * 0.5
            case Heading():
                self._heading(block)
            case Para(text, is_indented):
                self._paragraph(text, is_indented=is_indented)
            case Signature(lines):
                self._signature(lines)
            case Table():
                self._table(block)
            case Bars() | Curves():
                self._chart(block)
            case NewPage(is_landscape):
                self._new_page(is_landscape=is_landscape)
            case _:
                assert_never(block)

    def number_pages(self) -> None:
        """4号 figures between dashes, 7 mm under the text block: odd at the right, even at the left."""
        for number, page in enumerate(self.pages, start=1):
            is_landscape = page.width > page.height
            left, width, bottom = _block(is_landscape=is_landscape)
            text = f"— {number} —"
            text_width = self._faces["serif"].width(text, 14)
            x = left + 14 if number % 2 == 0 else left + width - text_width - 14
            page.text(x, bottom + 7 * MM + 12, text, face="serif", size=14)

    def _new_page(self, *, is_landscape: bool) -> None:
        self._is_landscape = is_landscape
        width, height = (_LONG, _SHORT) if is_landscape else (_SHORT, _LONG)
        top = (26 if is_landscape else 37) * MM
        self._left, self._width, self._bottom = _block(is_landscape=is_landscape)
        if self.pages and self.pages[-1].is_blank:
            self.pages.pop()
        self.pages.append(Canvas(width, height, self._faces))
        self._y = top

    def _room(self, height: float) -> None:
        if self._y + height > self._bottom + 0.5:
            self._new_page(is_landscape=self._is_landscape)

    def _line(self, text: str, face: str, size: float, *, indent: float = 0, is_spread: bool = False) -> None:
        self._room(PITCH)
        spread_to = self._width - indent if is_spread else 0
        baseline = self._y + PITCH * 0.5 + size * 0.36
        self.pages[-1].text(self._left + indent, baseline, text, face=face, size=size, spread_to=spread_to)
        self._y += PITCH

    def _centred(self, text: str, face: str, size: float) -> None:
        width = self._faces[face].width(text, size)
        self._line(text, face, size, indent=(self._width - width) / 2)

    def _red_head(self, issuer: str, number: str) -> None:
        page = self.pages[-1]
        page.text(self._left, self._y + 50, issuer, face="bold", size=38, spread_to=self._width, colour=RED)
        self._y += PITCH * 2.6
        self._centred(number, "serif", BODY)
        page.line(self._left, self._y + 6, self._left + self._width, self._y + 6, weight=2, colour=RED)
        self._y += PITCH

    def _title(self, lines: tuple[str, ...]) -> None:
        if len(self.pages) > 1 or self._y > 38 * MM:
            self._room(PITCH * 6)
        self._y += PITCH * 0.5
        self.outline.append((1, "".join(lines), len(self.pages)))
        for text in lines:
            self._centred(text, "bold", _TITLE)
            self._y += PITCH * 0.12
        self._y += PITCH * 0.3

    def _heading(self, block: Heading) -> None:
        self._room(PITCH * 2)
        indent = 0.0 if block.level == 0 else 2 * BODY
        self.outline.append((2, block.text, len(self.pages)))
        for text in break_lines(block.text, self._faces["sans"], BODY, self._width, indent):
            self._line(text, "sans", BODY, indent=indent)
            indent = 0.0

    def _paragraph(self, text: str, *, is_indented: bool) -> None:
        indent = 2 * BODY if is_indented else 0.0
        lines = break_lines(text, self._faces["serif"], BODY, self._width, indent)
        for place, line in enumerate(lines):
            self._line(line, "serif", BODY, indent=indent, is_spread=place < len(lines) - 1)
            indent = 0.0

    def _signature(self, lines: tuple[str, ...]) -> None:
        self._room(PITCH * (len(lines) + 1))
        self._y += PITCH
        widest = max(self._faces["serif"].width(text, BODY) for text in lines)
        middle = self._width - 4 * BODY - widest / 2
        for text in lines:
            self._line(text, "serif", BODY, indent=middle - self._faces["serif"].width(text, BODY) / 2)

    def _chart(self, chart: Bars | Curves) -> None:
        self._room(PITCH + CHART_HEIGHT)
        self._centred(chart.caption, "sans", 13)
        if isinstance(chart, Bars):
            draw_bars(self.pages[-1], chart, self._left, self._y, self._width)
        else:
            draw_curves(self.pages[-1], chart, self._left, self._y, self._width)
        self._y += CHART_HEIGHT

    def _table(self, table: Table) -> None:
        first_rows = sum(self._row_height(table, row, "serif") for row in table.rows[:2])
        self._room(PITCH * 2 + first_rows)
        self._centred(table.caption, "sans", 13)
        self._table_head(table)
        for row in table.rows:
            height = self._row_height(table, row, "serif")
            if self._y + height > self._bottom:
                self._rule(1.4)
                self._new_page(is_landscape=self._is_landscape)
                self._table_head(table)
            self._row(table, row, "serif", height)
            self._rule(0.35)
        self._rule(1.4)
        self._y += PITCH * 0.5

    def _table_head(self, table: Table) -> None:
        headings = tuple(column.heading for column in table.columns)
        self._rule(1.4)
        self._row(table, headings, "sans", self._row_height(table, headings, "sans"))
        self._rule(0.7)

    def _rule(self, weight: float) -> None:
        self.pages[-1].line(self._left, self._y, self._left + self._width, self._y, weight=weight)

    def _cells(self, table: Table, row: tuple[str, ...], face: str) -> list[list[str]]:
        total = sum(column.share for column in table.columns)
        return [
            break_lines(
                text, self._faces[face], table.size, self._width * column.share / total - 2 * _CELL_PAD
            )
            for text, column in zip(row, table.columns, strict=True)
        ]

    def _row_height(self, table: Table, row: tuple[str, ...], face: str) -> float:
        most = max(len(lines) for lines in self._cells(table, row, face))
        return most * table.size * _CELL_LINE + 2.2 * _CELL_PAD

    def _row(self, table: Table, row: tuple[str, ...], face: str, height: float) -> None:
        total = sum(column.share for column in table.columns)
        x = self._left
        for lines, column in zip(self._cells(table, row, face), table.columns, strict=True):
            width = self._width * column.share / total
            # Cells are centred in the height of their row.
            y = self._y + (height - len(lines) * table.size * _CELL_LINE) / 2
            for text in lines:
                free = width - 2 * _CELL_PAD - self._faces[face].width(text, table.size)
                offset = {"left": 0.0, "center": free / 2, "right": free}[column.align]
                self.pages[-1].text(
                    x + _CELL_PAD + offset, y + table.size * 1.09, text, face=face, size=table.size
                )
                y += table.size * _CELL_LINE
            x += width
        self._y += height


def _block(*, is_landscape: bool) -> tuple[float, float, float]:
    """Left edge, width and lower edge of the text block."""
    if is_landscape:
        return 25 * MM, _LONG - 50 * MM, _SHORT - 30 * MM
    return 28 * MM, _SHORT - 54 * MM, _LONG - 35 * MM
