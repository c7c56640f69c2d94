"""What was written is delivered, counted without a gap, and what cannot be taken holds up nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from kiosk.session.ink_trouble import InkNotTaken, InkOfAnotherMeeting, InkTrouble
from presenter.hub.ink_desk import InkDesk as HubDesk
from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, MarkId
from shared.domain.people import SeatId
from shared.protocol.codec import ink_requests
from shared.protocol.ink import InkPush, InkRefusal, InkRequest
from shared.protocol.messages import PROTOCOL, Unintelligible, UpReply
from shared.storage import ink_writing
from shared.storage.ink_rows import Written
from shared.storage.seat_ink import SeatInk
from shared.storage.seat_store import SeatStore
from tests.fakes.clock import MEETING_MORNING
from tests.fakes.ink_room import PATIENCE_S, InkRoom, SeatEnd, in_room, pen
from tests.fakes.small_room import LI, MEETING, PLAN, SEAT
from tests.watch.log_lines import LogWatch

OWN = Layer(author=LI, paper=PLAN)


async def all_but_one(end: SeatEnd, ids: list[str]) -> list[InkTrouble]:
    """Write these marks together; returns what was said when all but one are delivered."""
    trouble: list[InkTrouble] = []
    end.desk.subscribe_trouble(trouble.append)
    end.desk.put(PLAN, marks=[pen(id_) for id_ in ids])
    async with asyncio.timeout(PATIENCE_S):
        while end.desk.unstored or end.desk.unsent != 1:
            await end.desk._delivery.counted.wait()
    return trouble


def test_what_is_written_counts_as_undelivered_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = SeatInk.unsent_count
    waiting: list[int] = []

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()

        async def look_and_count(self: SeatInk, meeting: MeetingId) -> int:
            waiting.append(end.desk.unstored + end.desk.unsent)
            return await count(self, meeting)

        monkeypatch.setattr(SeatInk, "unsent_count", look_and_count)
        assert end.desk.put(PLAN, marks=(pen("1"), pen("2")))
        assert end.desk.unstored == 1
        await end.desk.wait_for_delivered()
        assert waiting
        assert all(waiting)

    in_room(tmp_path, story)


def test_what_the_podium_cannot_read_is_set_aside_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = HubDesk.answer

    async def unread(self: HubDesk, seat: SeatId, request: InkRequest, size_bytes: int) -> UpReply | None:
        if isinstance(request, InkPush) and any(change.id == "bad" for change in request.changes):
            return Unintelligible(protocol=PROTOCOL)
        return await answer(self, seat, request, size_bytes)

    monkeypatch.setattr(HubDesk, "answer", unread)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        trouble = await all_but_one(end, ["1", "bad", "2"])
        assert trouble == [InkNotTaken(OWN, 1, None)]
        assert set(await room.kept(OWN)) == {"1", "2"}
        end.desk.put(PLAN, marks=(pen("3"),))
        monkeypatch.setattr(HubDesk, "answer", answer)
        end.cut()
        end.connect()
        await end.desk.wait_for_delivered()
        assert set(await room.kept(OWN)) == {"1", "bad", "2", "3"}
        assert trouble == [InkNotTaken(OWN, 1, None)]

    in_room(tmp_path, story)


def test_what_fits_no_frame_is_set_aside_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = msgspec.structs.replace(pen("large"), points=((0.0, 1.0, 0.2),) * 100)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        monkeypatch.setattr(ink_requests, "_max_bytes", 600)
        end.desk.put(PLAN, marks=(large,))
        assert await all_but_one(end, ["1", "2"]) == [InkNotTaken(OWN, 1, None)]
        assert set(await room.kept(OWN)) == {"1", "2"}
        await end.desk.load(PLAN, (1,))
        assert [shown.mark.id for shown in end.desk.marks(PLAN, 1)] == ["1", "2", "large"]

    in_room(tmp_path, story)


def test_a_mark_behind_the_last_page_holds_up_no_other(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        end.desk.put(PLAN, marks=(pen("off", 19),))
        trouble = await all_but_one(end, ["1", "2"])
        assert trouble == [InkNotTaken(OWN, 1, InkRefusal.NO_SUCH_PAGE)]
        assert set(await room.kept(OWN)) == {"1", "2"}

    in_room(tmp_path, story)


def test_a_full_share_takes_what_still_fits_and_every_erasing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ink_writing, "MOST_MARKS", 3)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        end.desk.put(PLAN, marks=(pen("1"),))
        await end.desk.wait_for_delivered()
        trouble: list[InkTrouble] = []
        end.desk.subscribe_trouble(trouble.append)
        end.desk.put(PLAN, marks=[pen(f"{n}") for n in range(2, 6)], erased=(MarkId("1"),))
        async with asyncio.timeout(PATIENCE_S):
            while end.desk.unstored or end.desk.unsent != 2:
                await end.desk._delivery.counted.wait()
        assert trouble == [InkNotTaken(OWN, 2, InkRefusal.FULL)]
        assert set(await room.kept(OWN)) == {"2", "3"}

    in_room(tmp_path, story)


def test_a_podium_that_speaks_another_version_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_watch: LogWatch
) -> None:
    log_watch.expect("^the podium answered ink with something else: Unintelligible$")
    answer, asked = HubDesk.answer, asyncio.Event()

    async def other(self: HubDesk, seat: SeatId, request: InkRequest, size_bytes: int) -> UpReply | None:
        if isinstance(request, InkPush):
            asked.set()
            return Unintelligible(protocol=PROTOCOL + 1)
        return await answer(self, seat, request, size_bytes)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        trouble: list[InkTrouble] = []
        end.desk.subscribe_trouble(trouble.append)
        monkeypatch.setattr(HubDesk, "answer", other)
        end.desk.put(PLAN, marks=(pen("1"),))
        async with asyncio.timeout(PATIENCE_S):
            await asked.wait()
        monkeypatch.setattr(HubDesk, "answer", answer)
        await end.desk.wait_for_delivered()
        assert trouble == []
        assert set(await room.kept(OWN)) == {"1"}

    in_room(tmp_path, story)


def test_ink_of_another_meeting_is_told_and_delivered_when_that_meeting_comes_back(tmp_path: Path) -> None:
    """The podium runs another meeting first: written there is what lies here, and it is not this meeting's."""
    earlier = MeetingId("earlier")

    async def story(room: InkRoom) -> None:
        file = tmp_path / "replaced" / "seat.sqlite"
        store = await SeatStore.open(file, now=MEETING_MORNING)
        await store.ink.put(earlier, [Written(OWN, (pen("1"), pen("2")))])
        await store.close()
        first = room.seats[SEAT]
        first.cut()
        end = await room.add_seat(SEAT, folder="replaced")
        trouble: list[InkTrouble] = []
        end.desk.subscribe_trouble(trouble.append)
        end.desk.put(PLAN, marks=(pen("now"),))
        await room.settle()
        assert trouble == [InkOfAnotherMeeting(2)]
        later: list[InkTrouble] = []
        end.desk.subscribe_trouble(later.append)
        assert later == trouble
        assert set(await room.kept(OWN)) == {"now"}
        assert end.desk.unsent == 0
        room.seats[SeatId("replaced")] = first  # closed with the room

    in_room(tmp_path, story)


def test_what_waited_for_its_meeting_goes_out_when_that_runs_again(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        file = tmp_path / "replaced" / "seat.sqlite"
        store = await SeatStore.open(file, now=MEETING_MORNING)
        await store.ink.put(MEETING, [Written(OWN, (pen("1"),))])
        # Between the two another meeting ran at this terminal.
        assert await store.ink.forget_other_meetings(MeetingId("other")) == 1
        await store.close()
        first = room.seats[SEAT]
        first.cut()
        end = await room.add_seat(SEAT, folder="replaced")
        trouble: list[InkTrouble] = []
        end.desk.subscribe_trouble(trouble.append)
        await room.settle()
        assert set(await room.kept(OWN)) == {"1"}
        assert trouble == []
        room.seats[SeatId("replaced")] = first  # closed with the room

    in_room(tmp_path, story)
