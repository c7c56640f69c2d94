"""What the podium remembers of its room."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.storage.room_store import RoomStore, Terminal

NOW = datetime(2026, 9, 1, 8, 30, 1, 999_999, tzinfo=UTC)
TERMINAL = Terminal(
    seat=SeatId("05"), signing_public=b"k" * 32, engine_public="U" + "A" * 55, name="窗边终端", first_seen=NOW
)
OTHER = msgspec.structs.replace(TERMINAL, signing_public=b"m" * 32)


def test_terminals_and_the_running_meeting_are_remembered(tmp_path: Path) -> None:
    async def go() -> None:
        store = await RoomStore.open(tmp_path / "room.sqlite", now=NOW)
        assert await store.current_meeting() is None
        await store.save_terminal(TERMINAL)
        await store.set_current_meeting(MeetingId("m" * 10))
        await store.close()
        again = await RoomStore.open(tmp_path / "room.sqlite", now=NOW)
        assert await again.terminals() == (TERMINAL,)
        assert await again.current_meeting() == "m" * 10
        await again.set_current_meeting(None)
        assert await again.current_meeting() is None
        await again.close()

    asyncio.run(go())


def test_a_terminal_has_one_seat_and_a_seat_one_terminal(tmp_path: Path) -> None:
    async def go() -> None:
        store = await RoomStore.open(tmp_path / "room.sqlite", now=NOW)
        await store.save_terminal(TERMINAL)
        with pytest.raises(sqlite3.IntegrityError):
            await store.save_terminal(OTHER)
        moved = msgspec.structs.replace(TERMINAL, seat=SeatId("06"))
        await store.save_terminal(moved)
        await store.save_terminal(OTHER)
        assert await store.terminals() == (OTHER, moved)
        await store.remove_terminal(SeatId("05"))
        assert await store.terminals() == (moved,)
        await store.close()

    asyncio.run(go())
