"""Seats without windows in a real room: the real hub and engine, real sessions with their files on the disk."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.session.opening import open_session
from kiosk.session.own_ballot import Counted, NotVoted, StoredHere
from kiosk.session.places import Place
from kiosk.session.podium import SeatSetting
from kiosk.session.reading import Mode
from kiosk.session.session import Session
from kiosk.session.view import Line, SessionView, SignIn
from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.people import SeatId
from shared.domain.verdicts import Accepted, Reason
from shared.link.faults import Address
from shared.link.finder import Way
from shared.link.papers import PaperState
from shared.protocol.door import NO_FREE_SEAT
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from tests.stories.pack import BALLOT, CHAIR_SEAT, GUEST_SEAT, ITEM, LI_SEAT, WANG_SEAT, make_pack
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end
PATIENCE_S = 20.0


@asynccontextmanager
async def a_room(folder: Path, *, engine_port: int = 0, door_port: int = 0) -> AsyncIterator[Hub]:
    """A hub whose meeting lets people sign in; taken up again where it has begun already."""
    settings = HubSettings(
        data_dir=folder / "room", engine_port=engine_port, door_port=door_port, is_open_room=True
    )
    hub = Hub(settings, SystemClock())
    await hub.start()
    try:
        if hub.view.state is None:
            meeting, papers = make_pack(folder)
            assert isinstance(await hub.open_meeting(meeting, papers), Accepted)
            await hub.submit(cmd.OpenSignIn())
        yield hub
    finally:
        await hub.close()


@asynccontextmanager
async def a_seat(folder: Path, seat: SeatId, door_port: int, *, terminal: str = "") -> AsyncIterator[Session]:
    """The session of one terminal; its folder lives on when it ends."""
    root = folder / f"seat{terminal or seat}"
    store = await SeatStore.open(root / "seat.sqlite", now=SystemClock().now())
    setting = SeatSetting(
        papers=root / "papers",
        terminal=f"terminal {seat}",
        version="test",
        wanted_seat=seat,
        configured=Address("127.0.0.1", door_port),
        interfaces=(),
    )
    session = await open_session(store, setting, SystemClock())
    running = asyncio.create_task(session.run(), name=f"session {seat}")
    try:
        yield session
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await store.close()


async def until(session: Session, holds: Callable[[SessionView], bool]) -> SessionView:
    """Wait until the seat's view is so."""
    reached = asyncio.Event()
    stop = session.subscribe(lambda view: reached.set() if holds(view) else None)
    try:
        if not holds(session.view):
            async with asyncio.timeout(PATIENCE_S):
                await reached.wait()
        return session.view
    finally:
        stop()


async def signed_in(session: Session) -> None:
    await until(session, lambda view: view.is_live and view.sign_in is SignIn.OPEN)
    await session.sign_in()
    await until(session, lambda view: view.sign_in is SignIn.SIGNED_IN)


def test_a_seat_joins_signs_in_gets_its_papers_and_follows(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            await hub.submit(cmd.StartMeeting())
            await hub.submit(cmd.ActivateItem(ITEM))
            view = await until(li, lambda v: len(v.shelf.papers) == 2 and _all_here(v))
            for entry in view.shelf.papers:
                path = li.paper_path(entry.paper.sha256)
                assert path is not None
                assert hashlib.sha256(path.read_bytes()).hexdigest() == entry.paper.sha256
            paper = view.shelf.papers[0].paper.sha256
            hub.set_leading(True)
            hub.turn_page(item=ITEM, paper=paper, page=7)
            await until(li, lambda v: v.reading.place == Place(paper, 7))
            li.reader.turn(1)
            assert li.view.reading.mode is Mode.BROWSING
            li.reader.back_to_leader()
            assert li.view.reading.place == Place(paper, 7)

    asyncio.run(story())


def _all_here(view: SessionView) -> bool:
    wanted = [view.papers.get(entry.paper.sha256) for entry in view.shelf.papers]
    return all(p is not None and p.state is PaperState.READY for p in wanted)


def test_an_observer_gets_no_restricted_paper_and_no_page_of_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, GUEST_SEAT, hub.door_port) as guest,
        ):
            await signed_in(li)
            await signed_in(guest)
            await hub.submit(cmd.StartMeeting())
            await hub.submit(cmd.ActivateItem(ITEM))
            view = await until(li, lambda v: len(v.shelf.papers) == 2)
            secret = next(p.paper.sha256 for p in view.shelf.papers if p.is_restricted)
            hub.set_leading(True)
            hub.turn_page(item=ITEM, paper=secret, page=2)
            await until(li, lambda v: v.reading.place == Place(secret, 2))
            await until(guest, lambda v: v.reading.leader_place == Place(secret, 2))
            assert guest.view.reading.place is None
            assert [p.is_restricted for p in guest.view.shelf.papers] == [False]

    asyncio.run(story())


