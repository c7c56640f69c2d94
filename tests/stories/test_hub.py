"""Whole stories of one room: the real hub and engine, and terminals with real credentials."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from presenter.hub.engine import EngineState
from presenter.hub.hub import Hub
from presenter.hub.room_lock import RoomTaken
from presenter.hub.settings import HubSettings
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastVote, CloseBallot, OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Open
from shared.domain.commands import ActivateItem, AdjournMeeting, CallService, OpenSignIn, SignIn, StartMeeting
from shared.domain.events import MeetingAdjourned
from shared.domain.majority import MotionResult
from shared.domain.papers import Sha256
from shared.domain.verdicts import Accepted, Reason, Refused
from shared.link.papers import stored_chunks
from shared.protocol.codec import pointers, up_replies
from shared.protocol.messages import (
    CHUNK_BYTES,
    Chunk,
    IntentAccepted,
    IntentRefused,
    NotForYou,
    Pointer,
    SeatStatus,
    Unintelligible,
)
from shared.storage.record import read_record
from shared.system.clock import SystemClock
from shared.system.faults import EnvironmentFault
from tests.stories.pack import (
    BALLOT,
    CHAIR,
    CHAIR_SEAT,
    GUEST,
    GUEST_SEAT,
    ITEM,
    LI,
    LI_SEAT,
    MEETING,
    WANG,
    WANG_SEAT,
    make_pack,
)
from tests.stories.seat import StorySeat, wait_for_view
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end


def settings(folder: Path) -> HubSettings:
    return HubSettings(
        data_dir=folder / "room", engine_port=0, door_port=0, is_open_room=True, room_name="三楼会议室"
    )


@asynccontextmanager
async def room(folder: Path, *, start: bool = True) -> AsyncIterator[Hub]:
    """A hub with the story's meeting, in session when `start`."""
    hub = Hub(settings(folder), SystemClock())
    await hub.start()
    try:
        assert await hub.open_meeting(*make_pack(folder)) == Accepted(())
        if start:
            await hub.submit(StartMeeting())
            await hub.submit(ActivateItem(ITEM))
        yield hub
    finally:
        await hub.close()


async def take_seats(stack: AsyncExitStack, hub: Hub, *seats: str) -> tuple[StorySeat, ...]:
    terminals = []
    for seat in seats:
        terminal = await StorySeat.at(hub.door_port, MEETING, seat)
        stack.push_async_callback(terminal.close)
        terminals.append(terminal)
    return tuple(terminals)


async def everybody(stack: AsyncExitStack, hub: Hub) -> tuple[StorySeat, StorySeat, StorySeat, StorySeat]:
    """All four persons at their terminals and signed in."""
    chair, li, wang, guest = await take_seats(stack, hub, CHAIR_SEAT, LI_SEAT, WANG_SEAT, GUEST_SEAT)
    for terminal, person in ((chair, CHAIR), (li, LI), (wang, WANG), (guest, GUEST)):
        assert isinstance(await terminal.wants(SignIn(person)), IntentAccepted)
    return chair, li, wang, guest


async def has_all(terminal: StorySeat, n: int) -> None:
    """Return when the terminal has folded event `n`."""
    await terminal.bell.wait_for(lambda: terminal.events.last == n)


def vote(person: str, choice: Choice) -> CastVote:
    return CastVote(ballot=BALLOT, person=person, answer=choice)  # type: ignore[arg-type]


def test_a_terminal_learns_of_the_room_and_its_person_signs_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path, start=False) as hub, AsyncExitStack() as stack:
            (li,) = await take_seats(stack, hub, LI_SEAT)
            welcome = await li.hello()
            assert (welcome.room, welcome.meeting, welcome.is_open_room) == ("三楼会议室", MEETING, True)

            early = await li.wants(SignIn(LI))
            assert isinstance(early, IntentRefused)
            assert early.reason is Reason.SIGN_IN_NOT_OPEN

            await hub.submit(OpenSignIn())
            assert isinstance(await li.wants(SignIn(LI)), IntentAccepted)
            await li.bell.wait_for(lambda: li.private is not None and li.private.is_signed_in)
            await li.bell.wait_for(lambda: li.room is not None and li.room.headcount.present == 1)
            assert (await li.view()).person == LI

            other = await li.wants(SignIn(WANG))
            assert isinstance(other, IntentRefused)
            assert other.reason is Reason.NOT_YOUR_SEAT

    asyncio.run(story())


