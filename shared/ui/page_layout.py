"""The geometry of a paper's pages on the desk; arithmetic only.

Boxes are in logical pixels of the content: all that can be scrolled to. With the view scrolled by (x, y), a box lies
(x, y) further left and up in the view. In the layouts ONE and TWO the content is one row of pages, in SCROLL all of
them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

import msgspec

from shared.pdf.pages import PageSize
from shared.ui.page_fit import (
    BODY_LETTER_MM,
    BODY_LETTER_PT,
    MM_PER_PT,
    WHOLE_WIDTH,
    Fit,
    Layout,
    Look,
    Room,
    Span,
)

_RATIO_MIN, _RATIO_MAX = 0.05, 20.0
"""A page of another shape is drawn as if it had this one: it would be a line otherwise."""

_SPAN_MIN = 0.3
"""Text narrower than this share of its page is no body text, and is not blown up further."""


class PixelBox(msgspec.Struct, frozen=True):
    """A rectangle of the content."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel right of it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first pixel below it."""
        return self.top + self.height


class Arrangement:
    """Where every page of a paper lies for one look into one room. Pages count from 1. It does not change."""

    def __init__(self, sizes: Sequence[PageSize], room: Room, look: Look, text: Span = WHOLE_WIDTH) -> None:
        """`sizes` are those of the pages as the file displays them; there is at least one."""
        if not sizes:
            raise ValueError("a paper has at least one page")
        self._sizes = sizes
        self.room = room
        self.look = look
        self._text = text if look.rotation in (0, 180) else WHOLE_WIDTH

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    def zoomed(self, zoom: float) -> "Arrangement":
        """The same at another zoom; cheap also for a thousand pages."""
        other = Arrangement(self._sizes, self.room, msgspec.structs.replace(self.look, zoom=zoom), self._text)
        if self.look.layout is Layout.SCROLL:
            other.__dict__.update(_tops=self._tops, _widest=self._widest)
        return other

    def row_of(self, page: int) -> tuple[int, ...]:
        """The pages that stand beside this one, itself among them, from left to right."""
        if self.look.layout is not Layout.TWO:
            return (page,)
        first = page - (page - 1) % 2
        return (first, first + 1) if first < self.pages else (first,)

    def size_of(self, page: int, zoom: float | None = None) -> tuple[int, int]:
        """Width and height of a page, at another zoom than the look's where one is given."""
        wide = max(1, round(self._fitted_width(page) * (self.look.zoom if zoom is None else zoom)))
        return wide, max(1, round(wide * self._ratio(page)))

    def box_of(self, page: int) -> PixelBox:
        """Where a page lies in the content in which it is seen."""
        wide, tall = self.size_of(page)
        row = self.row_of(page)
        row_wide = sum(self.size_of(one)[0] for one in row) + self.room.gap * (len(row) - 1)
        left = (max(self._content_width(page), self.room.width) - row_wide) // 2
        left += sum(self.size_of(one)[0] + self.room.gap for one in row if one < page)
        return PixelBox(left, self._row_top(page), wide, tall)

    def range_of(self, page: int) -> tuple[int, int]:
        """How far the content of this page can be scrolled, to the right and down."""
        across = max(0, self._content_width(page) - self.room.width)
        last = self.pages if self.look.layout is Layout.SCROLL else page
        end = self._row_top(last) + max(self.size_of(one)[1] for one in self.row_of(last))
        return across, max(0, end + self.room.top - self.room.height)

    def home_x(self, page: int) -> int:
        """How far to the right a page stands when one comes to it: its text, or its middle, in the middle."""
        across = self.range_of(page)[0]
        if self.look.fit is not Fit.TEXT or self.look.layout is Layout.TWO:
            return across // 2
        box = self.box_of(page)
        begin, end = self._span
        middle = box.left + box.width * (begin + end) / 2
        return min(across, max(0, round(middle - self.room.width / 2)))

    def seen(self, page: int, y: int) -> tuple[int, ...]:
        """The pages of the content of `page` that are in sight from above when it is scrolled down by `y`."""
        if self.look.layout is not Layout.SCROLL:
            return self.row_of(page)
        first = self.page_at(y)
        pages: list[int] = []
        for number in range(first, self.pages + 1):
            top = self._row_top(number)
            if top >= y + self.room.height:
                break
            if top + self.size_of(number)[1] > y:
                pages.append(number)
        return tuple(pages) or (first,)

    def page_at(self, y: int) -> int:
        """In the layout SCROLL: the last page that begins at or above the height `y` of the content."""
        low = bisect_right(self._tops, (y - self._begin) / self.look.zoom) - 1
        page = min(self.pages, max(1, low + 1))
        while page > 1 and self._row_top(page) > y:
            page -= 1
        while page < self.pages and self._row_top(page + 1) <= y:
            page += 1
        return page

    # How large, before the zoom -----------------------------------------------------------------------

    def _points(self, page: int) -> tuple[float, float]:
        size = self._sizes[page - 1]
        wide, tall = max(1e-6, size.width_pt), max(1e-6, size.height_pt)
        return (wide, tall) if self.look.rotation in (0, 180) else (tall, wide)

    def _ratio(self, page: int) -> float:
        wide, tall = self._points(page)
        return min(_RATIO_MAX, max(_RATIO_MIN, tall / wide))

    @property
    def _span(self) -> Span:
        begin, end = self._text
        return (begin, end) if self.look.rotation == 0 else (1.0 - end, 1.0 - begin)

    def _fitted_width(self, page: int) -> float:
        if self.look.layout is Layout.TWO:
            return self._paired_width(page)
        room = self.room
        match self.look.fit:
            case Fit.WIDTH:
                return float(room.wide)
            case Fit.WHOLE:
                return min(float(room.wide), float(max(1, round(room.tall / self._ratio(page)))))
            case Fit.TEXT:
                begin, end = self._text
                return room.wide / min(1.0, max(_SPAN_MIN, end - begin))

    def _paired_width(self, page: int) -> float:
        """Both pages of a pair have one scale; a last page without a neighbour is drawn as if it had a twin."""
        row = self.row_of(page)
        points = [self._points(one) for one in row] * (3 - len(row))
        scale = max(1, self.room.wide - self.room.gap) / sum(wide for wide, _ in points)
        if self.look.fit is Fit.WHOLE:
            scale = min(scale, self.room.tall / max(tall for _, tall in points))
        return self._points(page)[0] * scale

    # Where ----------------------------------------------------------------------------------------------

    def _content_width(self, page: int) -> int:
        if self.look.layout is Layout.SCROLL:
            return round(self._widest * self.look.zoom) + 2 * self.room.side
        row = self.row_of(page)
        wide = sum(self.size_of(one)[0] for one in row) + self.room.gap * (len(row) - 1)
        return wide + 2 * self.room.side

    def _row_top(self, page: int) -> int:
        if self.look.layout is Layout.SCROLL:
            return self._begin + round(self._tops[page - 1] * self.look.zoom)
        tall = max(self.size_of(one)[1] for one in self.row_of(page))
        return self.room.top if tall >= self.room.tall else (self.room.height - tall) // 2

    @cached_property
    def _page_of_size(self) -> dict[PageSize, int]:
        """One page of each size: most papers have very few, however many pages they have."""
        return {size: page for page, size in enumerate(self._sizes, start=1)}

    @cached_property
    def _widest(self) -> float:
        return max(self._fitted_width(page) for page in self._page_of_size.values())

    @cached_property
    def _tops(self) -> list[float]:
        """Where each page begins below the first one, in the layout SCROLL, before the zoom.

        The gap grows with the pages, so that all pages keep their place relative to one another.
        """
        gap = self.room.gap
        heights = {
            size: self._fitted_width(page) * self._ratio(page) + gap
            for size, page in self._page_of_size.items()
        }
        return list(accumulate((heights[size] for size in self._sizes[:-1]), initial=0.0))

    @cached_property
    def _begin(self) -> int:
        """Where the first page begins, in the layout SCROLL: a paper lower than the view stands in its middle."""
        tall = round(self._tops[-1] * self.look.zoom) + self.size_of(self.pages)[1]
        return self.room.top if tall >= self.room.tall else (self.room.height - tall) // 2


_FIRST_LOOKS = (
    Look(Layout.ONE, Fit.WHOLE),
    Look(Layout.TWO, Fit.WHOLE),
    Look(Layout.ONE, Fit.WIDTH),
    Look(Layout.ONE, Fit.TEXT),
)


def first_look(
    sizes: Sequence[PageSize],
    room: Room,
    dpi: float,
    text: Span | None = None,
    letter_pt: float = BODY_LETTER_PT,
) -> Look:
    """The first of whole page, two pages, width, text width whose body letters are at least 3.2 mm on the glass.

    Judged by the first page. `dpi` are the logical pixels per inch of the glass, `text` where the body text stands
    if that is known; where none is large enough, it is the one with the largest letters.
    """
    looks = [look for look in _FIRST_LOOKS if look.layout is Layout.ONE or len(sizes) > 1]
    looks = [look for look in looks if look.fit is not Fit.TEXT or text is not None]
    for look in looks:
        wide = Arrangement(sizes, room, look, text or WHOLE_WIDTH).size_of(1)[0]
        share = wide / dpi * 25.4 / (max(1e-6, sizes[0].width_pt) * MM_PER_PT)
        if letter_pt * MM_PER_PT * share >= BODY_LETTER_MM:
            return look
    return looks[-1]
