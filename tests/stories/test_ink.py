"""Ink in a real room: the real hub and engine, real sessions with their files on the disk, no windows."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from kiosk.session.ink_trouble import InkNotTaken, InkTrouble
from kiosk.session.session import Session
from kiosk.session.view import Line, SignIn
from presenter.hub.hub import Hub
from presenter.hub.ink_podium import PodiumInk
from presenter.hub.view import HubView
from shared.domain import commands as cmd
from shared.domain.agenda import Meeting
from shared.domain.ink import InkAudience, Layer, LayerKind, MarkId, Pen
from shared.domain.papers import Everybody, PageRun, Sha256
from shared.domain.verdicts import Accepted
from shared.link.growing_strokes import LiveStroke
from shared.protocol.codec import MAX_INK_BYTES, ink_requests, up_replies
from shared.protocol.ink import (
    InkFetch,
    InkIndex,
    InkIndexRequest,
    InkPush,
    InkRefusal,
    InkRefused,
    InkRequest,
    PackedChange,
    PackedPen,
    StrokeDropped,
    StrokeGrows,
    pack,
    pack_points,
)
from shared.protocol.messages import NotForYou, Unintelligible, UpReply
from shared.storage.ink_file import read_ink
from shared.storage.ink_pages import ShownMarkData
from shared.system.clock import SystemClock
from shared.system.ids import new_id
from tests.stories.pack import CHAIR_SEAT, GUEST_SEAT, LI, LI_SEAT, MEETING, WANG, WANG_SEAT, make_paper
from tests.stories.seat import StorySeat, wait_for_view
from tests.stories.test_session import PATIENCE_S, a_room, a_seat, signed_in, until
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end


def stroke(page: int = 1, width: float = 0.004) -> Pen:
    """A stroke as it is after it was stored: its points are 16-bit fractions."""
    points = ((0.2, 0.4, 0.6), (0.4, 0.6, 0.8))
    mark = MarkId(new_id(SystemClock().now(), secrets.token_bytes))
    return Pen(id=mark, page=page, color="#1A3D8F", width=width, points=points)


def papers_of(meeting: Meeting) -> tuple[Sha256, Sha256]:
    """The paper for everybody and the one for voters."""
    public, secret = meeting.agenda[0].papers
    return public.sha256, secret.sha256


def ids(marks: Sequence[ShownMarkData]) -> set[MarkId]:
    return {shown.mark.id for shown in marks}


async def until_ink(session: Session, holds: Callable[[], bool]) -> None:
    """Wait until the seat's ink is so."""
    bell = asyncio.Event()
    stop = session.ink.subscribe(lambda _paper, _pages: bell.set())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                bell.clear()
                await bell.wait()
    finally:
        stop()


async def until_at_podium(board: PodiumInk, holds: Callable[[], bool]) -> None:
    bell = asyncio.Event()
    stop = board.subscribe(lambda _paper, _pages: bell.set())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                bell.clear()
                await bell.wait()
    finally:
        stop()


async def until_delivered(session: Session) -> None:
    """Wait until the podium has all ink of the seat."""
    async with asyncio.timeout(PATIENCE_S):
        await session.ink.wait_for_delivered()


def sees(session: Session, paper: Sha256, page: int, *marks: MarkId) -> Callable[[], bool]:
    return lambda: ids(session.ink.marks(paper, page)) == set(marks)


def board_of(hub: Hub) -> PodiumInk:
    assert hub.ink is not None
    return hub.ink


def meeting_of(hub: Hub) -> Meeting:
    assert hub.view.state is not None
    return hub.view.state.meeting


