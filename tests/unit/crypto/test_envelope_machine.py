"""Secret ballots under everything that happens in a room: any order, twice, late, restarts of every machine.

The machines are models of discs: hub, seats and tellers hold what they would write as bytes, and are started anew
from these bytes alone. A seat loses its held vote, a teller its key.
"""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from shared.crypto.envelopes import HeldVote, content_of, is_signed_vote, sealed_vote, sha256_of, signed
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    AnswersListed,
    EnvelopesListed,
    Grade,
    Inclusion,
    InnersListed,
    SealedVote,
    Signed,
    TellerRole,
    Voter,
    VoterAdded,
    VotesOpened,
)
from shared.domain.secret_lists import (
    ListFault,
    answers_fault,
    answers_of,
    in_order,
    inners_fault,
    opened_fault,
)
from shared.domain.urn import Drop, Urn, UrnStage, add_voter, close, drop_in, key_lost, opened_by
from tests.unit.crypto.secret_room import Party, SecretRoom, person

VOTERS = 4
ANSWERS = (b"MARKER-YES-THE-CHOICE", b"MARKER-NO-THE-CHOICE", b"MARKER-X")
_ENCODE = msgspec.msgpack.encode


class HubDisc(msgspec.Struct):
    """What the hub has on its disk."""

    urn: Urn
    envelopes: Signed | None = None
    inners: Signed | None = None
    record: Signed | None = None


