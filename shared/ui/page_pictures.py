"""The pictures that a view holds: of whole pages, and sharp parts of zoomed ones. What is out of sight goes back."""

from collections.abc import Collection

import msgspec

from shared.ui.page_images import Picture
from shared.ui.page_wishes import PictureWish


class HeldPicture(msgspec.Struct, frozen=True):
    """A picture, and what it was drawn for."""

    wish: PictureWish
    picture: Picture

    @property
    def is_coarse(self) -> bool:
        """Whether it came smaller than wished, because no picture may be so large."""
        clip = self.wish.clip
        wished = self.wish.width_px if clip is None else clip.width_px
        return self.picture.image.width() < wished - 1


class PagePictures:
    """Closes every picture that it is given, once. Pages count from 1."""

    def __init__(self) -> None:
        self._whole: dict[int, HeldPicture] = {}
        self._part: dict[int, HeldPicture] = {}
        self._painted: set[int] = set()
        self.problems: dict[int, str] = {}
        """Why a page cannot be shown."""
        self.notes: dict[int, str] = {}
        """What is said of a page while it is waited for."""

    def whole(self, page: int) -> HeldPicture | None:
        """The picture of the whole page."""
        return self._whole.get(page)

    def part(self, page: int) -> HeldPicture | None:
        """The sharp picture of a part of the page."""
        return self._part.get(page)

    def take(self, wish: PictureWish, picture: Picture) -> None:
        """Hold a picture instead of the one before."""
        shelf = self._whole if wish.clip is None else self._part
        before = shelf.get(wish.page)
        shelf[wish.page] = HeldPicture(wish, picture)
        if before is not None:
            before.picture.close()
        if wish.clip is not None:
            return
        self.problems.pop(wish.page, None)
        self.notes.pop(wish.page, None)
        if not self._drop_first_look(wish):
            self._painted.discard(wish.page)

    def is_here(self, page: int) -> bool:
        """Whether there is a picture of the page, or of what is seen of it first."""
        return page in self._whole or page in self._part

    def words(self, page: int) -> str:
        """What is to be said on a page that has no picture."""
        return self.problems.get(page) or self.notes.get(page, "")

    def is_painted(self, page: int) -> bool:
        """Whether its picture was on the glass."""
        return page in self._painted

    def note_painted(self, page: int) -> bool:
        """The picture of the page is being painted; whether for the first time."""
        if page in self._painted:
            return False
        self._painted.add(page)
        return True

    def drop(self, page: int) -> None:
        """Give back the pictures of a page."""
        for shelf in (self._whole, self._part):
            held = shelf.pop(page, None)
            if held is not None:
                held.picture.close()
        self._painted.discard(page)

    def _drop_first_look(self, whole: PictureWish) -> bool:
        """Give back the part that was drawn before the whole page in the same size; whether there was one."""
        part = self._part.get(whole.page)
        if part is None or msgspec.structs.replace(part.wish, clip=None) != whole:
            return False
        del self._part[whole.page]
        part.picture.close()
        return True

    def drop_parts(self) -> None:
        """Give back the sharp parts."""
        while self._part:
            self._part.popitem()[1].picture.close()

    def keep_only(self, pages: Collection[int]) -> None:
        """Give back what belongs to other pages."""
        for page in (self._whole.keys() | self._part.keys()) - set(pages):
            self.drop(page)
        for words in (self.problems, self.notes):
            for page in words.keys() - set(pages):
                del words[page]

    def clear(self) -> None:
        """Give back everything."""
        self.keep_only(())
