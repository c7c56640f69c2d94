"""The envelopes of a secret ballot: sealed at a seat, signed by everybody who passes them on.

Suite: HPKE (RFC 9180), KEM MLKEM768-X25519 (who keeps envelopes today does not open them with a machine of
tomorrow), KDF HKDF-SHA256, AEAD AES-256-GCM, one message per encapsulation. Inner = HPKE(key 2, length ‖ answer ‖
zeros ‖ code; info = terms, 2), outer = HPKE(key 1, inner; info = terms, 1, person); `info` has no limit that matters
here (10 MB were tried). The composition had no outside review.

Tests hold fixed envelopes and open them with a second implementation.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final, NoReturn, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from typing_extensions import override

from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import Terms
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    CODE_BYTES,
    MOST_LIST_BYTES,
    Content,
    Grade,
    Inclusion,
    OpenedVote,
    SealedVote,
    SecretTerms,
    Signed,
    Teller,
    TellerKeyMade,
    TellerRole,
    Voter,
    VoteSealed,
    VotesOpened,
    terms_fault,
)
from shared.domain.secret_answers import room_of
from shared.domain.secret_lists import check_inclusion
from shared.protocol.signing import Sign

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PLACE: Final = "wuzhi-secret-ballot/1"
_SIGNED: Final = b"wuzhi-secret-ballot/1 signed\0"
"""Goes before what is signed: the same identity keys sign other things, which never begin like this."""
_MLKEM_PUBLIC_BYTES: Final = 1184
_LENGTH_BYTES: Final = 2
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Content)
_FINGERPRINT_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

T = TypeVar("T", bound=Content)


class HeldVote:
    """A person's code and encoded answer in the memory of their seat, to be found again in the opened list.

    Never shown, stored, copied or sent. `wipe` overwrites what it can reach: Python may have copied the bytes before.
    """

    def __init__(self, answer: bytes) -> None:
        self._answer = bytearray(answer)
        self._code = bytearray(secrets.token_bytes(CODE_BYTES))
        self._is_wiped = False

    def seal(self, keys: TellerKeys, person: PersonId) -> bytes:
        """A new envelope with this vote for `person`. Raises ValueError after `wipe`, or for too long an answer."""
        self._must_hold()
        return seal(bytes(self._answer), bytes(self._code), keys, person)

    def find_in(self, opened: VotesOpened) -> Inclusion:
        """What became of this vote; FORGOTTEN after `wipe`."""
        if self._is_wiped:
            return Inclusion.FORGOTTEN
        return check_inclusion(opened.votes, bytes(self._code), bytes(self._answer))

    def wipe(self) -> None:
        """Forget code and answer; may be called again."""
        for held in (self._answer, self._code):
            held[:] = bytes(len(held))
        self._is_wiped = True

    def _must_hold(self) -> None:
        if self._is_wiped:
            raise ValueError("this vote was wiped")

    @override
    def __repr__(self) -> str:
        return "<HeldVote>"

    @override
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret vote stays in memory")


class TellerKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Checked terms and both tellers' public keys: what a seat needs to seal. Made by `teller_keys` only."""

    terms: SecretTerms
    terms_sha256: bytes
    publics: tuple[bytes, bytes]

    @property
    def fingerprint(self) -> str:
        """Twelve characters (60 bits) that are the same on all screens, or somebody was given other terms or keys."""
        return fingerprint_of(_digest_of((_PLACE, self.terms_sha256, self.publics)))


def fingerprint_of(digest: bytes) -> str:
    """The first 60 bits of a SHA-256 as `K7QM-2P9D-0TXA`, to compare what two screens were given.

    For an opened list too: who signs another list for every seat can please each of them.
    """
    number = int.from_bytes(digest[:8], "big") >> 4
    letters = "".join(_FINGERPRINT_LETTERS[number >> 5 * i & 31] for i in reversed(range(12)))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def terms_of(
    *,
    meeting: MeetingId,
    ballot: str,
    question: str,
    asked: Terms,
    grade: Grade,
    tellers: tuple[Teller, Teller],
    voters: tuple[Voter, ...],
) -> SecretTerms:
    """The terms of a ballot on `question`, answered as `asked`, for the hub to sign. A new nonce each time."""
    return SecretTerms(
        meeting=meeting,
        ballot=ballot,
        grade=grade,
        question_sha256=_digest_of(question),
        options_sha256=_digest_of(asked),
        room=room_of(asked),
        tellers=tellers,
        voters=voters,
        nonce=secrets.token_bytes(CODE_BYTES),
    )


def is_about(terms: SecretTerms, ballot: str, question: str, asked: Terms) -> bool:
    """Whether `terms` are for what a screen shows: a seat seals, and a teller makes a key, for nothing else."""
    return (terms.ballot, terms.question_sha256, terms.options_sha256, terms.room) == (
        ballot,
        _digest_of(question),
        _digest_of(asked),
        room_of(asked),
    )


def signed(content: Content, sign: Sign) -> Signed:
    """`content` with the signature of the holder of `sign` over its exact bytes."""
    body = _ENCODER.encode(content)
    return Signed(body, sign(_SIGNED + body))