def play(story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await story()

    asyncio.run(run())


def test_ink_follows_the_person_to_a_terminal_that_replaces_theirs(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub:
            public, secret = papers_of(meeting_of(hub))
            first, second = stroke(1), stroke(3)
            async with a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
                await signed_in(li)
                assert li.ink.put(public, marks=(first, second))
                assert ids(li.ink.marks(public, 1)) == {first.id}
                assert li.ink.put(secret, marks=(stroke(2),))
                await until_delivered(li)
            await hub.release_seat(LI_SEAT)
            async with a_seat(tmp_path, LI_SEAT, hub.door_port, terminal="new") as li:
                await until_ink(li, sees(li, public, 1, first.id))
                await until_ink(li, sees(li, public, 3, second.id))
                await until_ink(li, lambda: len(li.ink.marks(secret, 2)) == 1)
                assert [shown.is_own for shown in li.ink.marks(public, 1)] == [True]
                li.ink.put(public, erased=(first.id,))
                await until_delivered(li)
            assert kept(tmp_path, public) == {second.id}

    play(story)


def kept(folder: Path, paper: Sha256) -> set[MarkId]:
    """The marks that the podium keeps of a paper, as the clerk reads them beside the running hub."""
    path = folder / "room" / "meetings" / MEETING / "ink.sqlite"
    return {mark.id for layer, marks in read_ink(path) if layer.paper == paper for mark in marks}


def test_ink_written_while_the_podium_is_away_reaches_it_and_survives_the_terminal(tmp_path: Path) -> None:
    async def story() -> None:
        marks = [stroke(1 + n % 9) for n in range(100)]
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            public, _ = papers_of(meeting_of(hub))
            li.ink.put(public, marks=marks[:1])
            await until_delivered(li)
        async with a_seat(tmp_path, LI_SEAT, 1) as li:  # nobody is at that door
            assert li.view.sign_in is SignIn.SIGNED_IN
            await asyncio.sleep(0)  # the session has begun
            for mark in marks[1:]:
                assert li.ink.put(public, marks=(mark,))
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await until(li, lambda v: v.line.line is Line.IN)
            await li.ink.load(public, (1,))
            assert ids(li.ink.marks(public, 1)) == {mark.id for mark in marks if mark.page == 1}
            await until_delivered(li)
            assert kept(tmp_path, public) == {mark.id for mark in marks}

    play(story)


def test_what_the_leader_writes_is_on_every_page_while_and_after_it_is_drawn(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, GUEST_SEAT, hub.door_port) as guest,
        ):
            await signed_in(li)
            await signed_in(guest)
            public, secret = papers_of(meeting_of(hub))
            board = board_of(hub)
            heard_by_li, heard_by_guest = Heard(li), Heard(guest)
            drawn, hidden = stroke(2), stroke(2)
            for mark, paper in ((hidden, secret), (drawn, public)):
                board.grow(
                    StrokeGrows(
                        layer=board.board_layer(paper),
                        id=mark.id,
                        page=2,
                        is_pen=True,
                        color=mark.color,
                        width=mark.width,
                        skip=0,
                        points=pack_points(mark.points),
                    )
                )
            await heard_by_guest.until(1)
            await heard_by_li.until(2)
            board.write(secret, marks=(hidden,))
            board.write(public, marks=(drawn,))
            assert ids(board.marks(public, 2)) == {drawn.id}
            await until_ink(li, sees(li, public, 2, drawn.id))
            await until_ink(li, sees(li, secret, 2, hidden.id))
            await until_ink(guest, sees(guest, public, 2, drawn.id))
            assert not guest.ink.marks(secret, 2)
            assert {heard.id for heard in heard_by_guest.live} == {drawn.id}
            assert isinstance(heard_by_guest.live[-1], StrokeDropped)
            async with a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang:
                await signed_in(wang)
                await until_ink(wang, sees(wang, public, 2, drawn.id))
                await until_ink(wang, sees(wang, secret, 2, hidden.id))

    play(story)


class Heard:
    """The strokes that a seat sees growing."""

    def __init__(self, session: Session) -> None:
        self.live: list[LiveStroke] = []
        self._bell = asyncio.Event()
        session.ink.subscribe_live(self._hear)

    def _hear(self, live: LiveStroke) -> None:
        self.live.append(live)
        self._bell.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.live) < count:
                self._bell.clear()
                await self._bell.wait()


def test_a_member_shares_ink_with_the_chair_then_with_all_and_takes_it_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, CHAIR_SEAT, hub.door_port) as chair,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
        ):
            for session in (chair, li, wang):
                await signed_in(session)
            public, _ = papers_of(meeting_of(hub))
            board = board_of(hub)
            first, second, third = stroke(), stroke(), stroke()
            li.ink.put(public, marks=(first,))
            await until_delivered(li)
            assert not board.marks(public, 1)

            async def share(audience: InkAudience) -> None:
                await li.confirm(cmd.ShareInk(person=LI, paper=public, audience=audience))

            await share(InkAudience.CHAIR)
            await until_ink(chair, sees(chair, public, 1, first.id))
            await until_at_podium(board, lambda: ids(board.marks(public, 1)) == {first.id})
            li.ink.put(public, marks=(second,))
            await until_ink(chair, sees(chair, public, 1, first.id, second.id))
            assert not wang.ink.marks(public, 1)
            await share(InkAudience.ALL)
            await until_ink(wang, sees(wang, public, 1, first.id, second.id))
            li.ink.put(public, marks=(third,))
            await until_ink(wang, sees(wang, public, 1, first.id, second.id, third.id))
            await share(InkAudience.NOBODY)
            await until_ink(wang, sees(wang, public, 1))
            await until_ink(chair, sees(chair, public, 1))
            await until_at_podium(board, lambda: not board.marks(public, 1))
            await li.ink.load(public, (1,))
            assert len(li.ink.marks(public, 1)) == 3

    play(story)


