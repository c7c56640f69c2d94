"""A secret ballot with envelopes, paper and members who are moved: one ballot a person, and every one counted once.

Each answer bears a written-in name of its own, so the result itself says which ones were counted.
"""

from __future__ import annotations

from typing import Final

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from shared.crypto.envelopes import HeldVote, sealed_vote, sha256_of, signed
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_events import AnswersTaken, ResultFixed
from shared.domain.ballots import Announced, Closed, IntentId, Open, PaperSheet
from shared.domain.count_ballots import on_paper_of, votes_of
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.paper_sheets import loose_sheet
from shared.domain.people import PersonId, SeatId
from shared.domain.reducer import replay
from shared.domain.room_ballots import ResultShown
from shared.domain.secrecy import Voter, VoterAdded
from shared.domain.secret_answers import encode_answer
from shared.domain.state import MeetingState
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted, Reason, Refused
from tests.unit.crypto.secret_room import Party
from tests.unit.domain.meetings import person_id, seat_id
from tests.unit.domain.secret_meeting import HUB, SEATS, SECRET, SecretMeeting

VOTERS: Final = 5
TERMINALS: Final = {
    **{seat_id(n): SEATS[person_id(n)] for n in range(1, VOTERS + 1)},
    SeatId("spare"): Party(77),
}
ASKED: Final = ElectionTerms(seats=1, candidates=("A",))
MARKER: Final = "secretly"
PERSONS: Final = tuple(map(person_id, range(1, VOTERS + 1)))


class Sealed(msgspec.Struct, frozen=True):
    """An envelope in the outbox of the terminal at `seat`, and the `name` that only its member knows."""

    seat: SeatId
    intent: IntentId
    name: str
    command: bcmd.CastSealed


def naming(name: str) -> ElectionBallot:
    return ElectionBallot(marks=(Mark.NO,), write_ins=(name,))


