"""Which pictures are here, which are missing, and what was asked for."""

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QRectF

from shared.ui.page_fit import Look
from shared.ui.page_images import Picture
from shared.ui.page_pictures import PagePictures
from shared.ui.page_places import PlacedPage
from shared.ui.page_stand import PageStand
from shared.ui.page_wishes import PictureWish, first_wish, is_sharp_for, part_wish, whole_wish


class Glass(msgspec.Struct, frozen=True):
    """What pictures are drawn for: the view in logical pixels, device pixels per logical one, pixels of one picture."""

    view: QRectF
    dense: float
    most_px: int


class PageSupply:
    """Keeps the pictures of what is in sight or is to come into sight, and knows what is missing."""

    def __init__(self, stand: PageStand) -> None:
        self._stand = stand
        self.pictures = PagePictures()
        self._asked: tuple[PictureWish, ...] = ()
        self._missed: set[PictureWish] = set()

    def wanted_pages(self, coming: int) -> tuple[int, ...]:
        """Pages to hold pictures of; `coming` is the page that is to be seen next, 0 for none."""
        seen = tuple(place.page for place in self._stand.placed)
        return tuple(dict.fromkeys((*self.row(coming), *seen)))

    def row(self, page: int) -> tuple[int, ...]:
        """The pages that are seen together with this one, itself among them; none for 0."""
        arranged = self._stand.arrangement
        return arranged.row_of(page) if arranged is not None and page else ()

    def whole_wish(self, page: int, dense: float) -> PictureWish | None:
        """The picture that a page needs before it is zoomed in; None where there is no such page."""
        arranged = self._stand.arrangement
        if arranged is None or not 1 <= page <= arranged.pages:
            return None
        size = arranged.size_of(page, min(1.0, self._stand.look.zoom))
        return whole_wish(page, size, self._stand.look.rotation, dense)

    def ask(
        self, coming: int, glass: Glass, *, is_settled: bool, arriving: Sequence[PlacedPage] = ()
    ) -> tuple[PictureWish, ...] | None:
        """Give back what is out of sight; all that is missing, most urgent first, or None if that is as it was.

        `arriving` are the places in which the coming pages will lie.
        """
        self.pictures.keep_only(self.wanted_pages(coming))
        if glass.view.width() <= 1 or glass.view.height() <= 1:
            return None
        wholes = tuple(self._missing_wholes(coming, glass, is_settled))
        parts = () if coming or not is_settled else tuple(self._missing_parts(glass))
        missing = (*self._first_looks(wholes, arriving, glass), *wholes, *parts)
        if missing == self._asked:
            return None
        self._asked = missing
        return missing

    def take_whole(self, page: int, picture: Picture) -> bool:
        """Take the picture of a whole page, whether it was missing; one that was not is closed."""
        wish = next((one for one in self._asked if one.page == page and one.clip is None), None)
        return self._take(wish, picture)

    def take_part(self, wish: PictureWish, picture: Picture) -> bool:
        """Take the picture of a part, whether it was missing."""
        return self._take(wish if wish in self._asked else None, picture)

    def miss_part(self, wish: PictureWish) -> None:
        """There will be no picture of this part."""
        self._missed.add(wish)

    def forget(self) -> None:
        """Give everything back; what was asked for is not wanted any more."""
        self.pictures.clear()
        self._missed.clear()
        self._asked = ()

    def _take(self, wish: PictureWish | None, picture: Picture) -> bool:
        if wish is None:
            picture.close()
            return False
        self.pictures.take(wish, picture)
        return True

    def _first_looks(
        self, wholes: Sequence[PictureWish], arriving: Sequence[PlacedPage], glass: Glass
    ) -> Iterator[PictureWish]:
        """What will be seen first of pages that come: drawn before all of them. One that was asked for stays so."""
        for whole in wholes:
            if self.pictures.is_here(whole.page):
                continue
            asked = (w for w in self._asked if w.clip and msgspec.structs.replace(w, clip=None) == whole)
            places = (place for place in arriving if place.page == whole.page)
            looks = (first_wish(whole, place, glass.view, glass.dense) for place in places)
            first = next(asked, None) or next(looks, None)
            if first is not None:
                yield first

    def _missing_wholes(self, coming: int, glass: Glass, is_settled: bool) -> Iterator[PictureWish]:
        seen = (self._stand.page, *(place.page for place in self._stand.placed))
        for page in dict.fromkeys(self.row(coming) if coming else seen):
            wish = self.whole_wish(page, glass.dense)
            held = self.pictures.whole(page)
            is_known = held is not None and (held.wish == wish or not is_settled)
            if wish is not None and not is_known and page not in self.pictures.problems:
                yield wish

    def _missing_parts(self, glass: Glass) -> Iterator[PictureWish]:
        for place in self._stand.placed:
            wish = self._missing_part(place, self._stand.look, glass)
            if wish is not None and wish not in self._missed:
                yield wish

    def _missing_part(self, placed: PlacedPage, look: Look, glass: Glass) -> PictureWish | None:
        whole, part = self.pictures.whole(placed.page), self.pictures.part(placed.page)
        if look.zoom <= 1.0 and (whole is None or not whole.is_coarse):
            return None
        if part is not None and is_sharp_for(part.wish, placed, glass.view, glass.dense):
            return None
        wish = part_wish(placed, glass.view, glass.dense, glass.most_px)
        if wish is None:
            return None
        for asked in self._asked:
            is_same_size = (asked.page, asked.width_px, asked.rotation) == (
                wish.page,
                wish.width_px,
                wish.rotation,
            )
            is_on_its_way = asked.clip is not None and (part is None or part.wish != asked)
            if is_same_size and is_on_its_way:
                return asked  # one at a time: when it is here, what is then in sight is looked at again
        return wish
