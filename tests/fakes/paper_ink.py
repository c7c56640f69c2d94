"""The ink of one paper, held in memory: fulfils `InkSource`, and lets a test be the outside world."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from typing_extensions import override

from shared.domain.ink import Layer, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.ui.ink_source import InkSource, InkWatcher, ShownMark

PAPER = Sha256("0" * 64)
ME = Layer(author=PersonId("me"), paper=PAPER)
CHAIR = Layer(author=PersonId("chair"), paper=PAPER)


class PaperInk(InkSource):
    """Keeps marks in the order in which they were added."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        self._pages: dict[int, dict[MarkId, ShownMark]] = {}
        self._watchers: list[InkWatcher] = []
        self.done: list[str] = []
        self.unread: set[int] = set()
        for mark in marks:
            self._put(mark, is_own=True)

    @property
    def own(self) -> tuple[Mark, ...]:
        """Every own mark."""
        return tuple(s.mark for page in self._pages.values() for s in page.values() if s.is_own)

    @override
    def marks(self, page: int) -> Sequence[ShownMark]:
        return () if page in self.unread else tuple(self._pages.get(page, {}).values())

    @override
    def is_read(self, page: int) -> bool:
        return page not in self.unread

    @override
    def add(self, mark: Mark) -> None:
        assert all(mark.id not in page for page in self._pages.values())
        self._put(mark, is_own=True)
        self.done.append("add")

    @override
    def replace(self, marks: Sequence[Mark]) -> None:
        for mark in marks:
            assert self._pages[mark.page][mark.id].is_own
            self._put(mark, is_own=True)
        self.done.append("replace")

    @override
    def erase(self, ids: Sequence[MarkId]) -> None:
        for page in self._pages.values():
            for id_ in ids:
                shown = page.pop(id_, None)
                assert shown is None or shown.is_own
        self.done.append("erase")

    @override
    def subscribe(self, watcher: InkWatcher) -> Callable[[], None]:
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def come_from_outside(self, *marks: Mark, is_own: bool = False) -> None:
        """Marks arrive over the network."""
        for mark in marks:
            self._put(mark, is_own=is_own)
        self._tell(frozenset(mark.page for mark in marks))

    def read(self, page: int) -> None:
        """A page that was not in memory is."""
        self.unread.discard(page)
        self._tell(frozenset({page}))

    def vanish(self, mark: Mark) -> None:
        """A mark is erased elsewhere."""
        del self._pages[mark.page][mark.id]
        self._tell(frozenset({mark.page}))

    @property
    def is_watched(self) -> bool:
        """Whether anybody listens."""
        return bool(self._watchers)

    def _put(self, mark: Mark, *, is_own: bool) -> None:
        layer = ME if is_own else CHAIR
        self._pages.setdefault(mark.page, {})[mark.id] = ShownMark(mark, layer, is_own)

    def _tell(self, pages: frozenset[int]) -> None:
        for watcher in tuple(self._watchers):
            watcher(pages)
