"""Secret ballots (无记名): what is fixed before anybody votes, and everything that is signed on the way. Pure.

A vote travels in two envelopes: the outer one is for teller 1, the inner one for teller 2 (监票人). Who holds only one
of the two keys learns who voted or what was voted, never both. The sealing itself is in `shared.crypto.envelopes`,
the tellers' work in `shared.crypto.teller`; the public explanation is resources/docs/secret-ballots.md.

Messages are `Signed`: the exact bytes of one `Content` and an Ed25519 signature over them.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from typing_extensions import override

from shared.domain.people import PersonId

CODE_BYTES: Final = 16
"""Of the chance that a seat puts beside its choice, to find its vote again."""
LAYER_BYTES: Final = 1136
"""What one HPKE layer adds: 1120 of the key encapsulation (ML-KEM-768 with X25519), 16 of the seal."""
TELLER_KEY_BYTES: Final = 1216
"""A teller's public key: 1184 of ML-KEM-768, 32 of X25519."""
LEAST_ROOM: Final = 64
MOST_ROOM: Final = 12 * 1024
"""Of an encoded answer, in bytes: an envelope and what goes round it stays below 16 KiB."""
MOST_VOTERS: Final = 2000
MOST_LIST_BYTES: Final = 48 * 1024 * 1024
"""Bound of a signed list before it is read: the longest answers of the most voters, and their signatures."""
FEW_VOTERS: Final = 5

Sha = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
SigningKey = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Code = Annotated[bytes, msgspec.Meta(min_length=CODE_BYTES, max_length=CODE_BYTES)]
Who = Annotated[PersonId, msgspec.Meta(min_length=1, max_length=64)]
Envelope = Annotated[
    bytes, msgspec.Meta(min_length=2 * LAYER_BYTES, max_length=2 * LAYER_BYTES + 2 + 16 + MOST_ROOM)
]
Inner = Annotated[bytes, msgspec.Meta(min_length=LAYER_BYTES, max_length=LAYER_BYTES + 2 + 16 + MOST_ROOM)]
EncodedAnswer = Annotated[bytes, msgspec.Meta(max_length=MOST_ROOM)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=MOST_VOTERS)]


class Grade(enum.StrEnum):
    """How far a secret ballot is secret."""

    TWO_TELLERS = "a"
    """From everybody, unless both tellers work together."""
    ONE_OPERATOR = "b"
    """From the other participants, not from whoever operates the podium: it makes and holds both keys."""


class TellerRole(enum.IntEnum):
    """Which envelope a teller opens."""

    FIRST = 1
    """The outer one: sees who, not what."""
    SECOND = 2
    """The inner one: sees what, not who."""


