"""`wuzhi-clerk import`: votes that came on a USB stick, while no podium runs. A running one has a button for it."""

from __future__ import annotations

import asyncio
import secrets
import sys
from pathlib import Path
from typing import Final

from presenter.hub.outbox_import import TakenIn, WrongOutbox, take_in
from presenter.hub.recorder import Recorder, Step
from presenter.hub.room_lock import RoomLock
from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.domain.reducer import DamagedRecord
from shared.protocol.codec import ProtocolError
from shared.protocol.outbox_file import MAX_FILE_BYTES, Outbox, read_outbox
from shared.storage.record import Record
from shared.storage.room_store import RoomStore
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import read_bounded
from shared.system.i18n import tr, tr_n
from shared.system.paths import RoomPlaces
from shared.system.wording import refusal_sentence

DONE: Final = 0
NO: Final = 1
WRONG_FILE: Final = 2
NO_MEETING: Final = 3
DAMAGED: Final = 5


def run_import(file: Path, places: RoomPlaces, clock: Clock) -> int:
    """Take in the file, say what became of it, and return the exit code: 0 all was taken, 1 something was not."""
    try:
        outbox = _read(file)
    except ProtocolError:
        return _complain(
            tr("This is no file of votes, or it was changed: {path}", path=file)
            + " "
            + tr("Export it again at the seat."),
            WRONG_FILE,
        )
    except EnvironmentFault as fault:
        return _complain(str(fault), NO)
    try:
        taken = asyncio.run(_take_in(outbox, places, clock))
    except WrongOutbox:
        return _complain(tr("The terminal that wrote this file has no seat in this room."), NO)
    except DamagedRecord:
        return _complain(tr("The record of this meeting is damaged; nothing was taken in."), DAMAGED)
    except EnvironmentFault as fault:
        return _complain(str(fault), NO)
    if taken is None:
        return _complain(tr("There is no meeting in this room to take votes into."), NO_MEETING)
    for sentence in told(taken):
        sys.stdout.write(f"{sentence}\n")
    return NO if taken.refused or taken.unreadable or taken.elsewhere else DONE


def told(taken: TakenIn) -> tuple[str, ...]:
    """What became of the file, one sentence for each kind; never whose vote it is, or what was voted."""
    kinds = (
        (taken.votes, tr_n("{n} vote counted", "{n} votes counted", taken.votes)),
        (taken.others, tr_n("{n} other wish granted", "{n} other wishes granted", taken.others)),
        (taken.known, tr_n("{n} was known before", "{n} were known before", taken.known)),
        (taken.late, tr_n("{n} vote was late, not counted", "{n} votes were late, not counted", taken.late)),
        (taken.elsewhere, tr_n("{n} of another meeting", "{n} of another meeting", taken.elsewhere)),
        (taken.unreadable, tr_n("{n} not readable", "{n} not readable", taken.unreadable)),
        (len(taken.refused), tr_n("{n} refused", "{n} refused", len(taken.refused))),
    )
    counted = tuple(sentence for n, sentence in kinds if n)
    reasons = dict.fromkeys(refusal_sentence(r.reason, r.figures) for r in taken.refused)
    return (*(counted or (tr("Nothing was waiting in this file"),)), *reasons)


def _read(file: Path) -> Outbox:
    try:
        content = read_bounded(file, MAX_FILE_BYTES)
    except OSError as error:
        raise disk_fault(file, error) from error
    if content is None:
        raise ProtocolError("longer than an outbox can be")
    return read_outbox(content, is_signed_by)


async def _take_in(outbox: Outbox, places: RoomPlaces, clock: Clock) -> TakenIn | None:
    lock = RoomLock.take(places.root)
    try:
        store = await RoomStore.open(places.database, now=clock.now())
        try:
            meeting = await store.current_meeting()
            keys = {terminal.seat: terminal.signing_public for terminal in await store.terminals()}
        finally:
            await store.close()
        if meeting is None or not places.record(meeting).exists():
            return None
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
