"""A person's ink at a seat, held in memory: fulfils `SeatInk`, and lets a test be the room and the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from typing_extensions import override

from kiosk.session.ink_trouble import InkTrouble
from kiosk.ui.ink_adapter import SeatInk
from shared.domain.ink import Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.link.growing_strokes import LiveStroke
from shared.protocol.ink import StrokeDropped, StrokeGrows
from shared.storage.ink_pages import ShownMarkData

W = TypeVar("W")


class FakeSeatInk(SeatInk):
    """`put` writes as `person`; nobody (None) writes nothing."""

    def __init__(self, person: PersonId | None) -> None:
        self.person = person
        self.told: list[LiveStroke] = []
        """What was drawn for all, step by step."""
        self._marks: dict[Layer, dict[MarkId, Mark]] = {}
        self._watchers: list[Callable[[Sha256, frozenset[int]], None]] = []
        self._live: list[Callable[[LiveStroke], None]] = []
        self._trouble: list[Callable[[InkTrouble], None]] = []

    def all_of(self, paper: Sha256, kind: LayerKind) -> tuple[Mark, ...]:
        """Every mark of one kind on a paper, whoever wrote it."""
        return tuple(
            mark
            for layer, marks in self._marks.items()
            if (layer.paper, layer.kind) == (paper, kind)
            for mark in marks.values()
        )

    @override
    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        return tuple(shown for shown in self._shown(paper) if shown.mark.page == page)

    @override
    def is_read(self, paper: Sha256, page: int) -> bool:
        return True

    @override
    async def of_kinds(self, paper: Sha256, kinds: Sequence[str]) -> tuple[ShownMarkData, ...]:
        return tuple(s for s in self._shown(paper) if str(s.mark.__struct_config__.tag) in kinds)

    @override
    def put(
        self,
        paper: Sha256,
        kind: LayerKind = LayerKind.OWN,
        *,
        marks: Sequence[Mark] = (),
        erased: Sequence[MarkId] = (),
        author: PersonId | None = None,
    ) -> bool:
        author = author if author is not None else self.person
        if author is None:
            return False
        layer = self._marks.setdefault(Layer(author=author, paper=paper, kind=kind), {})
        layer.update({mark.id: mark for mark in marks})
        for id_ in erased:
            layer.pop(id_, None)
        return True

    @override
    def grow(self, stroke: StrokeGrows) -> None:
        self.told.append(stroke)

    @override
    def drop(self, dropped: StrokeDropped) -> None:
        self.told.append(dropped)

    @override
    def subscribe(self, watcher: Callable[[Sha256, frozenset[int]], None]) -> Callable[[], None]:
        return _subscribed(self._watchers, watcher)

    @override
    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        return _subscribed(self._live, watcher)

    @override
    def subscribe_trouble(self, watcher: Callable[[InkTrouble], None]) -> Callable[[], None]:
        return _subscribed(self._trouble, watcher)

    # The world outside --------------------------------------------------------------------------------

    def comes(self, layer: Layer, *marks: Mark) -> None:
        """Marks of anybody arrive."""
        self._marks.setdefault(layer, {}).update({mark.id: mark for mark in marks})
        for watcher in tuple(self._watchers):
            watcher(layer.paper, frozenset(mark.page for mark in marks))

    def grows(self, live: LiveStroke) -> None:
        """Somebody draws."""
        for watcher in tuple(self._live):
            watcher(live)

    def fails(self, trouble: InkTrouble) -> None:
        """The disk or the podium does not take what was written."""
        for watcher in tuple(self._trouble):
            watcher(trouble)

    def _shown(self, paper: Sha256) -> list[ShownMarkData]:
        return [
            ShownMarkData(mark, layer, layer.author == self.person)
            for layer, marks in self._marks.items()
            if layer.paper == paper
            for mark in marks.values()
        ]


def _subscribed(watchers: list[W], watcher: W) -> Callable[[], None]:
    watchers.append(watcher)
    return lambda: watchers.remove(watcher) if watcher in watchers else None
