"""Between the session's ink, which knows papers and layers, and the page, which shows one paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
from typing_extensions import override

from kiosk.session.ink_trouble import InkTrouble
from shared.domain.ink import Layer, LayerKind, Mark, MarkId, Touch
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.link.growing_strokes import LiveStroke
from shared.protocol.ink import MOST_STEP_POINTS, StrokeDropped, StrokeGrows, pack_points
from shared.storage.ink_pages import ShownMarkData
from shared.ui.ink_source import InkSource, InkWatcher, ShownMark


class SeatInk(Protocol):
    """What the screen uses of `kiosk.session.ink_desk.InkDesk`."""

    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """The marks on a page (from 1) in drawing order."""

    def is_read(self, paper: Sha256, page: int) -> bool:
        """Whether `marks` tells all of a page; if not, that it was read is told as a change."""

    async def of_kinds(self, paper: Sha256, kinds: Sequence[str]) -> tuple[ShownMarkData, ...]:
        """All marks of some kinds that the person sees on a paper. Raises StorageFault."""

    def put(
        self,
        paper: Sha256,
        kind: LayerKind = LayerKind.OWN,
        *,
        marks: Sequence[Mark] = (),
        erased: Sequence[MarkId] = (),
        author: PersonId | None = None,
    ) -> bool:
        """Write and erase as the person here, or as who began it here; False where nobody is signed in."""

    def grow(self, stroke: StrokeGrows) -> None:
        """Show others a stroke while the person here draws it for all."""

    def drop(self, dropped: StrokeDropped) -> None:
        """The stroke that was being drawn is given up."""

    def subscribe(self, watcher: Callable[[Sha256, frozenset[int]], None]) -> Callable[[], None]:
        """Tell of pages whose marks changed from outside, or were read."""

    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        """Tell of strokes while others draw them."""

    def subscribe_trouble(self, watcher: Callable[[InkTrouble], None]) -> Callable[[], None]:
        """Tell when what was written cannot be stored, or is not taken."""


class GrowingLook(msgspec.Struct, frozen=True, kw_only=True):
    """A stroke that is being drawn, whose first `skip` points were told; `width` is in page widths."""

    id: MarkId
    page: int
    is_pen: bool
    color: str
    width: float
    skip: int


class PaperInk(InkSource):
    """The ink of one paper. New marks go where the person writes at that moment: for themselves, or for all.

    What is changed, erased or put back stays in the layer that it was in. What `author` began is theirs, also where
    it ends only when somebody else sits here.
    """

    def __init__(self, desk: SeatInk, paper: Sha256, author: PersonId | None = None) -> None:
        self._desk = desk
        self._paper = paper
        self._author = author
        self._kinds: dict[MarkId, LayerKind] = {}
        self.writes = LayerKind.OWN
        """Where new marks go."""
        self.may_write_for_all = False
        """Whether the person may change what they wrote for all."""

    @property
    def paper(self) -> Sha256:
        """Whose ink it is."""
        return self._paper

    @override
    def marks(self, page: int) -> Sequence[ShownMark]:
        return tuple(self._shown(data) for data in self._desk.marks(self._paper, page))

    @override
    def is_read(self, page: int) -> bool:
        return self._desk.is_read(self._paper, page)

    @override
    def add(self, mark: Mark) -> None:
        kind = self._kinds.setdefault(mark.id, self.writes)
        self._desk.put(self._paper, kind, marks=(mark,), author=self._author)

    @override
    def replace(self, marks: Sequence[Mark]) -> None:
        for kind in LayerKind:
            of_kind = [mark for mark in marks if self._kind(mark.id) is kind]
            if of_kind:
                self._desk.put(self._paper, kind, marks=of_kind, author=self._author)

    @override
    def erase(self, ids: Sequence[MarkId]) -> None:
        for kind in LayerKind:
            of_kind = [id_ for id_ in ids if self._kind(id_) is kind]
            if of_kind:
                self._desk.put(self._paper, kind, erased=of_kind, author=self._author)

    @override
    def subscribe(self, watcher: InkWatcher) -> Callable[[], None]:
        def told(paper: Sha256, pages: frozenset[int]) -> None:
            if paper == self._paper:
                watcher(pages)

        return self._desk.subscribe(told)

    def grow(self, look: GrowingLook, points: Sequence[Touch]) -> None:
        """Show others more points of a stroke that is written for all; `look.skip` of it are known."""
        layer = self._board_layer()
        if layer is None:
            return
        for begin in range(0, len(points), MOST_STEP_POINTS):
            step = StrokeGrows(
                layer=layer,
                id=look.id,
                page=look.page,
                is_pen=look.is_pen,
                color=look.color,
                width=look.width,
                skip=look.skip + begin,
                points=pack_points(tuple(points[begin : begin + MOST_STEP_POINTS])),
            )
            self._desk.grow(step)

    def drop(self, id_: MarkId) -> None:
        """The stroke that was being drawn is given up."""
        layer = self._board_layer()
        if layer is not None:
            self._desk.drop(StrokeDropped(layer=layer, id=id_))

    def count(self, page: int) -> dict[LayerKind, int]:
        """How many marks of each kind are seen on a page."""
        marks = self._desk.marks(self._paper, page)
        return {kind: sum(data.layer.kind is kind for data in marks) for kind in LayerKind}

    def _board_layer(self) -> Layer | None:
        """Where the person writes at this moment, if that is for all to see."""
        if self.writes is not LayerKind.BOARD or self._author is None:
            return None
        return Layer(author=self._author, paper=self._paper, kind=LayerKind.BOARD)

    def _kind(self, id_: MarkId) -> LayerKind:
        return self._kinds.get(id_, LayerKind.OWN)

    def _shown(self, data: ShownMarkData) -> ShownMark:
        kind = data.layer.kind
        if data.is_own:
            self._kinds[data.mark.id] = kind
        may_change = data.is_own and (kind is LayerKind.OWN or self.may_write_for_all)
        return ShownMark(data.mark, data.layer, may_change)
