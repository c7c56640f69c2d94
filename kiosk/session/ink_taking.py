"""Brings what the podium tells of ink to the disk and the screen of a seat, for the person who sits there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from kiosk.session.ink_delivery import InkDelivery
from kiosk.session.ink_replica import InkReplica, Place
from kiosk.session.ink_shown import InkScope, InkShown
from kiosk.session.view import SessionView, SignIn
from shared.domain.ink import Layer
from shared.domain.papers import Sha256
from shared.link.growing_strokes import GrowingStrokes
from shared.protocol.ink import InkChanges
from shared.storage.faults import StorageFault
from shared.storage.ink_turns import InkTurns
from shared.storage.seat_ink import SeatInk

_log = logging.getLogger(__name__)

_MOST_WAITING: Final = 2_000
"""Live changes that wait for the disk; beyond it they are dropped and fetched later."""


class InkTaking:
    """Belongs to the loop's thread; what is here by numbers is in `replica`, whose task the desk runs."""

    def __init__(
        self,
        store: SeatInk,
        turns: InkTurns,
        shown: InkShown,
        growing: GrowingStrokes,
        delivery: InkDelivery,
        *,
        view: Callable[[], SessionView],
        make_replica: Callable[..., InkReplica],
    ) -> None:
        """`make_replica` is asked with `take`, `see` and `reads`, as `InkReplica` wants them."""
        self._store = store
        self._turns = turns
        self._shown = shown
        self._growing = growing
        self._delivery = delivery
        self._view = view
        self.replica: Final = make_replica(take=self._take, see=self._see, reads=self._paper_on_screen)

    def heard_changes(self, scope: InkScope, told: InkChanges) -> None:
        """The podium told of changes live, while `scope` was here."""
        self.replica.heard_live(told)
        if scope.viewer is None:
            return
        if self._turns.waiting > _MOST_WAITING:
            self.replica.ask()
            return
        self._turns.add(partial(self._take_live, scope, told))

    async def _take_live(self, scope: InkScope, told: InkChanges) -> None:
        if scope != self._shown.scope:
            return
        match self.replica.place_of(told):
            case Place.KNOWN:
                return
            case Place.GAP:
                self.replica.heard_gap(told.layer, told.n)
            case Place.JOINS:
                try:
                    await self._stored(scope, told)
                except StorageFault as fault:
                    _log.warning("ink cannot be stored: %s", fault.failure.value)
                    self.replica.heard_gap(told.layer, told.n)

    async def _take(self, told: InkChanges) -> int:
        """Store what was fetched, in its turn. Raises StorageFault."""
        scope = self._shown.scope

        async def work() -> int:
            return told.before if scope is None else await self._stored(scope, told)

        return await self._turns.do(work)

    async def _stored(self, scope: InkScope, told: InkChanges) -> int:
        """Store changes for the person whom they were sent for; up to which number the layer is here then."""
        if scope != self._shown.scope or scope.viewer is None:
            return told.before
        n, changed = await self._store.take(scope.meeting, scope.viewer, told)
        if scope == self._shown.scope:
            self.replica.noted(told.layer, n)
            self._shown.took(told.layer, changed)
            self._growing.finished(change.id for change in changed)
        return n

    async def _see(self, heads: Mapping[Layer, int]) -> None:
        """Store what the person may see, in its turn; what they may not see any more disappears."""
        scope = self._shown.scope

        async def work() -> None:
            if scope is None or scope.viewer is None or scope != self._shown.scope:
                return
            is_signed_in = self._view().sign_in is SignIn.SIGNED_IN
            is_changed = await self._store.see(scope.meeting, scope.viewer, heads, is_signed_in=is_signed_in)
            await self._delivery.count(scope.meeting)  # own ink that the podium lost waits again
            held = await self._shown.read_layers()
            if scope == self._shown.scope:
                self.replica.noted_all(held)
                self._delivery.wake()
                if is_changed:
                    self._shown.forget_pages()

        await self._turns.do(work)

    def _paper_on_screen(self) -> Sha256 | None:
        place = self._view().reading.place
        return None if place is None else place.paper
