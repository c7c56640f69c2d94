"""Doing what an order asks: ink, watermark and sheets onto the pages of an open paper. In the writing process only."""

import os
from collections.abc import Sequence

from shared.domain.ink import Bookmark, Mark
from shared.pdf.ink_annotation import Signature, annotation, content_of, form
from shared.pdf.ink_appearance import drawing, isolated
from shared.pdf.ink_frame import PageFrame
from shared.pdf.ink_text import EM, width_of
from shared.pdf.pages import Finding
from shared.pdf.sheet_pages import SHEET_SIZE_PT, sheet_contents
from shared.pdf.source import CannotOpen
from shared.pdf.table_pages import PAGE_PT, document_pages
from shared.pdf.tables import Document
from shared.pdf.writing_document import NoRoomLeft, Paper
from shared.pdf.writing_glyphs import OutlinedTypeface
from shared.pdf.writing_source import OpenFile
from shared.pdf.writing_watermark import page_form, watermark_words
from shared.pdf.writing_wire import (
    Answer,
    Done,
    NoRoom,
    NoSuchPage,
    NotWritten,
    PageInk,
    WriteCopy,
    decode_marks,
)


def write_copy(order: WriteCopy, source: OpenFile, room: memoryview) -> Answer:
    """Write what follows the paper's own bytes, or the whole copy, into `room`. Never raises for the file's sake."""
    try:
        return _written(order, source, room)
    except NoRoomLeft:
        return NoRoom()
    except CannotOpen as error:
        return NotWritten(error.finding)


def _written(order: WriteCopy, source: OpenFile, room: memoryview) -> Answer:
    paper = Paper(os.fsdecode(source.path), order.password)
    pages: dict[int, list[PageInk]] = {}
    for ink in order.pages:
        pages.setdefault(ink.page, []).append(ink)
    beyond = [page for page in pages if page > paper.page_count]
    if beyond:
        return NoSuchPage(min(beyond), paper.page_count)
    typeface = OutlinedTypeface()
    if order.document is not None:
        return _document(order.document, paper, typeface, source, room)
    for content in (content for sheet in order.sheets for content in sheet_contents(sheet, typeface)):
        paper.append_page(SHEET_SIZE_PT, content)
    desk = _Desk(paper, typeface, order)
    everywhere = range(paper.page_count) if order.watermark.strip() else ()
    for page in everywhere or sorted(page - 1 for page in pages):
        try:
            desk.write_page(page, _marks_of(pages.get(page + 1, ())))
        except CannotOpen as error:
            return NotWritten(_PAGE_FINDING.get(error.finding, error.finding), page)
    if not desk.has_written and not order.sheets:
        return Done(0, paper.page_count, is_whole=False)  # the copy is the paper
    size, is_whole = paper.save(room, source.size)
    return Done(size, paper.page_count, is_whole)


def _document(
    document: Document, paper: Paper, typeface: OutlinedTypeface, source: OpenFile, room: memoryview
) -> Answer:
    """The document's pages in the place of the paper's own."""
    blank = paper.page_count
    for page in document_pages(document, lambda text: width_of(text, typeface) / EM):
        paper.append_words(PAGE_PT, page, typeface)
    paper.finish_words(blank)
    size, is_whole = paper.save(room, source.size)
    return Done(size, paper.page_count, is_whole)


_PAGE_FINDING = {Finding.DAMAGED: Finding.DAMAGED_PAGE}


def _marks_of(inks: Sequence[PageInk]) -> list[tuple[str, Mark]]:
    """Who wrote what on a page, as far as it is drawn, in the order of writing."""
    marks = [(ink.author, mark) for ink in inks for mark in decode_marks(ink)]
    return [entry for entry in marks if not isinstance(entry[1], Bookmark)]


class _Desk:
    """The paper while its pages are written on one after the other."""

    def __init__(self, paper: Paper, typeface: OutlinedTypeface, order: WriteCopy) -> None:
        self._paper = paper
        self._typeface = typeface
        self._order = order
        self._said = watermark_words(order.watermark, typeface)
        self._words = -1
        self._watermarks: dict[PageFrame, int] = {}
        self.has_written = False

    def write_page(self, page: int, marks: Sequence[tuple[str, Mark]]) -> None:
        """Watermark and ink of one page, counted from 0. Raises CannotOpen."""
        frame = self._paper.frame(page)
        forms: list[int] = []
        if self._order.watermark.strip():
            forms.append(self._watermark(frame))
        if marks and self._order.is_flattened:
            forms.append(self._flat(marks, frame))
        if forms:
            self._paper.draw_over(page, forms)
        if marks and not self._order.is_flattened:
            self._paper.annotate(page, [self._annotation(author, mark, frame) for author, mark in marks])
        self.has_written = self.has_written or bool(forms or marks)

    def _annotation(self, author: str, mark: Mark, frame: PageFrame) -> bytes:
        look = drawing(mark, frame, self._typeface)
        if look is None:
            raise ValueError("a bookmark is not drawn")
        number = self._paper.stream(form(look.box, frame, is_multiplied=look.is_multiplied), content_of(look))
        entries = annotation(mark, look, frame, Signature(author, self._order.written_at))
        return b"%s/AP<</N %d 0 R>>" % (entries, number)

    def _flat(self, marks: Sequence[tuple[str, Mark]], frame: PageFrame) -> int:
        """All ink of a page as one form."""
        looks = [look for _, mark in marks if (look := drawing(mark, frame, self._typeface)) is not None]
        box = looks[0].box
        for look in looks[1:]:
            box = box.joined(look.box)
        entries = form(box, frame, is_multiplied=any(look.is_multiplied for look in looks))
        return self._paper.stream(entries, b"".join(isolated(look) for look in looks))

    def _watermark(self, frame: PageFrame) -> int:
        """The form of the watermark for pages of this shape."""
        if frame not in self._watermarks:
            if self._words < 0:
                self._words = self._paper.stream(*self._said.form)
            self._watermarks[frame] = self._paper.stream(*page_form(frame, self._said, self._words))
        return self._watermarks[frame]
