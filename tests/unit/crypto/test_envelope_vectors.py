"""Fixed envelopes: what was sealed once must open for ever, and not only with the library that sealed it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.crypto.envelopes import (
    TellerKeys,
    content_of,
    inner_info,
    is_signed_vote,
    open_layer,
    outer_info,
    seal,
    sha256_of,
    unfilled,
)
from shared.domain.people import PersonId
from shared.domain.secrecy import LAYER_BYTES, OpenedVote, SealedVote, SecretTerms, Signed, envelope_bytes
from tests.unit.crypto.envelope_oracle import hpke_open


class _Secret(msgspec.Struct, frozen=True):
    mlkem768_seed: str
    x25519: str

    @property
    def halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(self.mlkem768_seed)),
            X25519PrivateKey.from_private_bytes(bytes.fromhex(self.x25519)),
        )

    @property
    def public(self) -> bytes:
        mlkem, x25519 = self.halves
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


class _Vote(msgspec.Struct, frozen=True):
    terms_body: str
    terms_signature: str
    terms_sha256: str
    person: PersonId
    answer: str
    code: str
    inner_info: str
    outer_info: str
    fingerprint: str
    seat_key: str
    envelope: str
    signature: str


class _Vectors(msgspec.Struct, frozen=True):
    suite: str
    hub_key: str
    tellers: tuple[_Secret, _Secret]
    votes: tuple[_Vote, ...]


VECTORS: Final = msgspec.convert(
    json.loads(Path(__file__).with_name("envelope_vectors.json").read_text("utf-8")), _Vectors
)
FIRST, SECOND = VECTORS.tellers


def keys_of(vote: _Vote) -> TellerKeys:
    terms = Signed(bytes.fromhex(vote.terms_body), bytes.fromhex(vote.terms_signature))
    content = content_of(terms, SecretTerms, bytes.fromhex(VECTORS.hub_key))
    assert content is not None
    return TellerKeys(terms=content, terms_sha256=sha256_of(terms), publics=(FIRST.public, SECOND.public))


@pytest.mark.parametrize("vote", VECTORS.votes)
def test_a_fixed_envelope_opens_and_its_bindings_are_what_they_were(vote: _Vote) -> None:
    keys = keys_of(vote)
    digest = bytes.fromhex(vote.terms_sha256)
    assert keys.terms_sha256 == digest
    assert keys.fingerprint == vote.fingerprint
    assert inner_info(digest).hex() == vote.inner_info
    assert outer_info(digest, vote.person).hex() == vote.outer_info
    inner = open_layer(
        bytes.fromhex(vote.envelope),
        MLKEM768X25519PrivateKey(*FIRST.halves),
        bytes.fromhex(vote.outer_info),
    )
    assert inner is not None
    filled = open_layer(inner, MLKEM768X25519PrivateKey(*SECOND.halves), bytes.fromhex(vote.inner_info))
    assert filled is not None
    expected = OpenedVote(bytes.fromhex(vote.answer), bytes.fromhex(vote.code))
    assert unfilled(filled, keys.terms.room) == expected


@pytest.mark.parametrize("vote", VECTORS.votes)
def test_the_signature_of_a_fixed_vote_still_holds(vote: _Vote) -> None:
    cast = SealedVote(
        person=vote.person,
        key=bytes.fromhex(vote.seat_key),
        envelope=bytes.fromhex(vote.envelope),
        signature=bytes.fromhex(vote.signature),
    )
    assert is_signed_vote(cast, bytes.fromhex(vote.terms_sha256))


@pytest.mark.parametrize("vote", VECTORS.votes)
def test_a_second_implementation_opens_fixed_envelopes(vote: _Vote) -> None:
    inner = hpke_open(bytes.fromhex(vote.envelope), *FIRST.halves, bytes.fromhex(vote.outer_info))
    filled = hpke_open(inner, *SECOND.halves, bytes.fromhex(vote.inner_info))
    assert bytes.fromhex(vote.answer) in filled
    assert filled.endswith(bytes.fromhex(vote.code))
    with pytest.raises(InvalidTag):
        hpke_open(bytes.fromhex(vote.envelope), *FIRST.halves, bytes.fromhex(vote.inner_info))


@settings(max_examples=20, deadline=None)
@given(answer=st.binary(max_size=64), code=st.binary(min_size=16, max_size=16))
def test_a_second_implementation_opens_whatever_is_sealed(answer: bytes, code: bytes) -> None:
    keys, person = keys_of(VECTORS.votes[0]), PersonId("p1")
    envelope = seal(answer, code, keys, person)
    assert len(envelope) == envelope_bytes(keys.terms.room)
    inner = hpke_open(envelope, *FIRST.halves, outer_info(keys.terms_sha256, person))
    filled = hpke_open(inner, *SECOND.halves, inner_info(keys.terms_sha256))
    assert filled == len(answer).to_bytes(2, "big") + answer.ljust(64, b"\0") + code


@pytest.mark.parametrize("length", [0, 64, 65_536, 1_000_000])
def test_the_librarys_info_is_bound_whole_at_any_length(length: int) -> None:
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    key = MLKEM768X25519PrivateKey(*FIRST.halves)
    sealed = suite.encrypt(b"x", key.public_key(), info=bytes(length))
    assert open_layer(sealed, key, bytes(length)) == b"x"
    assert open_layer(sealed, key, bytes(length + 1)) is None
    assert len(sealed) == 1 + LAYER_BYTES == 1 + KEM.MLKEM768_X25519.enc_length() + 16
