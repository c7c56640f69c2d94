"""The podium's ink in memory: what the podium wrote, what seats wrote, and what was told while it was drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from typing_extensions import override

from presenter.ui.ink_adapter import BoardDesk
from shared.domain.ink import Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.sharing import board_author, is_seen_at_the_podium
from shared.domain.state import MeetingState
from shared.link.growing_strokes import LiveStroke
from shared.protocol.ink import StrokeGrows
from shared.storage.ink_pages import ShownMarkData


class BoardInMemory(BoardDesk):
    """Shows what the real law lets the podium see."""

    def __init__(self, state: Callable[[], MeetingState]) -> None:
        self._state = state
        self._marks: dict[MarkId, ShownMarkData] = {}
        self._watchers: list[Callable[[Sha256, frozenset[int]], None]] = []
        self._live_watchers: list[Callable[[LiveStroke], None]] = []
        self.grown: list[StrokeGrows] = []
        self.dropped: list[MarkId] = []

    @override
    def board_layer(self, paper: Sha256) -> Layer:
        return Layer(author=board_author(self._state()), paper=paper, kind=LayerKind.BOARD)

    @override
    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        state = self._state()
        return tuple(
            data
            for data in self._marks.values()
            if (data.layer.paper, data.mark.page) == (paper, page)
            and is_seen_at_the_podium(state, data.layer)
        )

    @override
    def is_read(self, paper: Sha256, page: int) -> bool:
        return True

    @override
    def write(self, paper: Sha256, *, marks: Sequence[Mark] = (), erased: Sequence[MarkId] = ()) -> None:
        for mark in marks:
            self._marks[mark.id] = ShownMarkData(mark, self.board_layer(paper), is_own=True)
        for id_ in erased:
            self._marks.pop(id_, None)

    @override
    def grow(self, stroke: StrokeGrows) -> None:
        self.grown.append(stroke)

    @override
    async def drop(self, paper: Sha256, mark: MarkId) -> None:
        self.dropped.append(mark)

    @override
    def subscribe(self, watcher: Callable[[Sha256, frozenset[int]], None]) -> Callable[[], None]:
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @override
    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        self._live_watchers.append(watcher)
        return lambda: self._live_watchers.remove(watcher)

    def is_drawing(self, live: LiveStroke) -> None:
        """Somebody draws at a seat."""
        for watcher in tuple(self._live_watchers):
            watcher(live)

    def comes(self, layer: Layer, *marks: Mark) -> None:
        """A seat handed over what was written there."""
        for mark in marks:
            self._marks[mark.id] = ShownMarkData(mark, layer, is_own=layer == self.board_layer(layer.paper))
        for watcher in tuple(self._watchers):
            watcher(layer.paper, frozenset(mark.page for mark in marks))

    def written(self, paper: Sha256) -> tuple[Mark, ...]:
        """What was written for all on a paper."""
        held = self._marks.values()
        return tuple(d.mark for d in held if d.layer.kind is LayerKind.BOARD and d.layer.paper == paper)
