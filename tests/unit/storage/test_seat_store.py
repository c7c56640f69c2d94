"""What a seat keeps on its own disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, IntentId
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.sign_off import Opinion, SignOffId
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import (
    About,
    Granted,
    Pending,
    Refusal,
    SentIntent,
    SentNote,
    SentSharing,
    SentSignOff,
)
from shared.storage.seat_store import KnownPodium, Remembered, RoomPin, SeatStore
from tests.fakes.clock import MEETING_MORNING

T = TypeVar("T")
MEETING = MeetingId("meeting01")

PIN = RoomPin(
    room_id="room0001",
    server_name="room0001.wuzhi",
    ca_pem="PEM",
    hub_public=b"k" * 32,
    engine_port=7421,
    seat=SeatId("05"),
    token="a token",
)


def with_store(path: Path, work: Callable[[SeatStore], Awaitable[T]]) -> T:
    async def run() -> T:
        store = await SeatStore.open(path, now=MEETING_MORNING)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def vote(intent: str, choice: Choice = Choice.YES) -> SentIntent:
    return SentIntent(
        id=IntentId(intent),
        meeting=MEETING,
        kind="cast_vote",
        confirmed_at=MEETING_MORNING,
        person=PersonId("li"),
        ballot=BallotId("b1"),
        vote=choice,
    )


def test_a_confirmed_vote_and_its_choice_are_there_after_the_program_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "seat.sqlite"

    async def confirm(store: SeatStore) -> None:
        await store.outbox.keep(vote("i1"), b"sealed")

    async def look(store: SeatStore) -> tuple[tuple[SentIntent, ...], bytes | None]:
        return await store.outbox.lines(MEETING), await store.outbox.frame(IntentId("i1"))

    with_store(path, confirm)
    lines, frame = with_store(path, look)
    assert lines == (vote("i1"),)
    assert frame == b"sealed"


def test_a_line_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    async def work(store: SeatStore) -> tuple[SentIntent, ...]:
        await store.outbox.keep(vote("i1"), b"first")
        with pytest.raises(Exception, match="UNIQUE"):
            await store.outbox.keep(vote("i1", Choice.NO), b"second")
        return await store.outbox.lines(MEETING)

    assert with_store(tmp_path / "seat.sqlite", work) == (vote("i1"),)


PAPER = Sha256("a" * 64)


@pytest.mark.parametrize(
    "about",
    [
        SentNote(sign_off=SignOffId("s1"), paper=PAPER),
        SentSignOff(sign_off=SignOffId("s1"), paper=PAPER, opinion=Opinion.OTHER, text="\u540c\u610f"),
        SentSharing(paper=PAPER, audience=InkAudience.CHAIR),
    ],
)
def test_what_a_wish_is_about_is_there_after_a_restart(tmp_path: Path, about: About) -> None:
    path = tmp_path / "seat.sqlite"
    wish = SentIntent(
        id=IntentId("i1"), meeting=MEETING, kind="wish", confirmed_at=MEETING_MORNING, about=about
    )

    async def keep(store: SeatStore) -> None:
        await store.outbox.keep(wish, b"sealed")

    async def look(store: SeatStore) -> tuple[SentIntent, ...]:
        return await store.outbox.lines(MEETING)

    with_store(path, keep)
    assert with_store(path, look) == (wish,)


@pytest.mark.parametrize(
    "answer",
    [
        Pending(is_held=True),
        Granted(at=MEETING_MORNING, receipt="K7QM-2P9D"),
        Refusal(Reason.NO_QUORUM, {"present": 7, "needed": 8}),
    ],
)
def test_an_answer_is_kept(tmp_path: Path, answer: Pending | Granted | Refusal) -> None:
    async def work(store: SeatStore) -> object:
        await store.outbox.keep(vote("i1"), b"sealed")
        await store.outbox.note_answer(IntentId("i1"), answer)
        return (await store.outbox.lines(MEETING))[0].answer

    assert with_store(tmp_path / "seat.sqlite", work) == answer


def test_a_final_answer_is_never_replaced(tmp_path: Path) -> None:
    granted = Granted(at=MEETING_MORNING, receipt="K7QM-2P9D")

    async def work(store: SeatStore) -> object:
        await store.outbox.keep(vote("i1"), b"sealed")
        await store.outbox.note_answer(IntentId("i1"), granted)
        await store.outbox.note_answer(IntentId("i1"), Refusal(Reason.BALLOT_CLOSED))
        return (await store.outbox.lines(MEETING))[0].answer

    assert with_store(tmp_path / "seat.sqlite", work) == granted


def test_lines_of_another_meeting_are_dropped_once_answered_and_kept_while_pending(tmp_path: Path) -> None:
    async def work(store: SeatStore) -> list[str]:
        for intent in ("i1", "i2"):
            await store.outbox.keep(vote(intent), b"sealed")
        await store.outbox.note_answer(IntentId("i1"), Granted(at=MEETING_MORNING))
        await store.outbox.forget_answered(except_of=MeetingId("meeting02"))
        return [line.id for line in await store.outbox.lines(MEETING)]

    assert with_store(tmp_path / "seat.sqlite", work) == ["i2"]


def test_a_seat_keeps_its_room_its_keys_and_where_the_podium_was(tmp_path: Path) -> None:
    path = tmp_path / "seat.sqlite"
    podium = KnownPodium(host="10.0.0.2", engine_port=7421, door_port=7420)

    async def keep(store: SeatStore) -> None:
        await store.keep_secret(b"keys")
        await store.keep_pin(PIN)
        await store.keep_podium(podium)

    async def look(store: SeatStore) -> tuple[object, ...]:
        return await store.secret(), await store.pin(), await store.podium()

    with_store(path, keep)
    assert with_store(path, look) == (b"keys", PIN, podium)
    assert "token" not in repr(PIN)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps others out by the folder's rights")
def test_the_file_with_the_keys_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "seat.sqlite"

    def modes() -> set[int]:
        return {p.stat().st_mode & 0o777 for p in tmp_path.glob("seat.sqlite*") if p.suffix != ".lock"}

    async def look(store: SeatStore) -> set[int]:
        await store.keep_secret(b"keys")
        return modes()

    assert with_store(path, look) == {0o600}


def test_what_another_version_remembered_is_asked_for_again(tmp_path: Path) -> None:
    async def work(store: SeatStore) -> Remembered | None:
        await store._keep("remembered", b"\x93\x01\x02\x03")
        return await store.remembered()

    assert with_store(tmp_path / "seat.sqlite", work) is None
