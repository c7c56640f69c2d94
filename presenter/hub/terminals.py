"""The terminals of a room: who has which seat, and with which key it signs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from presenter.hub.assignment import choose_seat
from shared.domain.people import SeatId
from shared.protocol.door import NO_FREE_SEAT, NOT_NOW, ROOM_CLOSED, JoinRefused, JoinRequest
from shared.storage.faults import StorageFault
from shared.storage.room_store import RoomStore, Terminal
from shared.system.clock import Clock

_log = logging.getLogger(__name__)


class Terminals:
    """Answers the door, and knows every seat's key. Made by `load`."""

    def __init__(
        self,
        store: RoomStore,
        terminals: Sequence[Terminal],
        *,
        is_open_room: bool,
        plan: Callable[[], Sequence[SeatId]],
        clock: Clock,
        on_changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._by_seat = {terminal.seat: terminal for terminal in terminals}
        self._is_open_room = is_open_room
        self._plan = plan
        self._clock = clock
        self._on_changed = on_changed
        self._one_at_a_time = asyncio.Lock()

    def key_of(self, seat: SeatId) -> bytes | None:
        """The Ed25519 key with which the terminal at `seat` signs; None when the seat has no terminal."""
        terminal = self._by_seat.get(seat)
        return None if terminal is None else terminal.signing_public

    def names(self) -> Mapping[SeatId, str]:
        """The terminals' own names by seat."""
        return {seat: terminal.name for seat, terminal in self._by_seat.items()}

    async def decide_seat(self, request: JoinRequest) -> SeatId | JoinRefused:
        """The door's question; the request's proof was checked. A known terminal gets its seat in any room."""
        async with self._one_at_a_time:
            own = next(
                (t for t in self._by_seat.values() if t.signing_public == request.signing_public), None
            )
            if own is None and not self._is_open_room:
                return JoinRefused(reason=ROOM_CLOSED)
            seat = choose_seat(
                wanted=None if request.seat is None else SeatId(request.seat),
                own=None if own is None else own.seat,
                plan=self._plan(),
                taken={seat: terminal.signing_public for seat, terminal in self._by_seat.items()},
            )
            if seat is None:
                return JoinRefused(reason=NO_FREE_SEAT)
            return await self._give(seat, request, own)

    async def release(self, seat: SeatId) -> None:
        """Free a seat whose terminal does not come back. Raises StorageFault."""
        async with self._one_at_a_time:
            await self._store.remove_terminal(seat)
            self._by_seat.pop(seat, None)
        self._on_changed()

    async def _give(self, seat: SeatId, request: JoinRequest, own: Terminal | None) -> SeatId | JoinRefused:
        terminal = Terminal(
            seat=seat,
            signing_public=request.signing_public,
            engine_public=request.engine_public,
            name=request.terminal,
            first_seen=self._clock.now() if own is None else own.first_seen,
        )
        if terminal != own:
            try:
                await self._store.save_terminal(terminal)
            except StorageFault as fault:
                _log.warning("a terminal could not be kept: %s", fault.failure.value)
                return JoinRefused(reason=NOT_NOW)
            if own is not None:
                del self._by_seat[own.seat]
            self._by_seat[seat] = terminal
            self._on_changed()
        return seat
