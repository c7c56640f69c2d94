"""The seat's line to the podium while there is none: which doors are tried."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from typing_extensions import override

from kiosk.session.podium import SeatPodium, SeatSetting
from shared.crypto.identity import SeatIdentity
from shared.link.faults import Address, Failure
from shared.link.finder import Attempt, Cause, Failed, Way
from shared.storage.seat_store import KnownPodium, RoomPin
from tests.fakes.quiet_hears import QuietHears

PATIENCE_S = 10.0


class Listening(QuietHears):
    """Notes the ways that are tried."""

    def __init__(self) -> None:
        self.attempts: Sequence[Attempt] = ()
        self._heard = asyncio.Event()

    @override
    def heard_attempts(self, attempts: Sequence[Attempt], cause: Cause, door_refusal: str) -> None:
        self.attempts = attempts
        self._heard.set()

    async def until(self, holds: Callable[[Sequence[Attempt]], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds(self.attempts):
                self._heard.clear()
                await self._heard.wait()


async def nobody_there() -> Address:
    """An address of this machine where nothing listens."""
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return Address("127.0.0.1", port)


@asynccontextmanager
async def a_podium(folder: Path) -> AsyncIterator[tuple[SeatPodium, Listening]]:
    """The line of a terminal that knows no room and no address, and does not search."""

    async def keep(_: RoomPin | KnownPodium) -> None:
        raise AssertionError("nobody let it in")

    podium = SeatPodium(
        SeatSetting(papers=folder / "papers", terminal="test", version="1", interfaces=()),
        SeatIdentity.create(),
        pin=None,
        known=None,
        keep_pin=keep,
        keep_podium=keep,
    )
    yield podium, Listening()


@asynccontextmanager
async def running(podium: SeatPodium, hears: Listening) -> AsyncIterator[None]:
    task = asyncio.create_task(podium.run(hears), name="podium")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def failed_at(door: Address) -> Callable[[Sequence[Attempt]], bool]:
    """Whether the typed way has this address and was refused there."""

    def holds(attempts: Sequence[Attempt]) -> bool:
        return any(
            attempt.way is Way.TYPED
            and attempt.address == door
            and isinstance(attempt.outcome, Failed)
            and attempt.outcome.failure is Failure.RESTARTING
            for attempt in attempts
        )

    return holds


def test_a_typed_address_is_tried_at_once_beside_the_search_and_the_next_one_replaces_it(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        first, second = await nobody_there(), await nobody_there()
        async with a_podium(tmp_path) as (podium, hears), running(podium, hears):
            await hears.until(lambda attempts: [a.way for a in attempts] == [Way.SEARCH])
            podium.try_address(first)
            await hears.until(failed_at(first))
            assert [a.way for a in hears.attempts] == [Way.TYPED, Way.SEARCH]
            podium.try_address(second)
            await hears.until(failed_at(second))
            assert [a.way for a in hears.attempts] == [Way.TYPED, Way.SEARCH]

    asyncio.run(story())


def test_an_address_typed_while_nothing_is_looked_for_is_tried_once_looking_begins(tmp_path: Path) -> None:
    async def story() -> None:
        door = await nobody_there()
        async with a_podium(tmp_path) as (podium, hears):
            podium.try_address(door)
            async with running(podium, hears):
                await hears.until(failed_at(door))

    asyncio.run(story())