def test_who_the_chair_allows_writes_for_all_and_is_told_when_that_is_over(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
        ):
            for session in (li, wang):
                await signed_in(session)
            public, _ = papers_of(meeting_of(hub))
            trouble: list[InkTrouble] = []
            told = asyncio.Event()

            def hear(what: InkTrouble) -> None:
                trouble.append(what)
                told.set()

            li.ink.subscribe_trouble(hear)
            early, allowed = stroke(), stroke()
            li.ink.put(public, LayerKind.BOARD, marks=(early,))
            async with asyncio.timeout(PATIENCE_S):
                await told.wait()
            assert [type(t) for t in trouble] == [InkNotTaken]
            await li.ink.load(public, (1,))
            assert ids(li.ink.marks(public, 1)) == {early.id}
            assert li.ink.unsent == 1
            await hub.submit(cmd.AllowWriting(person=LI, is_allowed=True))
            li.ink.put(public, LayerKind.BOARD, marks=(allowed,))
            await until_ink(wang, sees(wang, public, 1, early.id, allowed.id))
            await until_delivered(li)
            board = board_of(hub)
            await board.load(public, (1,))
            assert ids(board.marks(public, 1)) == {early.id, allowed.id}

    play(story)


def test_a_seat_sees_what_another_draws_for_all_before_the_pen_is_lifted(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
        ):
            for session in (li, wang):
                await signed_in(session)
            public, _ = papers_of(meeting_of(hub))
            await hub.submit(cmd.AllowWriting(person=LI, is_allowed=True))
            await until(li, lambda v: v.room is not None and LI in v.room.writers)
            echo, heard = Heard(li), Heard(wang)
            at_the_podium: list[LiveStroke] = []
            assert hub.ink is not None
            hub.ink.subscribe_live(at_the_podium.append)
            mark = stroke(2)
            step = StrokeGrows(
                layer=Layer(author=LI, paper=public, kind=LayerKind.BOARD),
                id=mark.id,
                page=2,
                is_pen=True,
                color=mark.color,
                width=mark.width,
                skip=0,
                points=pack_points(mark.points),
            )
            li.ink.grow(step)
            await heard.until(1)
            assert heard.live == [step]
            assert kept(tmp_path, public) == set()
            li.ink.put(public, LayerKind.BOARD, marks=(mark,))
            await until_ink(wang, sees(wang, public, 2, mark.id))
            await heard.until(2)
            assert heard.live[1] == StrokeDropped(layer=step.layer, id=mark.id)
            assert echo.live == []
            assert at_the_podium == heard.live

    play(story)


def test_another_person_at_the_terminal_sees_their_own_ink_and_none_of_the_former(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, WANG_SEAT, hub.door_port) as terminal:
            await signed_in(terminal)
            public, _ = papers_of(meeting_of(hub))
            hers, his = stroke(), stroke()
            terminal.ink.put(public, marks=(hers,))
            await until_delivered(terminal)
            await hub.submit(cmd.SeatPerson(person=LI, seat=WANG_SEAT))
            await until(terminal, lambda v: v.person is not None and v.person.id == LI)
            assert not terminal.ink.marks(public, 1)
            await signed_in(terminal)
            terminal.ink.put(public, marks=(his,))
            await until_delivered(terminal)
            await until_ink(terminal, sees(terminal, public, 1, his.id))
            async with a_seat(tmp_path, LI_SEAT, hub.door_port) as other:
                await until(other, lambda v: v.is_live)
                await hub.submit(cmd.SeatPerson(person=WANG, seat=LI_SEAT))
                await until_ink(other, sees(other, public, 1, hers.id))

    play(story)