def sha256_of(message: Signed) -> bytes:
    """The digest by which a later statement names this one."""
    return hashlib.sha256(message.body).digest()


def content_of(message: Signed, kind: type[T], key: bytes) -> T | None:
    """What `key` signed, if it did and it is a `kind` in its one encoding; None for anything else."""
    if len(message.body) > MOST_LIST_BYTES or not is_signed_by(
        key, _SIGNED + message.body, message.signature
    ):
        return None
    try:
        content: Content = _DECODER.decode(message.body)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if not isinstance(content, kind) or _ENCODER.encode(content) != message.body:
        return None
    return content


def teller_keys(terms: Signed, first: Signed, second: Signed, hub_key: bytes) -> TellerKeys | None:
    """The keys to seal with; None unless all of it holds together.

    The hub signed `terms`, nothing is wrong with them, and the tellers named there signed keys for exactly these.
    """
    what = content_of(terms, SecretTerms, hub_key)
    if what is None or terms_fault(what) is not None:
        return None
    publics = []
    for role, statement in ((TellerRole.FIRST, first), (TellerRole.SECOND, second)):
        made = content_of(statement, TellerKeyMade, what.tellers[role - 1].key)
        if made is None or made.role is not role or made.terms_sha256 != sha256_of(terms):
            return None
        if public_key(made.public) is None:
            return None
        publics.append(made.public)
    return TellerKeys(terms=what, terms_sha256=sha256_of(terms), publics=(publics[0], publics[1]))


def seal(answer: bytes, code: bytes, keys: TellerKeys, person: PersonId) -> bytes:
    """The envelope of `person` with the encoded `answer` and the `code`; its length is the ballot's, whatever is in it.

    Raises ValueError when the answer is longer than the ballot's room, or the code not of `CODE_BYTES`.
    """
    if len(answer) > keys.terms.room or len(code) != CODE_BYTES:
        raise ValueError("the answer or the code does not fit into the envelope")
    first, second = (public_key(public) for public in keys.publics)
    if first is None or second is None:
        raise ValueError("not a teller's key")
    filled = len(answer).to_bytes(_LENGTH_BYTES, "big") + answer.ljust(keys.terms.room, b"\0") + code
    inner = _SUITE.encrypt(filled, second, info=inner_info(keys.terms_sha256))
    return _SUITE.encrypt(inner, first, info=outer_info(keys.terms_sha256, person))


def sealed_vote(envelope: bytes, keys: TellerKeys, person: PersonId, key: bytes, sign: Sign) -> SealedVote:
    """The cast vote: `envelope` signed by the seat whose identity key is `key`. This may be stored and sent."""
    content = VoteSealed(terms_sha256=keys.terms_sha256, person=person, envelope=envelope)
    return SealedVote(person=person, key=key, envelope=envelope, signature=signed(content, sign).signature)


def is_signed_vote(vote: SealedVote, terms_sha256: bytes) -> bool:
    """Whether the seat's key in `vote` signed this envelope for this person in this ballot."""
    content = VoteSealed(terms_sha256=terms_sha256, person=vote.person, envelope=vote.envelope)
    return is_signed_by(vote.key, _SIGNED + _ENCODER.encode(content), vote.signature)


def open_layer(content: bytes, key: MLKEM768X25519PrivateKey, info: bytes) -> bytes | None:
    """What is in one layer; None when it does not open."""
    try:
        return _SUITE.decrypt(content, key, info=info)
    except InvalidTag:
        return None


def unfilled(filled: bytes, room: int) -> OpenedVote | None:
    """Answer and code of an opened inner envelope; None when it was not filled up as `seal` does."""
    if len(filled) != _LENGTH_BYTES + room + CODE_BYTES:
        return None
    length = int.from_bytes(filled[:_LENGTH_BYTES], "big")
    body, code = filled[_LENGTH_BYTES:-CODE_BYTES], filled[-CODE_BYTES:]
    if length > room or any(body[length:]):
        return None
    return OpenedVote(body[:length], code)


def inner_info(terms_sha256: bytes) -> bytes:
    """What the inner layer is bound to: the terms (with them the ballot) and teller 2."""
    return _ENCODER.encode((_PLACE, terms_sha256, int(TellerRole.SECOND)))


def outer_info(terms_sha256: bytes, person: PersonId) -> bytes:
    """What the outer layer is bound to: the terms, teller 1 and the person: nobody can cast another's envelope."""
    return _ENCODER.encode((_PLACE, terms_sha256, int(TellerRole.FIRST), person))


def public_key(raw: bytes) -> MLKEM768X25519PublicKey | None:
    """The key in the bytes of `TellerKeyMade.public`; None when there is none."""
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_BYTES:]),
        )
    except ValueError:
        return None


def _digest_of(what: object) -> bytes:
    """SHA-256 of `what` (text, structs of the domain, tuples) in its one encoding."""
    return hashlib.sha256(_ENCODER.encode(what)).digest()
