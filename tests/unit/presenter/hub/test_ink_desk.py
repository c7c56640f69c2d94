"""Ink at the podium: taken from whom it may come, told to whom it concerns, kept whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from presenter.hub import ink_podium, ink_sending
from presenter.hub.ink_limits import ByteLimits, RoomPace
from presenter.hub.ink_rules import check
from shared.domain import commands as cmd
from shared.domain.ink import InkAudience, Layer, LayerKind, Mark, MarkId, Pen
from shared.domain.papers import PageRun, Sha256
from shared.domain.people import PersonId, SeatId
from shared.protocol.codec import ProtocolError, ink_live
from shared.protocol.ink import (
    InkChanges,
    InkFetch,
    InkIndex,
    InkIndexRequest,
    InkNotice,
    InkPush,
    InkRefusal,
    InkRefused,
    InkTaken,
    PackedChange,
    PackedPen,
    StrokeDropped,
    StrokeGrows,
    pack,
    pack_points,
)
from shared.protocol.messages import NotForYou, UpReply
from shared.protocol.subjects import ink_to, live_ink
from shared.storage import ink_writing
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.ink_file import MeetingInk
from shared.storage.ink_rows import PagePiece
from tests.fakes.ink_room import CHAIR, CHAIR_SEAT, PATIENCE_S, WANG, WANG_SEAT, InkRoom, Wire, in_room, pen
from tests.fakes.small_room import LI, MEETING, PLAN, SEAT, SECRET, TABLES, paper
from tests.watch.log_lines import LogWatch

OWN = Layer(author=LI, paper=PLAN)
NOT_ALLOWED = InkRefusal.NOT_ALLOWED
PUBLIC = live_ink(MEETING)


def change(mark: Mark | str, revision: int = 1) -> PackedChange:
    if isinstance(mark, str):
        return PackedChange(id=MarkId(mark), revision=revision, mark=None)
    return PackedChange(id=mark.id, revision=revision, mark=pack(mark))


async def push(room: InkRoom, seat: SeatId, layer: Layer, *marks: Mark | str) -> UpReply | None:
    request = InkPush(layer=layer, changes=tuple(change(mark) for mark in marks))
    return await room.hub.answer(seat, request, 1_000)


def told(room: InkRoom, subject: str) -> list[object]:
    return [ink_live.decode(payload) for to, payload in room.wire.told if to == subject]


def subjects_told(room: InkRoom) -> set[str]:
    return {subject for subject, _ in room.wire.told}


def growing(mark: str, layer: Layer, *, skip: int = 0, points: int = 1) -> StrokeGrows:
    return StrokeGrows(
        layer=layer,
        id=MarkId(mark),
        page=1,
        is_pen=True,
        color="#1A3D8F",
        width=0.01,
        skip=skip,
        points=pack_points(((0.0, 1.0, 0.5),) * points),
    )


async def turns(room: InkRoom) -> None:
    await room._all_turns()


def test_private_ink_is_told_to_its_author_alone_and_where_it_came_from_by_number(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        await room.settle()
        room.wire.told.clear()
        assert await push(room, SEAT, OWN, pen("1")) == InkTaken(n=1)
        assert subjects_told(room) == {ink_to(MEETING, SEAT)}
        assert told(room, ink_to(MEETING, SEAT)) == [InkChanges(layer=OWN, before=0, n=1, changes=())]
        room.does(cmd.SeatPerson(person=LI, seat=WANG_SEAT))
        room.wire.told.clear()
        # An earlier terminal of the person still delivers; the author hears of it where they sit now.
        assert await push(room, SEAT, OWN, pen("2")) == InkTaken(n=2)
        (heard,) = told(room, ink_to(MEETING, WANG_SEAT))
        assert isinstance(heard, InkChanges)
        assert [c.id for c in heard.changes] == ["2"]
        assert subjects_told(room) == {ink_to(MEETING, WANG_SEAT)}

    in_room(tmp_path, story)


@pytest.mark.parametrize(
    ("seat", "layer", "mark", "why"),
    [
        pytest.param(WANG_SEAT, OWN, pen("1"), NOT_ALLOWED, id="of somebody else"),
        pytest.param(
            SEAT, Layer(author=LI, paper=PLAN, kind=LayerKind.BOARD), pen("1"), NOT_ALLOWED, id="not allowed"
        ),
        pytest.param(
            SEAT, Layer(author=LI, paper=SECRET), pen("1"), NOT_ALLOWED, id="on a paper not for them"
        ),
        pytest.param(SEAT, Layer(author=LI, paper=Sha256("f" * 64)), pen("1"), NOT_ALLOWED, id="on no paper"),
        pytest.param(
            SEAT, Layer(author=PersonId("nobody"), paper=PLAN), pen("1"), NOT_ALLOWED, id="of nobody"
        ),
        pytest.param(SEAT, OWN, pen("1", 19), InkRefusal.NO_SUCH_PAGE, id="behind the last page"),
        pytest.param(SeatId("99"), OWN, pen("1"), NOT_ALLOWED, id="from no seat"),
    ],
)
def test_ink_is_not_taken(tmp_path: Path, seat: SeatId, layer: Layer, mark: Mark, why: InkRefusal) -> None:
    async def story(room: InkRoom) -> None:
        assert await push(room, seat, layer, mark) == InkRefused(why=why)
        assert room.hub.file.heads == {}

    in_room(tmp_path, story)


def test_a_seat_reads_no_layer_that_its_person_may_not_see(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        await push(room, SEAT, OWN, pen("1"))
        room.board.write(SECRET, marks=(pen("s"),))
        await turns(room)
        secret = room.board.board_layer(SECRET)
        for layer in (OWN, secret):
            assert isinstance(await room.hub.answer(WANG_SEAT, InkFetch(layer=layer, after=0), 10), NotForYou)
        index = await room.hub.answer(WANG_SEAT, InkIndexRequest(), 10)
        assert isinstance(index, InkIndex)
        assert index.heads == ()
        chair = await room.hub.answer(CHAIR_SEAT, InkIndexRequest(), 10)
        assert isinstance(chair, InkIndex)
        assert [head.layer for head in chair.heads] == [secret]
        assert await room.hub.answer(SeatId("99"), InkIndexRequest(), 10) == InkIndex(heads=(), public_n=0)

    in_room(tmp_path, story)


def test_a_long_index_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("presenter.hub.ink_desk._HEADS_TOGETHER", 1)

    async def story(room: InkRoom) -> None:
        room.board.write(PLAN, marks=(pen("1"),))
        room.board.write(TABLES, marks=(pen("2"),))
        await turns(room)
        parts = [await room.hub.answer(SEAT, InkIndexRequest(skip=n), 10) for n in range(3)]
        assert all(isinstance(part, InkIndex) for part in parts)
        heads = [part.heads for part in parts if isinstance(part, InkIndex)]
        assert [len(part) for part in heads] == [1, 1, 0]
        assert [part.is_more for part in parts if isinstance(part, InkIndex)] == [True, False, False]
        await room.settle()

    in_room(tmp_path, story)


def test_strokes_on_restricted_papers_never_travel_where_all_hear(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        await room.settle()
        room.wire.told.clear()
        board = room.board
        heard = asyncio.Event()
        room.seats[CHAIR_SEAT].desk.subscribe_live(lambda _: heard.set())
        board.grow(growing("s", board.board_layer(SECRET)))
        async with asyncio.timeout(PATIENCE_S):
            await heard.wait()
        board.write(SECRET, marks=(pen("s"),))
        await turns(room)
        await board.drop(SECRET, MarkId("t"))
        assert subjects_told(room) == {ink_to(MEETING, CHAIR_SEAT)}
        board.grow(growing("p", board.board_layer(PLAN)))
        board.write(PLAN, marks=(pen("q"),))
        await room.settle()
        assert PUBLIC in subjects_told(room)

    in_room(tmp_path, story)


def test_small_steps_of_a_stroke_are_sent_as_one_and_never_too_large(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        layer = room.board.board_layer(PLAN)
        room.wire.told.clear()
        for skip in range(0, 300, 10):
            room.board.grow(growing("1", layer, skip=skip, points=10))
        room.board.grow(growing("1", layer, skip=400))
        heard = asyncio.Event()
        room.seats[SEAT].desk.subscribe_live(
            lambda live: heard.set() if isinstance(live, StrokeGrows) and live.skip == 400 else None
        )
        async with asyncio.timeout(PATIENCE_S):
            await heard.wait()
        sent = [live for live in told(room, PUBLIC) if isinstance(live, StrokeGrows)]
        assert [(s.skip, len(s.points) // 6) for s in sent] == [(0, 120), (120, 120), (240, 60), (400, 1)]

    in_room(tmp_path, story)


def test_who_could_not_be_told_is_told_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ink_sending, "_RETRY_S", 0.0)

    async def story(room: InkRoom) -> None:
        await room.settle()
        room.does(cmd.ShareInk(person=LI, paper=PLAN, audience=InkAudience.CHAIR), SEAT)
        chair = room.seats[CHAIR_SEAT]
        came = asyncio.Event()
        chair.desk.subscribe(lambda _paper, _pages: came.set())
        chair.desk.marks(PLAN, 1)
        room.wire.is_open = False
        assert await push(room, SEAT, OWN, pen("1")) == InkTaken(n=1)
        room.wire.is_open = True
        async with asyncio.timeout(PATIENCE_S):
            await came.wait()
        assert [s.mark.id for s in chair.desk.marks(PLAN, 1)] == ["1"]

    in_room(tmp_path, story)


def test_sharing_with_the_chair_concerns_the_chair_alone_and_sharing_with_all_everybody(
    tmp_path: Path,
) -> None:
    async def story(room: InkRoom) -> None:
        await push(room, SEAT, OWN, pen("1"))
        await room.settle()

        async def share(audience: InkAudience) -> set[str]:
            room.wire.told.clear()
            room.does(cmd.ShareInk(person=LI, paper=PLAN, audience=audience), SEAT)
            await turns(room)
            assert all(ink_live.decode(payload) == InkNotice() for _, payload in room.wire.told)
            return subjects_told(room)

        assert await share(InkAudience.CHAIR) == {ink_to(MEETING, CHAIR_SEAT)}
        before = room.hub.sending.public_n
        assert await share(InkAudience.ALL) == {PUBLIC}
        assert await share(InkAudience.CHAIR) == {PUBLIC}
        assert await share(InkAudience.NOBODY) == {ink_to(MEETING, CHAIR_SEAT)}
        assert room.hub.sending.public_n == before + 2
        room.wire.told.clear()
        room.does(cmd.ShareInk(person=LI, paper=TABLES, audience=InkAudience.ALL), SEAT)
        await turns(room)
        assert room.wire.told == []  # there is no ink of theirs

    in_room(tmp_path, story)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        pytest.param(InkAudience.CHAIR, InkAudience.NOBODY, [], id="taken back"),
        pytest.param(InkAudience.NOBODY, InkAudience.CHAIR, ["1"], id="shared"),
    ],
)
def test_the_podium_shows_what_is_shared_also_where_that_changed_while_it_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: InkAudience,
    after: InkAudience,
    shown: list[str],
) -> None:
    async def story(room: InkRoom) -> None:
        def share(audience: InkAudience) -> None:
            room.does(cmd.ShareInk(person=LI, paper=PLAN, audience=audience), SEAT)

        await push(room, SEAT, OWN, pen("1"))
        share(before)
        await turns(room)
        is_reading, may_end = asyncio.Event(), asyncio.Event()
        page = MeetingInk.page

        async def slow(self: MeetingInk, layers: Sequence[Layer], number: int, after: int = 0) -> PagePiece:
            piece = await page(self, layers, number, after)
            is_reading.set()
            await may_end.wait()
            return piece

        monkeypatch.setattr(MeetingInk, "page", slow)
        room.board.marks(PLAN, 1)
        await is_reading.wait()
        share(after)
        room.board.marks(PLAN, 1)
        may_end.set()
        await room.board.load(PLAN, (1,))
        assert [s.mark.id for s in room.board.marks(PLAN, 1)] == shown

    in_room(tmp_path, story)


def test_pushes_that_wait_together_are_one_commit_and_each_gets_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[int] = []
    take = MeetingInk.take

    async def counted(self: MeetingInk, pushes: Sequence[object]) -> object:
        commits.append(len(pushes))
        return await take(self, pushes)  # type: ignore[arg-type]

    monkeypatch.setattr(MeetingInk, "take", counted)

    async def story(room: InkRoom) -> None:
        answers = await asyncio.gather(
            *(push(room, seat, Layer(author=person, paper=PLAN), pen(f"{n}"))
              for n in range(20)
              for seat, person in ((SEAT, LI), (WANG_SEAT, WANG), (CHAIR_SEAT, CHAIR)))
        )  # fmt: skip
        assert sorted(a.n for a in answers if isinstance(a, InkTaken)) == sorted([*range(1, 21)] * 3)
        assert len(commits) <= 2

    in_room(tmp_path, story)


def test_a_disk_that_refuses_leaves_the_push_unanswered_and_the_seat_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_watch: LogWatch
) -> None:
    log_watch.expect("^ink cannot be stored: disk_full$")
    take = MeetingInk.take

    async def full(self: MeetingInk, pushes: Sequence[object]) -> object:
        raise StorageFault(StorageFailure.DISK_FULL, tmp_path)

    async def story(room: InkRoom) -> None:
        monkeypatch.setattr(MeetingInk, "take", full)
        assert await push(room, SEAT, OWN, pen("1")) is None
        assert await push(room, SEAT, OWN, pen("1")) is None
        monkeypatch.setattr(MeetingInk, "take", take)
        assert await push(room, SEAT, OWN, pen("1")) == InkTaken(n=1)

    in_room(tmp_path, story)


def test_the_podium_writes_again_what_its_disk_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ink_podium, "_RETRY_S", 0.0)
    write, refusals = MeetingInk.write, [1, 2]

    async def full(self: MeetingInk, written: object) -> object:
        if refusals:
            refusals.pop()
            raise StorageFault(StorageFailure.DISK_FULL, tmp_path)
        return await write(self, written)  # type: ignore[arg-type]

    monkeypatch.setattr(MeetingInk, "write", full)

    async def story(room: InkRoom) -> None:
        changes: list[bool] = []
        done = asyncio.Event()

        def note() -> None:
            changes.append(room.board.fault is not None)
            if not changes[-1]:
                done.set()

        room.board._on_changed = note
        room.board.write(PLAN, marks=(pen("1"),))
        assert [s.mark.id for s in room.board.marks(PLAN, 1)] == ["1"]
        async with asyncio.timeout(PATIENCE_S):
            await done.wait()
        assert changes == [True, True, False]
        assert set(await room.kept(room.board.board_layer(PLAN))) == {"1"}

    in_room(tmp_path, story)


@pytest.mark.parametrize("paper_of_board", [PLAN, TABLES])
def test_a_whole_page_of_strokes_that_the_podium_moves_at_once_reaches_all(
    tmp_path: Path, paper_of_board: Sha256
) -> None:
    """More bytes than one message holds."""
    points = ((0.0, 1.0, 0.2),) * 1_000
    strokes = tuple(msgspec.structs.replace(pen(f"{n:03}"), points=points) for n in range(150))

    async def story(room: InkRoom) -> None:
        for width in (0.01, 0.02):
            room.board.write(paper_of_board, marks=[msgspec.structs.replace(s, width=width) for s in strokes])
            await turns(room)
            await room.settle()
        layer = room.board.board_layer(paper_of_board)
        for end in room.seats.values():
            await end.desk.load(paper_of_board, (1,))
            seen = end.seen(paper_of_board, 1)
            assert {mark.width for mark in seen.values() if isinstance(mark, Pen)} == {0.02}
            assert set(seen) == {(layer, stroke.id) for stroke in strokes}

    in_room(tmp_path, story)


def test_a_full_share_of_the_disk_is_refused_and_the_seat_keeps_its_ink(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ink_writing, "MOST_MARKS", 1)

    async def story(room: InkRoom) -> None:
        desk = room.seats[SEAT].desk
        told_of = asyncio.Event()
        desk.subscribe_trouble(lambda _: told_of.set())
        desk.put(PLAN, marks=(pen("1"),))
        await desk.wait_for_delivered()
        desk.put(PLAN, marks=(pen("2"),))
        async with asyncio.timeout(PATIENCE_S):
            await told_of.wait()
        await desk.load(PLAN, (1,))
        assert [s.mark.id for s in desk.marks(PLAN, 1)] == ["1", "2"]
        assert set(await room.kept(OWN)) == {"1"}

    in_room(tmp_path, story)


def test_bytes_of_one_seat_are_bounded_in_time() -> None:
    limits = ByteLimits(at_once=100, per_s=10)
    assert limits.may_come(SEAT, 100, 0.0)
    assert not limits.may_come(SEAT, 20, 1.0)
    assert limits.may_come(WANG_SEAT, 100, 1.0)
    assert limits.may_come(SEAT, 20, 2.0)
    assert not limits.may_come(SEAT, 200, 1000.0)


def test_a_flood_of_bytes_is_not_answered(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        request = InkPush(layer=OWN, changes=(change(pen("1")),))
        assert await room.hub.answer(SEAT, request, 16 * 1024 * 1024) == InkTaken(n=1)
        assert await room.hub.answer(SEAT, request, 192 * 1024) is None
        room.clock.advance(1.0)
        assert await room.hub.answer(SEAT, request, 192 * 1024) == InkTaken(n=1)

    in_room(tmp_path, story)


def test_a_draft_that_was_replaced_just_before_the_podium_died_still_gets_its_ink(tmp_path: Path) -> None:
    second, third = Sha256("d" * 64), Sha256("e" * 64)

    async def story(room: InkRoom) -> None:
        await push(room, SEAT, OWN, pen("1"), pen("2", 2))
        for old, new in ((PLAN, second), (second, third)):
            draft = msgspec.structs.replace(paper(new), carried=(PageRun(1, 3, 1), PageRun(3, 7, 1)))
            room._decide(cmd.ReplacePaper(old=old, paper=draft), None)  # recorded, and then the end
        await room.restart_hub()
        await room.settle()
        assert {m.page for m in (await room.kept(Layer(author=LI, paper=second))).values()} == {3}
        assert {m.page for m in (await room.kept(Layer(author=LI, paper=third))).values()} == {7}
        before = dict(room.hub.file.heads)
        await room.restart_hub()
        await room.settle()
        assert room.hub.file.heads == before
        await push(room, SEAT, OWN, pen("late"))
        await room.settle()
        assert set(await room.kept(Layer(author=LI, paper=third))) == {"1", "late"}

    in_room(tmp_path, story)


def test_what_is_undone_and_moved_in_the_draft_before_follows_to_the_new_one(tmp_path: Path) -> None:
    """The banner is there, and the person goes on in the old draft; or their terminal was out."""
    second = Sha256("d" * 64)
    carried = Layer(author=LI, paper=second)

    async def story(room: InkRoom) -> None:
        desk = room.seats[SEAT].desk

        async def deliver() -> None:
            await desk.wait_for_delivered()
            await room.settle()

        desk.put(PLAN, marks=(pen("1"), pen("2"), pen("3"), pen("4")))
        await deliver()
        draft = msgspec.structs.replace(paper(second), carried=(PageRun(1, 1, 5),))
        room.does(cmd.ReplacePaper(old=PLAN, paper=draft))
        await deliver()
        assert set(await room.kept(carried)) == {"1", "2", "3", "4"}
        desk.put(second, erased=(MarkId("3"),), marks=(pen("4", width=0.05),))
        await deliver()
        moved = (pen("2", width=0.02), pen("3", width=0.02), pen("4", width=0.02), pen("5"))
        desk.put(PLAN, erased=(MarkId("1"),), marks=moved)
        await deliver()
        desk.put(PLAN, erased=(MarkId("5"),))
        desk.put(PLAN, marks=(pen("3", width=0.03),))
        await deliver()
        kept = await room.kept(carried)
        assert {mark.id: mark.width for mark in kept.values() if isinstance(mark, Pen)} == {
            "2": 0.02,
            "4": 0.05,
        }
        before = dict(room.hub.file.heads)
        await room.restart_hub()
        await room.settle()
        assert room.hub.file.heads == before

    in_room(tmp_path, story)


def test_a_damaged_file_is_set_aside_and_the_seats_bring_their_ink_back(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("^the ink of the meeting was damaged and set aside")

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        end.desk.put(PLAN, marks=(pen("1"), pen("2")))
        await end.desk.wait_for_delivered()
        await room.settle()
        for seat in room.seats.values():
            seat.cut()
        await room.board.close()
        await room.hub.close()
        damage(tmp_path)
        await room.start_hub()
        await room.settle()
        assert set(await room.kept(OWN)) == {"1", "2"}

    in_room(tmp_path, story)


def damage(folder: Path) -> None:
    for file in folder.glob("ink.sqlite*"):
        file.unlink()
    (folder / "ink.sqlite").write_bytes(b"no database" * 500)


@pytest.mark.parametrize("points", [b"12345", b"1234567"])
def test_a_stroke_with_half_a_point_is_no_ink(points: bytes) -> None:
    torn = PackedPen(id=MarkId("1"), page=1, color="#1A3D8F", width=0.1, points=points)
    with pytest.raises(ProtocolError):
        check(InkPush(layer=OWN, changes=(PackedChange(id=MarkId("1"), revision=1, mark=torn),)))
    whole = change(pen("2"))
    with pytest.raises(ProtocolError):
        check(InkPush(layer=OWN, changes=(msgspec.structs.replace(whole, id=MarkId("3")),)))
    check(InkPush(layer=OWN, changes=(whole, change("4"))))
    check(InkIndexRequest())


def test_a_bug_in_one_turn_leaves_the_seat_to_ask_again_and_the_meeting_still_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_watch: LogWatch
) -> None:
    log_watch.expect("^a piece of work on ink broke: ZeroDivisionError at ")
    take = MeetingInk.take

    async def broken(*_: object) -> object:
        raise ZeroDivisionError

    async def story(room: InkRoom) -> None:
        monkeypatch.setattr(MeetingInk, "take", broken)
        assert await push(room, SEAT, OWN, pen("1")) is None
        monkeypatch.setattr(MeetingInk, "take", take)
        assert await push(room, SEAT, OWN, pen("1")) == InkTaken(n=1)
        monkeypatch.setattr(MeetingInk, "write", broken)
        monkeypatch.setattr(MeetingInk, "page", broken)
        room.board.write(PLAN, marks=(pen("2"),))
        async with asyncio.timeout(PATIENCE_S):
            await room.board.load(PLAN, (1,))
            await room.board.close()
        await room.hub.close()
        async with asyncio.timeout(PATIENCE_S):
            await room.board.close()
        await room.start_hub()

    in_room(tmp_path, story)


LI_BOARD = Layer(author=LI, paper=PLAN, kind=LayerKind.BOARD)


def test_only_who_sits_there_and_may_write_for_all_is_seen_drawing(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        def draws(seat: SeatId, layer: Layer) -> None:
            room.hub.heard_stroke(seat, growing("s", layer), 100)

        draws(SEAT, LI_BOARD)  # nobody allowed that
        room.does(cmd.AllowWriting(person=LI, is_allowed=True))
        draws(SEAT, OWN)
        draws(WANG_SEAT, LI_BOARD)
        assert room.hub.sending._growing == {}
        draws(SEAT, LI_BOARD)
        assert list(room.hub.sending._growing) == ["s"]
        room.does(cmd.SeatPerson(person=LI, seat=WANG_SEAT))
        room.hub.heard_stroke(SEAT, growing("t", LI_BOARD), 100)
        assert list(room.hub.sending._growing) == ["s"]

    in_room(tmp_path, story)


def test_a_stroke_of_a_member_is_seen_elsewhere_before_the_pen_is_lifted(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        await room.settle()
        room.does(cmd.AllowWriting(person=LI, is_allowed=True))
        li, wang = room.seats[SEAT].desk, room.seats[WANG_SEAT].desk
        heard: list[object] = []
        bell = asyncio.Event()

        def hear(live: object) -> None:
            heard.append(live)
            bell.set()

        async def until(count: int) -> None:
            async with asyncio.timeout(PATIENCE_S):
                while len(heard) < count:
                    bell.clear()
                    await bell.wait()

        own: list[object] = []
        li.subscribe_live(own.append)
        wang.subscribe_live(hear)
        li.grow(growing("a", LI_BOARD, points=3))
        await until(1)
        li.grow(growing("a", LI_BOARD, skip=3))
        await until(2)
        assert [(s.id, s.skip) for s in heard if isinstance(s, StrokeGrows)] == [("a", 0), ("a", 3)]
        assert await room.kept(LI_BOARD) == {}
        li.drop(StrokeDropped(layer=LI_BOARD, id=MarkId("a")))
        await until(3)
        assert heard[2] == StrokeDropped(layer=LI_BOARD, id=MarkId("a"))
        li.grow(growing("b", LI_BOARD))
        await until(4)
        li.grow(growing("b", LI_BOARD, skip=1))
        li.put(PLAN, LayerKind.BOARD, marks=(pen("b"),))  # nothing of it follows the mark
        await li.wait_for_delivered()
        await room.settle()
        assert heard[-1] == StrokeDropped(layer=LI_BOARD, id=MarkId("b"))
        li.grow(growing("c", OWN))
        assert own == []

    in_room(tmp_path, story)


def test_many_strokes_at_once_are_told_in_turn_and_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a round two strokes are told to the three seats; of the others nothing is lost."""
    monkeypatch.setattr(ink_sending, "_MOST_HEARD", 4)

    async def story(room: InkRoom) -> None:
        await room.settle()
        room.wire.told.clear()
        layer = room.board.board_layer(PLAN)
        done = asyncio.Event()
        seen: dict[str, int] = {}

        def hear(live: object) -> None:
            if isinstance(live, StrokeGrows):
                assert seen.get(live.id, 0) == live.skip
                seen[live.id] = live.skip + len(live.points) // 6
            if len(seen) == 8 and set(seen.values()) == {6}:
                done.set()

        room.seats[SEAT].desk.subscribe_live(hear)
        for skip in range(0, 6, 2):
            for mark in range(8):
                room.board.grow(growing(str(mark), layer, skip=skip, points=2))
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            await done.wait()
        assert len(told(room, PUBLIC)) <= 8 + 2

    in_room(tmp_path, story)


