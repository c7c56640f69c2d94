"""Whatever is cast, moved, repeated, reordered, late, held, closed, restarted: one vote a person, none lost or late."""

from __future__ import annotations

from typing import Final

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms, counted, is_valid
from shared.domain.ballots import Aborted, Announced, BallotId, BallotSpec, Closed, IntentId, Open, Prepared
from shared.domain.count_ballots import awaited, result_at_close, votes_of
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import MotionResult
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.people import PersonId, SeatId
from shared.domain.private_view import private_view
from shared.domain.reducer import replay
from shared.domain.sittings import sat_at
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Reason
from tests.unit.domain import meetings
from tests.unit.domain.meetings import ITEM, Record, in_session, person_id, reason_of, seat_id

NEW: Final = BallotId("new")
VOTERS: Final = 5
SEATS: Final = (*map(seat_id, range(1, VOTERS + 1)), SeatId("spare"))
KINDS: Final[tuple[tuple[Terms, st.SearchStrategy[BallotAnswer]], ...]] = (
    (MotionTerms(), st.sampled_from(Choice)),
    (
        ChoiceTerms(options=("a", "b", "c"), most=2),
        st.builds(ChoiceBallot, chosen=st.lists(st.integers(-1, 3), max_size=3).map(tuple)),
    ),
    (
        ElectionTerms(seats=2, candidates=("A", "B", "C")),
        st.builds(
            ElectionBallot,
            marks=st.lists(st.sampled_from(Mark), min_size=3, max_size=3).map(tuple),
            write_ins=st.lists(st.sampled_from(("A", "X", "Y")), max_size=2).map(tuple),
        ),
    ),
)


class Confirmed(msgspec.Struct, frozen=True):
    """What lies in the outbox of the terminal at `seat`."""

    seat: SeatId
    person: PersonId
    answer: BallotAnswer
    sitting: int
    intent: IntentId

    @property
    def command(self) -> bcmd.CastVote:
        return bcmd.CastVote(ballot=NEW, person=self.person, answer=self.answer, sitting=self.sitting)


