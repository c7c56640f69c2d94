"""The record of a meeting (会议记录): what happened, append-only. It is the truth; all else is made from it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database

from shared.domain.agenda import MeetingId
from shared.domain.ballots import IntentId
from shared.domain.events import Recorded
from shared.domain.people import SeatId
from shared.domain.reducer import DamagedRecord, replay
from shared.domain.state import MeetingState
from shared.protocol.messages import Stage
from shared.storage.database import SqlFile, faults_of, open_to_read
from shared.storage.record_schema import RECORD

_SNAPSHOT_FORM = 6
"""Grows when the meaning of a stored state changes; older snapshots are then passed over."""

_RECORDED = msgspec.msgpack.Decoder(Recorded)
_STATE = msgspec.msgpack.Decoder(MeetingState)
_STAGE = msgspec.msgpack.Decoder(Stage)
_encode = msgspec.msgpack.Encoder().encode

_SELECT = "SELECT n, bytes, hash FROM events WHERE n > ? ORDER BY n LIMIT ?"


class UnexpectedNumber(Exception):
    """The record does not end where the caller thought; read it again.

    Something else appended to it, or a commit whose end was not seen is kept after all.
    """


class AnsweredIntent(msgspec.Struct, frozen=True, kw_only=True):
    """A seat's wish and the answer that was given; the same wish gets the same answer.

    `request` is the wish as it came (sealed bytes) when it was granted, and empty when it was refused.
    """

    seat: SeatId
    id: IntentId
    request: bytes
    reply: bytes


class Record:
    """A meeting's record file, open for writing. Only the hub's recorder appends."""

    def __init__(self, file: SqlFile) -> None:
        self._file = file

    @classmethod
    async def open(cls, path: Path, *, now: datetime) -> Record:
        """Open the record at `path`, made when missing. A damaged file is set aside. Raises StorageFault."""
        return cls(await SqlFile.open(path, RECORD, now=now))

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def set_aside(self) -> Path | None:
        """Where the damaged record went that was found instead of this (now empty) one."""
        return self._file.set_aside

    async def close(self) -> None:
        """Close the file after all that was asked for."""
        await self._file.close()

    # -- events -------------------------------------------------------------------------------------------------

    async def append(
        self, expected_n: int, events: Sequence[Recorded], intents: Sequence[AnsweredIntent] = ()
    ) -> None:
        """Put `events` (numbered from `expected_n` + 1) and `intents` on the disk, all or none.

        Raises UnexpectedNumber when the record does not end at `expected_n`, and StorageFault; after that it is
        unknown whether they are kept: ask `last_n`.
        """
        event_rows = [(e.n, _microseconds(e.at), *_bytes_and_hash(e)) for e in events]
        intent_rows = [(i.seat, i.id, i.request, i.reply) for i in intents]

        def work(database: Database) -> None:
            if _last_n(database) != expected_n:
                raise UnexpectedNumber
            database.conn.executemany(
                "INSERT INTO events (n, at, bytes, hash) VALUES (?, ?, ?, ?)", event_rows
            )
            database.conn.executemany(
                "INSERT INTO intents (seat, id, request, reply) VALUES (?, ?, ?, ?)", intent_rows
            )

        await self._file.write(work)

    async def last_n(self) -> int:
        """The number of the newest event, 0 when there is none. Raises StorageFault."""
        return await self._file.read(_last_n)

    async def events_after(self, n: int, limit: int = 500) -> tuple[Recorded, ...]:
        """Up to `limit` events that follow number `n`, in order. Raises StorageFault, DamagedRecord."""
        return await self._file.read(lambda database: tuple(_events(database, n, limit)))

    async def state(self) -> MeetingState | None:
        """The fold of all events, from the newest usable snapshot on. Raises StorageFault, DamagedRecord."""
        return await self._file.read(_folded)

    async def save_snapshot(self, state: MeetingState) -> None:
        """Keep `state` so that the next start needs to fold only what follows it. Raises StorageFault."""

        def work(database: Database) -> None:
            row = {"n": state.n, "form": _SNAPSHOT_FORM, "bytes": _encode(state)}
            database.table("snapshots").delete_where()
            database.table("snapshots").insert(row)

        await self._file.write(work)

    async def answers(self) -> Mapping[tuple[SeatId, IntentId], bytes]:
        """What was answered to every intent so far. Raises StorageFault."""
        rows = await self._file.read(lambda d: d.execute("SELECT seat, id, reply FROM intents").fetchall())
        return {(SeatId(seat), IntentId(intent)): reply for seat, intent, reply in rows}

    # -- meeting and stage --------------------------------------------------------------------------------------

    async def begin_term(self) -> int:
        """A term of the stage that no presenter used before, on the disk before its first use. Raises StorageFault."""

        def work(database: Database) -> int:
            rows = database.execute(
                "INSERT INTO stage (id, term) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET term = term + 1 RETURNING term"
            ).fetchall()
            return int(rows[0][0])

        return await self._file.write(work)

    async def save_stage(self, stage: Stage) -> None:
        """Keep where the leader is. Raises StorageFault."""
        await self._file.write(
            lambda database: database.execute("UPDATE stage SET bytes = ? WHERE id = 1", (_encode(stage),))
        )

    async def stage(self) -> Stage | None:
        """Where the leader was last. Raises StorageFault, DamagedRecord."""
        rows = await self._file.read(
            lambda d: d.execute("SELECT bytes FROM stage WHERE bytes IS NOT NULL").fetchall()
        )
        if not rows:
            return None
        try:
            return _STAGE.decode(rows[0][0])
        except msgspec.MsgspecError as error:
            raise DamagedRecord("the stage cannot be read") from error


def read_record(path: Path) -> tuple[Recorded, ...]:
    """All events of the record at `path`, hashes checked; the meeting may be running.

    Blocks; for the clerk's programs. Raises StorageFault, DamagedRecord.
    """
    with faults_of(path), contextlib.closing(open_to_read(path, RECORD)) as database:
        return tuple(_events(database, 0, -1))


def meeting_of(events: Sequence[Recorded]) -> MeetingId | None:
    """The meeting a record is about; None for an empty record. Raises DamagedRecord."""
    state = replay(events[:1])
    return None if state is None else state.meeting.id


def leaf_hash(content: bytes) -> bytes:
    """The hash kept beside an event's bytes: that of a leaf in a Merkle tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + content).digest()


