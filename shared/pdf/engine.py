"""The one module that knows the PDF engine. Runs in a worker only: the engine holds the GIL while it draws."""

import os
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pymupdf

from shared.pdf.pages import MAX_PAGES, DocumentFacts, Finding, PageSize, Problem, Rotation
from shared.pdf.source import CannotOpen, open_source

# The binding's annotations are partial: it is used untyped here, and nothing untyped leaves this module.
_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

BYTES_PER_PIXEL = 4
_MIN_SIDE_PT = 1e-3
_HELD_LISTS = 12
_BGR = _fz.FzColorspace(_fz.FzColorspace.Fixed_BGR)
_EVERYWHERE = _fz.FzRect(_fz.FzRect.Fixed_INFINITE)
_MEMORY_ERRORS = (_fz.FzErrorSystem, _fz.FzErrorLimit, MemoryError)
# The binding raises its own types for MuPDF's errors, and Python's for what its wrapper finds wrong in a file.
_FILE_ERRORS = (_fz.FzErrorBase, RuntimeError, ValueError, TypeError, IndexError, KeyError, OverflowError)


class CannotDraw(Exception):
    """This page of an open paper cannot be shown."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Picture(msgspec.Struct, frozen=True):
    """A page on white: rows of 4 bytes a pixel without gaps, blue first; the fourth byte means nothing."""

    width_px: int
    height_px: int
    pixels: memoryview
    owner: object
    """Keeps the pixels alive: the binding's view of them does not."""

    def is_blank(self) -> bool:
        """Whether nothing is on it: every byte is 255, or 254 from rounding."""
        return not bytes(self.pixels).strip(b"\xff\xfe")


class Paper:
    """An open PDF. Pages count from 0; what was drawn is kept as display lists, the newest few."""

    def __init__(self, path: bytes, password: str | None = None) -> None:
        """Open the file; raises CannotOpen."""
        self._lists: OrderedDict[int, _Interpreted] = OrderedDict()
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
            sizes = tuple(_size(pdf, page) for page in range(self.page_count))
        return DocumentFacts(digest, sizes, self.is_repaired, self.is_encrypted)

    def draw(self, page: int, box: tuple[int, int], rotation: Rotation, limit_bytes: int) -> Picture:
        """The page fitted into `box` (width, height in pixels), in at most `limit_bytes`; raises CannotDraw."""
        if not 0 <= page < self.page_count:
            raise CannotDraw(Problem.NO_SUCH_PAGE)
        try:
            interpreted = self._interpreted(page)
            width, height = fitted(interpreted.size, box, rotation, limit_bytes)
            return interpreted.draw(width, height, rotation)
        except _MEMORY_ERRORS as error:
            raise CannotDraw(Problem.TOO_COMPLEX) from error
        except _FILE_ERRORS as error:
            raise CannotDraw(Problem.DAMAGED) from error

    @property
    def holds_pages(self) -> bool:
        """Whether drawn pages are kept, and with them memory."""
        return bool(self._lists)

    def close(self) -> None:
        """Let go of the file."""
        self._lists.clear()
        self._document.close()

    def _unlock(self, password: str | None) -> None:
        if password is None:
            raise CannotOpen(Finding.NEEDS_PASSWORD)
        if not self._document.authenticate(password):
            raise CannotOpen(Finding.WRONG_PASSWORD)

    def _interpreted(self, page: int) -> "_Interpreted":
        held = self._lists.get(page)
        if held is None:
            held = _Interpreted(self._document, page)
            self._lists[page] = held
            if len(self._lists) > _HELD_LISTS:
                self._lists.popitem(last=False)
        self._lists.move_to_end(page)
        return held


class _Interpreted:
    """A page with its annotations as a display list: drawing it again costs 0.7 of the first time."""

    def __init__(self, document: Any, number: int) -> None:  # noqa: ANN401  # the binding's document
        page = document.load_page(number)
        bounds = page.rect
        self._left, self._top = bounds.x0, bounds.y0
        self.size = PageSize(max(bounds.width, _MIN_SIDE_PT), max(bounds.height, _MIN_SIDE_PT))
        self._content = page.get_displaylist().this

    def draw(self, width: int, height: int, rotation: Rotation) -> Picture:
        """Stretch the turned page to exactly width × height pixels."""
        scale = _turned(self.size, width, height, rotation)
        matrix = _fz.fz_concat(
            _fz.fz_make_matrix(1, 0, 0, 1, -self._left, -self._top), _fz.fz_make_matrix(*scale)
        )
        pixmap = _fz.fz_new_pixmap_with_bbox(_BGR, _fz.FzIrect(0, 0, width, height), _fz.FzSeparations(), 1)
        _fz.fz_clear_pixmap_with_value(pixmap, 255)
        device = _fz.fz_new_draw_device(matrix, pixmap)
        _fz.fz_run_display_list(self._content, device, _fz.FzMatrix(), _EVERYWHERE, _fz.FzCookie())
        _fz.fz_close_device(device)
        return Picture(width, height, _fz.fz_pixmap_samples_memoryview(pixmap), pixmap)


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


def fitted(page: PageSize, box: tuple[int, int], rotation: Rotation, limit_bytes: int) -> tuple[int, int]:
    """Width and height in pixels of the turned page in the box, at least 1, in at most `limit_bytes`."""
    width_pt, height_pt = page.width_pt, page.height_pt
    if rotation in (90, 270):
        width_pt, height_pt = height_pt, width_pt
    scale = min(box[0] / width_pt, box[1] / height_pt)
    width = max(1, min(box[0], round(width_pt * scale)))
    height = max(1, min(box[1], round(height_pt * scale)))
    pixels = limit_bytes // BYTES_PER_PIXEL
    if width * height > pixels:
        shrink = (pixels / (width * height)) ** 0.5
        width = max(1, min(int(width * shrink), pixels))
        height = max(1, min(int(height * shrink), pixels // width))
    return width, height


def _turned(page: PageSize, width: int, height: int, rotation: Rotation) -> tuple[float, ...]:
    """The matrix from points of the page to pixels of the picture."""
    across, down = page.width_pt, page.height_pt
    match rotation:
        case 0:
            return (width / across, 0.0, 0.0, height / down, 0.0, 0.0)
        case 90:
            return (0.0, height / across, -width / down, 0.0, width, 0.0)
        case 180:
            return (-width / across, 0.0, 0.0, -height / down, width, height)
        case 270:
            return (0.0, -height / across, width / down, 0.0, 0.0, height)


def _size(pdf: Any, number: int) -> PageSize:  # noqa: ANN401  # the binding's document
    box, matrix = _fz.FzRect(), _fz.FzMatrix()
    _fz.pdf_page_obj_transform(_fz.pdf_lookup_page_obj(pdf, number), box, matrix)
    shown = _fz.fz_transform_rect(box, matrix)
    return PageSize(max(shown.x1 - shown.x0, _MIN_SIDE_PT), max(shown.y1 - shown.y0, _MIN_SIDE_PT))


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
    except _MEMORY_ERRORS as error:
        raise CannotOpen(Finding.TOO_MUCH_MEMORY) from error
    except _FILE_ERRORS as error:
        raise CannotOpen(Finding.DAMAGED) from error
