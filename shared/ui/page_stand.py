"""Where a reader stands in a paper: the look, the page, how far it is scrolled. No pixels, no pictures."""

import copy
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF

from shared.pdf.pages import PageSize
from shared.ui.page_fit import WHOLE_WIDTH, Layout, Look, Room, Span, kept_zoom
from shared.ui.page_layout import Arrangement, PixelBox
from shared.ui.page_places import PlacedPage, turned


class PageStand:
    """Changes only when told to. Pages count from 1; without a paper the page is 0 and nothing is placed."""

    def __init__(self, room: Room, look: Look) -> None:
        self._sizes: Sequence[PageSize] = ()
        self._room = room
        self._look = look
        self._text: Span = WHOLE_WIDTH
        self._arrangement: Arrangement | None = None
        self._page = 0
        self._x = 0.0
        self._y = 0.0
        self._seen: tuple[PlacedPage, ...] = ()
        self._seen_from: tuple[Arrangement, int, int, int] | None = None

    @property
    def page(self) -> int:
        """The page that is read."""
        return self._page

    @property
    def pages(self) -> int:
        """Pages of the paper, 0 for none."""
        return len(self._sizes)

    @property
    def look(self) -> Look:
        """How the paper is looked at."""
        return self._look

    @property
    def room(self) -> Room:
        """The view."""
        return self._room

    @property
    def arrangement(self) -> Arrangement | None:
        """Where the pages lie; None without a paper."""
        if self._arrangement is None and self._sizes:
            self._arrangement = Arrangement(self._sizes, self._room, self._look, self._text)
        return self._arrangement

    @property
    def placed(self) -> tuple[PlacedPage, ...]:
        """The pages that are in sight at least partly, where they lie now."""
        arranged = self.arrangement
        if arranged is None or not self._page:
            return ()
        stands = (arranged, self._page, round(self._x), round(self._y))
        if self._seen_from != stands:  # it is asked many times for each page that comes
            view = QRectF(0, 0, self._room.width, self._room.height)
            places = (self._place(arranged, page) for page in arranged.seen(self._page, round(self._y)))
            self._seen = tuple(place for place in places if place.rect.intersects(view))
            self._seen_from = stands
        return self._seen

    def place_of(self, page: int) -> PlacedPage | None:
        """Where a page of the content lies, in sight or not; None for one that is not laid out with this one."""
        arranged = self.arrangement
        if arranged is None or not 1 <= page <= arranged.pages or not self._page:
            return None
        if self._look.layout is not Layout.SCROLL and page not in arranged.row_of(self._page):
            return None
        return self._place(arranged, page)

    def placed_at(self, page: int, v: float = 0.0, *, at_end: bool = False) -> tuple[PlacedPage, ...]:
        """What would be in sight after `go_to`; nothing changes."""
        other = copy.copy(self)
        other.go_to(page, v, at_end=at_end)
        return other.placed

    def pages_to(self, by: int, page: int) -> int:
        """How many pages to go from `page` to see what comes after (1) or before (-1) it and those beside it.

        Single pages are also asked for beyond the ends: what is there, only others know.
        """
        arranged = self.arrangement
        if arranged is None or not page or self._look.layout is not Layout.TWO:
            return by
        row = arranged.row_of(page)
        target = row[-1] + 1 if by > 0 else row[0] - 1
        return arranged.row_of(target)[0] - page if 1 <= target <= arranged.pages else 0

    @property
    def scroll_share(self) -> float:
        """How far down it is scrolled, 0 at the top, 1 at the end."""
        most = self._range()[1]
        return self._y / most if most else 0.0

    @property
    def can_scroll_across(self) -> bool:
        """Whether the content is wider than the view."""
        return self._range()[0] > 0

    # Changes: each answers whether anything is different now ----------------------------------------------

    def open(self, sizes: Sequence[PageSize], look: Look, text: Span = WHOLE_WIDTH) -> None:
        """Take another paper; it stands on no page yet. Without sizes there is no paper."""
        self._sizes, self._look, self._text = sizes, look, text
        self._arrangement = None
        self._page, self._x, self._y = 0, 0.0, 0.0

    def go_to(self, page: int, v: float = 0.0, *, at_end: bool = False) -> None:
        """Stand on a page: with its place `v` at the edge of the view, or with its end at the view's end.

        A zoomed page keeps how far to the right it is scrolled.
        """
        arranged = self.arrangement
        if arranged is None:
            return
        was, self._page = self._page, min(max(1, page), arranged.pages)
        across = arranged.range_of(self._page)[0]
        keeps_x = was and self._look.zoom > 1.0
        self._x = min(self._x, across) if keeps_x else arranged.home_x(self._page)
        box = arranged.box_of(self._page)
        if not box.left - self._room.width < self._x < box.right:
            self._x = box.left + (box.width - self._room.width) / 2
        down = box.bottom + self._room.top - self._room.height if at_end else box.top - self._room.top
        self._y = down
        if v > 0.0 and not at_end:
            self._show_place(box, v)
        self._clamp()

    def _show_place(self, box: PixelBox, v: float) -> None:
        """Scroll so that what follows `v` is in sight: below it, or on a turned page beside or above it.

        A line of a page that lies on its side is seen from its beginning.
        """
        room = self._room
        match self._look.rotation:
            case 0:
                self._y = box.top + v * box.height - room.top
            case 90:
                self._x = box.left + (1.0 - v) * box.width + room.top - room.width
            case 180:
                self._y = box.top + (1.0 - v) * box.height + room.top - room.height
            case 270:
                self._x = box.left + v * box.width - room.top
                self._y = box.bottom + room.top - room.height

    def set_room(self, room: Room) -> bool:
        """The view changed its size."""
        if room == self._room:
            return False
        anchor = QPointF(room.width / 2, min(self._room.top, room.height / 2))
        self._rearrange(anchor, room=room)
        return True

    def set_look(self, look: Look, at: QPointF | None = None) -> bool:
        """Look at it otherwise; what lies at the point `at` of the view stays there, by default what is on top."""
        look = msgspec.structs.replace(look, zoom=kept_zoom(look.zoom))
        if look == self._look:
            return False
        fresh = at is None and (look.fit, look.layout) != (self._look.fit, self._look.layout)
        anchor = at if at is not None else QPointF(self._room.width / 2, self._room.top)
        self._rearrange(anchor, look=look)
        if fresh and self._page and self.arrangement is not None:
            self._x = self.arrangement.home_x(self._page)
        return True

    def set_text(self, text: Span) -> bool:
        """Where the text of the pages stands became known."""
        if text == self._text:
            return False
        self._rearrange(QPointF(self._room.width / 2, self._room.top), text=text)
        if self.arrangement is not None and self._page:
            self._x = self.arrangement.home_x(self._page)
        return True

    def scroll_by(self, across: float, down: float) -> bool:
        """Move by logical pixels to the right and down."""
        before = (round(self._x), round(self._y))
        self._x, self._y = self._x + across, self._y + down
        self._clamp()
        return (round(self._x), round(self._y)) != before

    def notice_page(self) -> bool:
        """In the layout SCROLL: take the page that is seen most, unless half of the one before is still seen."""
        if self._look.layout is not Layout.SCROLL or self.arrangement is None:
            return False
        view = QRectF(0, 0, self._room.width, self._room.height)
        seen = {place.page: place.rect.intersected(view).height() for place in self.placed}
        here = self.place_of(self._page)
        if here is None or not seen:
            return False
        enough = min(here.rect.height(), view.height()) / 2
        if seen.get(self._page, 0.0) >= enough:
            return False
        page = max(seen, key=lambda one: seen[one])
        changed, self._page = page != self._page, page
        return changed

    # How ------------------------------------------------------------------------------------------------

    def _range(self) -> tuple[int, int]:
        arranged = self.arrangement
        return arranged.range_of(self._page) if arranged is not None and self._page else (0, 0)

    def _clamp(self) -> None:
        across, down = self._range()
        self._x, self._y = min(max(0.0, self._x), across), min(max(0.0, self._y), down)

    def _place(self, arranged: Arrangement, page: int) -> PlacedPage:
        box = arranged.box_of(page)
        rect = QRectF(box.left - round(self._x), box.top - round(self._y), box.width, box.height)
        return PlacedPage(page, rect, self._look.rotation)

    def _rearrange(
        self, anchor: QPointF, *, room: Room | None = None, look: Look | None = None, text: Span | None = None
    ) -> None:
        """Lay out anew, so that what lies at `anchor` of the view stays there as far as it can be scrolled."""
        held = self._nearest(anchor)
        place = held.to_page(anchor) if held is not None else (0.0, 0.0)
        only_zoom = look is not None and look == msgspec.structs.replace(self._look, zoom=look.zoom)
        if only_zoom and look is not None and self._arrangement is not None:
            self._arrangement = self._arrangement.zoomed(look.zoom)
        else:
            self._arrangement = None
        self._room, self._look = room or self._room, look or self._look
        self._text = text or self._text
        arranged = self.arrangement
        if held is None or arranged is None:
            return
        is_laid_out = self._look.layout is Layout.SCROLL or held.page in arranged.row_of(self._page)
        if not is_laid_out:
            self.go_to(self._page)
            return
        box = arranged.box_of(held.page)
        x, y = turned(*place, self._look.rotation)
        self._x = box.left + x * box.width - anchor.x()
        self._y = box.top + y * box.height - anchor.y()
        self._clamp()

    def _nearest(self, point: QPointF) -> PlacedPage | None:
        return min(self.placed, key=lambda place: _distance(place.rect, point), default=None)


def _distance(rect: QRectF, point: QPointF) -> float:
    across = max(rect.left() - point.x(), 0.0, point.x() - rect.right())
    down = max(rect.top() - point.y(), 0.0, point.y() - rect.bottom())
    return across + down
