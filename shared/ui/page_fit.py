"""Where a page lies in a view; arithmetic only."""

from enum import StrEnum

import msgspec


class Fit(StrEnum):
    """WIDTH fills the width between the margins and scrolls; WHOLE shows all of the page."""

    WIDTH = "width"
    WHOLE = "whole"


class Box(msgspec.Struct, frozen=True):
    """A place in logical pixels of the view, before scrolling."""

    left: int
    top: int
    width: int
    height: int


BODY_LETTER_MM = 3.2
"""Body letters should not be smaller than this on the glass."""

_BODY_LETTER_PT = 16.0
"""Height of the body letters of an official document (size 三号)."""

_MM_PER_PT = 25.4 / 72


def page_box(view: tuple[int, int], margins: tuple[int, int], ratio: float, fit: Fit) -> Box:
    """Where a page of `ratio` = height / width lies in a view of (width, height) with (side, top) margins.

    A page lower than the view stands in its middle; a higher one begins at the top margin.
    """
    width, height = max(1, view[0] - 2 * margins[0]), max(1, view[1] - 2 * margins[1])
    ratio = min(20.0, max(0.05, ratio))
    wide = width
    if fit is Fit.WHOLE:
        wide = min(width, max(1, round(height / ratio)))
    tall = max(1, round(wide * ratio))
    left = (view[0] - wide) // 2
    top = margins[1] if tall >= height else (view[1] - tall) // 2
    return Box(left, top, wide, tall)


def scroll_range(box: Box, view_height: int, top_margin: int) -> int:
    """How far the view can scroll down so that the page's end stands above the bottom margin."""
    return max(0, box.top + box.height + top_margin - view_height)


def first_fit(
    view: tuple[int, int], margins: tuple[int, int], page_pt: tuple[float, float], dpi: float
) -> Fit:
    """WHOLE where body letters are then at least 3.2 mm high on the glass, WIDTH otherwise.

    `page_pt` is the page's size in points as displayed, `dpi` the logical pixels per inch of the glass.
    """
    ratio = page_pt[1] / page_pt[0]
    whole = page_box(view, margins, ratio, Fit.WHOLE)
    share = whole.width / dpi * 25.4 / (page_pt[0] * _MM_PER_PT)
    return Fit.WHOLE if _BODY_LETTER_PT * _MM_PER_PT * share >= BODY_LETTER_MM else Fit.WIDTH
