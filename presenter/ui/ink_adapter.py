"""Between the podium's ink, which knows papers and layers, and the page, which shows one paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec
from typing_extensions import override

from shared.domain.ink import Layer, LayerKind, Mark, MarkId, Touch
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.link.growing_strokes import LiveStroke
from shared.protocol.ink import StrokeGrows, pack_points
from shared.storage.ink_pages import ShownMarkData
from shared.ui.ink_source import InkSource, InkWatcher, ShownMark

MOST_POINTS: Final = 128
"""Points of a growing stroke in one message."""


class BoardDesk(Protocol):
    """What the screen uses of `presenter.hub.ink_podium.PodiumInk`; what is said there holds."""

    def board_layer(self, paper: Sha256) -> Layer:
        """Where the podium writes on a paper."""
        ...

    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """What is on a page (from 1): board ink and what was shared with the chair or with all."""
        ...

    def is_read(self, paper: Sha256, page: int) -> bool:
        """Whether `marks` tells all of a page; if not, that it was read is told as a change."""
        ...

    def write(self, paper: Sha256, *, marks: Sequence[Mark] = (), erased: Sequence[MarkId] = ()) -> None:
        """Write and erase for all to see."""
        ...

    def grow(self, stroke: StrokeGrows) -> None:
        """Show the seats a stroke while it is drawn."""
        ...

    async def drop(self, paper: Sha256, mark: MarkId) -> None:
        """The stroke that was being drawn is given up."""
        ...

    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        """Tell of strokes while persons at their seats draw them for all."""
        ...

    def subscribe(self, watcher: Callable[[Sha256, frozenset[int]], None]) -> Callable[[], None]:
        """Tell of pages whose marks changed from outside, or were read."""
        ...


class BoardInk(InkSource):
    """The ink of one paper on the podium's page: all that is written for all, and of what was shared the chosen part.

    Nothing that anybody shared is shown before it was asked for.
    """

    def __init__(self, desk: BoardDesk, paper: Sha256) -> None:
        self._desk = desk
        self._paper = paper
        self._shown: frozenset[PersonId] = frozenset()
        self._asked: set[int] = set()
        self._watchers: list[InkWatcher] = []

    @property
    def desk(self) -> BoardDesk:
        """Where the ink is kept."""
        return self._desk

    @property
    def paper(self) -> Sha256:
        """Whose ink it is."""
        return self._paper

    def show_shared(self, authors: frozenset[PersonId]) -> None:
        """Show what these persons shared, and of nobody else."""
        if authors != self._shown:
            self._shown = authors
            for watcher in tuple(self._watchers):
                watcher(frozenset(self._asked))

    def count(self, page: int) -> int:
        """How many marks on a page were written for all."""
        return sum(d.layer.kind is LayerKind.BOARD for d in self._desk.marks(self._paper, page))

    @override
    def marks(self, page: int) -> Sequence[ShownMark]:
        self._asked.add(page)
        data = self._desk.marks(self._paper, page)
        return tuple(ShownMark(d.mark, d.layer, d.is_own) for d in data if self._is_shown(d.layer))

    @override
    def is_read(self, page: int) -> bool:
        return self._desk.is_read(self._paper, page)

    @override
    def add(self, mark: Mark) -> None:
        self._desk.write(self._paper, marks=(mark,))

    @override
    def replace(self, marks: Sequence[Mark]) -> None:
        self._desk.write(self._paper, marks=marks)

    @override
    def erase(self, ids: Sequence[MarkId]) -> None:
        self._desk.write(self._paper, erased=ids)

    @override
    def subscribe(self, watcher: InkWatcher) -> Callable[[], None]:
        def told(paper: Sha256, pages: frozenset[int]) -> None:
            if paper == self._paper:
                watcher(pages)

        self._watchers.append(watcher)
        end = self._desk.subscribe(told)

        def unsubscribe() -> None:
            end()
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return unsubscribe

    def grow(self, stroke: StrokeGrows, points: Sequence[Touch]) -> None:
        """Show the seats more points of a stroke, in as many messages as it takes; `stroke` says all but these."""
        for begin in range(0, len(points), MOST_POINTS):
            some = pack_points(tuple(points[begin : begin + MOST_POINTS]))
            self._desk.grow(msgspec.structs.replace(stroke, skip=stroke.skip + begin, points=some))

    def _is_shown(self, layer: Layer) -> bool:
        return layer.kind is LayerKind.BOARD or layer.author in self._shown
