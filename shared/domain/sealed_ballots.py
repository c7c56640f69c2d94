"""What the record holds of a secret ballot beside its phase: terms, keys, the ballot box, the tellers' lists, the checks.

All statements in it are signed. Whoever put them here checked the signatures; here they are only read. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from shared.domain.ballot_terms import BallotAnswer, Outcome, Terms
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    AnswersListed,
    Content,
    Inclusion,
    InnersListed,
    SecretTerms,
    Sha,
    Signed,
    TellerRole,
)
from shared.domain.secret_answers import read_answers
from shared.domain.urn import Urn

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Content)

T = TypeVar("T", bound=Content)


class SeatCheck(msgspec.Struct, frozen=True):
    """What a seat said of its own vote in the opened list, and whether its own recount gives the result."""

    inclusion: Inclusion
    recount_agrees: bool

    @property
    def is_failed(self) -> bool:
        """Whether the ballot must be voided. Who cannot check any more accuses nobody."""
        return self.inclusion in (Inclusion.MISSING, Inclusion.ALTERED) or not self.recount_agrees


class SealedBallot(msgspec.Struct, frozen=True, kw_only=True):
    """A secret ballot since its terms were fixed.

    `voters` were present with a vote then; who of them is at a terminal stands in the terms. `keys` are the tellers'
    `TellerKeyMade`, `added` the `VoterAdded` in the order in which they came, `inners` and `answers` the tellers' lists.
    `wiped_by` are tellers whose terminal said that it dropped what it held. `outcome_sha256` and `invalid` are known
    with the answers: what the envelopes alone give, and how many of them count as invalid votes.
    """

    terms: Signed
    voters: tuple[PersonId, ...]
    urn: Urn
    keys: Mapping[TellerRole, Signed] = {}
    added: tuple[Signed, ...] = ()
    inners: Signed | None = None
    answers: Signed | None = None
    checks: Mapping[PersonId, SeatCheck] = {}
    wiped_by: frozenset[TellerRole] = frozenset()
    outcome_sha256: Sha | None = None
    invalid: int = 0

    @property
    def has_keys(self) -> bool:
        """Whether both tellers gave a key for these terms."""
        return set(self.keys) == set(TellerRole)

    @property
    def failed(self) -> int:
        """How many seats found that something is wrong: the ballot is voided and repeated then."""
        return sum(check.is_failed for check in self.checks.values())

    @property
    def opened_sha256(self) -> bytes | None:
        """The digest of the one list that teller 2 signed for all seats; None before."""
        listed = None if self.answers is None else statement_in(self.answers, AnswersListed)
        return None if listed is None else listed.opened_sha256


class OpenedAnswers(msgspec.Struct, frozen=True):
    """The answers of a secret ballot as they are counted, and how many envelopes are invalid votes."""

    answers: tuple[BallotAnswer, ...]
    invalid: int


def new_sealed_ballot(signed: Signed, terms: SecretTerms, voters: tuple[PersonId, ...]) -> SealedBallot:
    """The ballot at the moment when `terms`, which stand in `signed`, are fixed."""
    return SealedBallot(terms=signed, voters=voters, urn=Urn(terms=terms))


def opened_answers(sealed: SealedBallot, asked: Terms) -> OpenedAnswers | None:
    """What is counted; None while the tellers have not opened the box."""
    if sealed.inners is None or sealed.answers is None:
        return None
    inners = statement_in(sealed.inners, InnersListed)
    listed = statement_in(sealed.answers, AnswersListed)
    if inners is None or listed is None:
        return None
    answers, unreadable = read_answers(asked, listed.answers)
    invalid = unreadable + listed.unreadable + len(inners.unreadable) + inners.dropped
    return OpenedAnswers(answers, invalid)


def statement_in(signed: Signed, kind: type[T]) -> T | None:
    """What stands in `signed`; None when that is no `kind`. The signature is not looked at."""
    try:
        content: Content = _DECODER.decode(signed.body)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    return content if isinstance(content, kind) else None


def digest_of(signed: Signed) -> bytes:
    """The SHA-256 by which later statements name this one."""
    return hashlib.sha256(signed.body).digest()


def outcome_sha256(outcome: Outcome) -> bytes:
    """SHA-256 of a result, to compare a recount with it before the result is public."""
    return hashlib.sha256(_ENCODER.encode(outcome)).digest()
