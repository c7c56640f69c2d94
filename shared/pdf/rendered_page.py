"""A picture of a page in the memory that the workers draw into, as the window holds it."""

import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Self

from shared.pdf.pages import PageRequest
from shared.pdf.slots import Filled

BYTES_PER_PIXEL = 4


class RenderedPage:
    """A picture in the shared memory; it stays there until released.

    `view` holds `height_px` rows of `stride` bytes, each pixel blue, green, red, 255 (Qt's Format_RGB32).
    Drop every image made over it before releasing: another page is drawn there then. The memory itself stays
    as long as `view` or an image that refers to it, also after the pool was closed. `request` says what was
    asked for.
    """

    def __init__(
        self, request: PageRequest, filled: Filled, view: memoryview, unpin: Callable[[], None]
    ) -> None:
        self.request = request
        self.width_px = filled.width_px
        self.height_px = filled.height_px
        self.stride = filled.width_px * BYTES_PER_PIXEL
        self.view = view
        self._unpin: Callable[[], None] | None = unpin

    def release(self) -> None:
        """Allow the place to be drawn over; again does nothing.

        `view` itself is not released: Qt's QImage refers to it without holding its buffer, and an image that
        lives a moment too long would read memory that is gone.
        """
        if self._unpin is not None:
            unpin, self._unpin = self._unpin, None
            unpin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __del__(self) -> None:
        if self._unpin is not None:
            warnings.warn("a picture of a page was never released", ResourceWarning, stacklevel=1)
            self.release()