class SecretBallots(RuleBasedStateMachine):
    """One secret ballot from the first vote to the check of every seat."""

    sealed = Bundle("sealed")

    def __init__(self) -> None:
        super().__init__()
        self.prepare(Grade.TWO_TELLERS)

    @initialize(grade=st.sampled_from(Grade))
    def prepare(self, grade: Grade) -> None:
        self.room = SecretRoom(VOTERS, grade=grade)
        self.first: FirstTeller | None = self.room.first
        self.second: SecondTeller | None = self.room.second
        self.digest = sha256_of(self.room.terms)
        self.terminals = 0
        self.hub = HubDisc(urn=Urn(terms=self.room.content))
        self.seat_discs: dict[PersonId, bytes] = {}
        self.held: dict[PersonId, HeldVote] = {}
        # What only the test knows: what whom meant by which envelope, and all codes.
        self.meant: dict[tuple[PersonId, bytes], bytes] = {}
        self.codes: dict[tuple[PersonId, bytes], bytes] = {}
        self.opened: VotesOpened | None = None
        self.opened_bytes = b""

    # The seats.

    @rule(target=sealed, n=st.integers(1, VOTERS), answer=st.sampled_from(ANSWERS))
    def seal_a_vote(self, n: int, answer: bytes) -> SealedVote:
        name = person(n)
        if name in self.seat_discs:
            return msgspec.msgpack.decode(self.seat_discs[name], type=SealedVote)
        held, vote = self.room.cast(name, answer)
        self.meant[name, vote.envelope] = answer
        self.codes[name, vote.envelope] = bytes(held._code)
        self.held[name] = held
        self.seat_discs[name] = _ENCODE(vote)
        return vote

    @rule(n=st.integers(1, VOTERS))
    def start_a_seat_anew(self, n: int) -> None:
        self.held.pop(person(n), None)

    @rule(n=st.integers(1, VOTERS))
    def replace_a_terminal(self, n: int) -> None:
        """The person may seal again at the new terminal; only the first envelope that arrives is taken."""
        name = person(n)
        self.held.pop(name, None)
        self.seat_discs.pop(name, None)
        self.terminals += 1
        self.room.seats[name] = Party(1000 + self.terminals)
        voter = Voter(name, self.room.seats[name].public)
        self.hub.urn = add_voter(self.hub.urn, voter)
        if not self.hub.urn.is_closed:
            added = signed(VoterAdded(terms_sha256=self.digest, voter=voter), self.room.hub.sign)
            for teller in (self.first, self.second):
                assert teller is None or teller.admit(added)

    @rule(target=sealed, n=st.integers(1, VOTERS), other=sealed)
    def cast_a_copy_of_anothers_envelope(self, n: int, other: SealedVote) -> SealedVote:
        name = person(n)
        seat = self.room.seats[name]
        return sealed_vote(other.envelope, self.room.keys, name, seat.public, seat.sign)

    # The hub.

    @rule(vote=sealed)
    def deliver(self, vote: SealedVote) -> None:
        before = self.hub.urn
        assert is_signed_vote(vote, self.digest)
        self.hub.urn, drop = drop_in(before, vote)
        if before.is_closed:
            assert drop is not Drop.TAKEN
            assert self.hub.urn.votes == before.votes, "nothing is counted after the close"

    @rule()
    def start_the_hub_anew(self) -> None:
        self.hub = msgspec.msgpack.decode(_ENCODE(self.hub), type=HubDisc)

    @precondition(lambda self: self.hub.urn.votes)
    @rule()
    def close_the_ballot(self) -> None:
        self.hub.urn = close(self.hub.urn)
        if self.hub.envelopes is None:
            self.hub.envelopes = self.room.listed(self.hub.urn.votes.values())

    # The tellers.

    @precondition(lambda self: self.hub.envelopes is not None and self.first is not None)
    @rule()
    def teller_1_opens(self) -> None:
        assert self.first is not None
        assert self.hub.envelopes is not None
        was_opened = self.first.answer is not None
        answer = self.first.open_outer(self.hub.envelopes, announced=len(self.hub.urn.votes))
        assert (answer is ListFault.OPENED_ALREADY) == was_opened
        self.hub.inners = self.first.answer
        self._believe_teller_1()

    @precondition(lambda self: self.hub.inners is not None and self.second is not None)
    @rule()
    def teller_2_opens(self) -> None:
        assert self.second is not None
        assert self.hub.envelopes is not None
        assert self.hub.inners is not None
        was_opened = self.second.answer is not None
        announced = len(self.hub.urn.votes)
        answers = self.second.open_inner(self.hub.envelopes, self.hub.inners, announced=announced)
        assert (answers is ListFault.OPENED_ALREADY) == was_opened
        assert self.second.answer is not None
        self._believe_teller_2(*self.second.answer)

    @precondition(lambda self: self.hub.envelopes is not None and self.first is not None)
    @rule(left_out=st.integers(0, VOTERS - 1))
    def the_hub_asks_for_a_shorter_list(self, left_out: int) -> None:
        assert self.first is not None
        votes = list(self.hub.urn.votes.values())
        shorter = self.room.listed(vote for n, vote in enumerate(votes) if n != left_out % len(votes))
        answer = self.first.open_outer(shorter, announced=len(votes))
        assert answer in (ListFault.TOO_SHORT, ListFault.OPENED_ALREADY)

    @precondition(lambda self: self.hub.urn.stage is not UrnStage.STRANDED)
    @rule(role=st.sampled_from(TellerRole))
    def start_a_teller_anew(self, role: TellerRole) -> None:
        if role is TellerRole.FIRST:
            self.first = None
        else:
            self.second = None
        self.hub.urn = key_lost(self.hub.urn, role)

    def _believe_teller_1(self) -> None:
        listed = self._listed()
        assert self.hub.envelopes is not None
        assert self.hub.inners is not None
        inner = content_of(self.hub.inners, InnersListed, self.room.teller_parties[0].public)
        assert inner is not None
        assert inners_fault(inner, listed, self.room.content, sha256_of(self.hub.envelopes)) is None
        self.hub.urn = opened_by(self.hub.urn, TellerRole.FIRST)

    def _believe_teller_2(self, opened: Signed, record: Signed) -> None:
        at = self.room.teller_parties
        assert self.hub.inners is not None
        inner = content_of(self.hub.inners, InnersListed, at[0].public)
        content = content_of(opened, VotesOpened, at[1].public)
        kept = content_of(record, AnswersListed, at[1].public)
        assert inner is not None
        assert content is not None
        assert kept is not None
        assert opened_fault(content, inner, sha256_of(self.hub.inners)) is None
        assert answers_fault(kept, content, sha256_of(opened)) is None
        self.hub.record = record
        self.hub.urn = opened_by(self.hub.urn, TellerRole.SECOND)
        self.opened, self.opened_bytes = content, opened.body

    def _listed(self) -> EnvelopesListed:
        assert self.hub.envelopes is not None
        listed = content_of(self.hub.envelopes, EnvelopesListed, self.room.hub.public)
        assert listed is not None
        return listed

    # What always holds.

    @invariant()
    def the_list_is_what_was_taken_before_the_close_in_an_order_of_its_own(self) -> None:
        if self.hub.envelopes is not None:
            assert self._listed().votes == in_order(reversed(list(self.hub.urn.votes.values())))

    @invariant()
    def the_result_is_what_was_meant_by_the_listed_envelopes(self) -> None:
        if self.opened is None:
            return
        listed = [(vote.person, vote.envelope) for vote in self._listed().votes]
        assert Counter(answers_of(self.opened)) == Counter(
            self.meant[which] for which in listed if which in self.meant
        )
        assert self.opened.votes == tuple(sorted(self.opened.votes))

    @invariant()
    def every_seat_that_still_knows_its_vote_finds_it_if_it_was_taken(self) -> None:
        if self.opened is None:
            return
        for name, held in self.held.items():
            mine = msgspec.msgpack.decode(self.seat_discs[name], type=SealedVote)
            taken = self.hub.urn.votes.get(name)
            is_mine = taken is not None and taken.envelope == mine.envelope
            assert held.find_in(self.opened) is (Inclusion.INCLUDED if is_mine else Inclusion.MISSING)

    @invariant()
    def a_lost_key_strands_the_ballot_and_nothing_else_does(self) -> None:
        is_waiting_for_first = self.first is None and self.hub.inners is None
        is_waiting_for_second = self.second is None and self.hub.record is None
        is_stranded = self.hub.urn.stage is UrnStage.STRANDED
        assert is_stranded == (is_waiting_for_first or is_waiting_for_second)

    @invariant()
    def no_disk_and_no_message_before_teller_2_holds_a_choice_or_a_code(self) -> None:
        before = msgspec.structs.replace(self.hub, record=None)
        written = b"".join((_ENCODE(before), *self.seat_discs.values()))
        assert b"MARKER" not in written
        assert not any(code in written for code in self.codes.values())
        kept = _ENCODE(self.hub)
        assert not any(code in kept for code in self.codes.values()), "the record holds answers without codes"

    @invariant()
    def every_code_of_a_listed_vote_is_found_once(self) -> None:
        if self.opened is not None:
            listed = [(vote.person, vote.envelope) for vote in self._listed().votes]
            expected = sorted(self.codes[which] for which in listed if which in self.codes)
            assert sorted(vote.code for vote in self.opened.votes) == expected

    @override
    def teardown(self) -> None:
        """Every ballot that is not stranded comes to its result."""
        if self.hub.urn.votes and self.hub.urn.stage is not UrnStage.STRANDED:
            self.close_the_ballot()
            if self.first is not None:
                self.teller_1_opens()
            if self.second is not None:
                self.teller_2_opens()
            assert self.hub.urn.stage is UrnStage.OPENED
            self.the_result_is_what_was_meant_by_the_listed_envelopes()
            self.every_seat_that_still_knows_its_vote_finds_it_if_it_was_taken()
            self.every_code_of_a_listed_vote_is_found_once()
            self.no_disk_and_no_message_before_teller_2_holds_a_choice_or_a_code()


SecretBallots.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_secret_ballots = SecretBallots.TestCase
