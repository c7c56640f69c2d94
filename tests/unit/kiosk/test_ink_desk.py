"""The ink of a person at a seat: on the screen at once, on the disk soon, and in memory only what is on the screen."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.session import ink_storing
from kiosk.session.ink_trouble import InkNotStored, InkStoredAgain, InkTrouble
from shared.domain import commands as cmd
from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, LayerKind, MarkId, Pen
from shared.domain.presence import Move
from shared.link import growing_strokes
from shared.protocol.ink import InkChanges, InkNotice, PackedChange, StrokeDropped, StrokeGrows, pack
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.ink_pages import MOST_PAGES
from shared.storage.ink_rows import Changed, Written
from shared.storage.seat_ink import SeatInk
from tests.fakes.ink_room import (
    CHAIR,
    CHAIR_SEAT,
    PATIENCE_S,
    WANG,
    WANG_SEAT,
    InkRoom,
    SeatEnd,
    in_room,
    pen,
)
from tests.fakes.small_room import LI, MEETING, PLAN, SEAT, TABLES
from tests.watch.log_lines import LogWatch

BOARD = Layer(author=CHAIR, paper=PLAN, kind=LayerKind.BOARD)


async def until(end: SeatEnd, holds: Callable[[], bool]) -> None:
    bell = asyncio.Event()
    stop = end.desk.subscribe(lambda _paper, _pages: bell.set())
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            bell.clear()
            await bell.wait()
    stop()


def shown(end: SeatEnd, page: int = 1) -> list[MarkId]:
    return [s.mark.id for s in end.desk.marks(PLAN, page)]


def grows(mark: str, *, layer: Layer = BOARD) -> StrokeGrows:
    return StrokeGrows(
        layer=layer, id=MarkId(mark), page=1, is_pen=True, color="#1A3D8F", width=0.01, skip=0, points=b""
    )


def test_what_is_written_is_on_the_screen_before_the_disk_has_it(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        assert end.desk.put(PLAN, marks=(pen("2"), pen("1")))
        assert shown(end) == ["1", "2"]
        assert end.desk.put(PLAN, marks=(pen("1", 3),), erased=(MarkId("2"),))
        assert shown(end) == []
        assert shown(end, 3) == ["1"]
        await end.desk.wait_for_delivered()
        assert (shown(end), shown(end, 3)) == ([], ["1"])
        (layer,) = end.desk.layers(PLAN)
        assert (layer.layer.author, layer.is_own, dict(layer.pages)) == (LI, True, {3: 1})

    in_room(tmp_path, story)


def test_a_page_that_is_not_in_memory_comes_with_a_change(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        end.desk.put(PLAN, marks=tuple(pen(f"m{n:04}") for n in range(450)))
        await end.desk.wait_for_delivered()
        assert shown(end) == []
        await until(end, lambda: len(shown(end)) == 450)
        assert shown(end) == sorted(shown(end))
        await end.desk.load(TABLES, (1, 2))
        assert end.desk.marks(TABLES, 1) == ()

    in_room(tmp_path, story)


def test_nobody_writes_who_has_not_signed_in(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        end.desk.put(PLAN, marks=(pen("1"),))
        await end.desk.wait_for_delivered()
        room.does(cmd.RecordPresence(person=LI, move=Move.OUT, reason="离席"))
        assert not end.desk.put(PLAN, marks=(pen("2"),))
        assert shown(end) == []
        room.does(cmd.RecordPresence(person=LI, move=Move.IN, reason="回席"))
        await until(end, lambda: shown(end) == ["1"])

    in_room(tmp_path, story)


def test_a_disk_that_refuses_is_told_once_and_what_was_written_is_stored_when_it_takes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_watch: LogWatch
) -> None:
    log_watch.expect("^ink cannot be stored: disk_full$")
    monkeypatch.setattr(ink_storing, "RETRY_S", 0.0)
    refusals = 3

    async def full(self: SeatInk, meeting: MeetingId, written: tuple[Written, ...]) -> tuple[Changed, ...]:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise StorageFault(StorageFailure.DISK_FULL, tmp_path)
        return await put(self, meeting, written)

    put = SeatInk.put
    monkeypatch.setattr(SeatInk, "put", full)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        trouble: list[InkTrouble] = []
        end.desk.subscribe_trouble(trouble.append)
        end.desk.put(PLAN, marks=(pen("1"),))
        assert shown(end) == ["1"]
        await end.desk.wait_for_delivered()
        assert [type(t) for t in trouble] == [InkNotStored, InkStoredAgain]
        assert isinstance(trouble[0], InkNotStored)
        assert str(tmp_path) in trouble[0].remedy
        assert shown(end) == ["1"]
        assert set(await room.kept(Layer(author=LI, paper=PLAN))) == {"1"}

    in_room(tmp_path, story)


def test_what_was_written_when_the_program_ends_is_stored(tmp_path: Path) -> None:
    async def first(room: InkRoom) -> None:
        for end in room.seats.values():
            end.cut()
        room.seats[SEAT].desk.put(PLAN, marks=(pen("1"),))

    async def second(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await end.desk.load(PLAN, (1,))
        assert shown(end) == ["1"]
        await end.desk.wait_for_delivered()

    in_room(tmp_path, first)
    in_room(tmp_path, second)


def test_a_live_change_that_does_not_join_is_fetched(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        room.wire.copies = 0
        room.board.write(PLAN, marks=(pen("1"),))
        await room.board.load(PLAN, (1,))
        room.wire.copies = 1
        room.board.write(PLAN, marks=(pen("2"),))
        await until(end, lambda: shown(end) == ["1", "2"])

    in_room(tmp_path, story)


def test_a_heartbeat_that_is_ahead_makes_the_seat_ask(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        room.wire.copies = 0
        room.board.write(PLAN, marks=(pen("1"),))
        await room.board.load(PLAN, (1,))
        assert shown(end) == []
        end.desk.heard_newest(room.hub.sending.public_n)
        await until(end, lambda: shown(end) == ["1"])

    in_room(tmp_path, story)


def test_ink_of_another_meeting_is_not_heard(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        other = InkChanges(
            layer=BOARD,
            before=0,
            n=1,
            changes=(PackedChange(id=MarkId("x"), revision=1, mark=pack(pen("x"))),),
        )
        end.desk.heard_live(MeetingId("meeting02"), other)
        end.desk.heard_live(MeetingId("meeting02"), grows("x"))
        await room.settle()
        assert end.desk.layers(PLAN) == ()

    in_room(tmp_path, story)


def test_a_stroke_that_grows_no_more_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_strokes, "PATIENCE_S", 0.0)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        heard: list[object] = []
        dropped = asyncio.Event()

        def hear(live: object) -> None:
            heard.append(live)
            if isinstance(live, StrokeDropped):
                dropped.set()

        end.desk.subscribe_live(hear)
        end.desk.heard_live(MEETING, grows("1"))
        async with asyncio.timeout(PATIENCE_S):
            await dropped.wait()
        assert heard == [grows("1"), StrokeDropped(layer=BOARD, id=MarkId("1"))]
        end.desk.heard_live(MEETING, StrokeDropped(layer=BOARD, id=MarkId("1")))
        assert len(heard) == 2

    in_room(tmp_path, story)


def test_a_flood_of_growing_strokes_is_bounded(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        heard: list[object] = []
        desk = room.seats[SEAT].desk
        desk.subscribe_live(heard.append)
        for n in range(1_000):
            desk.heard_live(MEETING, grows(str(n)))
        assert len(heard) == growing_strokes.MOST_GROWING

    in_room(tmp_path, story)


def test_twenty_thousand_strokes_leave_memory_and_the_cost_of_a_page_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hours of scribbling; what is in memory is what the screen shows, and a page costs what lies on it."""
    pages, strokes = 500, 20_000
    own = "#0B0C0D"  # other tests leave pens of their own in memory
    read: list[int] = []
    page_of = SeatInk.page

    async def counted(self: SeatInk, *args: object) -> object:
        piece = await page_of(self, *args)  # type: ignore[arg-type]
        read.append(len(piece.marks))
        return piece

    monkeypatch.setattr(SeatInk, "page", counted)
    points = tuple((n / 40, n / 40, 0.5) for n in range(40))

    def stroke(n: int) -> Pen:
        return Pen(id=MarkId(f"{n:06}"), page=1 + n % pages, color=own, width=0.004, points=points)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        end.cut()  # the worst case: nothing is delivered, everything waits on this terminal
        await end.desk.load(PLAN, range(1, 5))

        async def write(first: int, last: int) -> None:
            for n in range(first, last):
                end.desk.put(PLAN, marks=(stroke(n),))
                if n % 50 == 49:
                    while end.desk._shown.pending():
                        await end.desk._turns.do(_nothing)

        async def turn_through() -> int:
            for page in range(1, pages + 1):
                await end.desk.load(PLAN, (page,))
                assert len(end.desk.marks(PLAN, page)) > 0
            gc.collect()
            return sum(isinstance(thing, Pen) and thing.color == own for thing in gc.get_objects())

        await write(0, 2_000)
        small = await turn_through()
        await write(2_000, strokes)
        read.clear()
        large = await turn_through()
        assert end.desk.unsent == strokes
        assert max(read) == strokes // pages  # a page is read, never the paper
        assert 0 < small <= MOST_PAGES * 2_000 // pages
        assert 0 < large <= MOST_PAGES * strokes // pages  # what is on the pages held, and nothing else

    in_room(tmp_path, story)


