"""Pictures out of files with thumbnails that came from elsewhere. Runs in a worker only: they may be hostile."""

import os
import stat
from collections import OrderedDict
from typing import Any, Final

import pymupdf

from shared.pdf.drawn_page import canvas, fitted, turned
from shared.pdf.engine_errors import FILE_ERRORS
from shared.pdf.pages import Clip, PageSize, Rotation
from shared.pdf.thumbnail_file import MAX_FILE_BYTES, StoredThumbnail, ThumbnailsDamaged, read_thumbnails

_fz: Any = pymupdf.mupdf

_HELD_FILES: Final = 4
_ENLARGED: Final = 1.3
"""A thumbnail that would have to be enlarged more than this is not used: the page is drawn."""


class StoredPictures:
    """The files that were read, newest last."""

    def __init__(self) -> None:
        self._files: OrderedDict[bytes, tuple[StoredThumbnail | None, ...]] = OrderedDict()

    def find(self, path: bytes, page: int) -> StoredThumbnail | None:
        """What the file holds for a page, from 0; None also where it is no such file."""
        pages = self._files.get(path)
        if pages is None:
            pages = self._files[path] = _read(path)
            if len(self._files) > _HELD_FILES:
                self._files.popitem(last=False)
        self._files.move_to_end(path)
        return pages[page] if page < len(pages) else None


def draw_stored(
    stored: StoredThumbnail, box: tuple[int, int], rotation: Rotation, into: memoryview
) -> tuple[int, int] | None:
    """Draw a thumbnail turned and fitted into the box, as a page would be; width and height in pixels.

    None where it is too small for that, or damaged.
    """
    whole = PageSize(stored.width_px, stored.height_px)
    width, height = fitted(whole, box, rotation, len(into))
    if width * height > _ENLARGED**2 * stored.width_px * stored.height_px:
        return None
    try:
        image = _fz.fz_new_image_from_buffer(_fz.fz_new_buffer_from_copied_data(stored.jpeg))
        # A JPEG that claims another size than was bounded is not decoded.
        if (image.w(), image.h()) != (stored.width_px, stored.height_px):
            return None
        pixmap = canvas(into, Clip(0, 0, width, height))
        device = _fz.fz_new_draw_device(_fz.FzMatrix(), pixmap)
        matrix = _fz.fz_make_matrix(*turned(PageSize(1.0, 1.0), (width, height), rotation))
        _fz.fz_fill_image(device, image, matrix, 1.0, _fz.FzColorParams())
        _fz.fz_close_device(device)
    except FILE_ERRORS:
        return None
    return width, height


def _read(path: bytes) -> tuple[StoredThumbnail | None, ...]:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return ()
            return read_thumbnails(file.read(MAX_FILE_BYTES + 1))
    except (OSError, ThumbnailsDamaged):
        return ()  # the pages are drawn instead
