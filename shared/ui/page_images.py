"""Pictures of pages: who holds their memory, and how a picture in shared memory is shown without a copy."""

from typing import Protocol

from PySide6.QtGui import QImage
from typing_extensions import override

from shared.pdf.pages import Thumbnail
from shared.pdf.rendered_page import BYTES_PER_PIXEL, RenderedPage


class Picture(Protocol):
    """A picture that is shown until its owner closes it."""

    @property
    def image(self) -> QImage:
        """The pixels; invalid after `close`, so nobody keeps it."""

    def close(self) -> None:
        """Give the memory back; again does nothing."""


class PinnedPicture(Picture):
    """A picture in the pool's shared memory, which may not be drawn over while it is on the screen.

    The image points into that memory without owning it. It is dropped before the place is released, because
    the memory cannot be closed while something points into it.
    """

    def __init__(self, page: RenderedPage) -> None:
        self._page = page
        self._image: QImage | None = QImage(
            page.view, page.width_px, page.height_px, page.stride, QImage.Format.Format_RGB32
        )

    @property
    @override
    def image(self) -> QImage:
        if self._image is None:
            raise ValueError("the picture was closed")
        return self._image

    @override
    def close(self) -> None:
        if self._image is not None:
            self._image = None
            self._page.release()


class OwnPicture(Picture):
    """A picture that owns its pixels."""

    def __init__(self, image: QImage) -> None:
        self._image = image

    @property
    @override
    def image(self) -> QImage:
        return self._image

    @override
    def close(self) -> None:
        """Nothing is pinned, so nothing is given back."""


def thumbnail_image(thumbnail: Thumbnail) -> QImage:
    """The image of a thumbnail, with pixels of its own."""
    return QImage(
        thumbnail.pixels,
        thumbnail.width_px,
        thumbnail.height_px,
        thumbnail.stride,
        QImage.Format.Format_RGB32,
    ).copy()


def slot_bytes_for(screen_width_px: int, screen_height_px: int) -> int:
    """Memory for one picture on a screen of this many device pixels: an A4 page as wide as the screen.

    A page that would be larger is drawn smaller and scaled up when shown.
    """
    longer, shorter = max(screen_width_px, screen_height_px), min(screen_width_px, screen_height_px)
    return BYTES_PER_PIXEL * longer * max(shorter, round(longer * 1.1))


def most_pixels_for(screen_width_px: int, screen_height_px: int) -> int:
    """How many pixels one picture may have on such a screen."""
    return slot_bytes_for(screen_width_px, screen_height_px) // BYTES_PER_PIXEL
