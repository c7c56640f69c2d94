"""`wuzhi-clerk import`: votes that came on a USB stick, while no podium runs. A running one has a button for it."""

from __future__ import annotations

import asyncio
import secrets
import sys
from pathlib import Path
from typing import Final

from presenter.hub.outbox_import import NoMeetingForVotes, NoOutbox, TakenIn, read_file, take_in
from presenter.hub.recorder import Recorder, Step
from presenter.hub.room_lock import RoomLock
from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.domain.reducer import DamagedRecord
from shared.protocol.outbox_file import Outbox
from shared.storage.record import Record
from shared.storage.room_store import RoomStore
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.system.paths import RoomPlaces

DONE: Final = 0
NO: Final = 1
WRONG_FILE: Final = 2
NO_MEETING: Final = 3
DAMAGED: Final = 5


def run_import(file: Path, places: RoomPlaces, clock: Clock) -> int:
    """Take in the file, say what became of it, and return the exit code: 0 all was taken, 1 something was not."""
    try:
        outbox = read_file(file)
        taken = asyncio.run(_take_in(outbox, places, clock))
    except DamagedRecord:
        return _complain(tr("The record of this meeting is damaged; nothing was taken in."), DAMAGED)
    except EnvironmentFault as fault:
        return _complain(str(fault), _code_of(fault))
    for sentence in taken.sentences():
        sys.stdout.write(f"{sentence}\n")
    return DONE if taken.is_whole else NO


def _code_of(fault: EnvironmentFault) -> int:
    match fault:
        case NoOutbox():
            return WRONG_FILE
        case NoMeetingForVotes():
            return NO_MEETING
        case _:
            return NO


async def _take_in(outbox: Outbox, places: RoomPlaces, clock: Clock) -> TakenIn:
    if not places.database.exists():
        # Another folder than was meant: a room must not come into being there.
        raise NoMeetingForVotes
    lock = RoomLock.take(places.root)
    try:
        store = await RoomStore.open(places.database, now=clock.now())
        try:
            meeting = await store.current_meeting()
            keys = {terminal.seat: terminal.signing_public for terminal in await store.terminals()}
        finally:
            await store.close()
        if meeting is None or not places.record(meeting).exists():
            raise NoMeetingForVotes
        return await _into(meeting, outbox, keys, places, clock)
    finally:
        lock.release()


async def _into(
    meeting: MeetingId, outbox: Outbox, keys: dict[SeatId, bytes], places: RoomPlaces, clock: Clock
) -> TakenIn:
    record = await Record.open(places.record(meeting), now=clock.now())
    try:
        recorder = await Recorder.open(
            record, clock=clock, chance=secrets.token_bytes, on_recorded=_nobody_listens
        )
        try:
            return await take_in(outbox, recorder, meeting, keys.get)
        finally:
            await recorder.close()
    finally:
        await record.close()


def _nobody_listens(_steps: tuple[Step, ...]) -> None:
    """No seat is connected: whoever comes back reads the record."""


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code
