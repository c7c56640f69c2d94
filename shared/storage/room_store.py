"""What the podium knows of its room beyond a meeting: its terminals, and which meeting runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlite_utils import Database

from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.storage.database import Schema, SqlFile

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """A machine that was given a seat. Known by its signing key; one terminal per seat, one seat per terminal."""

    seat: SeatId
    signing_public: bytes
    """Ed25519, 32 bytes."""
    engine_public: str
    name: str
    first_seen: datetime


class RoomStore:
    """`room.sqlite`, open for writing. Only the hub uses it."""

    def __init__(self, file: SqlFile) -> None:
        self._file = file

    @classmethod
    async def open(cls, path: Path, *, now: datetime) -> RoomStore:
        """Open the room's database, made when missing. A damaged file is set aside. Raises StorageFault."""
        return cls(await SqlFile.open(path, ROOM, now=now))

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged database went; its terminals have to join again."""
        return self._file.set_aside

    async def close(self) -> None:
        """Close the file after all that was asked for."""
        await self._file.close()

    async def current_meeting(self) -> MeetingId | None:
        """The meeting that was opened last. Raises StorageFault."""
        rows = await self._file.read(lambda d: d.execute("SELECT current_meeting FROM room").fetchall())
        return MeetingId(rows[0][0]) if rows and rows[0][0] is not None else None

    async def set_current_meeting(self, meeting: MeetingId | None) -> None:
        """Remember which meeting runs. Raises StorageFault."""
        await self._file.write(
            lambda d: d.table("room").upsert({"id": 1, "current_meeting": meeting}, pk="id")
        )

    async def terminals(self) -> tuple[Terminal, ...]:
        """All terminals, by seat. Raises StorageFault."""
        return await self._file.read(
            lambda d: tuple(_terminal(row) for row in d.query("SELECT * FROM terminals ORDER BY seat"))
        )

    async def save_terminal(self, terminal: Terminal) -> None:
        """Give the terminal its seat; it leaves the seat it had. Another terminal must not have this seat.

        Raises StorageFault.
        """
        row = {
            "signing_public": terminal.signing_public,
            "engine_public": terminal.engine_public,
            "seat": terminal.seat,
            "name": terminal.name,
            "first_seen": (terminal.first_seen - _EPOCH) // timedelta(microseconds=1),
        }
        await self._file.write(lambda d: d.table("terminals").upsert(row, pk="signing_public"))

    async def remove_terminal(self, seat: SeatId) -> None:
        """Free a seat. Raises StorageFault."""
        await self._file.write(lambda d: d.table("terminals").delete_where("seat = ?", [seat]))


def _terminal(row: dict[str, Any]) -> Terminal:
    return Terminal(
        seat=SeatId(row["seat"]),
        signing_public=row["signing_public"],
        engine_public=row["engine_public"],
        name=row["name"],
        first_seen=_EPOCH + timedelta(microseconds=row["first_seen"]),
    )


def _create(database: Database) -> None:
    database.table("room").create({"id": int, "current_meeting": str}, pk="id")
    terminals = database.table("terminals")
    terminals.create(
        {"signing_public": bytes, "engine_public": str, "seat": str, "name": str, "first_seen": int},
        pk="signing_public",
        not_null={"engine_public", "seat", "name", "first_seen"},
    )
    terminals.create_index(["seat"], unique=True)


ROOM: Final = Schema(application_id=0x575A524D, migrations=(_create,))  # "WZRM"