def test_the_room_has_one_bound_for_what_goes_out() -> None:
    pace = RoomPace(at_once=100, per_s=10)
    assert pace.wait_s(100, 50.0) == 0.0
    assert pace.wait_s(10, 50.0) == pytest.approx(0.0)
    assert pace.wait_s(15, 50.0) == pytest.approx(1.0)
    assert pace.wait_s(10, 50.0) is None  # 2.5 s
    assert pace.wait_s(10, 51.0) == pytest.approx(1.5)
    assert pace.wait_s(10, 100.0) == 0.0


def test_what_many_write_for_all_comes_later_and_private_ink_does_not_wait(tmp_path: Path) -> None:
    async def story(room: InkRoom) -> None:
        await room.settle()
        room.does(cmd.AllowWriting(person=LI, is_allowed=True))
        room.hub._pace = RoomPace(at_once=1, per_s=1_000)
        assert await push(room, SEAT, LI_BOARD, pen("1")) == InkTaken(n=1)  # 2,000 bytes: two seconds
        assert await push(room, SEAT, OWN, pen("p")) == InkTaken(n=1)
        room.clock.advance(1.99)
        assert await push(room, SEAT, LI_BOARD, pen("2")) == InkTaken(n=2)
        assert await push(room, SEAT, LI_BOARD, pen("3")) is None
        assert await push(room, SEAT, OWN, pen("q")) == InkTaken(n=2)
        room.hub._pace = RoomPace()
        desk = room.seats[SEAT].desk
        desk.put(PLAN, LayerKind.BOARD, marks=(pen("3"),))
        await desk.wait_for_delivered()
        await room.settle()
        assert set(await room.kept(LI_BOARD)) == {"1", "2", "3"}

    in_room(tmp_path, story)


