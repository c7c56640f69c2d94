"""A seat's session against a podium without a network, with a real outbox on the disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from kiosk.session.opening import first_view
from kiosk.session.own_ballot import Counted, NotVoted, OwnBallot, StoredHere
from kiosk.session.places import Place
from kiosk.session.reading import Mode
from kiosk.session.session import Session
from kiosk.session.view import SessionView, SignIn
from shared.crypto.identity import SeatIdentity
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId
from shared.domain.count_ballots import votes_of
from shared.domain.decide import Circumstances, decide
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Move
from shared.domain.secrecy import Grade
from shared.domain.verdicts import Accepted, Reason, Refused
from shared.link.faults import Address
from shared.protocol.messages import (
    PROTOCOL,
    Intent,
    IntentAccepted,
    IntentRefused,
    Stage,
    Statement,
    UpReply,
)
from shared.storage.seat_outbox import Pending
from shared.storage.seat_store import SeatStore
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.fakes.seat_podium import PIN, FakePodium
from tests.fakes.small_room import BALLOT, ITEM_2, LI, PLAN, SEAT, SmallRoom, meeting

IDENTITY = SeatIdentity.create()


def prepared_room() -> SmallRoom:
    room = SmallRoom()
    room.does(cmd.PrepareMeeting(meeting()))
    room.does(cmd.OpenSignIn())
    return room


def voting_room() -> SmallRoom:
    room = prepared_room()
    room.does(cmd.SignIn(LI), Circumstances(seat=SEAT))
    clerk = cmd.RecordPresence(person=PersonId("wang"), move=Move.IN, reason="补签")
    room.does(clerk)
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEM_2))
    room.does(bcmd.OpenBallot(BALLOT))
    return room


def hub_of(podium: FakePodium) -> Callable[[Intent], UpReply]:
    """Answers intents by the law, as the hub does."""

    def answer(intent: Intent) -> UpReply:
        given = Circumstances(seat=SEAT, intent=intent.id, receipt="K7QM-2P9D")
        verdict = decide(podium.room.state, intent.command, given)
        if isinstance(verdict, Refused):
            is_final = verdict.reason is not Reason.BALLOT_HELD
            return IntentRefused(id=intent.id, reason=verdict.reason, is_final=is_final)
        assert isinstance(verdict, Accepted)
        podium.room.does(intent.command, given)
        return IntentAccepted(id=intent.id, at=MEETING_MORNING, receipt=given.receipt)

    return answer


@asynccontextmanager
async def a_seat(folder: Path, podium: FakePodium) -> AsyncIterator[Session]:
    """A session that runs, as after the start of the program."""
    store = await SeatStore.open(folder / "seat.sqlite", now=MEETING_MORNING)
    await store.keep_pin(PIN)
    session = Session(
        store=store,
        identity=IDENTITY,
        podium=podium,
        clock=FakeClock(),
        chance=iter_chance(),
        view=await first_view(store),
    )
    running = asyncio.create_task(session.run(), name="seat")
    await podium.is_running.wait()
    try:
        yield session
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await store.close()


def iter_chance() -> Callable[[int], bytes]:
    counter = iter(range(1, 1000))
    return lambda size: next(counter).to_bytes(size, "big")


async def until(session: Session, holds: Callable[[SessionView], bool]) -> SessionView:
    """Wait until the view is so."""
    reached = asyncio.Event()
    stop = session.subscribe(lambda view: reached.set() if holds(view) else None)
    try:
        if not holds(session.view):
            async with asyncio.timeout(5):
                await reached.wait()
    finally:
        stop()
    return session.view


def play(folder: Path, room: SmallRoom, story: Callable[[Session, FakePodium], Awaitable[None]]) -> None:
    async def run() -> None:
        podium = FakePodium(room)
        podium.answer = hub_of(podium)
        async with a_seat(folder, podium) as session:
            await story(session, podium)

    asyncio.run(run())


def test_a_seat_is_live_once_it_heard_everything_since_it_got_in(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        before = session.view
        assert not before.is_live
        await podium.let_in()
        assert session.view.is_live
        assert session.view.person is not None
        assert session.view.person.name == "李建国"
        assert session.view.sign_in is SignIn.OPEN

    play(tmp_path, prepared_room(), story)


def test_signing_in_is_stored_then_answered_and_a_second_tap_does_nothing(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        await asyncio.gather(session.sign_in(), session.sign_in())
        await until(session, lambda view: not view.pending)
        podium.say_all()
        assert session.view.sign_in is SignIn.SIGNED_IN
        assert [i.command for i in podium.delivered] == [cmd.SignIn(LI)]

    play(tmp_path, prepared_room(), story)


def test_papers_are_not_shown_before_signing_in(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.lead(Stage(term=1, revision=1, is_leading=True, paper=PLAN, page=3))
        assert session.view.reading.place is None
        await session.sign_in()
        await until(session, lambda view: not view.pending)
        podium.say_all()
        assert session.view.reading.place == Place(PLAN, 3)

    play(tmp_path, prepared_room(), story)


def test_a_vote_is_stored_here_then_counted_with_its_receipt(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        assert session.view.may_vote(BALLOT)
        assert session.view.own(BALLOT) == NotVoted()
        seen: list[object] = []
        session.subscribe(lambda view: seen.append(view.own(BALLOT)))
        await session.cast_vote(BALLOT, Choice.YES)
        await until(session, lambda view: not view.pending)
        assert isinstance(seen[0], StoredHere)
        counted = session.view.own(BALLOT)
        assert isinstance(counted, Counted)
        assert (counted.answer, counted.receipt) == (Choice.YES, "K7QM-2P9D")

    play(tmp_path, voting_room(), story)


def test_an_answer_to_a_secret_ballot_is_never_kept_by_name(tmp_path: Path) -> None:
    secret = BallotId("secret")

    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        room = session.view.room
        assert room is not None
        shown = msgspec.structs.replace(room.ballots[BALLOT].shown, ballot=secret, grade=Grade.TWO_TELLERS)
        heard = Statement(
            protocol=PROTOCOL,
            meeting=room.meeting.id,
            subject="",
            n=room.n + 1,
            at=MEETING_MORNING,
            content=shown,
        )
        session.heard_event(heard)
        assert session.view.is_secret(secret)
        await session.cast_vote(secret, Choice.YES)
        assert session.view.sent == ()
        assert podium.delivered == []

    play(tmp_path, voting_room(), story)


def test_a_vote_confirmed_without_a_line_is_delivered_after_a_kill_and_a_restart(tmp_path: Path) -> None:
    room = voting_room()

    async def confirm(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.cut()
        await session.cast_vote(BALLOT, Choice.NO)
        assert isinstance(session.view.own(BALLOT), StoredHere)
        assert podium.delivered == []

    async def again(session: Session, podium: FakePodium) -> None:
        assert isinstance(session.view.own(BALLOT), StoredHere), "known before the network is there"
        assert not session.view.is_live
        await podium.let_in()
        await until(session, lambda view: not view.pending)
        assert isinstance(session.view.own(BALLOT), Counted)
        assert len(podium.delivered) == 1

    play(tmp_path, room, confirm)
    play(tmp_path, room, again)


def test_a_vote_whose_answer_was_lost_is_sent_again_and_counts_once(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        law = hub_of(podium)
        lost: list[Intent] = []

        def answer(intent: Intent) -> UpReply | None:
            reply = law(intent)
            if not lost:
                lost.append(intent)
                return None
            return reply

        podium.answer = answer
        await session.cast_vote(BALLOT, Choice.YES)
        await until(session, lambda view: not view.pending)
        assert len(podium.delivered) == 2
        assert podium.delivered[0] == podium.delivered[1]
        podium.say_all()
        ballot = session.view.ballot
        assert ballot is not None
        assert ballot.voted == 1

    play(tmp_path, voting_room(), story)


def test_the_podium_counted_it_although_no_answer_came(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        law = hub_of(podium)

        def silent(intent: Intent) -> UpReply | None:
            law(intent)
            podium.say_all()
            return None

        podium.answer = silent
        await session.cast_vote(BALLOT, Choice.YES)
        await until(session, lambda view: isinstance(view.own(BALLOT), Counted))

    play(tmp_path, voting_room(), story)


def test_a_held_ballot_keeps_the_vote_until_it_goes_on(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.room.does(bcmd.HoldBallot(BALLOT))
        podium.say_all()
        await session.cast_vote(BALLOT, Choice.ABSTAIN)
        held = (await until(session, _is_held)).own(BALLOT)
        assert isinstance(held, StoredHere)
        podium.room.does(bcmd.ContinueBallot(BALLOT))
        podium.say_all()
        await until(session, lambda view: isinstance(view.own(BALLOT), Counted))

    play(tmp_path, voting_room(), story)


def _is_held(view: SessionView) -> bool:
    own = view.own(BALLOT)
    return isinstance(own, StoredHere) and own.is_held


def test_of_two_votes_on_a_held_ballot_the_last_confirmed_counts(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.room.does(bcmd.HoldBallot(BALLOT))
        podium.say_all()
        await session.cast_vote(BALLOT, Choice.YES)
        await session.cast_vote(BALLOT, Choice.NO)
        await until(session, _is_any_held)
        podium.room.does(bcmd.ContinueBallot(BALLOT))
        podium.say_all()
        await until(session, lambda view: not view.pending)
        podium.say_all()
        own = session.view.own(BALLOT)
        assert isinstance(own, Counted)
        assert own.answer is Choice.NO
        assert podium.room.private().votes[BALLOT].answer is Choice.NO

    play(tmp_path, voting_room(), story)


def _is_any_held(view: SessionView) -> bool:
    return any(s.answer == Pending(is_held=True) for s in view.sent)


def test_a_vote_after_the_close_is_refused_with_its_reason(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.cut()
        await session.cast_vote(BALLOT, Choice.YES)
        podium.room.does(bcmd.CloseBallot(BALLOT))
        await podium.let_in()
        await until(session, lambda view: not view.pending)
        own = session.view.own(BALLOT)
        assert isinstance(own, NotVoted)
        assert own.refusal is not None
        assert own.refusal.reason is Reason.BALLOT_CLOSED

    play(tmp_path, voting_room(), story)


def test_a_vote_confirmed_before_the_person_was_seated_elsewhere_counts(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.cut()
        await session.cast_vote(BALLOT, Choice.NO)
        podium.room.does(cmd.SeatPerson(person=LI, seat=SeatId("06")))
        await podium.let_in()
        await until(session, lambda view: not view.pending)
        state = podium.room.state
        assert state is not None
        votes = votes_of(state.ballots[BALLOT].phase)
        assert (votes[LI].answer, votes[LI].sitting) == (Choice.NO, 1)

    play(tmp_path, voting_room(), story)


def test_a_refused_change_leaves_the_counted_vote(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        await session.cast_vote(BALLOT, Choice.YES)
        await until(session, lambda view: not view.pending)
        podium.say_all()
        podium.room.does(bcmd.CloseBallot(BALLOT))
        await session.cast_vote(BALLOT, Choice.NO)
        await until(session, lambda view: not view.pending)
        own = session.view.own(BALLOT)
        assert isinstance(own, Counted)
        assert own.answer is Choice.YES
        assert own.refusal is not None

    play(tmp_path, voting_room(), story)


def test_a_seat_without_a_network_shows_name_and_papers_as_not_live(tmp_path: Path) -> None:
    room = voting_room()

    async def see(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.lead(Stage(term=1, revision=1, is_leading=True, paper=PLAN, page=14))

    async def alone(session: Session, podium: FakePodium) -> None:
        view = session.view
        assert view.person is not None
        assert view.person.name == "李建国"
        assert view.reading.place == Place(PLAN, 14)
        assert not view.is_live
        assert view.seen_at == MEETING_MORNING

    play(tmp_path, room, see)
    play(tmp_path, room, alone)


def test_another_meeting_replaces_everything(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        await podium.let_in(meeting=None)
        assert session.view.room is None
        assert session.view.private is None
        assert session.view.reading.place is None

    play(tmp_path, voting_room(), story)


def test_the_status_never_says_a_choice_and_counts_what_is_unsent(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.answer = lambda _: None
        await session.cast_vote(BALLOT, Choice.YES)
        async with asyncio.timeout(5):
            await podium.told_of_votes.wait()
        told = msgspec.to_builtins(podium.statuses[-1])
        assert (told["unsent"], told["unsent_votes"]) == (1, 1)
        assert "yes" not in str(told)

    play(tmp_path, voting_room(), story)


def test_an_observer_of_the_ballot_is_not_in_the_list_of_voters(tmp_path: Path) -> None:
    room = prepared_room()
    for person in ("zhang", "wang"):
        room.does(cmd.RecordPresence(person=PersonId(person), move=Move.IN, reason="补签"))
    room.does(cmd.StartMeeting())
    room.does(bcmd.OpenBallot(BALLOT))

    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        assert not session.view.may_vote(BALLOT)

    play(tmp_path, room, story)


def test_a_private_view_of_another_seat_is_not_taken(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        before = session.view.private
        podium.say_private(podium.room.private(SeatId("06")))
        assert session.view.private == before

    play(tmp_path, prepared_room(), story)


def test_the_paper_in_view_is_wanted_first(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.lead(Stage(term=1, revision=1, is_leading=True, paper=PLAN, page=3))
        await asyncio.sleep(0)
        assert podium.fake_papers.wanted[0].sha256 == PLAN
        assert session.view.reading.mode is Mode.FOLLOWING

    play(tmp_path, voting_room(), story)


@pytest.mark.parametrize("offset_s", [-3600.0, 86400.0])
def test_the_room_time_is_the_podiums(tmp_path: Path, offset_s: float) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        clock = session._clock
        assert isinstance(clock, FakeClock)
        clock.set_now(
            MEETING_MORNING.fromtimestamp(MEETING_MORNING.timestamp() + offset_s, MEETING_MORNING.tzinfo)
        )
        podium.is_in = True
        podium.beat()
        assert abs((session.now() - MEETING_MORNING).total_seconds()) < 1

    play(tmp_path, prepared_room(), story)


def shown(session: Session) -> tuple[SignIn, OwnBallot, bool]:
    """Sign-in, the own vote and the right to vote, as a screen asks for them now."""
    return session.view.sign_in, session.view.own(BALLOT), session.view.may_vote(BALLOT)


def test_who_sits_down_after_somebody_else_sees_nothing_of_them(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        await session.cast_vote(BALLOT, Choice.NO)
        await until(session, lambda view: isinstance(view.own(BALLOT), Counted))
        podium.cut()
        await session.cast_vote(BALLOT, Choice.ABSTAIN)
        assert isinstance(session.view.own(BALLOT), StoredHere)

        podium.room.does(cmd.SeatPerson(person=PersonId("wang"), seat=SEAT))
        podium.say_events()
        # Who sits here is known, their private side is not here yet.
        assert session.view.person is not None
        assert session.view.person.name == "王秀兰"
        assert shown(session) == (SignIn.OPEN, NotVoted(), False)

        await podium.let_in()
        await until(session, lambda view: not view.pending)
        assert shown(session) == (SignIn.SIGNED_IN, NotVoted(), True)
        await session.cast_vote(BALLOT, Choice.YES)
        counted = (await until(session, lambda view: isinstance(view.own(BALLOT), Counted))).own(BALLOT)
        assert isinstance(counted, Counted)
        assert counted.answer is Choice.YES

    play(tmp_path, voting_room(), story)


def test_a_sign_in_of_the_person_before_is_not_that_of_the_next(tmp_path: Path) -> None:
    async def story(session: Session, podium: FakePodium) -> None:
        await podium.let_in()
        podium.cut()
        await session.sign_in()
        assert shown(session)[0] is SignIn.STORED
        podium.room.does(cmd.SeatPerson(person=PersonId("wang"), seat=SEAT))
        podium.say_all()
        assert shown(session)[0] is SignIn.OPEN
        await podium.let_in()
        await until(session, lambda view: not view.pending)
        assert session.view.sign_in_refusal() is None

    play(tmp_path, prepared_room(), story)


def test_an_address_that_a_person_typed_is_tried_only_while_the_seat_is_out(tmp_path: Path) -> None:
    door = Address("10.0.8.9", 7420)

    async def story() -> None:
        podium = FakePodium(prepared_room())
        async with a_seat(tmp_path, podium) as session:
            session.try_address(door)
            assert podium.typed == [door]
            await podium.let_in()
            session.try_address(Address("10.0.8.10", 7420))
            assert podium.typed == [door]
            podium.cut()
            session.try_address(door)
            assert podium.typed == [door, door]

    asyncio.run(story())
