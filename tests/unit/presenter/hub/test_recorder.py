"""The only writer: what it acknowledges is recorded, once, in one order, whatever happens."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from presenter.hub.recorder import Recorder, Step
from shared.domain.agenda import Meeting
from shared.domain.ballot_commands import CastVote, CloseBallot, ContinueBallot, HoldBallot, OpenBallot
from shared.domain.ballot_events import VoteCast
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import IntentId
from shared.domain.commands import PodiumCommand, PrepareMeeting, SeatCommand, SignIn, StartMeeting
from shared.domain.events import Recorded
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.reducer import replay
from shared.domain.verdicts import Accepted, Reason
from shared.protocol.codec import up_replies
from shared.protocol.messages import Intent, IntentAccepted, IntentRefused
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.record import AnsweredIntent, Record, read_record
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.unit.presenter.hub.wishes import BALLOTS, MEETING, PERSONS, SEATS, intents, podium_commands
from tests.watch.log_lines import LogWatch


class CountingRecord(Record):
    """A record that counts its commits."""

    commits = 0
    end_unseen = False
    """The next commit is kept, and its end is reported as a failure of the disk."""

    @override
    async def append(
        self, expected_n: int, events: Sequence[Recorded], intents: Sequence[AnsweredIntent] = ()
    ) -> None:
        self.commits += 1
        await super().append(expected_n, events, intents)
        if self.end_unseen:
            self.end_unseen = False
            raise StorageFault(StorageFailure.BROKEN_DISK, self.path)


class Desk:
    """A recorder at work, and everything it told."""

    def __init__(self, record: CountingRecord) -> None:
        self.record = record
        self.steps: list[Step] = []
        self.recorder: Recorder

    async def wants(self, seat: str, command: SeatCommand, intent: str) -> IntentAccepted | IntentRefused:
        reply = up_replies.decode(await self.answer(seat, command, intent))
        assert isinstance(reply, IntentAccepted | IntentRefused)
        return reply

    async def answer(self, seat: str, command: SeatCommand, intent: str) -> bytes:
        asked = Intent(id=IntentId(intent), meeting=MEETING.id, confirmed_at=MEETING_MORNING, command=command)
        return await self.recorder.answer(SeatId(seat), asked, b"sealed")

    async def does(self, *commands: PodiumCommand) -> None:
        for command in commands:
            assert isinstance(await self.recorder.submit(command), Accepted), command


@asynccontextmanager
async def desk(path: Path, meeting: Meeting = MEETING) -> AsyncIterator[Desk]:
    record = await CountingRecord.open(path, now=MEETING_MORNING)
    assert isinstance(record, CountingRecord)
    at_work = Desk(record)
    at_work.recorder = await Recorder.open(
        record, clock=FakeClock(), chance=random.Random(7).randbytes, on_recorded=at_work.steps.extend
    )
    try:
        if at_work.recorder.state is None:
            await at_work.does(PrepareMeeting(meeting))
        yield at_work
    finally:
        await at_work.recorder.close()
        await record.close()


def test_wishes_that_wait_together_are_committed_together(tmp_path: Path) -> None:
    seats = [SeatId(f"s{n}") for n in range(300)]
    crowd = Meeting(
        id=MEETING.id,
        title="大会",
        roster=tuple(
            Person(id=PersonId(f"p{n}"), name="代表", role=Role.MEMBER, seat=seat)
            for n, seat in enumerate(seats)
        ),
        seats=tuple(seats),
        agenda=MEETING.agenda,
    )

    async def go() -> None:
        async with desk(tmp_path / "r.sqlite", crowd) as at:
            await at.does(StartMeeting())
            before = at.record.commits
            replies = await asyncio.gather(
                *(at.wants(seat, SignIn(PersonId(f"p{n}")), f"i{n}") for n, seat in enumerate(seats))
            )
            assert all(isinstance(reply, IntentAccepted) for reply in replies)
            assert at.record.commits - before <= 3
            state = at.recorder.state
            assert state is not None
            assert state.headcount().present == 300

    asyncio.run(go())


def test_a_refused_wish_is_remembered_unless_it_may_be_granted_later(tmp_path: Path) -> None:
    async def go() -> None:
        async with desk(tmp_path / "r.sqlite") as at:
            early = await at.wants(SEATS[0], SignIn(PERSONS[0]), "early")
            assert isinstance(early, IntentRefused)
            assert early.is_final
            await at.does(StartMeeting())
            assert await at.wants(SEATS[0], SignIn(PERSONS[0]), "early") == early
            assert isinstance(await at.wants(SEATS[0], SignIn(PERSONS[0]), "again"), IntentAccepted)

            await at.does(OpenBallot(BALLOTS[0]), HoldBallot(BALLOTS[0]))
            vote = CastVote(ballot=BALLOTS[0], person=PERSONS[0], answer=Choice.YES)
            held = await at.wants(SEATS[0], vote, "vote")
            assert isinstance(held, IntentRefused)
            assert (held.reason, held.is_final) == (Reason.BALLOT_HELD, False)
            await at.does(ContinueBallot(BALLOTS[0]))
            counted = await at.wants(SEATS[0], vote, "vote")
            assert isinstance(counted, IntentAccepted)
            assert counted.receipt

    asyncio.run(go())


def test_a_vote_after_the_close_is_noted_and_its_refusal_stays(tmp_path: Path) -> None:
    async def go() -> None:
        async with desk(tmp_path / "r.sqlite") as at:
            await at.does(StartMeeting())
            await at.wants(SEATS[0], SignIn(PERSONS[0]), "in")
            await at.does(OpenBallot(BALLOTS[0]), CloseBallot(BALLOTS[0]))
            vote = CastVote(ballot=BALLOTS[0], person=PERSONS[0], answer=Choice.NO)
            answers = {await at.answer(SEATS[0], vote, "late") for _ in range(3)}
            assert len(answers) == 1
            noted = [s for s in at.steps if type(s.recorded.event).__name__ == "VoteArrivedLate"]
            assert len(noted) == 1
            kept = await at.record._file.read(lambda d: list(d.query("SELECT id, request FROM intents")))
            assert {row["id"]: row["request"] for row in kept} == {"in": b"sealed", "late": b""}

    asyncio.run(go())


def test_a_full_disk_is_told_and_nothing_unrecorded_is_acknowledged(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("the record could not be written: disk_full")
    path = tmp_path / "r.sqlite"

    async def go() -> None:
        async with desk(path) as at:
            await at.does(StartMeeting())
            sized = "PRAGMA page_count"
            pages = await at.record._file.read(lambda d: d.execute(sized).fetchone()[0])
            await at.record._file.read(lambda d: d.execute(f"PRAGMA max_page_count = {pages}").fetchall())
            before = at.recorder.state
            big = Intent(
                id=IntentId("big"),
                meeting=MEETING.id,
                confirmed_at=MEETING_MORNING,
                command=SignIn(PERSONS[0]),
            )
            with pytest.raises(StorageFault) as caught:
                await at.recorder.answer(SEATS[0], big, b"x" * 200_000)
            assert caught.value.failure is StorageFailure.DISK_FULL
            assert at.recorder.state == before
            await at.record._file.read(lambda d: d.execute("PRAGMA max_page_count = 100000").fetchall())
            assert await at.recorder.answer(SEATS[0], big, b"x" * 200_000)
            state = at.recorder.state
            assert state is not None
            assert state.headcount().present == 1

    asyncio.run(go())
    assert replay(read_record(path)) is not None


def test_a_commit_that_was_kept_although_its_end_was_not_seen_is_told_and_answered(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("the record could not be written: broken_disk")
    path = tmp_path / "r.sqlite"

    async def go() -> None:
        async with desk(path) as at:
            await at.does(StartMeeting())
            await at.wants(SEATS[0], SignIn(PERSONS[0]), "in")
            await at.does(OpenBallot(BALLOTS[0]))
            vote = CastVote(ballot=BALLOTS[0], person=PERSONS[0], answer=Choice.YES)
            at.record.end_unseen = True
            with pytest.raises(StorageFault):
                await at.wants(SEATS[0], vote, "vote")
            counted = await at.wants(SEATS[0], vote, "vote")
            assert isinstance(counted, IntentAccepted)
            assert counted.receipt
            assert [step.recorded for step in at.steps] == list(read_record(path))
            assert at.steps[-1].after == at.recorder.state

    asyncio.run(go())


def test_a_recorder_that_ends_answers_what_it_wrote_and_cancels_the_rest(tmp_path: Path) -> None:
    async def go() -> None:
        async with desk(tmp_path / "r.sqlite") as at:
            await at.does(StartMeeting())
            asked = [
                asyncio.ensure_future(at.answer(SEATS[0], SignIn(PERSONS[0]), f"i{n}")) for n in range(600)
            ]
            await asyncio.sleep(0)
            await at.recorder.close()
            outcomes = await asyncio.gather(*asked, return_exceptions=True)
            answered = [o for o in outcomes if isinstance(o, bytes)]
            assert len(await at.record.answers()) == len(answered)
            assert all(isinstance(o, bytes | asyncio.CancelledError) for o in outcomes)

    asyncio.run(go())


wishes = st.lists(st.one_of(podium_commands, intents, intents), max_size=40)


@settings(max_examples=60, deadline=None)
@given(story=wishes, restart_after=st.integers(0, 40), copies=st.integers(1, 3))
def test_intents_in_any_number_and_order_are_done_once(
    story: list[PodiumCommand | tuple[SeatId, Intent]], restart_after: int, copies: int
) -> None:
    async def go(path: Path) -> None:
        answers: dict[tuple[SeatId, IntentId], bytes] = {}
        for part in (story[:restart_after], story[restart_after:], story):
            async with desk(path) as at:
                for wish in part:
                    if not isinstance(wish, tuple):
                        await at.recorder.submit(wish)
                        continue
                    seat, intent = wish
                    replies = await asyncio.gather(
                        *(at.recorder.answer(seat, intent, b"sealed") for _ in range(copies))
                    )
                    assert len(set(replies)) == 1
                    reply = up_replies.decode(replies[0])
                    if isinstance(reply, IntentRefused) and not reply.is_final:
                        continue
                    assert answers.setdefault((seat, intent.id), replies[0]) == replies[0]
                events = read_record(path)
                assert at.recorder.state == replay(events)
                assert [s.recorded for s in at.steps] == list(events[len(events) - len(at.steps) :])
                cast = [(r.event.seat, r.event.intent) for r in events if isinstance(r.event, VoteCast)]
                assert len(cast) == len(set(cast))

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(go(Path(folder) / "r.sqlite"))