class BallotMachine(RuleBasedStateMachine):
    """A ballot between seats that send again, in any order, members who are moved about, and a hub that restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.record: Record = in_session(VOTERS)
        self.sent: list[Confirmed] = []
        self.seen_counted: dict[PersonId, Confirmed] = {}
        self.at_close: object = None

    @initialize(kind=st.sampled_from(KINDS), may_change=st.booleans(), chair_last=st.booleans())
    def prepare(
        self, kind: tuple[Terms, st.SearchStrategy[BallotAnswer]], may_change: bool, chair_last: bool
    ) -> None:
        self.terms, self.answers = kind
        house = meetings.rule(may_change=may_change, chair_last=chair_last)
        spec = BallotSpec(id=NEW, question="?", rule=house, terms=self.terms)
        self.spec = spec
        assert isinstance(self.record.when(bcmd.PrepareBallot(item=ITEM, spec=spec)), Accepted)
        assert isinstance(self.record.when(bcmd.OpenBallot(NEW)), Accepted)

    @property
    def phase(self) -> Prepared | Open | Closed | Announced | Aborted:
        return self.record.known.ballots[NEW].phase

    @rule(data=st.data(), seat=st.sampled_from(SEATS))
    def confirm(self, data: st.DataObject, seat: SeatId) -> None:
        """A member confirms at the seat; it may reach the hub now, later, or twice."""
        known = private_view(self.record.known, seat)
        if known.person is not None:
            answer, intent = data.draw(self.answers), IntentId(f"i{len(self.sent)}")
            self.sent.append(Confirmed(seat, known.person, answer, known.sitting, intent))

    @rule(number=st.integers(1, VOTERS), seat=st.sampled_from(SEATS))
    def move(self, number: int, seat: SeatId) -> None:
        """The clerk seats a member elsewhere; whoever sat there has no seat then."""
        assert isinstance(self.record.when(cmd.SeatPerson(person=person_id(number), seat=seat)), Accepted)

    @rule(data=st.data(), seat=st.sampled_from(SEATS), to=st.sampled_from(SEATS))
    def confirm_move_and_confirm_again(self, data: st.DataObject, seat: SeatId, to: SeatId) -> None:
        """A member whose vote did not go out is helped to a seat whose terminal works."""
        person = self.record.known.seating.get(seat)
        if person is not None:
            self.confirm(data, seat)
            self.record.when(cmd.SeatPerson(person=person, seat=to))
            self.confirm(data, to)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        """Anything that was ever confirmed arrives: for the first time or again, in any order."""
        sent = data.draw(st.sampled_from(self.sent))
        was = self.phase
        verdict = self.record.when(
            sent.command, seat=sent.seat, intent=sent.intent, receipt=f"R-{sent.intent}"
        )
        if isinstance(was, Open):
            expected = self._expected(was, sent)
            assert (None if isinstance(verdict, Accepted) else verdict.reason) == expected
            if expected is None and sent.intent not in was.intents:
                self.seen_counted[sent.person] = sent
        elif isinstance(verdict, Accepted):
            assert self._was_counted(sent.intent)
        else:
            assert verdict.reason is Reason.BALLOT_CLOSED

    def _expected(self, was: Open, sent: Confirmed) -> Reason | None:
        """Why a vote that arrives is not counted. Where the member was moved since alone is no reason."""
        counted = self.seen_counted.get(sent.person)
        if sent.intent in was.intents:
            return None
        if was.is_held:
            return Reason.BALLOT_HELD
        if not is_valid(self.terms, sent.answer):
            return Reason.ANSWER_NOT_VALID
        if counted is not None and sent.sitting < counted.sitting:
            return Reason.VOTED_ELSEWHERE
        if counted is not None and not self.spec.rule.may_change:
            return Reason.VOTE_IS_FINAL
        is_chair = sent.person == person_id(1)
        waits = self.spec.rule.chair_last and is_chair and set(awaited(was)) - {sent.person}
        return Reason.CHAIR_VOTES_LAST if waits else None

    def _was_counted(self, intent: IntentId) -> bool:
        phase = self.phase
        closed = phase.closed if isinstance(phase, Announced) else phase
        return isinstance(closed, Closed) and intent in closed.intents

    @rule(
        data=st.data(), number=st.integers(1, VOTERS), seat=st.sampled_from(SEATS), sitting=st.integers(0, 40)
    )
    def pretend(self, data: st.DataObject, number: int, seat: SeatId, sitting: int) -> None:
        """A terminal speaks for somebody who never sat there."""
        if not sat_at(self.record.known.sittings, seat, person_id(number)):
            answer = data.draw(self.answers)
            command = bcmd.CastVote(ballot=NEW, person=person_id(number), answer=answer, sitting=sitting)
            verdict = self.record.when(command, seat=seat, intent="foreign")
            assert reason_of(verdict) == "not_your_seat"

    @rule(hold=st.booleans())
    def hold(self, hold: bool) -> None:
        self.record.when(bcmd.HoldBallot(NEW) if hold else bcmd.ContinueBallot(NEW))

    @rule(number=st.integers(1, VOTERS))
    def pass_voter(self, number: int) -> None:
        self.record.when(bcmd.PassVoter(ballot=NEW, person=person_id(number)))

    @precondition(lambda self: len(self.sent) > 4)
    @rule()
    def close(self) -> None:
        if isinstance(self.phase, Open):
            self.at_close = result_at_close(self.spec, self.phase)
        self.record.when(bcmd.CloseBallot(NEW))

    @rule()
    def announce(self) -> None:
        self.record.when(bcmd.AnnounceBallot(ballot=NEW))

    @rule()
    def restart_the_hub(self) -> None:
        """From a snapshot of the middle and the tail, the same state."""
        middle = len(self.record.records) // 2
        snapshot = msgspec.msgpack.encode(replay(self.record.records[:middle]))
        kept = msgspec.msgpack.decode(snapshot, type=MeetingState | None)
        assert replay(self.record.records[middle:], kept) == self.record.state
        self.record.state = replay(self.record.records)

    @invariant()
    def nobody_counts_twice_and_nothing_that_was_seen_as_counted_is_lost(self) -> None:
        votes = votes_of(self.phase)
        counted_now = {person: (vote.intent, vote.answer) for person, vote in votes.items()}
        assert counted_now == {p: (seen.intent, seen.answer) for p, seen in self.seen_counted.items()}

    @invariant()
    def a_member_sees_what_was_counted_wherever_they_sit_now(self) -> None:
        for person, known in self.seen_counted.items():
            seat = self.record.known.seat_of(person)
            if seat is not None:
                seen = private_view(self.record.known, seat).votes[NEW]
                assert (seen.intent, seen.answer) == (known.intent, known.answer)

    @invariant()
    def nothing_after_the_close_changes_the_result(self) -> None:
        phase = self.phase
        closed = phase.closed if isinstance(phase, Announced) else phase
        if isinstance(closed, Closed):
            assert closed.result == self.at_close
            votes = reversed(tuple(closed.votes.values()))
            answers = [vote.answer for vote in votes if vote.answer is not None]
            assert counted(self.spec.rule, self.terms, closed.figures, answers) == closed.result
            if isinstance(closed.result, MotionResult):
                tally = closed.result.tally
                assert tally.yes + tally.no + tally.abstain + tally.not_voted == tally.present == VOTERS

    @invariant()
    def seats_learn_no_answer_before_the_announcement(self) -> None:
        shown = self.record.seen.ballots[NEW]
        assert (shown.result is None) == (not isinstance(self.phase, Announced))
        assert shown.voted == len(votes_of(self.phase)) or isinstance(self.phase, Aborted)


BallotMachine.TestCase.settings = settings(max_examples=250, stateful_step_count=40, deadline=None)
TestBallots = BallotMachine.TestCase
