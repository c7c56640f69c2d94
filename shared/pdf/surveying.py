"""What is kept of every page when a paper is taken in: a fingerprint and a thumbnail. Runs in a worker only."""

import hashlib
from typing import Any, Final

import pymupdf

from shared.pdf.drawn_page import BYTES_PER_PIXEL, DrawnPage, canvas, fitted
from shared.pdf.page_letters import PageLetters, TooManyLetters
from shared.pdf.pages import Clip, PageSize
from shared.pdf.thumbnail_file import StoredThumbnail

_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

_PIXELS_PER_POINT: Final = 96 / 72
_SIDE_PX: Final = 1600
"""A page that is larger than this at 96 pixels an inch is looked at coarser."""

THUMBNAIL_BOX_PX: Final = (144, 432)
_QUALITIES: Final = (80, 60, 40, 20)
_RULES: Final = b"wuzhi page 1\n"
"""What is hashed, and in which order, is the same as long as this is the same."""

PICTURE_BYTES: Final = _SIDE_PX * _SIDE_PX * BYTES_PER_PIXEL


def surveyed(document: Any, number: int, room_bytes: int) -> tuple[str, StoredThumbnail | None]:  # noqa: ANN401
    """Fingerprint of a page, 64 hexadecimal digits, and a thumbnail whose JPEG takes at most `room_bytes`.

    The fingerprint is the SHA-256 of the page's size, of its pixels at 96 to the inch, annotations included, and of
    its text, also where that is invisible. It does not depend on the page's number, on other pages, or on how the
    file is built. No thumbnail where none is small enough.
    """
    page = DrawnPage(document, number)
    size = _size(page.size)
    place = memoryview(bytearray(size[0] * size[1] * BYTES_PER_PIXEL))
    page.draw_afresh(place, size)
    digest = hashlib.sha256(_RULES)
    digest.update(f"{page.size.width_pt:.2f} {page.size.height_pt:.2f} {size[0]} {size[1]}\n".encode())
    digest.update(place)
    digest.update(_text(document, number))
    return digest.hexdigest(), _thumbnail(place, size, room_bytes)


def _size(page: PageSize) -> tuple[int, int]:
    width = min(_SIDE_PX, max(1, round(page.width_pt * _PIXELS_PER_POINT)))
    height = min(_SIDE_PX, max(1, round(page.height_pt * _PIXELS_PER_POINT)))
    return fitted(page, (width, height), 0, PICTURE_BYTES)


def _text(document: Any, number: int) -> bytes:  # noqa: ANN401  # the binding's document
    try:
        return PageLetters(document, number).text().encode("utf-8", "replace")
    except TooManyLetters:
        return b""


def _thumbnail(place: memoryview, size: tuple[int, int], room_bytes: int) -> StoredThumbnail | None:
    width, height = fitted(PageSize(*size), THUMBNAIL_BOX_PX, 0, PICTURE_BYTES)
    if width > size[0] or height > size[1]:
        width, height = size
    whole = canvas(place, Clip(0, 0, *size), is_cleared=False)
    small = _fz.fz_scale_pixmap(whole, 0, 0, width, height, _fz.FzIrect(0, 0, width, height))
    picture = _mu.Pixmap(_mu.csRGB, width, height, _red_green_blue(small), False)
    for quality in _QUALITIES:
        jpeg: bytes = picture.tobytes("jpeg", jpg_quality=quality)
        if len(jpeg) <= room_bytes:
            return StoredThumbnail(width, height, jpeg)
    return None


def _red_green_blue(pixmap: Any) -> bytes:  # noqa: ANN401  # the binding's pixmap
    pixels = bytes(_fz.fz_pixmap_samples_memoryview(pixmap))
    turned = bytearray(len(pixels) // BYTES_PER_PIXEL * 3)
    for channel in range(3):
        turned[channel::3] = pixels[2 - channel :: BYTES_PER_PIXEL]
    return bytes(turned)
