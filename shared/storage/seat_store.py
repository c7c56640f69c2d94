"""`seat.sqlite`: who this terminal is, the room it belongs to, what it keeps for the person."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlite_utils import Database
from typing_extensions import override

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.private_view import PrivateView
from shared.domain.room import RoomView
from shared.protocol.messages import Stage
from shared.storage.database import Schema, SqlFile
from shared.storage.faults import StorageFault, failure_of_os
from shared.storage.seat_ink import SeatInk
from shared.storage.seat_ink_rows import make_ink_tables
from shared.storage.seat_outbox import (
    SeatOutbox,
    add_about,
    add_person,
    make_outbox_tables,
    write_votes_as_json,
)

_log = logging.getLogger(__name__)

T = TypeVar("T")


class RoomPin(msgspec.Struct, frozen=True, kw_only=True):
    """The room this terminal joined and believes from then on. `hub_public` is the hub's Ed25519 key.

    `token` proves the seat to the engine together with the terminal's own secret. Never logged.
    """

    room_id: str
    server_name: str
    ca_pem: str
    hub_public: bytes
    engine_port: int
    seat: SeatId
    token: str

    @override
    def __repr__(self) -> str:
        return f"RoomPin(room_id={self.room_id!r}, seat={self.seat!r})"


class KnownPodium(msgspec.Struct, frozen=True, kw_only=True):
    """Where the podium was when this terminal was in last; `door_port` None: never seen."""

    host: str
    engine_port: int
    door_port: int | None = None


class KeptPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Where one person was: the paper read last, the page last read of each paper, the papers open as tabs.

    `back` and `forward` are pages (paper, page) that the person can step to; `back` oldest first.
    """

    last: Sha256 | None = None
    pages: Mapping[Sha256, int] = {}
    tabs: tuple[Sha256, ...] = ()
    back: tuple[tuple[Sha256, int], ...] = ()
    forward: tuple[tuple[Sha256, int], ...] = ()


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """The room as this seat saw it last, so that a restart without a network shows it, marked as not live.

    `paper` was in view; `places` belong to each person who sat here in this meeting; `seen` are the pages of papers
    that `reader` had on this screen.
    """

    meeting: MeetingId
    seen_at: datetime
    room: RoomView | None = None
    private: PrivateView | None = None
    stage: Stage | None = None
    wants_to_follow: bool = True
    paper: Sha256 | None = None
    places: Mapping[PersonId, KeptPlaces] = {}
    reader: PersonId | None = None
    seen: Mapping[Sha256, tuple[int, ...]] = {}


def _make_tables(database: Database) -> None:
    """First migration: single things by name. Which papers are whole is seen on the disk beside this file."""
    database.execute("CREATE TABLE kept (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT")


SEAT_SCHEMA = Schema(
    application_id=0x575A5354,
    migrations=(
        _make_tables,
        make_outbox_tables,
        add_person,
        add_about,
        make_ink_tables,
        write_votes_as_json,
    ),
)
"""The id spells WZST."""

IDENTITY = "identity"
PIN = "room"
_PODIUM = "podium"
_REMEMBERED = "remembered"


class SeatStore:
    """One seat's file. Every call waits for the disk; what it stored survives a cut of power."""

    def __init__(self, file: SqlFile) -> None:
        self._file = file
        self.outbox = SeatOutbox(file)
        self.ink = SeatInk(file)

    @classmethod
    async def open(cls, path: Path, *, now: datetime) -> SeatStore:
        """The file at `path`, made with mode 0600 when missing: it holds the terminal's secret keys.

        Raises StorageFault.
        """
        _make_private(path)
        return cls(await SqlFile.open(path, SEAT_SCHEMA, now=now))

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged file went that was found at opening."""
        return self._file.set_aside

    async def close(self) -> None:
        """Close the file after everything asked for. Calling it again does nothing."""
        await self._file.close()

    async def secret(self) -> bytes | None:
        """The terminal's own keys as `keep_secret` got them."""
        return await self._kept(IDENTITY)

    async def keep_secret(self, secret: bytes) -> None:
        """Keep the terminal's keys, made once."""
        await self._keep(IDENTITY, secret)

    async def pin(self) -> RoomPin | None:
        """The room this terminal belongs to."""
        return self._decoded(PIN, await self._kept(PIN), RoomPin)

    async def keep_pin(self, pin: RoomPin) -> None:
        """Belong to this room from now on."""
        await self._keep(PIN, msgspec.msgpack.encode(pin))

    async def podium(self) -> KnownPodium | None:
        """Where the podium was last."""
        return self._decoded(_PODIUM, await self._kept(_PODIUM), KnownPodium)

    async def keep_podium(self, podium: KnownPodium) -> None:
        """Note where the podium is."""
        await self._keep(_PODIUM, msgspec.msgpack.encode(podium))

    async def remembered(self) -> Remembered | None:
        """The room as seen last; None when there is none or it was written by another version."""
        return self._decoded(_REMEMBERED, await self._kept(_REMEMBERED), Remembered)

    async def remember(self, remembered: Remembered) -> None:
        """Replace what is remembered."""
        await self._keep(_REMEMBERED, msgspec.msgpack.encode(remembered))

    async def _kept(self, name: str) -> bytes | None:
        def work(database: Database) -> bytes | None:
            row = database.execute("SELECT content FROM kept WHERE name = ?", (name,)).fetchone()
            return None if row is None else bytes(row[0])

        return await self._file.read(work)

    async def _keep(self, name: str, content: bytes) -> None:
        def work(database: Database) -> None:
            database.table("kept").upsert({"name": name, "content": content}, pk="name")

        await self._file.write(work)

    def _decoded(self, name: str, content: bytes | None, kind: type[T]) -> T | None:
        if content is None:
            return None
        try:
            return msgspec.msgpack.decode(content, type=kind)
        except msgspec.DecodeError:
            # Written by another version; what is kept here can be had again from the room.
            _log.info("the kept %s is not readable by this version and is asked for again", name)
            return None


def _make_private(path: Path) -> None:
    """Make the file, readable by its owner only, before SQLite does; its side files take the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.close(descriptor)
        if os.name != "nt":
            path.chmod(0o600)
    except OSError as error:
        raise StorageFault(failure_of_os(error), path) from error
