"""A seat that never gets the network back: its votes travel on a stick, signed, and stay here as well."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.session.takeout import export_outbox
from shared.crypto.identity import SeatIdentity, is_signed_by
from shared.domain.ballot_commands import CastVote
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, IntentId
from shared.domain.people import PersonId
from shared.protocol.messages import Intent
from shared.protocol.outbox_file import read_outbox
from shared.protocol.signing import open_intent, seal_intent
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.seat_outbox import Granted, SentIntent
from shared.storage.seat_store import SeatStore
from shared.system.faults import EnvironmentFault
from tests.fakes.clock import MEETING_MORNING
from tests.fakes.seat_podium import PIN
from tests.fakes.small_room import BALLOT, LI, meeting

IDENTITY = SeatIdentity.create()


def frame_of(intent: str, choice: Choice) -> tuple[SentIntent, bytes]:
    wish = Intent(
        id=IntentId(intent),
        meeting=meeting().id,
        confirmed_at=MEETING_MORNING,
        command=CastVote(ballot=BallotId(BALLOT), person=PersonId(LI), answer=choice),
    )
    sent = SentIntent(
        id=wish.id, meeting=wish.meeting, kind="cast_vote", confirmed_at=MEETING_MORNING, ballot=BALLOT
    )
    return sent, seal_intent(wish, IDENTITY.sign)


async def fill(store: SeatStore) -> list[bytes]:
    await store.keep_secret(IDENTITY.secret())
    await store.keep_pin(PIN)
    frames = []
    for name, choice in (("sent", Choice.NO), ("first", Choice.YES), ("second", Choice.ABSTAIN)):
        sent, frame = frame_of(name, choice)
        await store.outbox.keep(sent, frame)
        frames.append(frame)
    await store.outbox.note_answer(IntentId("sent"), Granted(MEETING_MORNING, "AAAA-AAAA"))
    return frames[1:]


def test_what_was_not_answered_is_written_signed_while_the_program_runs(tmp_path: Path) -> None:
    database, file = tmp_path / "seat.sqlite", tmp_path / "stick" / "votes.json"
    file.parent.mkdir()

    async def run() -> list[bytes]:
        store = await SeatStore.open(database, now=MEETING_MORNING)
        try:
            frames = await fill(store)
            assert await asyncio.to_thread(export_outbox, database, file, now=MEETING_MORNING) == 2
            lines = await store.outbox.lines(meeting().id)
            assert sum(line.is_pending for line in lines) == 2
            return frames
        finally:
            await store.close()

    frames = asyncio.run(run())
    outbox = read_outbox(file.read_bytes(), is_signed_by)
    assert (outbox.seat, outbox.key, outbox.frames) == (PIN.seat, IDENTITY.signing_public, tuple(frames))
    first = open_intent(outbox.frames[0], lambda body, mark: is_signed_by(outbox.key, body, mark))
    assert first.id == "first"
    assert IDENTITY.secret() not in file.read_bytes()


def test_no_file_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "votes.json"
    file.write_text("mine")
    with pytest.raises(EnvironmentFault, match="exists already"):
        export_outbox(tmp_path / "seat.sqlite", file, now=MEETING_MORNING)
    assert file.read_text() == "mine"


def test_a_terminal_that_never_was_in_a_room_has_nothing_to_take_out(tmp_path: Path) -> None:
    database = tmp_path / "seat.sqlite"

    async def make() -> None:
        await (await SeatStore.open(database, now=MEETING_MORNING)).close()

    asyncio.run(make())
    for path in (database, tmp_path / "none.sqlite"):
        with pytest.raises(StorageFault) as caught:
            export_outbox(path, tmp_path / "votes.json", now=MEETING_MORNING)
        assert caught.value.failure is StorageFailure.NOT_REACHABLE