def test_a_vote_confirmed_while_the_podium_is_gone_is_counted_once_after_both_came_back(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub:
            ports = hub.door_port
            async with (
                a_seat(tmp_path, LI_SEAT, ports) as li,
                a_seat(tmp_path, WANG_SEAT, ports) as wang,
                a_seat(tmp_path, CHAIR_SEAT, ports) as chair,
            ):
                for session in (li, wang, chair):
                    await signed_in(session)
                await hub.submit(cmd.StartMeeting())
                await hub.submit(bcmd.OpenBallot(BALLOT))
                await until(li, lambda v: v.may_vote(BALLOT))
                pid = hub.engine_pid
                assert pid is not None
                os.kill(pid, signal.SIGSTOP)
                await li.cast_vote(BALLOT, Choice.NO)
                assert isinstance(li.view.own(BALLOT), StoredHere)
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            assert isinstance(li.view.own(BALLOT), StoredHere | Counted)
            view = await until(li, lambda v: isinstance(v.own(BALLOT), Counted) and not v.pending)
            own = view.own(BALLOT)
            assert isinstance(own, Counted)
            assert (own.answer, len(own.receipt)) == (Choice.NO, 9)
            await until(li, lambda v: v.ballot is not None and v.ballot.voted == 1)

    asyncio.run(story())


def test_a_seat_comes_back_by_itself_after_the_engine_was_killed(tmp_path: Path, log_watch: LogWatch) -> None:
    log_watch.expect("network engine ended")

    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            pid = hub.engine_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await until(li, lambda v: v.line.line is Line.LOST)
            await until(li, lambda v: v.line.line is Line.IN)
            await hub.submit(cmd.StartMeeting())
            await until(li, lambda v: v.room is not None and v.room.session.value == "in_session")

    asyncio.run(story())


def test_a_late_vote_is_refused_with_its_reason(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
        ):
            for session in (li, wang):
                await signed_in(session)
            await hub.submit(cmd.StartMeeting())
            await hub.submit(bcmd.OpenBallot(BALLOT))
            await until(li, lambda v: v.may_vote(BALLOT))
            await hub.submit(bcmd.CloseBallot(BALLOT))
            await li.cast_vote(BALLOT, Choice.YES)
            view = await until(li, lambda v: not v.pending)
            own = view.own(BALLOT)
            assert isinstance(own, NotVoted)
            assert own.refusal is not None
            assert own.refusal.reason is Reason.BALLOT_CLOSED

    asyncio.run(story())


def test_a_terminal_too_many_is_told_that_every_seat_has_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, CHAIR_SEAT, hub.door_port) as chair,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
            a_seat(tmp_path, GUEST_SEAT, hub.door_port) as guest,
        ):
            for session in (chair, li, wang, guest):
                await until(session, lambda v: v.is_live)
            async with a_seat(tmp_path, LI_SEAT, hub.door_port, terminal="other") as other:
                view = await until(other, lambda v: v.line.door_refusal != "")
                assert view.line.door_refusal == NO_FREE_SEAT
                assert [a.way for a in view.line.attempts] == [Way.CONFIGURED, Way.SEARCH]
                assert view.seat is None

    asyncio.run(story())


def test_a_seat_finds_the_podium_again_at_other_ports_through_its_door(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            view = await until(li, lambda v: v.is_live)
            assert view.sign_in is SignIn.SIGNED_IN

    asyncio.run(story())


def test_a_terminal_that_the_podium_no_longer_knows_asks_the_door_again(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("answered an intent with something else: NotForYou")

    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await until(li, lambda view: view.is_live and view.sign_in is SignIn.OPEN)
            await hub.release_seat(LI_SEAT)
            await li.sign_in()
            await until(li, lambda view: view.sign_in is SignIn.SIGNED_IN and not view.pending)
            assert li.view.seat == LI_SEAT

    asyncio.run(story())


def test_a_terminal_whose_seat_another_one_got_gets_another_seat(tmp_path: Path, log_watch: LogWatch) -> None:
    log_watch.expect("answered an intent with something else: Unintelligible")
    log_watch.expect("sent what is not understood: the signature does not fit")

    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as old:
            await until(old, lambda view: view.is_live and view.sign_in is SignIn.OPEN)
            await hub.release_seat(LI_SEAT)
            async with a_seat(tmp_path, LI_SEAT, hub.door_port, terminal="new") as new:
                await signed_in(new)
                assert new.view.seat == LI_SEAT
                await old.call_service()
                await until(old, lambda view: view.seat != LI_SEAT and view.is_live and not view.pending)

    asyncio.run(story())
