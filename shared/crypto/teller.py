"""A teller (监票人) of a secret ballot: one key, in memory only, that opens one list, once.

Whoever answers any list that is put before them opens any envelope for anybody. So a teller looks at everything
first, refuses with a `ListFault` and without touching an envelope, and drops the key with the first list it opens.
A terminal that is started anew before that has lost the key: the ballot is stranded (`shared.domain.urn`).
"""

from __future__ import annotations

from typing import Final, NoReturn

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from typing_extensions import override

from shared.crypto.envelopes import (
    content_of,
    inner_info,
    is_signed_vote,
    open_layer,
    outer_info,
    sha256_of,
    signed,
    unfilled,
)
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    AnswersListed,
    EnvelopesListed,
    InnersListed,
    SecretTerms,
    SecretWiped,
    Signed,
    TellerKeyMade,
    TellerRole,
    VoterAdded,
    VotesOpened,
    terms_fault,
)
from shared.domain.secret_lists import ListFault, answers_of, envelopes_fault, inners_fault
from shared.protocol.signing import Sign


class BadTerms(ValueError):
    """The terms are not the hub's, do not hold together, or do not name this terminal as this teller."""


class _Teller:
    """What both tellers have: the terms, the voters known so far, the key, and no way to bring the key out."""

    def __init__(
        self, terms: Signed, *, role: TellerRole, hub_key: bytes, own_key: bytes, sign: Sign
    ) -> None:
        """Make the key. `own_key` and `sign` are this terminal's identity. Raises BadTerms."""
        content = content_of(terms, SecretTerms, hub_key)
        if content is None or terms_fault(content) is not None or content.tellers[role - 1].key != own_key:
            raise BadTerms("these terms are not for this teller")
        self.terms: Final = content
        self.role: Final = role
        self._terms_sha256 = sha256_of(terms)
        self._hub_key = hub_key
        self._sign = sign
        self._roll = set(content.voters)
        self._is_spent = False
        mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        self._key: MLKEM768X25519PrivateKey | None = MLKEM768X25519PrivateKey(mlkem, x25519)
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        made = TellerKeyMade(terms_sha256=self._terms_sha256, role=role, public=public)
        self.key_made: Final[Signed] = signed(made, sign)

    def admit(self, added: Signed) -> bool:
        """Note a voter who came late or sits at another terminal now; False when the hub did not sign that.

        The teller's screen shows each: a hub that adds many terminals just before the close wants to vote itself.
        """
        content = content_of(added, VoterAdded, self._hub_key)
        if content is None or content.terms_sha256 != self._terms_sha256:
            return False
        self._roll.add(content.voter)
        return True

    def wipe(self) -> Signed:
        """Drop the key, and say so. Best effort: the library wipes what it frees, Python promises nothing."""
        self._key = None
        return signed(SecretWiped(terms_sha256=self._terms_sha256, role=self.role), self._sign)

    def _checked_envelopes(self, envelopes: Signed, announced: int) -> EnvelopesListed | ListFault:
        if self._key is None:
            return ListFault.OPENED_ALREADY if self._is_spent else ListFault.NO_KEY
        listed = content_of(envelopes, EnvelopesListed, self._hub_key)
        if listed is None:
            return ListFault.NOT_SIGNED
        fault = envelopes_fault(listed, self.terms, self._terms_sha256, self._roll, announced=announced)
        if fault is not None:
            return fault
        if not all(is_signed_vote(vote, self._terms_sha256) for vote in listed.votes):
            return ListFault.VOTE_NOT_SIGNED
        return listed

    def _take_key(self) -> MLKEM768X25519PrivateKey | None:
        """The key, which nobody gets a second time."""
        key, self._key, self._is_spent = self._key, None, True
        return key

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.terms.ballot}>"

    @override
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a teller's key stays in memory")