class SecretMachine(RuleBasedStateMachine):
    """From the opening to the announcement, with what may go wrong between seats, clerk and hub."""

    @initialize()
    def begin(self) -> None:
        self.meeting = SecretMeeting(asked=ASKED)
        assert isinstance(self.meeting.open(range(1, VOTERS + 1)), Accepted)
        self.record = self.meeting.record
        self.sent: list[Sealed] = []
        self.in_the_box: dict[PersonId, Sealed] = {}
        self.back_on_paper: list[str] = []
        self.searched = 0
        self.everybody_confirms()

    @property
    def phase(self) -> object:
        return self.meeting.ballot.phase

    # The seats.

    @rule(seat=st.sampled_from(tuple(TERMINALS)))
    def confirm(self, seat: SeatId) -> None:
        """A member seals at the terminal where they sit; it may reach the hub now, later, or twice."""
        person = self.record.known.seating.get(seat)
        if person is None or person not in PERSONS:
            return
        terminal, name = TERMINALS[seat], f"{MARKER}{len(self.sent)}"
        held = HeldVote(encode_answer(ASKED, naming(name)) or b"")
        keys = self.meeting.keys
        vote = sealed_vote(held.seal(keys, person), keys, person, terminal.public, terminal.sign)
        command = bcmd.CastSealed(
            ballot=SECRET, person=person, terms_sha256=sha256_of(self.meeting.terms), vote=vote
        )
        self.sent.append(Sealed(seat, IntentId(f"i{len(self.sent)}"), name, command))

    @rule()
    def everybody_confirms(self) -> None:
        for seat in TERMINALS:
            self.confirm(seat)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        """Anything that was ever sealed arrives: for the first time or again, some of it, in any order."""
        for sent in data.draw(st.lists(st.sampled_from(self.sent), min_size=2, max_size=8)):
            self._arrives(sent)

    def _arrives(self, sent: Sealed) -> None:
        was, person = self.phase, sent.command.person
        verdict = self.record.when(sent.command, seat=sent.seat, intent=sent.intent)
        if not isinstance(was, Open):
            is_counted = self.in_the_box.get(person) == sent
            assert isinstance(verdict, Accepted) if is_counted else isinstance(verdict, Refused)
            return
        expected = self._expected(was, sent)
        assert (None if isinstance(verdict, Accepted) else verdict.reason) == expected
        if expected is None:
            self.in_the_box[person] = sent

    def _expected(self, was: Open, sent: Sealed) -> Reason | None:
        """Why an envelope is not taken. Where the member was moved since alone is no reason."""
        counted = self.in_the_box.get(sent.command.person)
        if counted == sent:
            return None
        if was.is_held:
            return Reason.BALLOT_HELD
        if sent.command.person in was.on_paper:
            return Reason.VOTES_ON_PAPER
        return None if counted is None else Reason.VOTE_IS_FINAL

    # The clerk and the chair.

    @rule(person=st.sampled_from(PERSONS), seat=st.sampled_from(tuple(TERMINALS)))
    def move(self, person: PersonId, seat: SeatId) -> None:
        """Somebody is seated elsewhere; the hub makes the terminal there known to the tellers."""
        assert isinstance(self.record.when(cmd.SeatPerson(person=person, seat=seat)), Accepted)
        if isinstance(self.phase, Open):
            voter = Voter(person, TERMINALS[seat].public)
            added = VoterAdded(terms_sha256=sha256_of(self.meeting.terms), voter=voter)
            note = bcmd.NoteVoterKey(ballot=SECRET, added=signed(added, HUB.sign))
            assert isinstance(self.record.when(note), Accepted)

    @precondition(lambda self: isinstance(self.phase, Open))
    @rule(person=st.sampled_from(PERSONS))
    def give_paper(self, person: PersonId) -> None:
        verdict = self.record.when(bcmd.GivePaper(ballot=SECRET, person=person))
        assert isinstance(verdict, Refused) == (person in self.in_the_box)

    @precondition(lambda self: isinstance(self.phase, Open))
    @rule(hold=st.booleans())
    def hold(self, hold: bool) -> None:
        self.record.when(bcmd.HoldBallot(SECRET) if hold else bcmd.ContinueBallot(SECRET))

    @rule()
    def restart_the_hub(self) -> None:
        """From a snapshot of the middle and the tail, the same state."""
        middle = len(self.record.records) // 2
        snapshot = msgspec.msgpack.encode(replay(self.record.records[:middle]))
        kept = msgspec.msgpack.decode(snapshot, type=MeetingState | None)
        assert replay(self.record.records[middle:], kept) == self.record.state

    @precondition(lambda self: len(self.in_the_box) > 1 and isinstance(self.phase, Open))
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        """Voting ends; some of the ballots on paper come back."""
        self._close(data.draw(st.integers(0, len(on_paper_of(self.meeting.ballot.phase)))))

    def _close(self, returned: int) -> None:
        self.record.when(bcmd.CloseBallot(SECRET))
        self.back_on_paper = [f"paper{n}" for n in range(returned)]

    # The tellers, and two who enter paper.

    @precondition(lambda self: self._stage() is UrnStage.CLOSED)
    @rule()
    def take_off(self) -> None:
        assert isinstance(self.meeting.take_off(), Accepted)

    @precondition(lambda self: self._stage() is UrnStage.FIRST_OPENED)
    @rule()
    def open_box(self) -> None:
        assert isinstance(self.meeting.open_box(), Accepted)

    def _stage(self) -> UrnStage:
        return self.meeting.sealed.urn.stage

    @precondition(lambda self: isinstance(self.phase, Closed))
    @rule(by=st.sampled_from((3, 4)), data=st.data(), misreads=st.booleans())
    def enter(self, by: int, data: st.DataObject, misreads: bool) -> None:
        names = data.draw(st.permutations(self.back_on_paper))
        if misreads and names:
            names[0] = f"{names[0]} misread by {by}"
        self._submit_sheet(by, loose_sheet(naming(name) for name in names))

    def _submit_sheet(self, by: int, sheet: PaperSheet) -> None:
        closed = self.phase
        assert isinstance(closed, Closed)
        verdict = self.record.when(bcmd.EnterPaper(ballot=SECRET, by=person_id(by), sheet=sheet))
        is_awaited = closed.result is None and closed.on_paper
        assert isinstance(verdict, Accepted) == bool(is_awaited)

    @precondition(lambda self: isinstance(self.phase, Closed))
    @rule()
    def announce(self) -> None:
        closed = self.phase
        assert isinstance(closed, Closed)
        verdict = self.record.when(bcmd.AnnounceBallot(ballot=SECRET))
        assert isinstance(verdict, Accepted) == (closed.result is not None)
        if isinstance(verdict, Accepted):
            shown = self.record.public[-1]
            assert isinstance(shown, ResultShown)
            took_part = {*self.in_the_box, *closed.on_paper}
            assert (set(shown.voted), shown.votes) == (took_part, ())

    @override
    def teardown(self) -> None:
        """Every story has an end: what is still on the way arrives, and the ballot is closed, counted and announced."""
        self.hold(hold=False)
        for sent in self.sent:
            self._arrives(sent)
        if isinstance(self.phase, Open):
            self._close(len(on_paper_of(self.meeting.ballot.phase)))
        if self._stage() is UrnStage.CLOSED:
            self.take_off()
        if self._stage() is UrnStage.FIRST_OPENED:
            self.open_box()
        if isinstance(self.phase, Closed):
            for by in (3, 4):
                self._submit_sheet(by, loose_sheet(map(naming, self.back_on_paper)))
            self.announce()
        assert isinstance(self.phase, Announced)
        self.nobody_has_two_ballots_and_what_was_seen_in_the_box_stays_there()
        self.the_result_counts_every_envelope_and_every_sheet_of_paper_once()
        self.what_was_sealed_stands_nowhere_but_in_the_opened_list_and_the_result()

    # What always holds.

    @invariant()
    def nobody_has_two_ballots_and_what_was_seen_in_the_box_stays_there(self) -> None:
        votes = votes_of(self.meeting.ballot.phase)
        in_the_box = {person: sent.intent for person, sent in self.in_the_box.items()}
        assert {person: vote.intent for person, vote in votes.items()} == in_the_box
        assert set(self.meeting.sealed.urn.votes) == set(self.in_the_box)
        assert not set(votes) & set(on_paper_of(self.meeting.ballot.phase))

    @invariant()
    def the_result_counts_every_envelope_and_every_sheet_of_paper_once(self) -> None:
        phase = self.phase.closed if isinstance(self.phase, Announced) else self.phase
        if isinstance(phase, Closed) and phase.result is not None:
            assert isinstance(phase.result, ElectionResult)
            written = {c.name: c.yes for c in phase.result.candidates if not c.listed}
            sealed = [sent.name for sent in self.in_the_box.values()]
            assert written == dict.fromkeys((*sealed, *self.back_on_paper), 1)

    @invariant()
    def what_was_sealed_stands_nowhere_but_in_the_opened_list_and_the_result(self) -> None:
        fresh, self.searched = self.record.records[self.searched :], len(self.record.records)
        for recorded in fresh:
            if not isinstance(recorded.event, AnswersTaken | ResultFixed):
                assert MARKER.encode() not in msgspec.msgpack.encode(recorded)


SecretMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestSecretBallots = SecretMachine.TestCase
