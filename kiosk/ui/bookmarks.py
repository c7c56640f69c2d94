"""The bookmarks of the paper that is read, out of the ink of the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from kiosk.ui.ink_adapter import SeatInk
from shared.domain.ink import Bookmark, LayerKind, MarkId
from shared.domain.papers import Sha256
from shared.storage.faults import StorageFault
from shared.ui.task_scope import TaskScope

_KIND = "bookmark"


class Bookmarks(QObject):
    """Read anew with every paper and with what comes from another terminal; set and removed at once."""

    changed = Signal()
    """A page has a bookmark, or has none any more."""

    def __init__(
        self, parent: QObject, desk: SeatInk, scope: TaskScope, new_id: Callable[[], MarkId]
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._scope = scope
        self._new_id = new_id
        self._paper: Sha256 | None = None
        self._marks: dict[int, tuple[MarkId, ...]] = {}
        self._desk.subscribe(self._on_told)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages with a bookmark, in order, from 1."""
        return tuple(sorted(page for page, marks in self._marks.items() if marks))

    def show_paper(self, paper: Sha256 | None) -> None:
        """Another paper is read, or another person reads."""
        self._paper, self._marks = paper, {}
        self.changed.emit()
        self._read()

    def toggle(self, page: int) -> None:
        """Set the bookmark of a page, or remove it."""
        if self._paper is None:
            return
        marks = self._marks.get(page, ())
        if marks:
            self._desk.put(self._paper, LayerKind.OWN, erased=marks)
            self._marks[page] = ()
        else:
            mark = Bookmark(id=self._new_id(), page=page)
            if not self._desk.put(self._paper, LayerKind.OWN, marks=(mark,)):
                return
            self._marks[page] = (mark.id,)
        self.changed.emit()

    def _on_told(self, paper: Sha256, _pages: frozenset[int]) -> None:
        if paper == self._paper:
            self._read()

    def _read(self) -> None:
        if self._paper is not None and not self._scope.is_closed:
            self._scope.launch(self._take(self._paper), name="bookmarks")

    async def _take(self, paper: Sha256) -> None:
        try:
            found = await self._desk.of_kinds(paper, (_KIND,))
        except StorageFault:
            return  # told by the desk itself, which says so for all ink
        marks: dict[int, tuple[MarkId, ...]] = {}
        for data in found:
            if data.is_own and data.layer.kind is LayerKind.OWN:
                marks[data.mark.page] = (*marks.get(data.mark.page, ()), data.mark.id)
        if paper == self._paper and marks != self._told():
            self._marks = marks
            self.changed.emit()

    def _told(self) -> Mapping[int, tuple[MarkId, ...]]:
        return {page: marks for page, marks in self._marks.items() if marks}
