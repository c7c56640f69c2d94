"""Papers as the PDF engine reads them. Runs in a worker only: the engine holds the GIL while it draws."""

import os
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pymupdf

from shared.pdf.drawn_page import DrawnPage, coarsened, fitted, page_size
from shared.pdf.engine_errors import FILE_ERRORS, MEMORY_ERRORS
from shared.pdf.page_letters import PageLetters, TooManyLetters
from shared.pdf.page_targets import links, outline
from shared.pdf.pages import (
    MAX_PAGES,
    Box,
    Clip,
    DocumentFacts,
    Finding,
    OutlineEntry,
    PageLink,
    PageText,
    Problem,
    Rotation,
)
from shared.pdf.source import CannotOpen, open_source
from shared.pdf.surveying import surveyed
from shared.pdf.thumbnail_file import StoredThumbnail

# The binding's annotations are partial: it is used untyped here, and nothing untyped leaves this module.
_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

_HELD_PAGES = 12


class CannotDraw(Exception):
    """This page of an open paper cannot be shown."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Paper:
    """An open PDF. Pages count from 0; the newest few that were drawn are kept."""

    def __init__(self, path: bytes, password: str | None = None) -> None:
        """Open the file; raises CannotOpen."""
        self._held: OrderedDict[int, DrawnPage] = OrderedDict()
        self._document = _open(path)
        with _opening():
            self.is_encrypted = bool(self._document.needs_pass)
            if self.is_encrypted:
                self._unlock(password)
            self.page_count = len(self._document)
            self.is_repaired = bool(self._document.is_repaired)
        if self.page_count < 1:
            raise CannotOpen(Finding.NO_PAGES)
        if self.page_count > MAX_PAGES:
            raise CannotOpen(Finding.TOO_MANY_PAGES)

    def facts(self, digest: str) -> DocumentFacts:
        """Sizes of all pages; raises CannotOpen where the page tree does not hold what it claims."""
        with _opening():
            pdf = _fz.pdf_document_from_fz_document(self._document.this)
            sizes = tuple(page_size(pdf, page) for page in range(self.page_count))
        return DocumentFacts(digest, sizes, self.is_repaired, self.is_encrypted)

    def draw(
        self, page: int, box: tuple[int, int], rotation: Rotation, into: memoryview, clip: Clip | None = None
    ) -> tuple[int, int]:
        """Draw the page, or with `clip` a part of it, as a PageRequest says, to the start of `into`.

        Returns width and height in pixels: rows of 4 bytes a pixel without gaps, blue, green, red, 255, on
        white. Raises CannotDraw.
        """
        with self._reading(page):
            drawn = self._drawn(page)
            if clip is None:
                size = fitted(drawn.size, box, rotation, len(into))
                part = Clip(0, 0, *size)
            else:
                size, part = coarsened(box, clip, len(into))
            drawn.draw(into, size, part, rotation)
        return part.width_px, part.height_px

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The table of contents; raises CannotDraw."""
        with self._reading(0):
            return outline(self._document, self.page_count)

    def links(self, page: int) -> tuple[PageLink, ...]:
        """What leads to a page of this paper; raises CannotDraw."""
        with self._reading(page):
            return links(self._document, page, self.page_count)

    def text(self, page: int) -> PageText:
        """The words of a page; raises CannotDraw."""
        with self._reading(page):
            return PageLetters(self._document, page).words()

    def find(self, page: int, query: str) -> tuple[tuple[Box, ...], ...]:
        """Where the page says what was folded before; raises CannotDraw."""
        with self._reading(page):
            return PageLetters(self._document, page).find(query)

    def survey(self, page: int, room_bytes: int) -> tuple[str, StoredThumbnail | None]:
        """Fingerprint and thumbnail of a page (see `surveying`); raises CannotDraw."""
        with self._reading(page):
            return surveyed(self._document, page, room_bytes)

    @property
    def holds_pages(self) -> bool:
        """Whether drawn pages are kept, and with them memory."""
        return bool(self._held)

    def close(self) -> None:
        """Let go of the file."""
        self._held.clear()
        self._document.close()

    def _unlock(self, password: str | None) -> None:
        if password is None:
            raise CannotOpen(Finding.NEEDS_PASSWORD)
        if not self._document.authenticate(password):
            raise CannotOpen(Finding.WRONG_PASSWORD)

    @contextmanager
    def _reading(self, page: int) -> Iterator[None]:
        """Turn what the engine raises about a page into CannotDraw."""
        if not 0 <= page < self.page_count:
            raise CannotDraw(Problem.NO_SUCH_PAGE)
        try:
            yield
        except (*MEMORY_ERRORS, TooManyLetters) as error:
            raise CannotDraw(Problem.TOO_COMPLEX) from error
        except FILE_ERRORS as error:
            raise CannotDraw(Problem.DAMAGED) from error

    def _drawn(self, page: int) -> DrawnPage:
        held = self._held.get(page)
        if held is None:
            held = DrawnPage(self._document, page)
            self._held[page] = held
            if len(self._held) > _HELD_PAGES:
                self._held.popitem(last=False)
        self._held.move_to_end(page)
        return held


def quiet() -> None:
    """Print nothing about files: messages of the engine quote their content."""
    _mu.TOOLS.mupdf_display_errors(False)
    _mu.TOOLS.mupdf_display_warnings(False)


def has_complained() -> bool:
    """Whether the engine found anything wrong since the last call. What it says quotes the file: never log it."""
    return bool(_mu.TOOLS.mupdf_warnings(reset=True))


def free_memory() -> None:
    """Empty the engine's own cache of fonts and images."""
    _mu.TOOLS.store_shrink(100)


def chinese_typeface() -> bytes:
    """The font file with Chinese letters that ships inside the engine, 3.5 MB."""
    return bytes(_mu.Font("china-s").buffer)


def _open(path: bytes) -> Any:  # noqa: ANN401  # the binding's document
    """Open what `open_source` looked at: on Linux by its descriptor, so that no other file can take its place."""
    descriptor = open_source(path)
    try:
        name = f"/proc/self/fd/{descriptor}" if sys.platform == "linux" else os.fsdecode(path)
        with _opening():
            document = _mu.open(name, filetype="pdf")
            is_pdf = document.is_pdf
    finally:
        os.close(descriptor)
    if not is_pdf:
        raise CannotOpen(Finding.OTHER_FORMAT)
    return document


@contextmanager
def _opening() -> Iterator[None]:
    """Turn what the engine raises about a file into CannotOpen."""
    try:
        yield
    except MEMORY_ERRORS as error:
        raise CannotOpen(Finding.TOO_MUCH_MEMORY) from error
    except FILE_ERRORS as error:
        raise CannotOpen(Finding.DAMAGED) from error
