"""The record: append-only, whole or not at all, and never acknowledging what it does not hold."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from shared.domain.agenda import Meeting, MeetingId
from shared.domain.ballots import IntentId
from shared.domain.events import Event, MeetingPrepared, MeetingStarted, Recorded, ServiceCalled, SignInOpened
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.reducer import DamagedRecord, replay
from shared.domain.sittings import Sitting
from shared.protocol.messages import Stage
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.record import AnsweredIntent, Record, UnexpectedNumber, read_record

NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
MEETING = Meeting(id=MeetingId("m" * 10), title="会议", seats=(SeatId("05"),))
FIRST: tuple[Event, ...] = (MeetingPrepared(MEETING), SignInOpened(), MeetingStarted())
CHILD = Path(__file__).with_name("appending_child.py")
ROOT = Path(__file__).parents[3]


def recorded(*events: Event, after: int = 0) -> tuple[Recorded, ...]:
    return tuple(
        Recorded(n=n, at=NOW + timedelta(seconds=n), event=event) for n, event in enumerate(events, after + 1)
    )


def intent(number: int) -> AnsweredIntent:
    return AnsweredIntent(seat=SeatId("05"), id=IntentId(f"i{number}"), request=b"asked", reply=b"answered")


def make_record(path: Path) -> None:
    async def go() -> None:
        record = await Record.open(path, now=NOW)
        await record.append(0, recorded(*FIRST), [intent(1)])
        await record.close()

    asyncio.run(go())


def test_what_was_appended_is_read_again_with_its_state(tmp_path: Path) -> None:
    make_record(tmp_path / "r.sqlite")

    async def go() -> None:
        record = await Record.open(tmp_path / "r.sqlite", now=NOW)
        assert await record.last_n() == 3
        assert await record.events_after(1) == recorded(*FIRST)[1:]
        assert await record.events_after(0, limit=1) == recorded(*FIRST)[:1]
        assert await record.state() == replay(recorded(*FIRST))
        assert await record.answers() == {(SeatId("05"), IntentId("i1")): b"answered"}
        await record.close()

    asyncio.run(go())
    assert read_record(tmp_path / "r.sqlite") == recorded(*FIRST)


def test_a_snapshot_of_the_version_before_is_passed_over(tmp_path: Path) -> None:
    """It does not say who sat where: nothing would be taken from anybody who has not moved since."""
    path, sitting = tmp_path / "r.sqlite", PersonId("li")
    person = Person(id=sitting, name="name", role=Role.MEMBER, seat=SeatId("05"))
    prepared = MeetingPrepared(msgspec.structs.replace(MEETING, roster=(person,)))

    async def go() -> None:
        record = await Record.open(path, now=NOW)
        await record.append(0, recorded(prepared))
        state = await record.state()
        assert state is not None
        await record.save_snapshot(state)
        await record.close()
        with closing(sqlite3.connect(path)) as connection:
            before = msgspec.msgpack.encode({**msgspec.to_builtins(state), "sittings": {}})
            connection.execute("UPDATE snapshots SET form = 4, bytes = ?", (before,))
            connection.commit()
        record = await Record.open(path, now=NOW)
        again = await record.state()
        await record.close()
        assert again is not None
        assert again.sittings == {SeatId("05"): (Sitting(n=1, person=sitting),)}

    asyncio.run(go())


def test_a_snapshot_and_the_tail_are_the_full_replay(tmp_path: Path) -> None:
    async def go() -> None:
        record = await Record.open(tmp_path / "r.sqlite", now=NOW)
        await record.append(0, recorded(*FIRST))
        state = await record.state()
        assert state is not None
        await record.save_snapshot(state)
        await record.append(3, recorded(ServiceCalled(SeatId("05")), after=3))
        assert await record.state() == replay(await record.events_after(0))
        await record.close()

    asyncio.run(go())


def test_an_append_at_the_wrong_place_changes_nothing(tmp_path: Path) -> None:
    async def go() -> None:
        record = await Record.open(tmp_path / "r.sqlite", now=NOW)
        await record.append(0, recorded(*FIRST))
        for expected in (0, 2, 4):
            with pytest.raises(UnexpectedNumber):
                await record.append(expected, recorded(SignInOpened(), after=expected), [intent(9)])
        assert await record.last_n() == 3
        assert await record.answers() == {}
        await record.close()

    asyncio.run(go())


def test_events_and_their_intents_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    async def go() -> None:
        record = await Record.open(tmp_path / "r.sqlite", now=NOW)
        await record.append(0, recorded(*FIRST), [intent(1)])
        with pytest.raises(sqlite3.IntegrityError):
            await record.append(3, recorded(ServiceCalled(SeatId("05")), after=3), [intent(2), intent(1)])
        assert await record.last_n() == 3
        assert list(await record.answers()) == [(SeatId("05"), IntentId("i1"))]
        await record.close()

    asyncio.run(go())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET bytes = x'00' WHERE n = 2",
        "DELETE FROM events WHERE n = 3",
        "INSERT OR REPLACE INTO events (n, at, bytes, hash) VALUES (2, 0, x'00', x'00')",
        "INSERT INTO events (n, at, bytes, hash) VALUES (7, 0, x'00', x'00')",
        "UPDATE intents SET reply = x'00'",
        "DELETE FROM intents",
        "INSERT OR REPLACE INTO intents (seat, id, request, reply) VALUES ('05', 'i1', x'00', x'00')",
    ],
)
def test_what_is_recorded_is_never_changed_by_a_statement(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "r.sqlite"
    make_record(path)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert read_record(path) == recorded(*FIRST)


@pytest.mark.parametrize("what", ["altered", "missing", "exchanged"])
def test_a_record_that_was_tampered_with_is_noticed(tmp_path: Path, what: str) -> None:
    path = tmp_path / "r.sqlite"
    make_record(path)
    with closing(sqlite3.connect(path)) as connection:
        for trigger in ("events_never_change", "events_never_go"):
            connection.execute(f"DROP TRIGGER {trigger}")
        if what == "altered":
            connection.execute("UPDATE events SET bytes = CAST(bytes || x'00' AS BLOB) WHERE n = 2")
        elif what == "missing":
            connection.execute("DELETE FROM events WHERE n = 2")
        else:
            connection.execute(
                "UPDATE events SET (bytes, hash) = (SELECT bytes, hash FROM events WHERE n = 3) WHERE n = 2"
            )
        connection.commit()
    with pytest.raises(DamagedRecord):
        read_record(path)


def test_a_damaged_record_is_set_aside_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    path.write_bytes(b"no record" * 500)

    async def go() -> None:
        record = await Record.open(path, now=NOW)
        assert record.set_aside is not None
        assert record.set_aside.read_bytes().startswith(b"no record")
        assert await record.last_n() == 0
        await record.close()

    asyncio.run(go())


def test_a_record_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StorageFault) as caught:
        read_record(tmp_path / "none.sqlite")
    assert caught.value.failure is StorageFailure.NOT_REACHABLE
    assert not any(tmp_path.iterdir())


def test_every_start_has_a_term_of_its_own_and_the_stage_is_kept(tmp_path: Path) -> None:
    async def start(expected: int) -> None:
        record = await Record.open(tmp_path / "r.sqlite", now=NOW)
        kept = await record.stage()
        assert await record.begin_term() == expected
        assert (kept is None) == (expected == 1)
        if kept is not None:
            assert kept.page == expected - 1
        await record.save_stage(Stage(term=expected, revision=1, page=expected))
        await record.close()

    for term in (1, 2, 3):
        asyncio.run(start(term))


def test_what_was_acknowledged_survives_kill_9_at_any_moment(tmp_path: Path) -> None:
    """A child appends as fast as it can and tells each number after its commit; it is killed at random moments."""
    path = tmp_path / "r.sqlite"
    chance = random.Random(20260901)
    acknowledged = 0
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, str(CHILD), str(path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 120)):
                line = child.stdout.readline()
                acknowledged = int(line)
            child.send_signal(signal.SIGKILL)
            # What it had still said before it died counts as acknowledged too.
            rest = child.stdout.read().split(b"\n")[:-1]
            acknowledged = int(rest[-1]) if rest else acknowledged
        events = read_record(path)
        assert len(events) >= acknowledged
        assert replay(events) is not None
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            intents = connection.execute("SELECT count(*) FROM intents").fetchone()[0]
        # The first event came without an intent, all others with one.
        assert intents == len(events) - 1
    assert acknowledged > 8
