"""The file with the thumbnails of a paper: made once when the paper is taken in, then handed to every terminal. Pure.

It is one MessagePack array: "wuzhi-thumbnails", the version 1, the number of pages, and an array with one entry for
each page from the first on. An entry is nil where no thumbnail was made; else an array of width and height in pixels
and the bytes of a JPEG of that size. Width and height 0 without bytes stand for a page that cannot be drawn.
At most MAX_FILE_BYTES, whatever the number of pages. Who receives such a file cannot trust it: `read_thumbnails` bounds
everything but the JPEGs themselves, which only a confined worker decodes.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from shared.pdf.pages import MAX_PAGES

MAX_FILE_BYTES: Final = 16 << 20
MAX_SIDE_PX: Final = 512
MAX_THUMBNAIL_BYTES: Final = 48 << 10
_OVERHEAD_BYTES: Final = 16
"""More than an entry takes beside its JPEG."""

_Side = Annotated[int, msgspec.Meta(ge=0, le=MAX_SIDE_PX)]


class StoredThumbnail(msgspec.Struct, frozen=True, array_like=True):
    """A small picture of a page; empty where the page cannot be drawn."""

    width_px: _Side
    height_px: _Side
    jpeg: Annotated[bytes, msgspec.Meta(max_length=MAX_THUMBNAIL_BYTES)]

    @property
    def is_empty(self) -> bool:
        """Whether the page cannot be drawn."""
        return not (self.width_px and self.height_px and self.jpeg)


NOT_DRAWN: Final = StoredThumbnail(0, 0, b"")
"""Stands for a page that cannot be drawn."""


class ThumbnailsDamaged(Exception):
    """The bytes are no file with thumbnails."""


class _File(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    format: Literal["wuzhi-thumbnails"]
    version: Literal[1]
    page_count: Annotated[int, msgspec.Meta(ge=0, le=MAX_PAGES)]
    pages: Annotated[tuple[StoredThumbnail | None, ...], msgspec.Meta(max_length=MAX_PAGES)]


_decoder: Final = msgspec.msgpack.Decoder(_File)


def room_for_each(pages: int) -> int:
    """Bytes that the JPEG of each page may take, so that all fit."""
    whole = MAX_FILE_BYTES - 64
    return max(0, min(MAX_THUMBNAIL_BYTES, whole // max(1, pages) - _OVERHEAD_BYTES))


def write_thumbnails(pages: Sequence[StoredThumbnail | None]) -> bytes:
    """The file; raises ValueError where it would be larger than it may be."""
    data = msgspec.msgpack.encode(_File("wuzhi-thumbnails", 1, len(pages), tuple(pages)))
    if len(data) > MAX_FILE_BYTES or len(pages) > MAX_PAGES:
        raise ValueError("the thumbnails are too large for their file")
    return data


def read_thumbnails(data: bytes) -> tuple[StoredThumbnail | None, ...]:
    """One entry a page; raises ThumbnailsDamaged."""
    if len(data) > MAX_FILE_BYTES:
        raise ThumbnailsDamaged
    try:
        file = _decoder.decode(data)
    except msgspec.DecodeError as error:
        raise ThumbnailsDamaged from error
    if len(file.pages) != file.page_count:
        raise ThumbnailsDamaged
    return file.pages
