"""Documents made of paragraphs and ruled tables, as they go to the process that writes PDFs. Values only."""

from __future__ import annotations

import msgspec


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, tag="paragraph"):
    """Words that wrap; a title is large and in the middle. No words: an empty line."""

    text: str
    is_title: bool = False


class Grid(msgspec.Struct, frozen=True, kw_only=True, tag="grid"):
    """A ruled table as wide as the text; its header stands again on every page.

    `shares` are the widths of the columns in relation to each other, empty for equal ones; a short row leaves cells
    empty.
    """

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()


class NewPage(msgspec.Struct, frozen=True, kw_only=True, tag="new_page"):
    """What follows begins on a page of its own."""


Block = Paragraph | Grid | NewPage


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What is written on A4 pages; `page_form` has `{page}` and `{pages}` in it."""

    title: str
    blocks: tuple[Block, ...]
    page_form: str

    @property
    def letters(self) -> int:
        """How many letters there are; headers count once."""
        return len(self.title) + sum(map(_letters, self.blocks))


def _letters(block: Block) -> int:
    match block:
        case Paragraph(text=text):
            return len(text)
        case Grid(rows=rows, header=header):
            return sum(len(cell) for row in (header, *rows) for cell in row)
        case NewPage():
            return 0
