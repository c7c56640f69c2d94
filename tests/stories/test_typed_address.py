"""A terminal that neither searches nor is set to an address gets in by one that a person types."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.session.opening import open_session
from kiosk.session.podium import SeatSetting
from kiosk.session.session import Session
from kiosk.session.view import SessionView, SignIn
from kiosk.ui.words import cause_sentence
from shared.link.faults import Address, Failure
from shared.link.finder import Attempt, Cause, Failed, Way
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from tests.stories.pack import LI_SEAT
from tests.stories.test_session import a_room, signed_in, until

pytestmark = pytest.mark.end2end


@asynccontextmanager
async def an_isolated_seat(folder: Path) -> AsyncIterator[tuple[Session, SeatStore]]:
    """The session of a terminal that does not search and has no configured address; its folder lives on."""
    store = await SeatStore.open(folder / "seat" / "seat.sqlite", now=SystemClock().now())
    setting = SeatSetting(
        papers=folder / "seat" / "papers",
        terminal="isolated",
        version="test",
        wanted_seat=LI_SEAT,
        interfaces=(),
    )
    session = await open_session(store, setting, SystemClock())
    running = asyncio.create_task(session.run(), name="isolated seat")
    try:
        yield session, store
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await store.close()


def of_way(view: SessionView, way: Way) -> Attempt | None:
    return next((attempt for attempt in view.line.attempts if attempt.way is way), None)


def has_failed(view: SessionView, way: Way, failure: Failure) -> bool:
    attempt = of_way(view, way)
    return attempt is not None and isinstance(attempt.outcome, Failed) and attempt.outcome.failure is failure


def test_a_terminal_of_no_room_gets_in_by_a_typed_address_and_remembers_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub:
            door = Address("127.0.0.1", hub.door_port)
            async with an_isolated_seat(tmp_path) as (seat, store):
                view = await until(seat, lambda v: [a.way for a in v.line.attempts] == [Way.SEARCH])
                assert view.seat is None
                seat.try_address(door)
                await signed_in(seat)
                assert seat.view.seat == LI_SEAT
                known = await store.podium()
                assert known is not None
                assert (known.host, known.door_port) == (door.host, door.port)
            async with an_isolated_seat(tmp_path) as (seat, _):
                view = await until(seat, lambda v: v.is_live)
                assert view.sign_in is SignIn.SIGNED_IN

    asyncio.run(story())


def test_a_terminal_of_a_room_whose_podium_moved_gets_in_by_a_typed_address(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, an_isolated_seat(tmp_path) as (seat, _):
            seat.try_address(Address("127.0.0.1", hub.door_port))
            await signed_in(seat)
        async with a_room(tmp_path) as hub, an_isolated_seat(tmp_path) as (seat, store):
            view = await until(seat, lambda v: has_failed(v, Way.LAST, Failure.RESTARTING))
            assert view.line.cause is Cause.RESTARTING
            seat.try_address(Address("127.0.0.1", hub.door_port))
            view = await until(seat, lambda v: v.is_live)
            assert view.sign_in is SignIn.SIGNED_IN
            known = await store.podium()
            assert known is not None
            assert known.door_port == hub.door_port

    asyncio.run(story())


def test_a_terminal_of_a_room_refuses_the_podium_of_another_at_a_typed_address(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path / "ours") as hub, an_isolated_seat(tmp_path) as (seat, _):
            seat.try_address(Address("127.0.0.1", hub.door_port))
            await until(seat, lambda v: v.is_live)
        async with a_room(tmp_path / "theirs") as hub, an_isolated_seat(tmp_path) as (seat, store):
            other = Address("127.0.0.1", hub.door_port)
            pinned = await store.pin()
            seat.try_address(other)
            view = await until(seat, lambda v: has_failed(v, Way.TYPED, Failure.CERTIFICATE))
            assert cause_sentence(view.line) == "The podium found is not of this room; refused"
            attempt = of_way(view, Way.TYPED)
            assert attempt is not None
            assert attempt.address == other
            assert await store.pin() == pinned
            assert not view.is_live

    asyncio.run(story())
