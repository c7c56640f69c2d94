"""A meeting with one secret ballot, for tests: every part signs with its own, real key."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.crypto.envelopes import (
    HeldVote,
    TellerKeys,
    sealed_vote,
    sha256_of,
    signed,
    teller_keys,
    terms_of,
)
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain import ballot_commands as bcmd
from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import BallotAnswer, Choice, Terms
from shared.domain.ballots import (
    Ballot,
    BallotId,
    BallotSpec,
)
from shared.domain.people import PersonId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import (
    EnvelopesListed,
    Grade,
    Inclusion,
    InclusionChecked,
    SecretWiped,
    Signed,
    Teller,
    Voter,
)
from shared.domain.secret_answers import encode_answer
from shared.domain.secret_lists import ListFault, in_order
from shared.domain.verdicts import Accepted, Verdict
from tests.unit.crypto.secret_room import Party
from tests.unit.domain.meetings import ITEM, Record, in_session, person_id, rule

SECRET = BallotId("secret")
HUB = Party(1)
SEATS = {person_id(n): Party(100 + n) for n in range(1, 9)}
TELLERS = (person_id(1), person_id(2))


class SecretMeeting:
    """A meeting with one secret ballot; every part signs with its own key."""

    def __init__(
        self,
        grade: Grade | None = Grade.TWO_TELLERS,
        *,
        voters: int = 5,
        present: int | None = None,
        asked: Terms | None = None,
        **changes: object,
    ) -> None:
        self.record: Record = in_session(voters, present)
        is_two = grade is Grade.TWO_TELLERS
        spec = BallotSpec(
            id=SECRET, question="?", rule=rule(), grade=grade, tellers=TELLERS if is_two else ()
        )
        if asked is not None:
            spec = msgspec.structs.replace(spec, terms=asked)
        self.spec = msgspec.structs.replace(spec, **changes)
        self.prepared = self.record.when(bcmd.PrepareBallot(item=ITEM, spec=self.spec))
        self.at = (SEATS[TELLERS[0]], SEATS[TELLERS[1]]) if is_two else (HUB, HUB)
        self.held: dict[PersonId, HeldVote] = {}
        self.opened: Signed | None = None

    @property
    def ballot(self) -> Ballot:
        return self.record.known.ballots[SECRET]

    @property
    def sealed(self) -> SealedBallot:
        assert self.ballot.sealed is not None
        return self.ballot.sealed

    def fix(self, persons: Iterable[int], **changes: object) -> Verdict:
        named = self.ballot.spec.tellers or (None, None)
        content = terms_of(
            meeting=MeetingId("testmeeting"),
            ballot=SECRET,
            question=self.spec.question,
            asked=self.spec.terms,
            grade=self.spec.grade or Grade.ONE_OPERATOR,
            tellers=(Teller(named[0], self.at[0].public), Teller(named[1], self.at[1].public)),
            voters=tuple(Voter(person_id(n), SEATS[person_id(n)].public) for n in persons),
        )
        self.terms = signed(msgspec.structs.replace(content, **changes), HUB.sign)
        verdict = self.record.when(bcmd.FixSecretTerms(ballot=SECRET, terms=self.terms))
        if isinstance(verdict, Accepted):
            self.make_tellers()
        return verdict

    def make_tellers(self) -> None:
        first, second = self.at
        self.first = FirstTeller(self.terms, hub_key=HUB.public, own_key=first.public, sign=first.sign)
        self.second = SecondTeller(self.terms, hub_key=HUB.public, own_key=second.public, sign=second.sign)

    def give_keys(self) -> None:
        for teller in (self.first, self.second):
            verdict = self.record.when(bcmd.TakeTellerKey(ballot=SECRET, key=teller.key_made))
            assert isinstance(verdict, Accepted)

    def open(self, persons: Iterable[int] = range(1, 6)) -> Verdict:
        assert isinstance(self.fix(persons), Accepted)
        self.give_keys()
        return self.record.when(bcmd.OpenBallot(SECRET))

    @property
    def keys(self) -> TellerKeys:
        keys = teller_keys(self.terms, self.first.key_made, self.second.key_made, HUB.public)
        assert keys is not None
        return keys

    def command(self, number: int, answer: BallotAnswer = Choice.YES) -> bcmd.CastSealed:
        person = person_id(number)
        encoded = encode_answer(self.spec.terms, answer)
        assert encoded is not None
        self.held[person] = HeldVote(encoded)
        seat = SEATS[person]
        envelope = self.held[person].seal(self.keys, person)
        vote = sealed_vote(envelope, self.keys, person, seat.public, seat.sign)
        return bcmd.CastSealed(ballot=SECRET, person=person, terms_sha256=sha256_of(self.terms), vote=vote)

    def cast(self, number: int, answer: BallotAnswer = Choice.YES) -> Verdict:
        return self.send(self.command(number, answer), f"i{number}")

    def send(self, command: bcmd.CastSealed, intent: str) -> Verdict:
        seat = self.record.known.seat_of(command.person)
        return self.record.when(command, seat=seat, intent=intent, receipt=f"R-{intent}")

    def envelopes(self) -> Signed:
        votes = in_order(self.sealed.urn.votes.values())
        return signed(EnvelopesListed(terms_sha256=sha256_of(self.terms), votes=votes), HUB.sign)

    def take_off(self) -> Verdict:
        for added in self.sealed.added:
            self.first.admit(added)
        inners = self.first.open_outer(self.envelopes(), announced=len(self.sealed.urn.votes))
        assert not isinstance(inners, ListFault), inners
        return self.record.when(bcmd.TakeInners(ballot=SECRET, inners=inners))

    def open_box(self) -> Verdict:
        assert self.sealed.inners is not None
        for added in self.sealed.added:
            self.second.admit(added)
        lists = self.second.open_inner(self.envelopes(), self.sealed.inners, announced=0)
        assert not isinstance(lists, ListFault), lists
        self.opened, answers = lists
        return self.record.when(bcmd.TakeAnswers(ballot=SECRET, answers=answers))

    def count(self) -> None:
        for verdict in (self.record.when(bcmd.CloseBallot(SECRET)), self.take_off(), self.open_box()):
            assert isinstance(verdict, Accepted), verdict

    def check(
        self, number: int, inclusion: Inclusion = Inclusion.INCLUDED, *, recount_agrees: bool = True
    ) -> Verdict:
        person = person_id(number)
        assert self.opened is not None
        checked = InclusionChecked(
            terms_sha256=sha256_of(self.terms),
            opened_sha256=sha256_of(self.opened),
            person=person,
            inclusion=inclusion,
            recount_agrees=recount_agrees,
        )
        wiped = SecretWiped(terms_sha256=sha256_of(self.terms), person=person)
        sign = SEATS[person].sign
        command = bcmd.NoteInclusion(ballot=SECRET, checked=signed(checked, sign), wiped=signed(wiped, sign))
        return self.record.when(command)
