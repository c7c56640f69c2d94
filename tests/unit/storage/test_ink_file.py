"""The meeting's ink at the podium: the newest change stays whatever the order, and every layer counts on its own."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.ink import Layer, Mark, MarkId, TextMark
from shared.domain.papers import PageRun, Sha256
from shared.domain.people import PersonId
from shared.protocol.codec import ink_live, up_replies
from shared.protocol.ink import InkChanges, PackedChange, pack, unpack_change
from shared.storage import ink_writing
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.ink_file import MeetingInk, read_ink
from shared.storage.ink_rows import Written, row_of_mark
from shared.storage.ink_writing import Full, Pushed, Stored
from tests.fakes.clock import MEETING_MORNING
from tests.unit.storage.test_seat_ink import PLAN, TABLES, pen
from tests.watch.log_lines import LogWatch

LAYER = Layer(author=PersonId("li"), paper=PLAN)


def change(mark: str, revision: int, content: Mark | None = None) -> PackedChange:
    return PackedChange(id=MarkId(mark), revision=revision, mark=None if content is None else pack(content))


def with_file(folder: Path, work: Callable[[MeetingInk], Awaitable[None]]) -> None:
    async def run() -> None:
        ink = await MeetingInk.open(folder / "ink.sqlite", now=MEETING_MORNING)
        try:
            await work(ink)
        finally:
            await ink.close()

    asyncio.run(run())


async def take(
    ink: MeetingInk, *changes: PackedChange, layer: Layer = LAYER, is_public: bool = False
) -> Stored:
    (stored,) = await ink.take([Pushed(layer, changes, is_public)])
    assert isinstance(stored, Stored)
    return stored


async def all_of(ink: MeetingInk, layer: Layer = LAYER) -> dict[MarkId, PackedChange]:
    found: dict[MarkId, PackedChange] = {}
    after, is_more = 0, True
    while is_more:
        told = await ink.changes_after(layer, after)
        assert told.before == after
        assert len(up_replies.encode(told)) > 0
        found.update({c.id: c for c in told.changes})
        after, is_more = told.n, told.is_more
    assert after == ink.heads.get(layer, 0)
    return found


changes = st.builds(
    lambda mark, revision, page, width: change(
        mark, revision, None if page is None else pen(mark, page, width=width)
    ),
    st.sampled_from("abc"),
    st.integers(1, 3),
    st.none() | st.integers(1, 2),
    st.sampled_from((0.01, 0.02)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(changes, min_size=1, max_size=4), max_size=5), st.randoms())
def test_the_order_and_the_number_of_times_do_not_matter(
    pushes: list[list[PackedChange]], chance: random.Random
) -> None:
    shuffled = [*pushes, *chance.choices(pushes, k=3)] if pushes else []
    chance.shuffle(shuffled)
    results = []
    for story in (pushes, shuffled):
        with tempfile.TemporaryDirectory() as folder:
            found: list[dict[MarkId, PackedChange]] = []

            async def work(ink: MeetingInk, story: Sequence[list[PackedChange]] = story) -> None:
                for push in story:
                    await take(ink, *push)
                found.append(await all_of(ink))  # noqa: B023

            with_file(Path(folder), work)
            results += found
    assert results[0] == results[1]
    newest = {mark: max(c.revision for p in pushes for c in p if c.id == mark) for mark in results[0]}
    assert {mark: c.revision for mark, c in results[0].items()} == newest


def test_a_change_that_is_handed_over_again_gets_no_new_number(tmp_path: Path) -> None:
    async def work(ink: MeetingInk) -> None:
        first = await take(ink, change("a", 1, pen("a")), change("b", 1, pen("b")), is_public=True)
        assert (first.told.before, first.told.n, first.told.public_n) == (0, 2, 1)
        again = await take(ink, change("b", 1, pen("b")), change("a", 1, pen("a")), is_public=True)
        assert (again.told.before, again.told.n, again.told.changes, again.told.public_n) == (2, 2, (), 0)
        erased = await take(ink, change("a", 2), is_public=True)
        assert (erased.told.before, erased.told.n, erased.told.public_n) == (2, 3, 2)
        assert erased.changed[0].left == 1
        late = await take(ink, change("a", 1, pen("a")))
        assert late.told.changes == ()

    async def restarted(ink: MeetingInk) -> None:
        assert (dict(ink.heads), ink.public_n) == ({LAYER: 3}, 2)
        assert (await ink.changes_after(LAYER, 2)).changes == (change("a", 2),)
        assert await ink.grow_public_n() == 3

    with_file(tmp_path, work)
    with_file(tmp_path, restarted)


def test_a_piece_of_a_layer_fits_into_an_answer_and_the_pieces_are_the_layer(tmp_path: Path) -> None:
    async def work(ink: MeetingInk) -> None:
        for n in range(0, 200, 50):
            await take(ink, *(change(f"m{k:03}", 1, pen(f"m{k:03}", points=800)) for k in range(n, n + 50)))
        box = (0.123456, 0.2, 0.3, 0.4)
        text = TextMark(id=MarkId("t"), page=1, color="#FFE08A", boxes=(box,) * 2_000, text="文" * 20_000)
        await take(ink, change("t", 1, text))
        found = await all_of(ink)
        assert len(found) == 201
        assert unpack_change(found[MarkId("t")]).mark == text
        assert len(ink_live.encode(await ink.changes_after(LAYER, 200))) > 0

    with_file(tmp_path, work)


def test_one_person_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ink_writing, "MOST_MARKS", 3)

    async def work(ink: MeetingInk) -> None:
        await take(ink, *(change(mark, 1, pen(mark)) for mark in "abc"))
        other = Layer(author=LAYER.author, paper=TABLES)
        assert await ink.take([Pushed(other, (change("d", 1, pen("d")),))]) == (Full(),)
        await take(ink, change("a", 2))
        assert await ink.take([Pushed(LAYER, (change("e", 1),))]) == (Full(),)
        await take(ink, change("d", 1, pen("d")), layer=Layer(author=PersonId("wang"), paper=TABLES))
        monkeypatch.setattr(ink_writing, "MOST_BYTES", 100)
        assert await ink.take([Pushed(LAYER, (change("b", 2, pen("b", points=50)),))]) == (Full(),)
        await take(ink, change("b", 3))
        assert set(ink.heads) == {LAYER, Layer(author=PersonId("wang"), paper=TABLES)}

    with_file(tmp_path, work)


def test_ink_on_carried_pages_is_copied_once_and_what_was_erased_there_stays_erased(tmp_path: Path) -> None:
    runs = (PageRun(2, 5, 1),)
    new = Layer(author=LAYER.author, paper=TABLES)

    async def carry(ink: MeetingInk) -> list[MarkId]:
        copied: list[MarkId] = []
        after: int | None = 0
        while after is not None:
            piece = await ink.carry(LAYER, TABLES, runs, after)
            copied += [changed.id for changed in piece.changed]
            after = piece.after
        return copied

    async def work(ink: MeetingInk) -> None:
        marks = [change(f"m{n:03}", 3, pen(f"m{n:03}", 1 + n % 2)) for n in range(450)]
        for n in range(0, 450, 50):
            await take(ink, *marks[n : n + 50])
        await take(ink, change("m001", 4))
        assert len(await carry(ink)) == 224
        assert await carry(ink) == []
        kept = await all_of(ink, new)
        assert {c.mark.page for c in kept.values() if c.mark} == {5}
        assert {c.revision for c in kept.values()} == {3}
        await take(ink, change("m003", 4), layer=new)
        await take(ink, change("late", 1, pen("late", 2)))
        assert await carry(ink) == ["late"]
        assert (await all_of(ink, new))[MarkId("m003")].mark is None

    with_file(tmp_path, work)


def test_the_clerk_reads_all_layers_beside_the_hub_and_passes_over_what_is_damaged(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("^ink of the meeting is passed over: a mark cannot be read$")

    async def work(ink: MeetingInk) -> None:
        await take(ink, change("a", 1, pen("a", 2)), change("b", 1, pen("b", 1)), change("c", 1, pen("c")))
        await take(ink, change("c", 2))
        await ink.write([(Written(Layer(author=PersonId("zhang"), paper=PLAN), (pen("z"),)), True)])
        with closing(sqlite3.connect(tmp_path / "ink.sqlite")) as database:
            database.execute("UPDATE marks SET content = x'c1' WHERE mark = 'z'")
            database.commit()
        read = list(read_ink(tmp_path / "ink.sqlite"))
        assert read == [(LAYER, (pen("b", 1), pen("a", 2)))]

    with_file(tmp_path, work)
    with pytest.raises(StorageFault) as caught:
        list(read_ink(tmp_path / "none.sqlite"))
    assert caught.value.failure is StorageFailure.NOT_REACHABLE


def test_the_podium_passes_over_marks_beyond_the_bounds_and_tells_the_rest(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("^ink of the meeting is passed over: a mark cannot be read$")

    async def work(ink: MeetingInk) -> None:
        await take(ink, change("a", 1, pen("a")), change("b", 1, pen("b")))
        with closing(sqlite3.connect(tmp_path / "ink.sqlite")) as database:
            broad = row_of_mark(pen("a", width=0.3), 1).content
            database.execute("UPDATE marks SET content = ? WHERE mark = 'a'", (broad,))
            database.commit()
        told = await ink.changes_after(LAYER, 0)
        assert [one.id for one in told.changes] == ["b"]
        assert told.n == ink.heads[LAYER]
        piece = await ink.page([LAYER], 1, 0)
        assert (piece.damaged, [mark.id for _, mark in piece.marks]) == (1, ["b"])
        assert list(read_ink(tmp_path / "ink.sqlite")) == [(LAYER, (pen("b"),))]

    with_file(tmp_path, work)


def test_a_file_in_the_place_of_a_damaged_one_counts_from_above(tmp_path: Path) -> None:
    (tmp_path / "ink.sqlite").write_bytes(b"no database" * 500)

    async def work(ink: MeetingInk) -> None:
        assert ink.set_aside is not None
        stored = await take(ink, change("a", 1, pen("a")))
        assert stored.told.before >> 20 == int(MEETING_MORNING.timestamp())

    with_file(tmp_path, work)


def test_what_the_podium_writes_has_counted_revisions_and_its_pages_are_read(tmp_path: Path) -> None:
    async def work(ink: MeetingInk) -> None:
        await ink.write([(Written(LAYER, (pen("a"), pen("b"))), True)])
        (moved,) = await ink.write([(Written(LAYER, (pen("a", 2),), (MarkId("b"), MarkId("no"))), True)])
        assert [(c.id, c.revision) for c in moved.told.changes] == [("a", 2), ("b", 2)]
        assert (await ink.page([LAYER], 1)).marks == ()
        assert [mark for _, mark in (await ink.page([LAYER], 2)).marks] == [pen("a", 2)]
        assert isinstance(moved.told, InkChanges)
        assert Sha256(moved.told.layer.paper) == PLAN

    with_file(tmp_path, work)
