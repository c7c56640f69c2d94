"""A document that grows downward like `OfficialPage`, to be written as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from shared.pdf.tables import Block, Document, Grid, NewPage, Paragraph
from shared.system.i18n import tr


class PrintedPage:
    """Collects titles, paragraphs and tables."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def document(self, title: str) -> Document:
        """All that was added, under this title of the file."""
        return Document(title=title, blocks=tuple(self._blocks), page_form=tr("Page {page} of {pages}"))

    def title(self, text: str) -> None:
        """A title in the middle of the line."""
        self._blocks.append(Paragraph(text=text, is_title=True))

    def text(self, text: str) -> None:
        """A paragraph."""
        self._blocks.append(Paragraph(text=text))

    def gap(self) -> None:
        """An empty line."""
        self._blocks.append(Paragraph(text=""))

    def new_page(self) -> None:
        """What follows begins on a page of its own."""
        self._blocks.append(NewPage())

    def table(
        self,
        rows: Sequence[Sequence[str | int]],
        *,
        header: Sequence[str | int] = (),
        widths_mm: Sequence[float] = (),
    ) -> None:
        """A ruled table as wide as the text."""
        words = tuple(tuple(map(str, row)) for row in rows)
        self._blocks.append(Grid(rows=words, header=tuple(map(str, header)), shares=tuple(widths_mm)))
