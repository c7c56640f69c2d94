"""A room for tests of secret ballots: a hub, voters at their seats, two tellers, all with real keys."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.crypto.envelopes import (
    HeldVote,
    TellerKeys,
    content_of,
    sealed_vote,
    sha256_of,
    signed,
    teller_keys,
    terms_of,
)
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import BallotAnswer, MotionTerms, Terms
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    EnvelopesListed,
    Grade,
    SealedVote,
    SecretTerms,
    Signed,
    Teller,
    Voter,
    VotesOpened,
)
from shared.domain.secret_answers import encode_answer
from shared.domain.secret_lists import ListFault, in_order

MOTION = MotionTerms()


class Party:
    """Somebody with an identity key that is always the same for the same number."""

    def __init__(self, number: int) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, content: bytes) -> bytes:
        return self._key.sign(content)


def person(n: int) -> PersonId:
    return PersonId(f"p{n}")


class SecretRoom:
    """`voters` persons p1… vote on `asked`; the tellers are p1 and p2 (grade A) or the hub alone (grade B)."""

    def __init__(
        self, voters: int, *, asked: Terms = MOTION, grade: Grade = Grade.TWO_TELLERS, question: str = "?"
    ) -> None:
        self.asked = asked
        self.hub = Party(1)
        self.seats = {person(n): Party(100 + n) for n in range(1, voters + 1)}
        at = (Party(201), Party(202)) if grade is Grade.TWO_TELLERS else (self.hub, self.hub)
        named = (person(1), person(2)) if grade is Grade.TWO_TELLERS else (None, None)
        self.teller_parties = at
        self.question = question
        content = terms_of(
            meeting=MeetingId("meeting"),
            ballot="ballot",
            question=question,
            asked=asked,
            grade=grade,
            tellers=(Teller(named[0], at[0].public), Teller(named[1], at[1].public)),
            voters=tuple(Voter(name, seat.public) for name, seat in self.seats.items()),
        )
        self.terms = signed(content, self.hub.sign)
        self.first = FirstTeller(self.terms, hub_key=self.hub.public, own_key=at[0].public, sign=at[0].sign)
        self.second = SecondTeller(self.terms, hub_key=self.hub.public, own_key=at[1].public, sign=at[1].sign)
        keys = teller_keys(self.terms, self.first.key_made, self.second.key_made, self.hub.public)
        assert keys is not None
        self.keys: TellerKeys = keys

    @property
    def content(self) -> SecretTerms:
        return self.keys.terms

    def encoded(self, answer: BallotAnswer) -> bytes:
        content = encode_answer(self.asked, answer)
        assert content is not None
        return content

    def cast(self, name: PersonId, answer: bytes) -> tuple[HeldVote, SealedVote]:
        held, seat = HeldVote(answer), self.seats[name]
        return held, sealed_vote(held.seal(self.keys, name), self.keys, name, seat.public, seat.sign)

    def listed(self, votes: Iterable[SealedVote]) -> Signed:
        content = EnvelopesListed(terms_sha256=sha256_of(self.terms), votes=in_order(votes))
        return signed(content, self.hub.sign)

    def open_all(self, votes: Iterable[SealedVote]) -> VotesOpened:
        """The opened list of `votes` by way of both tellers."""
        envelopes = self.listed(votes)
        inners = self.first.open_outer(envelopes, announced=0)
        assert not isinstance(inners, ListFault), inners
        answers = self.second.open_inner(envelopes, inners, announced=0)
        assert not isinstance(answers, ListFault), answers
        opened = content_of(answers[0], VotesOpened, self.teller_parties[1].public)
        assert opened is not None
        return opened
