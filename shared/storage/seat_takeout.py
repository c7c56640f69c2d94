"""Reading a seat's file from outside, while its program may be running: what was never answered, and whose it is."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from shared.storage.database import faults_of, open_to_read
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.seat_store import IDENTITY, PIN, SEAT_SCHEMA, RoomPin


class Takeout(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` are the terminal's own keys, never to be written anywhere; `frames` as in the outbox, oldest first."""

    secret: bytes
    pin: RoomPin
    frames: tuple[bytes, ...]


def take_out(path: Path) -> Takeout:
    """What the seat whose file is at `path` holds back. Blocks.

    Raises StorageFault: missing, damaged, foreign, too new, or of a terminal that never was in a room.
    """
    with faults_of(path), contextlib.closing(open_to_read(path, SEAT_SCHEMA)) as database:
        kept = dict(database.execute("SELECT name, content FROM kept WHERE name IN (?, ?)", (IDENTITY, PIN)))
        rows = database.execute("SELECT frame FROM outbox WHERE state = 'pending' ORDER BY place").fetchall()
    if IDENTITY not in kept or PIN not in kept:
        raise StorageFault(StorageFailure.NOT_REACHABLE, path)
    try:
        pin = msgspec.msgpack.decode(kept[PIN], type=RoomPin)
    except msgspec.DecodeError as error:
        raise StorageFault(StorageFailure.DAMAGED, path) from error
    return Takeout(secret=bytes(kept[IDENTITY]), pin=pin, frames=tuple(bytes(row[0]) for row in rows))