def test_turned_pages_reach_the_seats_and_the_newest_stays(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            (li,) = await take_seats(stack, hub, LI_SEAT)
            hub.set_leading(True)
            for page in range(2, 10):
                hub.turn_page(item=ITEM, paper=None, page=page)
                assert hub.view.stage is not None
                assert hub.view.stage.page == page
            await li.bell.wait_for(lambda: li.stage is not None and li.stage.page == 9)
            assert li.stages == sorted(set(li.stages))
            (late,) = await take_seats(stack, hub, WANG_SEAT)
            await late.bell.wait_for(lambda: late.stage is not None and late.stage.page == 9)

    asyncio.run(story())


def test_of_many_pointer_positions_the_newest_arrives_and_not_all(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            (li,) = await take_seats(stack, hub, LI_SEAT)
            for step in range(101):
                hub.point(Pointer(paper=Sha256("a" * 64), page=1, point=(step / 100, 0.5)))
            await li.bell.wait_for(lambda: bool(positions(li)) and positions(li)[-1] == (1.0, 0.5))
            assert len(positions(li)) < 10
            hub.point(Pointer(paper=Sha256("a" * 64), page=1, point=None))
            await li.bell.wait_for(lambda: positions(li)[-1] is None)

    asyncio.run(story())


def positions(terminal: StorySeat) -> list[tuple[float, float] | None]:
    return [pointers.decode(p).point for subject, p in terminal.heard if subject.endswith(".live.ptr")]


def test_a_named_ballot_from_the_question_to_the_result(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            chair, li, wang, guest = await everybody(stack, hub)
            await hub.submit(OpenBallot(BALLOT))
            await li.bell.wait_for(lambda: li.private is not None and BALLOT in li.private.may_vote)

            accepted = await li.wants(vote(LI, Choice.YES))
            assert isinstance(accepted, IntentAccepted)
            assert accepted.receipt
            await wang.wants(vote(WANG, Choice.NO))
            await chair.wants(vote(CHAIR, Choice.YES))
            denied = await guest.wants(vote(GUEST, Choice.YES))
            assert isinstance(denied, IntentRefused)
            assert denied.reason is Reason.NOT_ENTITLED

            await hub.submit(CloseBallot(BALLOT))
            assert await hub.announce_ballot(BALLOT) != Refused(Reason.BALLOT_NOT_CLOSED)
            await guest.bell.wait_for(
                lambda: (
                    guest.room is not None
                    and BALLOT in guest.room.ballots
                    and guest.room.ballots[BALLOT].result is not None
                )
            )
            assert guest.room is not None
            shown = guest.room.ballots[BALLOT].result
            assert shown is not None
            assert isinstance(shown.result, MotionResult)
            assert (shown.result.tally.yes, shown.result.tally.no, shown.result.passed) == (2, 1, True)
            assert accepted.receipt in {line.receipt for line in shown.votes}

    asyncio.run(story())


def test_nothing_of_a_vote_reaches_another_seat_before_the_announcement(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            chair, li, wang, guest = await everybody(stack, hub)
            await hub.submit(OpenBallot(BALLOT))
            first = await li.wants(vote(LI, Choice.ABSTAIN))
            changed = await li.wants(vote(LI, Choice.NO))
            assert isinstance(first, IntentAccepted)
            assert isinstance(changed, IntentAccepted)
            await hub.submit(CloseBallot(BALLOT))
            # Everything published so far has come to everybody, by the live way and by reading the log again.
            assert hub.view.state is not None
            newest = hub.view.state.n
            for terminal in (chair, wang, guest):
                await has_all(terminal, newest)
                await terminal.view()
            fresh = await StorySeat.at(hub.door_port, MEETING, None, guest.identity)
            stack.push_async_callback(fresh.close)
            await fresh.bell.wait_for(lambda: fresh.events.last == newest)

            for terminal in (chair, wang, guest, fresh):
                heard = terminal.heard_bytes()
                assert len(heard) > 1000
                for told in (b"answer", b"abstain", first.receipt.encode(), changed.receipt.encode()):
                    assert told not in heard
            own = li.heard_bytes()
            assert changed.receipt.encode() in own
            assert b"answer" in own

    asyncio.run(story())


def test_a_vote_delivered_again_gets_the_same_answer_and_counts_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            _, li, _, _ = await everybody(stack, hub)
            await hub.submit(OpenBallot(BALLOT))
            frame = li.sealed(vote(LI, Choice.YES))
            answers = await asyncio.gather(*(li.ask("intent", frame) for _ in range(8)))
            assert len(set(answers)) == 1
            await hub.submit(CloseBallot(BALLOT))
            assert await li.ask("intent", frame) == answers[0]
            assert hub.view.record_path is not None
            cast = [r for r in read_record(hub.view.record_path) if type(r.event).__name__ == "VoteCast"]
            assert len(cast) == 1

    asyncio.run(story())


def test_the_hub_comes_back_into_the_open_ballot(tmp_path: Path) -> None:
    async def story() -> None:
        identity = SeatIdentity.create()
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            li = await StorySeat.at(hub.door_port, MEETING, LI_SEAT, identity)
            stack.push_async_callback(li.close)
            chair, wang = await take_seats(stack, hub, CHAIR_SEAT, WANG_SEAT)
            for terminal, person in ((li, LI), (chair, CHAIR), (wang, WANG)):
                await terminal.wants(SignIn(person))
            hub.set_leading(True)
            hub.turn_page(item=ITEM, paper=None, page=7)
            await hub.submit(OpenBallot(BALLOT))
            frame = li.sealed(vote(LI, Choice.YES))
            first = await li.ask("intent", frame)
            await li.bell.wait_for(lambda: li.stage is not None and li.stage.page == 7)
            before = li.stage

        async with AsyncExitStack() as stack:
            again = Hub(settings(tmp_path), SystemClock())
            await again.start()
            stack.push_async_callback(again.close)
            state, stage = again.view.state, again.view.stage
            assert state is not None
            assert stage is not None
            assert before is not None
            assert isinstance(state.ballots[BALLOT].phase, Open)
            assert (stage.page, stage.is_leading) == (7, True)
            assert (stage.term, stage.revision) > (before.term, before.revision)

            back = await StorySeat.at(again.door_port, MEETING, None, identity)
            stack.push_async_callback(back.close)
            assert back.id == LI_SEAT
            assert await back.ask("intent", frame) == first
            view = await back.view()
            assert view.votes[BALLOT].answer is Choice.YES
            await back.bell.wait_for(lambda: back.events.last == state.n)
            await back.bell.wait_for(lambda: back.stage is not None and back.stage.page == 7)

    asyncio.run(story())


def test_a_killed_engine_loses_nothing_and_the_newest_page_follows(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("the network engine ended")

    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            _, li, wang, _ = await everybody(stack, hub)
            await hub.submit(OpenBallot(BALLOT))
            pid = hub.engine_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            # Views come sixty times a second: an engine that is back sooner is never seen as restarting.
            await wait_for_view(
                hub, lambda view: view.engine is EngineState.RESTARTING or hub.engine_pid != pid
            )
            for page in (3, 4, 5):
                hub.turn_page(item=ITEM, paper=None, page=page)
            await hub.submit(OpenBallot(BALLOT))
            accepted = await li.wants(vote(LI, Choice.YES))
            assert isinstance(accepted, IntentAccepted)
            assert accepted.receipt
            await wang.bell.wait_for(lambda: wang.stage is not None and wang.stage.page == 5)
            assert hub.view.state is not None
            newest = hub.view.state.n
            await wang.bell.wait_for(lambda: wang.events.last == newest)

    asyncio.run(story())


def test_a_published_log_that_is_not_of_this_record_is_made_again(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("does not fit the record")

    async def story() -> None:
        async with room(tmp_path) as hub:
            await wait_for_view(hub, lambda view: view.published_n == 4)
        # The record is set back to an older copy, as after a restored backup: the engine is ahead of it.
        record = tmp_path / "room" / "meetings" / MEETING / "record.sqlite"
        record.unlink()
        async with room(tmp_path, start=False) as hub, AsyncExitStack() as stack:
            (li,) = await take_seats(stack, hub, LI_SEAT)
            await li.bell.wait_for(lambda: li.room is not None)
            assert li.room is not None
            assert li.room.n == 1

    asyncio.run(story())


def test_a_lost_engine_store_is_filled_again_from_the_record(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub:
            await wait_for_view(hub, lambda view: view.published_n == 4)
        store = tmp_path / "room" / "engine" / "store"
        assert store.is_dir()
        store.rename(tmp_path / "lost")
        async with AsyncExitStack() as stack:
            hub = Hub(settings(tmp_path), SystemClock())
            await hub.start()
            stack.push_async_callback(hub.close)
            (li,) = await take_seats(stack, hub, LI_SEAT)
            await li.bell.wait_for(lambda: li.events.last == 4)
            await wait_for_view(hub, lambda view: all(p.is_ready for p in view.papers.values()))

    asyncio.run(story())


def test_a_restricted_paper_goes_only_to_who_may_see_it_and_signed_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            meeting, files = make_pack(tmp_path)
            public, secret = meeting.agenda[0].papers
            li, guest = await take_seats(stack, hub, LI_SEAT, GUEST_SEAT)
            await guest.wants(SignIn(GUEST))
            assert await li.chunk(secret.sha256) == NotForYou()

            await li.wants(SignIn(LI))
            content = files[secret.sha256].read_bytes()
            got = [await li.chunk(secret.sha256, index) for index in (0, 1, 2)]
            assert b"".join(c.data for c in got if isinstance(c, Chunk)) == content
            assert got[2] == NotForYou()
            assert (await li.view()).papers[0].paper == secret

            for digest in (secret.sha256, public.sha256, Sha256("0" * 64)):
                assert await guest.chunk(digest) == NotForYou()
            await wait_for_view(hub, lambda view: all(p.is_ready for p in view.papers.values()))
            read = stored_chunks(guest.connection, MEETING)
            assert await read(public.sha256, 2) == files[public.sha256].read_bytes()[2 * CHUNK_BYTES :]
            assert await read(secret.sha256, 0) is None
            heard = guest.heard_bytes()
            assert content[:64] not in heard
            assert secret.title.encode() not in heard
            assert secret.sha256.encode() not in heard

    asyncio.run(story())


def test_hostile_frames_are_answered_and_harm_nobody(
    tmp_path: Path, log_watch: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    log_watch.expect("sent what is not understood")

    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            li, wang = await take_seats(stack, hub, LI_SEAT, WANG_SEAT)
            await wang.wants(SignIn(WANG))
            forged = wang.sealed(SignIn(LI))
            for kind, payload in (
                ("intent", b""),
                ("intent", forged),
                ("hello", b"\xff" * 300),
                ("view", b"\x93" * 20_000),
                ("chunk", b"\xc1"),
            ):
                reply = up_replies.decode(await li.ask(kind, payload))
                assert isinstance(reply, Unintelligible)
            for _ in range(300):
                await li.connection.publish(f"mt.{MEETING}.up.{LI_SEAT}.hello", b"\x00" * 1000)
            assert isinstance(await wang.wants(CallService()), IntentAccepted)
            assert hub.view.state is not None
            assert list(hub.view.state.last_entries) == [WANG]
        assert len([r for r in caplog.records if "seat 05" in r.getMessage()]) == 1

    asyncio.run(story())


def test_an_announcement_waits_for_terminals_that_may_hold_a_vote(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            chair, li, wang, _ = await everybody(stack, hub)
            await hub.submit(OpenBallot(BALLOT))
            await chair.wants(vote(CHAIR, Choice.YES))
            await wang.wants(vote(WANG, Choice.YES))
            await chair.tell(SeatStatus(is_following=True))
            await wang.tell(SeatStatus(is_following=True))
            await li.tell(SeatStatus(is_following=True, unsent=1, unsent_votes=1))
            await wait_for_view(
                hub, lambda v: (s := v.seats[LI_SEAT].status) is not None and s.unsent_votes == 1
            )
            assert hub.undelivered(BALLOT) == (LI,)
            await hub.submit(CloseBallot(BALLOT))
            refused = await hub.announce_ballot(BALLOT)
            assert isinstance(refused, Refused)
            assert refused.reason is Reason.VOTES_MAY_BE_UNDELIVERED
            announced = await hub.announce_ballot(BALLOT, "李建国同志的终端无法恢复")
            assert isinstance(announced, Accepted)

    asyncio.run(story())


def test_an_adjourned_meeting_is_not_taken_up_again_and_another_may_be_opened(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub:
            meeting, papers = make_pack(tmp_path)
            assert await hub.open_meeting(meeting, papers) == Refused(Reason.ALREADY_PREPARED)
            await hub.submit(AdjournMeeting())
        again = Hub(settings(tmp_path), SystemClock())
        await again.start()
        try:
            assert again.view.state is None
            assert await again.submit(StartMeeting()) == Refused(Reason.NO_MEETING)
            assert await again.open_meeting(meeting, papers) == Refused(Reason.ALREADY_PREPARED)
        finally:
            await again.close()

    asyncio.run(story())


def test_an_adjourned_meeting_is_taken_up_while_a_result_is_not_announced(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            await everybody(stack, hub)
            for command in (OpenBallot(BALLOT), CloseBallot(BALLOT), AdjournMeeting()):
                assert isinstance(await hub.submit(command), Accepted)
        for has_result in (True, False):
            again = Hub(settings(tmp_path), SystemClock())
            await again.start()
            try:
                assert (again.view.state is not None) == has_result
                if has_result:
                    assert isinstance(await again.announce_ballot(BALLOT, "散会后宣布"), Accepted)
            finally:
                await again.close()

    asyncio.run(story())


def test_a_damaged_record_is_kept_and_the_podium_says_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path):
            pass
        path = tmp_path / "room" / "meetings" / MEETING / "record.sqlite"
        path.write_bytes(b"damaged" * 2000)
        hub = Hub(settings(tmp_path), SystemClock())
        await hub.start()
        try:
            assert hub.view.state is None
            assert hub.view.fault is not None
            kept = list(path.parent.glob("record.sqlite.damaged-*"))
            assert [file.read_bytes() for file in kept] == [b"damaged" * 2000]
            assert str(kept[0]) in hub.view.fault.sentence
            # What a crash left before the first event is no record: the pack can be opened again.
            assert await hub.open_meeting(*make_pack(tmp_path)) == Accepted(())
            assert hub.view.fault is None
        finally:
            await hub.close()

    asyncio.run(story())


def test_a_damaged_list_of_terminals_is_kept_and_the_open_ballot_goes_on(tmp_path: Path) -> None:
    async def story() -> None:
        identity = SeatIdentity.create()
        async with room(tmp_path) as hub:
            li = await StorySeat.at(hub.door_port, MEETING, LI_SEAT, identity)
            assert isinstance(await li.wants(SignIn(LI)), IntentAccepted)
            await li.close()
            n = None if hub.view.state is None else hub.view.state.n
        path = tmp_path / "room" / "room.sqlite"
        path.write_bytes(b"damaged" * 2000)
        hub = Hub(settings(tmp_path), SystemClock())
        await hub.start()
        try:
            assert hub.view.state is not None
            assert hub.view.state.n == n
            (kept,) = path.parent.glob("room.sqlite.damaged-*")
            assert hub.view.fault is not None
            assert str(kept) in hub.view.fault.sentence
        finally:
            await hub.close()
        again = Hub(settings(tmp_path), SystemClock())
        await again.start()
        try:
            assert again.view.fault is None
            assert again.view.state is not None
        finally:
            await again.close()

    asyncio.run(story())


def test_a_meeting_that_is_too_large_for_the_network_is_refused_before_it_begins(tmp_path: Path) -> None:
    async def story() -> None:
        hub = Hub(settings(tmp_path), SystemClock())
        await hub.start()
        try:
            meeting, papers = make_pack(tmp_path)
            huge = msgspec.structs.replace(meeting, title="会" * 100_000)
            with pytest.raises(EnvironmentFault):
                await hub.open_meeting(huge, papers)
            foreign = msgspec.structs.replace(meeting, id=MeetingId("../../outside"))
            with pytest.raises(ValueError, match="cannot be used"):
                await hub.open_meeting(foreign, papers)
            assert not (tmp_path / "room" / "meetings").exists()
            assert await hub.open_meeting(meeting, papers) == Accepted(())
        finally:
            await hub.close()

    asyncio.run(story())


def test_a_room_has_one_presenter(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub:
            second = Hub(settings(tmp_path), SystemClock())
            with pytest.raises(RoomTaken):
                await second.start()
            assert await hub.submit(AdjournMeeting()) == Accepted((MeetingAdjourned(),))

    asyncio.run(story())


def test_a_seat_is_given_to_another_terminal_only_when_it_was_released(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            (li,) = await take_seats(stack, hub, LI_SEAT)
            (other,) = await take_seats(stack, hub, LI_SEAT)
            assert other.id == CHAIR_SEAT
            await li.close()
            await hub.release_seat(LI_SEAT)
            (replaced,) = await take_seats(stack, hub, LI_SEAT)
            assert replaced.id == LI_SEAT
            assert isinstance(await replaced.wants(SignIn(LI)), IntentAccepted)

    asyncio.run(story())
