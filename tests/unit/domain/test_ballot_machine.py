"""Whatever is cast, repeated, reordered, late, held, closed or restarted: one vote a person, none lost, none late."""

from __future__ import annotations

from typing import Final

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms, counted, is_valid
from shared.domain.ballots import Aborted, Announced, BallotId, BallotSpec, Closed, IntentId, Open, Prepared
from shared.domain.count_ballots import result_at_close, votes_of
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import MotionResult
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.reducer import replay
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Reason, Refused
from tests.unit.domain import meetings
from tests.unit.domain.meetings import ITEM, Record, in_session, person_id, seat_id

NEW: Final = BallotId("new")
VOTERS: Final = 5
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


class BallotMachine(RuleBasedStateMachine):
    """A ballot between seats that send again, in any order, and a hub that restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.record: Record = in_session(VOTERS)
        self.sent: list[tuple[int, BallotAnswer, IntentId]] = []
        self.seen_counted: dict[int, tuple[IntentId, BallotAnswer]] = {}
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

    @rule(data=st.data(), number=st.integers(1, VOTERS))
    def confirm(self, data: st.DataObject, number: int) -> None:
        """A member confirms at the seat; it may reach the hub now, later, or twice."""
        answer = data.draw(self.answers)
        self.sent.append((number, answer, IntentId(f"i{len(self.sent)}")))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        """Anything that was ever confirmed arrives: for the first time or again, in any order."""
        number, answer, intent = data.draw(st.sampled_from(self.sent))
        was = self.phase
        command = bcmd.CastVote(ballot=NEW, person=person_id(number), answer=answer)
        verdict = self.record.when(command, seat=seat_id(number), intent=intent, receipt=f"R-{intent}")
        if isinstance(verdict, Accepted):
            is_known = isinstance(was, Open | Closed) and intent in was.intents
            assert (
                is_known
                or (isinstance(was, Open) and is_valid(self.terms, answer))
                or self._was_counted(intent)
            )
            if isinstance(was, Open) and not is_known:
                self.seen_counted[number] = (intent, answer)
        elif isinstance(was, Closed | Announced):
            assert verdict.reason in (Reason.BALLOT_CLOSED, Reason.NOT_ENTITLED)

    def _was_counted(self, intent: IntentId) -> bool:
        phase = self.phase
        closed = phase.closed if isinstance(phase, Announced) else phase
        return isinstance(closed, Closed) and intent in closed.intents

    @rule(data=st.data(), number=st.integers(1, VOTERS), seat=st.integers(1, VOTERS))
    def pretend(self, data: st.DataObject, number: int, seat: int) -> None:
        """A terminal speaks for somebody who sits elsewhere."""
        if number != seat:
            command = bcmd.CastVote(ballot=NEW, person=person_id(number), answer=data.draw(self.answers))
            verdict = self.record.when(command, seat=seat_id(seat), intent="foreign")
            assert isinstance(verdict, Refused)

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
        expected = {person_id(n): seen for n, seen in self.seen_counted.items()}
        assert counted_now == expected

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
