"""Ink on a terminal: nothing written is lost, nothing foreign stays, and memory holds numbers only."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, LayerKind, Mark, MarkId, Note, Pen
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.codec import ink_requests
from shared.protocol.ink import MAX_CHANGES, InkChanges, PackedChange, pack
from shared.storage.ink_rows import Written, row_of_mark
from shared.storage.seat_ink import SeatInk
from shared.storage.seat_store import SeatStore
from tests.fakes.clock import MEETING_MORNING
from tests.watch.log_lines import LogWatch

MEETING, OTHER = MeetingId("meeting01"), MeetingId("meeting02")
LI, WANG = PersonId("li"), PersonId("wang")
PLAN, TABLES = Sha256("a" * 64), Sha256("b" * 64)
OWN = Layer(author=LI, paper=PLAN)
BOARD = Layer(author=WANG, paper=PLAN, kind=LayerKind.BOARD)


def pen(mark: str, page: int = 1, *, width: float = 0.01, points: int = 1) -> Pen:
    return Pen(id=MarkId(mark), page=page, color="#1A3D8F", width=width, points=((0.0, 1.0, 0.2),) * points)


def told(layer: Layer, before: int, *changes: tuple[str, int, Mark | None]) -> InkChanges:
    packed = tuple(
        PackedChange(id=MarkId(mark), revision=revision, mark=None if content is None else pack(content))
        for mark, revision, content in changes
    )
    return InkChanges(layer=layer, before=before, n=before + len(packed), changes=packed)


def with_ink(folder: Path, work: Callable[[SeatInk], Awaitable[None]]) -> None:
    async def run() -> None:
        store = await SeatStore.open(folder / "seat.sqlite", now=MEETING_MORNING)
        try:
            await work(store.ink)
        finally:
            await store.close()

    asyncio.run(run())


async def on_page(ink: SeatInk, page: int = 1, *, viewer: PersonId = LI, paper: Sha256 = PLAN) -> list[Mark]:
    piece = await ink.page(MEETING, viewer, paper, page)
    marks = list(piece.marks)
    while piece.last is not None:
        piece = await ink.page(MEETING, viewer, paper, page, piece.last)
        marks += piece.marks
    return sorted((mark for _, mark in marks), key=lambda mark: mark.id)


def test_what_was_written_is_there_after_a_restart_with_counted_revisions(tmp_path: Path) -> None:
    async def write(ink: SeatInk) -> None:
        await ink.put(MEETING, [Written(OWN, (pen("1"), pen("2", 3)))])
        (changed,) = await ink.put(MEETING, [Written(OWN, (pen("1", 2),))])
        assert (changed.left, changed.id) == (1, "1")
        await ink.put(MEETING, [Written(OWN, erased=(MarkId("2"), MarkId("nothing")))])

    async def look(ink: SeatInk) -> None:
        assert await on_page(ink, 1) == await on_page(ink, 3) == []
        assert await on_page(ink, 2) == [pen("1", 2)]
        (held,) = await ink.layers(MEETING, LI)
        assert (held.layer, held.n, held.is_seen, dict(held.pages)) == (OWN, 0, True, {2: 1})
        push = await ink.next_push(MEETING)
        assert push is not None
        assert {c.id: (c.revision, c.mark is None) for c in push.changes} == {"1": (2, False), "2": (2, True)}

    with_ink(tmp_path, write)
    with_ink(tmp_path, look)


def test_a_push_holds_one_layer_and_fits_into_a_frame(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        long = tuple(pen(f"long{n}", points=9_000) for n in range(4))
        await ink.put(MEETING, [Written(OWN, long), Written(Layer(author=LI, paper=TABLES), (pen("t"),))])
        await ink.put(MEETING, [Written(OWN, tuple(pen(f"s{n:03}") for n in range(2 * MAX_CHANGES)))])
        seen: list[MarkId] = []
        while (push := await ink.next_push(MEETING)) is not None:
            assert len(ink_requests.encode(push)) > 0
            assert len({push.layer}) == 1
            assert len(push.changes) <= MAX_CHANGES
            seen += [change.id for change in push.changes]
            await ink.note_taken(MEETING, push)
        assert len(seen) == len(set(seen)) == 5 + 2 * MAX_CHANGES
        assert await ink.unsent_count(MEETING) == 0

    with_ink(tmp_path, work)


def test_what_was_changed_again_while_it_was_on_its_way_still_waits(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.put(MEETING, [Written(OWN, (pen("1"),))])
        push = await ink.next_push(MEETING)
        assert push is not None
        await ink.put(MEETING, [Written(OWN, (pen("1", width=0.02),))])
        await ink.note_taken(MEETING, push)
        again = await ink.next_push(MEETING)
        assert again is not None
        assert [change.revision for change in again.changes] == [2]

    with_ink(tmp_path, work)


def test_refused_ink_is_kept_shown_and_tried_again_but_told_once(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.put(MEETING, [Written(OWN, (pen("1"),))])
        push = await ink.next_push(MEETING)
        assert push is not None
        assert await ink.note_refused(MEETING, push) == 1
        assert await ink.next_push(MEETING) is None
        assert await on_page(ink) == [pen("1")]
        assert await ink.unsent_count(MEETING) == 1
        await ink.retry_refused(MEETING)
        assert await ink.next_push(MEETING) == push
        assert await ink.note_refused(MEETING, push) == 0
        await ink.retry_refused(MEETING)
        await ink.note_taken(MEETING, push)
        assert await ink.unsent_count(MEETING) == 0

    with_ink(tmp_path, work)


def test_the_echo_of_ones_own_ink_counts_as_delivered_and_older_changes_do_nothing(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.put(MEETING, [Written(OWN, (pen("1"),)), Written(OWN, (pen("1", width=0.02),))])
        n, changed = await ink.take(MEETING, LI, told(OWN, 0, ("1", 1, pen("1"))))
        assert (n, changed) == (1, ())
        assert await ink.unsent_count(MEETING) == 1
        n, changed = await ink.take(MEETING, LI, told(OWN, 1, ("1", 2, pen("1", width=0.02))))
        assert (n, changed) == (2, ())
        assert await ink.unsent_count(MEETING) == 0

    with_ink(tmp_path, work)


def test_changes_with_a_gap_do_not_move_the_number(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.take(MEETING, LI, told(BOARD, 0, ("1", 1, pen("1"))))
        n, _ = await ink.take(MEETING, LI, told(BOARD, 5, ("2", 1, pen("2"))))
        assert n == 1
        n, _ = await ink.take(MEETING, LI, told(BOARD, 1, ("3", 1, pen("3")), ("2", 1, pen("2"))))
        assert n == 3

    with_ink(tmp_path, work)


def test_another_person_sees_their_own_layers_only_and_the_former_ones_go_when_delivered(
    tmp_path: Path,
) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.take(MEETING, LI, told(BOARD, 0, ("b", 1, pen("b"))))
        await ink.put(MEETING, [Written(OWN, (pen("1"),))])
        assert await on_page(ink, viewer=WANG) == [pen("b")]  # her own board
        assert await on_page(ink, viewer=PersonId("zhang")) == []
        assert not await ink.see(MEETING, PersonId("zhang"), {}, is_signed_in=True)
        assert {h.layer for h in await ink.layers(MEETING, LI)} == {OWN}
        push = await ink.next_push(MEETING)
        assert push is not None
        await ink.note_taken(MEETING, push)
        await ink.see(MEETING, PersonId("zhang"), {}, is_signed_in=True)
        assert await ink.layers(MEETING, LI) == ()

    with_ink(tmp_path, work)


@pytest.mark.parametrize("head", [None, 1, (7 << 20) + 1], ids=["gone", "fewer", "counted anew"])
def test_own_ink_that_the_podium_lost_is_delivered_again(tmp_path: Path, head: int | None) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.take(MEETING, LI, told(OWN, 0, ("1", 1, pen("1")), ("2", 1, pen("2"))))
        assert await ink.next_push(MEETING) is None
        await ink.see(MEETING, LI, {} if head is None else {OWN: head}, is_signed_in=True)
        push = await ink.next_push(MEETING)
        assert push is not None
        assert {change.id for change in push.changes} == {"1", "2"}
        (held,) = await ink.layers(MEETING, LI)
        assert held.n == 0

    with_ink(tmp_path, work)


def test_a_person_who_is_not_signed_in_has_lost_nothing(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.take(MEETING, LI, told(OWN, 0, ("1", 1, pen("1"))))
        await ink.see(MEETING, LI, {}, is_signed_in=False)
        assert await ink.next_push(MEETING) is None
        assert await on_page(ink) == [pen("1")]

    with_ink(tmp_path, work)


def test_ink_of_another_meeting_is_forgotten_only_when_the_podium_has_all_of_it(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        await ink.put(OTHER, [Written(OWN, (pen("1"),))])
        await ink.take(OTHER, LI, told(BOARD, 0, ("b", 1, pen("b"))))
        await ink.forget_other_meetings(MEETING)
        assert len(await ink.layers(OTHER, LI)) == 2
        push = await ink.next_push(OTHER)
        assert push is not None
        await ink.note_taken(OTHER, push)
        await ink.forget_other_meetings(MEETING)
        assert await ink.layers(OTHER, LI) == ()

    with_ink(tmp_path, work)


def test_marks_beyond_the_bounds_that_an_older_version_stored_are_passed_over_and_the_rest_is_kept(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("^ink on a page is passed over: a mark cannot be read$")
    log_watch.expect("^ink of this terminal is passed over: a mark cannot be read$")
    tiny = Note(id=MarkId("2"), page=1, at=(0.1, 0.1), color="#000000", text="x", size=0.001)

    async def write(ink: SeatInk) -> None:
        await ink.put(MEETING, [Written(OWN, (pen("1"), pen("2"), pen("3")))])

    async def look(ink: SeatInk) -> None:
        piece = await ink.page(MEETING, LI, PLAN, 1)
        assert (piece.damaged, [mark.id for _, mark in piece.marks]) == (2, ["3"])
        push = await ink.next_push(MEETING)
        assert push is not None
        assert [change.id for change in push.changes] == ["3"]

    with_ink(tmp_path, write)
    with closing(sqlite3.connect(tmp_path / "seat.sqlite")) as database:
        for mark in (pen("1", width=0.3), tiny):
            stored = row_of_mark(mark, 1).content
            database.execute("UPDATE ink_marks SET content = ? WHERE mark = ?", (stored, mark.id))
        database.commit()
    with_ink(tmp_path, look)


def test_damaged_rows_are_passed_over_without_their_content(tmp_path: Path, log_watch: LogWatch) -> None:
    log_watch.expect("^ink on a page is passed over: a (mark|stroke) cannot be read$")
    log_watch.expect("^ink of this terminal is passed over: ")

    async def write(ink: SeatInk) -> None:
        await ink.put(MEETING, [Written(OWN, (pen("1"), pen("2"), pen("3")))])

    async def look(ink: SeatInk) -> None:
        piece = await ink.page(MEETING, LI, PLAN, 1)
        assert (piece.damaged, [mark.id for _, mark in piece.marks]) == (2, ["3"])
        push = await ink.next_push(MEETING)
        assert push is not None
        assert [change.id for change in push.changes] == ["3"]
        await ink.note_taken(MEETING, push)
        assert await ink.next_push(MEETING) is None

    with_ink(tmp_path, write)
    with closing(sqlite3.connect(tmp_path / "seat.sqlite")) as database:
        database.execute("UPDATE ink_marks SET content = x'c1' WHERE mark = '1'")
        database.execute(
            "UPDATE ink_marks SET content = (SELECT content FROM ink_marks WHERE mark = '3') WHERE mark = '2'"
        )
        database.execute("UPDATE ink_marks SET content = substr(content, 1, 20) WHERE mark = '2'")
        database.commit()
    with_ink(tmp_path, look)


def test_a_page_is_read_in_pieces_and_whole(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        marks = [pen(f"m{n:04}") for n in range(450)]
        await ink.put(MEETING, [Written(OWN, tuple(marks)), Written(OWN, (pen("other", 2),))])
        first = await ink.page(MEETING, LI, PLAN, 1)
        assert first.last is not None
        assert await on_page(ink) == marks

    with_ink(tmp_path, work)


def test_marks_of_some_kinds_are_found_on_all_pages(tmp_path: Path) -> None:
    async def work(ink: SeatInk) -> None:
        note = Note(id=MarkId("n"), page=7, at=(0.5, 0.5), color="#1A3D8F", text="同意")
        await ink.put(MEETING, [Written(OWN, (pen("1"), note))])
        piece = await ink.of_kinds(MEETING, LI, PLAN, ("note", "bookmark"))
        assert [mark for _, mark in piece.marks] == [note]

    with_ink(tmp_path, work)