async def _nothing() -> None:
    return


def test_notices_that_pile_up_are_one_question(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[WANG_SEAT]
        await room.settle()
        asked: list[object] = []
        ask = end.ask_ink

        async def counted(meeting: object, request: object) -> object:
            asked.append(request)
            return await ask(meeting, request)  # type: ignore[arg-type]

        end.ask_ink = counted  # type: ignore[method-assign, assignment]
        for _ in range(100):
            end.desk.heard_live(MEETING, InkNotice())
        await room.settle()
        assert len(asked) <= 3

    in_room(tmp_path, story)


def test_board_ink_of_the_chair_is_seen_by_the_chair_as_their_own(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        room.board.write(PLAN, marks=(pen("1"),))
        await room.settle()
        for seat, is_own in ((CHAIR_SEAT, True), (SEAT, False)):
            desk = room.seats[seat].desk
            await desk.load(PLAN, (1,))
            assert [s.is_own for s in desk.marks(PLAN, 1)] == [is_own]

    in_room(tmp_path, story)


def test_ink_that_waits_for_the_disk_is_not_shown_to_who_sits_down_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = asyncio.Event()

    async def slow(self: SeatInk, meeting: MeetingId, written: tuple[Written, ...]) -> tuple[Changed, ...]:
        await takes.wait()
        return await put(self, meeting, written)

    put = SeatInk.put
    monkeypatch.setattr(SeatInk, "put", slow)

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        end.desk.put(PLAN, marks=(pen("private"),))
        room.does(cmd.SeatPerson(person=WANG, seat=SEAT))
        assert shown(end) == []
        takes.set()
        await end.desk.wait_for_delivered()
        assert shown(end) == []
        assert end.desk.layers(PLAN) == ()
        assert set(await room.kept(Layer(author=LI, paper=PLAN))) == {"private"}

    in_room(tmp_path, story)


def test_what_somebody_began_before_another_sat_down_stays_theirs(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()
        room.does(cmd.SeatPerson(person=WANG, seat=SEAT))
        await room.settle()
        assert end.desk.put(PLAN, marks=(pen("note"),), author=LI)
        assert shown(end) == []
        await end.desk.wait_for_delivered()
        assert shown(end) == []
        assert end.desk.layers(PLAN) == ()
        assert set(await room.kept(Layer(author=LI, paper=PLAN))) == {"note"}
        assert await room.kept(Layer(author=WANG, paper=PLAN)) == {}

    in_room(tmp_path, story)