def _bytes_and_hash(recorded: Recorded) -> tuple[bytes, bytes]:
    content = _encode(recorded)
    return content, leaf_hash(content)


def _last_n(database: Database) -> int:
    return int(database.execute("SELECT coalesce(max(n), 0) FROM events").fetchone()[0])


def _events(database: Database, after: int, limit: int) -> Iterator[Recorded]:
    expected = after + 1
    for n, content, hashed in database.execute(_SELECT, (after, limit)):
        if n != expected:
            raise DamagedRecord(f"event {expected} is missing")
        if leaf_hash(content) != hashed:
            raise DamagedRecord(f"event {n} was altered")
        try:
            recorded = _RECORDED.decode(content)
        except msgspec.MsgspecError as error:
            raise DamagedRecord(f"event {n} cannot be read") from error
        if recorded.n != n:
            raise DamagedRecord(f"event {n} says it is number {recorded.n}")
        yield recorded
        expected += 1


def _folded(database: Database) -> MeetingState | None:
    state = _snapshot(database)
    return replay(_events(database, 0 if state is None else state.n, -1), state)


def _snapshot(database: Database) -> MeetingState | None:
    """The newest snapshot; None when there is none, or it is of another form or damaged: the events suffice."""
    rows = database.execute(
        "SELECT bytes FROM snapshots WHERE form = ? ORDER BY n DESC LIMIT 1", (_SNAPSHOT_FORM,)
    ).fetchall()
    if not rows:
        return None
    try:
        state = _STATE.decode(rows[0][0])
    except msgspec.MsgspecError:
        return None
    return state if state.n <= _last_n(database) else None


def _microseconds(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000 + at.microsecond
