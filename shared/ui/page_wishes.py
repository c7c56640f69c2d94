"""Which pictures a view needs: arithmetic between places and pixels."""

import math

import msgspec
from PySide6.QtCore import QRectF

from shared.pdf.pages import MAX_SIDE_PX, Clip, Rotation
from shared.ui.page_places import PlacedPage

CLIP_MARGIN = 0.125
"""A part that is drawn sharp reaches so far beyond the view on each side, as a share of the view's size."""


FIRST_SHARE = 0.7
"""Where more of a page is in sight than this share, it is drawn whole at once."""


class PictureWish(msgspec.Struct, frozen=True):
    """A picture of a page, or of a part of it, in device pixels; pages count from 1.

    As in a `PageRequest`, `width_px` × `height_px` is the whole page, turned.
    """

    page: int
    width_px: int
    height_px: int
    rotation: Rotation = 0
    clip: Clip | None = None


def whole_wish(page: int, size: tuple[int, int], rotation: Rotation, dense: float) -> PictureWish:
    """A wish for all of a page that takes `size` logical pixels of `dense` device pixels each."""
    return PictureWish(page, *_device_size(size[0], size[1], dense), rotation)


def part_wish(placed: PlacedPage, view: QRectF, dense: float, most_px: int) -> PictureWish | None:
    """A wish for the part of a page that is in the view, and a margin around it; None where nothing is in sight.

    The margin shrinks so that the picture has at most `most_px` pixels.
    """
    if not placed.rect.intersects(view):
        return None
    wide, tall = _device_size(placed.rect.width(), placed.rect.height(), dense)
    clips = (_clip(placed, view, (wide, tall), margin) for margin in (CLIP_MARGIN, CLIP_MARGIN / 2))
    fitting = (clip for clip in clips if clip.width_px * clip.height_px <= most_px)
    clip = next(fitting, _clip(placed, view, (wide, tall), 0.0))
    return PictureWish(placed.page, wide, tall, placed.rotation, clip)


def first_wish(whole: PictureWish, placed: PlacedPage, view: QRectF, dense: float) -> PictureWish | None:
    """A wish for just what will be in the view of a page that is to be drawn as `whole` says.

    None where that is most of the page: it would be drawn twice for nothing.
    """
    size = _device_size(placed.rect.width(), placed.rect.height(), dense)
    if size != (whole.width_px, whole.height_px) or not placed.rect.intersects(view):
        return None
    clip = _clip(placed, view, size, 0.0)
    if clip.width_px * clip.height_px > FIRST_SHARE * size[0] * size[1]:
        return None
    return PictureWish(whole.page, whole.width_px, whole.height_px, whole.rotation, clip)


def part_rect(wish: PictureWish, placed: PlacedPage) -> QRectF:
    """Where the picture of a part belongs in the view, also after the page was zoomed or scrolled."""
    clip = wish.clip or Clip(0, 0, wish.width_px, wish.height_px)
    scale_x, scale_y = placed.rect.width() / wish.width_px, placed.rect.height() / wish.height_px
    return QRectF(
        placed.rect.left() + clip.left_px * scale_x,
        placed.rect.top() + clip.top_px * scale_y,
        clip.width_px * scale_x,
        clip.height_px * scale_y,
    )


def is_sharp_for(wish: PictureWish, placed: PlacedPage, view: QRectF, dense: float) -> bool:
    """Whether the part was drawn for this size of the page and covers all of it that is in sight."""
    if wish.rotation != placed.rotation:
        return False
    if (wish.width_px, wish.height_px) != _device_size(placed.rect.width(), placed.rect.height(), dense):
        return False
    seen = placed.rect.intersected(view)
    return part_rect(wish, placed).adjusted(-1, -1, 1, 1).contains(seen)


def _clip(placed: PlacedPage, view: QRectF, size: tuple[int, int], margin: float) -> Clip:
    wide, tall = size
    across, down = margin * view.width(), margin * view.height()
    part = view.adjusted(-across, -down, across, down).intersected(placed.rect)
    part.translate(-placed.rect.topLeft())
    scale_x, scale_y = wide / placed.rect.width(), tall / placed.rect.height()
    left = min(max(0, math.floor(part.left() * scale_x)), wide - 1)
    top = min(max(0, math.floor(part.top() * scale_y)), tall - 1)
    right, bottom = (
        min(wide, math.ceil(part.right() * scale_x)),
        min(tall, math.ceil(part.bottom() * scale_y)),
    )
    return Clip(left, top, max(1, right - left), max(1, bottom - top))


def _device_size(wide: float, tall: float, dense: float) -> tuple[int, int]:
    shrink = min(1.0, MAX_SIDE_PX / (dense * max(wide, tall)))
    return max(1, round(wide * dense * shrink)), max(1, round(tall * dense * shrink))