class FirstTeller(_Teller):
    """Teller 1: takes off the outer envelopes, which bear names, and shuffles by sorting."""

    def __init__(self, terms: Signed, *, hub_key: bytes, own_key: bytes, sign: Sign) -> None:
        super().__init__(terms, role=TellerRole.FIRST, hub_key=hub_key, own_key=own_key, sign=sign)
        self.answer: Signed | None = None
        """The `InnersListed` once it was made: to be sent again as often as needed."""

    def open_outer(self, envelopes: Signed, *, announced: int) -> Signed | ListFault:
        """The signed `InnersListed` of the hub's `EnvelopesListed`, once; about 0.2 ms per envelope.

        `announced`: how many votes this teller's screen last showed as cast. A refused list leaves the key for the
        right one.
        """
        listed = self._checked_envelopes(envelopes, announced)
        if isinstance(listed, ListFault):
            return listed
        key = self._take_key()
        if key is None:
            return ListFault.NO_KEY
        opened: dict[PersonId, bytes | None] = {
            vote.person: open_layer(vote.envelope, key, outer_info(self._terms_sha256, vote.person))
            for vote in listed.votes
        }
        readable = [inner for inner in opened.values() if inner is not None]
        inners = tuple(sorted(set(readable)))
        content = InnersListed(
            terms_sha256=self._terms_sha256,
            envelopes_sha256=sha256_of(envelopes),
            inners=inners,
            dropped=len(readable) - len(inners),
            unreadable=tuple(sorted(person for person, inner in opened.items() if inner is None)),
        )
        self.answer = signed(content, self._sign)
        return self.answer


class SecondTeller(_Teller):
    """Teller 2: opens the inner envelopes, which bear no names."""

    def __init__(self, terms: Signed, *, hub_key: bytes, own_key: bytes, sign: Sign) -> None:
        super().__init__(terms, role=TellerRole.SECOND, hub_key=hub_key, own_key=own_key, sign=sign)
        self.answer: tuple[Signed, Signed] | None = None
        """`VotesOpened` (for the seats' memory) and `AnswersListed` (for the record) once they were made."""

    def open_inner(
        self, envelopes: Signed, inners: Signed, *, announced: int
    ) -> tuple[Signed, Signed] | ListFault:
        """`VotesOpened` and `AnswersListed` of teller 1's `InnersListed`, once.

        Teller 2 looks at the hub's list too: teller 1 must have put in all of it. What does not open, or was not
        filled up as a seat does, is counted as unreadable.
        """
        listed = self._checked_envelopes(envelopes, announced)
        if isinstance(listed, ListFault):
            return listed
        inner = content_of(inners, InnersListed, self.terms.tellers[0].key)
        if inner is None:
            return ListFault.NOT_SIGNED
        fault = inners_fault(inner, listed, self.terms, sha256_of(envelopes))
        if fault is not None:
            return fault
        key = self._take_key()
        if key is None:
            return ListFault.NO_KEY
        self.answer = self._signed_votes(inner, sha256_of(inners), key)
        return self.answer

    def _signed_votes(
        self, inner: InnersListed, inners_sha256: bytes, key: MLKEM768X25519PrivateKey
    ) -> tuple[Signed, Signed]:
        info = inner_info(self._terms_sha256)
        filled = (open_layer(content, key, info) for content in inner.inners)
        found = (unfilled(content, self.terms.room) for content in filled if content is not None)
        votes = tuple(sorted(vote for vote in found if vote is not None))
        unreadable = len(inner.inners) - len(votes)
        with_codes = VotesOpened(
            terms_sha256=self._terms_sha256, inners_sha256=inners_sha256, votes=votes, unreadable=unreadable
        )
        opened = signed(with_codes, self._sign)
        without = AnswersListed(
            terms_sha256=self._terms_sha256,
            inners_sha256=inners_sha256,
            opened_sha256=sha256_of(opened),
            answers=answers_of(with_codes),
            unreadable=unreadable,
        )
        return opened, signed(without, self._sign)