class Teller(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Who is a teller, and the identity key of their terminal. In grade B nobody: the podium's own key stands here."""

    person: PersonId | None
    key: SigningKey


class Voter(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A person with a vote and the identity key of the terminal where they sit."""

    person: Who
    key: SigningKey


class SecretTerms(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="terms"
):
    """What a secret ballot is about, signed by the hub before the tellers make their keys.

    Everything else of the ballot names the SHA-256 of this statement and so depends on question, options (both as
    digests, see `shared.crypto.envelopes.terms_of`), tellers and voters. `room` is the length in bytes
    to which every answer is filled up. `nonce` is another one each time: what was signed for a ballot that was
    voided says nothing in its repetition.
    """

    meeting: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    ballot: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    grade: Grade
    question_sha256: Sha
    options_sha256: Sha
    room: Annotated[int, msgspec.Meta(ge=LEAST_ROOM, le=MOST_ROOM)]
    tellers: tuple[Teller, Teller]
    voters: Annotated[tuple[Voter, ...], msgspec.Meta(min_length=1, max_length=MOST_VOTERS)]
    nonce: Code


class TellerKeyMade(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="teller_key"
):
    """A teller's terminal made its key for these terms; signed by the terminal."""

    terms_sha256: Sha
    role: TellerRole
    public: Annotated[bytes, msgspec.Meta(min_length=TELLER_KEY_BYTES, max_length=TELLER_KEY_BYTES)]


class VoterAdded(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="voter_added"
):
    """Somebody came late or sits at another terminal now; signed by the hub, shown to the tellers before the close."""

    terms_sha256: Sha
    voter: Voter


class VoteSealed(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="vote"
):
    """What a seat signs when it casts: this envelope is of this person in this ballot."""

    terms_sha256: Sha
    person: Who
    envelope: Envelope


class SealedVote(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True):
    """A cast secret vote as it is kept and sent; `signature` is over the `VoteSealed` made of it, by `key`."""

    person: Who
    key: SigningKey
    envelope: Envelope
    signature: Signature


class EnvelopesListed(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="envelopes"
):
    """The hub's list at the close: nothing is counted that is not in it. Sorted by envelope, then person."""

    terms_sha256: Sha
    votes: Annotated[tuple[SealedVote, ...], msgspec.Meta(max_length=MOST_VOTERS)]


class InnersListed(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="inners"
):
    """Teller 1's answer: the inner envelopes, sorted. `dropped` were exact copies; `unreadable` whose did not open."""

    terms_sha256: Sha
    envelopes_sha256: Sha
    inners: Annotated[tuple[Inner, ...], msgspec.Meta(max_length=MOST_VOTERS)]
    dropped: Amount
    unreadable: Annotated[tuple[Who, ...], msgspec.Meta(max_length=MOST_VOTERS)]


class OpenedVote(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, order=True):
    """An encoded answer and the code under which its seat finds it."""

    answer: EncodedAnswer
    code: Code

    @override
    def __repr__(self) -> str:
        return "<OpenedVote>"


class VotesOpened(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="opened"
):
    """Teller 2's answer for the seats' memory: sorted, with the codes. Never stored; see `AnswersListed`."""

    terms_sha256: Sha
    inners_sha256: Sha
    votes: Annotated[tuple[OpenedVote, ...], msgspec.Meta(max_length=MOST_VOTERS)]
    unreadable: Amount


class AnswersListed(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="answers"
):
    """Teller 2's answer for the record: the answers without codes, sorted. `unreadable` did not open at teller 2."""

    terms_sha256: Sha
    inners_sha256: Sha
    opened_sha256: Sha
    answers: Annotated[tuple[EncodedAnswer, ...], msgspec.Meta(max_length=MOST_VOTERS)]
    unreadable: Amount


class Inclusion(enum.StrEnum):
    """What a seat finds of its own vote in the opened list."""

    INCLUDED = "included"
    """Its code stands there once, beside its answer."""
    MISSING = "missing"
    ALTERED = "altered"
    """Its code stands beside another answer, or more than once."""
    FORGOTTEN = "forgotten"
    """The terminal was started anew since: only its memory knew code and answer."""


class InclusionChecked(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="checked"
):
    """A seat's word on the opened list: its vote, and whether its own recount gives the announced result."""

    terms_sha256: Sha
    opened_sha256: Sha
    person: Who
    inclusion: Inclusion
    recount_agrees: bool


class SecretWiped(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, tag="wiped"
):
    """A terminal dropped what it held: a teller its key (`role`), a seat its person's code and answer (`person`)."""

    terms_sha256: Sha
    role: TellerRole | None = None
    person: PersonId | None = None


Content = (
    SecretTerms
    | TellerKeyMade
    | VoterAdded
    | VoteSealed
    | EnvelopesListed
    | InnersListed
    | VotesOpened
    | AnswersListed
    | InclusionChecked
    | SecretWiped
)


class Signed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The encoded bytes of a `Content` and the signature over them (`shared.crypto.envelopes.signed`)."""

    body: Annotated[bytes, msgspec.Meta(max_length=MOST_LIST_BYTES)]
    signature: Signature

    @override
    def __repr__(self) -> str:
        # The body of an opened list holds codes.
        return f"<Signed, {len(self.body)} bytes>"


class TermsFault(enum.StrEnum):
    """Why terms cannot be voted under."""

    VOTER_TWICE = "voter_twice"
    TELLERS_NOT_TWO = "tellers_not_two"
    """Two tellers need two persons at two terminals."""
    OPERATOR_NOT_ONE = "operator_not_one"
    """With one operator both keys are the podium's, and no person stands as teller."""


class SecrecyWarning(enum.StrEnum):
    """What to say before a secret ballot opens."""

    FEW_VOTERS = "few_voters"
    """Below `FEW_VOTERS`: a guess about who chose what is easy."""
    RESULT_TELLS = "result_tells"
    """At most three voters: the result itself tells who chose what to somebody who knows one or two votes."""


def envelope_bytes(room: int) -> int:
    """The one length of all envelopes of a ballot whose answers are filled up to `room` bytes."""
    return 2 * LAYER_BYTES + 2 + room + CODE_BYTES


def inner_bytes(room: int) -> int:
    """The one length of all inner envelopes."""
    return envelope_bytes(room) - LAYER_BYTES


def terms_fault(terms: SecretTerms) -> TermsFault | None:
    """What is wrong with `terms`; None when they can be voted under."""
    if max(Counter(voter.person for voter in terms.voters).values()) > 1:
        return TermsFault.VOTER_TWICE
    first, second = terms.tellers
    match terms.grade:
        case Grade.TWO_TELLERS:
            is_two = first.key != second.key and first.person != second.person
            return None if is_two else TermsFault.TELLERS_NOT_TWO
        case Grade.ONE_OPERATOR:
            is_one = first == second and first.person is None
            return None if is_one else TermsFault.OPERATOR_NOT_ONE


def warnings_before(voters: int) -> tuple[SecrecyWarning, ...]:
    """What to warn of before a secret ballot with `voters` persons opens."""
    warnings = []
    if voters < FEW_VOTERS:
        warnings.append(SecrecyWarning.FEW_VOTERS)
    if voters <= 3:
        warnings.append(SecrecyWarning.RESULT_TELLS)
    return tuple(warnings)


def result_tells(answers: Sequence[bytes]) -> bool:
    """Whether these encoded answers together tell what single persons chose: at most three, or all alike."""
    return len(answers) <= 3 or len(set(answers)) == 1
