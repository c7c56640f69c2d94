"""Pages as the engine draws them: at any size, turned, whole or in part. Runs in a worker only."""

import time
from typing import Any

import pymupdf

from shared.pdf.pages import Clip, PageSize, Rotation

# The binding's annotations are partial: it is used untyped here, and nothing untyped leaves this package's workers.
_mu: Any = pymupdf
_fz: Any = pymupdf.mupdf

BYTES_PER_PIXEL = 4
MIN_SIDE_PT = 1e-3
_LIST_AFTER_S = 0.03
_BGR = _fz.FzColorspace(_fz.FzColorspace.Fixed_BGR)


class DrawnPage:
    """A loaded page with its annotations.

    A page that took long is drawn from a display list from the second time on: that costs 0.7 of interpreting it
    again. Others are not, because making the list hangs at hostile pages that are drawn directly in no time.
    """

    def __init__(self, document: Any, number: int) -> None:  # noqa: ANN401  # the binding's document
        self._page = document.load_page(number)
        bounds = self._page.rect
        self._left, self._top = bounds.x0, bounds.y0
        self.size = PageSize(max(bounds.width, MIN_SIDE_PT), max(bounds.height, MIN_SIDE_PT))
        self._is_opaque = _is_opaque(self._page)
        self._took_s = 0.0
        self._content: Any = None

    def draw_afresh(self, into: memoryview, size: tuple[int, int]) -> None:
        """Draw the whole page without what was kept of it or of others.

        An image that was decoded before, for another size, would come out a little different.
        """
        pixmap = canvas(into, Clip(0, 0, *size))
        device = _fz.fz_new_draw_device(_fz.FzMatrix(), pixmap)
        _fz.fz_enable_device_hints(device, _fz.FZ_NO_CACHE)
        matrix = self._matrix(size, Clip(0, 0, *size), 0)
        _fz.fz_run_page(self._page.this, device, matrix, _fz.FzCookie())
        _fz.fz_close_device(device)

    def draw(self, into: memoryview, size: tuple[int, int], part: Clip, rotation: Rotation) -> None:
        """Stretch the turned page to `size` pixels and draw `part` of that on white.

        `into` begins with the rows of the part afterwards, without gaps: blue, green, red, 255.
        """
        pixmap = canvas(into, part)
        matrix = self._matrix(size, part, rotation)
        device = _fz.fz_new_draw_device(_fz.FzMatrix(), pixmap)
        if self._took_s > _LIST_AFTER_S:
            if self._content is None:
                self._content = self._page.get_displaylist().this
            shown = _fz.FzRect(0, 0, part.width_px, part.height_px)
            _fz.fz_run_display_list(self._content, device, matrix, shown, _fz.FzCookie())
        else:
            started = time.perf_counter()
            _fz.fz_run_page(self._page.this, device, matrix, _fz.FzCookie())
            self._took_s = time.perf_counter() - started
        _fz.fz_close_device(device)
        if not self._is_opaque:
            _mu.Pixmap("raw", pixmap).set_alpha()  # Qt's Format_RGB32 wants the fourth byte to be 255

    def _matrix(self, size: tuple[int, int], part: Clip, rotation: Rotation) -> Any:  # noqa: ANN401
        """From points of the page to pixels of the part."""
        to_origin = _fz.fz_make_matrix(1, 0, 0, 1, -self._left, -self._top)
        a, b, c, d, e, f = turned(self.size, size, rotation)
        scaled = _fz.fz_make_matrix(a, b, c, d, e - part.left_px, f - part.top_px)
        return _fz.fz_concat(to_origin, scaled)


def page_size(pdf: Any, number: int) -> PageSize:  # noqa: ANN401  # the binding's PDF document
    """Size of a page as displayed, without loading it. Its top left corner is the engine's origin."""
    box, matrix = _fz.FzRect(), _fz.FzMatrix()
    _fz.pdf_page_obj_transform(_fz.pdf_lookup_page_obj(pdf, number), box, matrix)
    shown = _fz.fz_transform_rect(box, matrix)
    return PageSize(max(shown.x1 - shown.x0, MIN_SIDE_PT), max(shown.y1 - shown.y0, MIN_SIDE_PT))


def fitted(page: PageSize, box: tuple[int, int], rotation: Rotation, limit_bytes: int) -> tuple[int, int]:
    """Width and height in pixels of the turned page in the box, at least 1, in at most `limit_bytes`."""
    width_pt, height_pt = page.width_pt, page.height_pt
    if rotation in (90, 270):
        width_pt, height_pt = height_pt, width_pt
    scale = min(box[0] / width_pt, box[1] / height_pt)
    width = max(1, min(box[0], round(width_pt * scale)))
    height = max(1, min(box[1], round(height_pt * scale)))
    return _bounded(width, height, limit_bytes)


def coarsened(size: tuple[int, int], clip: Clip, limit_bytes: int) -> tuple[tuple[int, int], Clip]:
    """The size of the whole page and the clip of it, or the same part smaller, in at most `limit_bytes`."""
    width, height = _bounded(clip.width_px, clip.height_px, limit_bytes)
    if (width, height) == (clip.width_px, clip.height_px):
        return size, clip
    across, down = width / clip.width_px, height / clip.height_px
    left, top = int(clip.left_px * across), int(clip.top_px * down)
    return (max(1, round(size[0] * across)), max(1, round(size[1] * down))), Clip(left, top, width, height)


def canvas(into: memoryview, part: Clip, *, is_cleared: bool = True) -> Any:  # noqa: ANN401  # a pixmap
    """A pixmap whose samples are the start of `into`, made white: no copy is made of what is drawn."""
    count = part.width_px * part.height_px * BYTES_PER_PIXEL
    if count > len(into):
        raise ValueError("the picture is larger than its place")
    samples = _fz.python_mutable_buffer_data(into[:count])
    bounds = _fz.FzIrect(0, 0, part.width_px, part.height_px)
    pixmap = _fz.fz_new_pixmap_with_bbox_and_data(_BGR, bounds, _fz.FzSeparations(), 1, samples)
    if is_cleared:
        _fz.fz_clear_pixmap_with_value(pixmap, 255)
    return pixmap


def turned(page: PageSize, size: tuple[int, int], rotation: Rotation) -> tuple[float, ...]:
    """The matrix from points of the page to pixels of the whole picture."""
    width, height = size
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


def is_blank(pixels: memoryview) -> bool:
    """Whether nothing is on a picture: every byte is 255, or 254 from rounding."""
    return not bytes(pixels).strip(b"\xff\xfe")


def _bounded(width: int, height: int, limit_bytes: int) -> tuple[int, int]:
    pixels = limit_bytes // BYTES_PER_PIXEL
    if width * height > pixels:
        shrink = (pixels / (width * height)) ** 0.5
        width = max(1, min(int(width * shrink), pixels))
        height = max(1, min(int(height * shrink), pixels // width))
    return width, height


def _is_opaque(page: Any) -> bool:  # noqa: ANN401  # the binding's page
    """Whether everything is painted straight onto white, which leaves the fourth byte at exactly 255.

    Blending of groups, and an annotation may hold one, rounds to 254 in places.
    """
    pdf = _fz.pdf_page_from_fz_page(page.this)
    is_annotated = _fz.pdf_first_annot(pdf).m_internal or _fz.pdf_first_widget(pdf).m_internal
    return not is_annotated and not _fz.pdf_page_has_transparency(pdf)