def test_who_shares_and_takes_back_over_and_over_does_not_have_every_seat_ask_each_time(
    tmp_path: Path,
) -> None:
    async def story(room: InkRoom) -> None:
        await push(room, SEAT, OWN, pen("1"))
        await room.settle()
        room.wire.told.clear()
        for n in range(40):
            audience = InkAudience.NOBODY if n % 2 else InkAudience.ALL
            room.does(cmd.ShareInk(person=LI, paper=PLAN, audience=audience), SEAT)
            await turns(room)
        assert len(told(room, PUBLIC)) <= 8
        room.does(cmd.ShareInk(person=LI, paper=PLAN, audience=InkAudience.ALL), SEAT)
        asked = asyncio.Event()
        wang = room.seats[WANG_SEAT].desk
        wang.subscribe(lambda _paper, _pages: asked.set())
        wang.marks(PLAN, 1)
        async with asyncio.timeout(PATIENCE_S):
            while not wang.marks(PLAN, 1):
                asked.clear()
                await asked.wait()

    in_room(tmp_path, story)


def test_live_ink_does_not_reach_the_seat_that_its_reader_left_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first seat is told, the chair is seated elsewhere and somebody else sits down in that place."""
    publish = Wire.publish_live
    moved: list[bool] = []

    async def story(room: InkRoom) -> None:
        await room.settle()

        async def moving(self: Wire, subject: str, payload: bytes) -> bool:
            if not moved and subject == ink_to(MEETING, SEAT):
                moved.append(True)
                room.does(cmd.SeatPerson(person=CHAIR, seat=WANG_SEAT))
            return await publish(self, subject, payload)

        room.does(cmd.ShareInk(person=LI, paper=PLAN, audience=InkAudience.CHAIR), SEAT)
        seats = room.hub.sending.seats_of(OWN)
        assert set(seats) == {CHAIR_SEAT, SEAT}
        room.hub.sending._seats[OWN] = (SEAT, CHAIR_SEAT)  # the author's seat is told first
        room.wire.told.clear()
        monkeypatch.setattr(Wire, "publish_live", moving)
        assert await push(room, WANG_SEAT, OWN, pen("x")) == InkRefused(why=NOT_ALLOWED)
        assert await push(room, SEAT, OWN, pen("1")) == InkTaken(n=1)
        assert moved
        assert ink_to(MEETING, CHAIR_SEAT) not in subjects_told(room)

    in_room(tmp_path, story)