def test_ink_on_unchanged_pages_is_on_the_new_draft_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
        ):
            await signed_in(li)
            await signed_in(wang)
            public, _ = papers_of(meeting_of(hub))
            own, gone, board_mark = stroke(2), stroke(5), stroke(3)
            li.ink.put(public, marks=(own, gone))
            board_of(hub).write(public, marks=(board_mark,))
            await until_delivered(li)
            await until_ink(wang, sees(wang, public, 3, board_mark.id))
            new = await replace(hub, tmp_path, public, (PageRun(1, 2, 3),))
            await until_ink(li, sees(li, new, 3, own.id))
            await until_ink(wang, sees(wang, new, 4, board_mark.id))
            assert not wang.ink.marks(new, 3)
            late = stroke(1)
            li.ink.put(public, marks=(late,))
            await until_ink(li, sees(li, new, 2, late.id))
            li.ink.put(new, erased=(own.id,))
            await until_delivered(li)
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await until(li, lambda v: v.is_live)
            await li.ink.load(new, (2, 3, 4))
            assert not li.ink.marks(new, 3)
            assert kept(tmp_path, new) == {late.id, board_mark.id}

    play(story)


async def replace(hub: Hub, folder: Path, old: Sha256, carried: tuple[PageRun, ...]) -> Sha256:
    """Put a new draft in the place of `old`, whose file lies where the hub keeps it."""
    paper, path = make_paper(folder, "第二稿", 100_000, Everybody())
    kept = folder / "room" / "meetings" / MEETING / "papers" / f"{paper.sha256}.pdf"
    kept.write_bytes(path.read_bytes())
    draft = type(paper)(
        sha256=paper.sha256, title=paper.title, size_bytes=paper.size_bytes, page_count=9, carried=carried
    )
    assert isinstance(await hub.submit(cmd.ReplacePaper(old=old, paper=draft)), Accepted)
    return paper.sha256


def test_a_hostile_seat_gets_nothing_and_stops_nobody(tmp_path: Path, log_watch: LogWatch) -> None:
    log_watch.expect("^seat 06 sent what is not understood: ")

    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            public, secret = papers_of(meeting_of(hub))
            li.ink.put(public, marks=(first := stroke(),))
            await until_delivered(li)
            hostile = await StorySeat.at(hub.door_port, MEETING, WANG_SEAT)
            try:

                async def ask(request: InkRequest) -> UpReply:
                    return up_replies.decode(await hostile.ask("ink", ink_requests.encode(request)))

                others = Layer(author=LI, paper=public)
                board = Layer(author=WANG, paper=public, kind=LayerKind.BOARD)
                mine = stroke()
                change = PackedChange(id=mine.id, revision=2**53, mark=pack(mine))
                erasing = PackedChange(id=first.id, revision=2**53, mark=None)
                for layer in (others, board, Layer(author=WANG, paper=Sha256("f" * 64))):
                    for what in (change, erasing):
                        refused = await ask(InkPush(layer=layer, changes=(what,)))
                        assert refused == InkRefused(why=InkRefusal.NOT_ALLOWED)
                assert isinstance(await ask(InkFetch(layer=others, after=0)), NotForYou)
                assert await ask(InkIndexRequest()) == InkIndex(heads=(), public_n=0)  # not signed in
                torn = PackedPen(id=mine.id, page=1, color="#1A3D8F", width=0.1, points=b"1234567")
                for frame in (
                    b"",
                    b"\xff" * 1000,
                    b"\x91" * 5000,
                    b"0" * (MAX_INK_BYTES + 1),
                    msgspec.msgpack.encode(
                        InkPush(layer=others, changes=(PackedChange(id=mine.id, revision=1, mark=torn),))
                    ),
                ):
                    reply = up_replies.decode(await hostile.ask("ink", frame))
                    assert isinstance(reply, Unintelligible)
            finally:
                await hostile.close()
            li.ink.put(secret, marks=(second := stroke(),))
            await until_delivered(li)
            assert kept(tmp_path, public) == {first.id}
            assert kept(tmp_path, secret) == {second.id}

    play(story)


def test_a_seat_tells_how_much_ink_waits(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            public, _ = papers_of(meeting_of(hub))
            li.ink.put(public, LayerKind.BOARD, marks=(stroke(), stroke()))  # nobody allowed that

            def is_told(view: HubView) -> bool:
                status = view.seats[LI_SEAT].status
                return status is not None and status.unsent_ink == 2

            await wait_for_view(hub, is_told)

    play(story)
