"""A signature as bytes: what was drawn comes back, and other bytes are no signature."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.agenda import MeetingId
from shared.domain.ballots import IntentId
from shared.domain.commands import SignOffPaper
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import (
    MAX_OPINION_TEXT,
    MAX_SIGNATURE_BYTES,
    Opinion,
    SignOffId,
    is_signature,
    pack_signature,
    unpack_signature,
)
from shared.protocol.codec import MAX_UP_BYTES
from shared.protocol.messages import Intent
from shared.protocol.signing import seal_intent
from tests.fakes.clock import MEETING_MORNING

PART = st.floats(0, 1)
STROKES = st.lists(st.lists(st.tuples(PART, PART, PART), min_size=1, max_size=20).map(tuple), max_size=6)


@given(STROKES)
def test_a_signature_comes_back_within_the_width_of_a_hair(
    strokes: list[tuple[tuple[float, float, float], ...]],
) -> None:
    back = unpack_signature(pack_signature(strokes))
    assert [len(stroke) for stroke in back] == [len(stroke) for stroke in strokes]
    for drawn, unpacked in zip(strokes, back, strict=True):
        for (x, y, p), (x2, y2, p2) in zip(drawn, unpacked, strict=True):
            assert abs(x - x2) <= 0.5 / 65_535 + 1e-12
            assert abs(y - y2) <= 0.5 / 65_535 + 1e-12
            assert abs(p - p2) <= 0.5 / 255 + 1e-12
    assert unpack_signature(pack_signature(back)) == back


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_strokes_or_a_value_error(packed: bytes) -> None:
    is_signature(packed)
    with contextlib.suppress(ValueError):
        assert pack_signature(unpack_signature(packed)) == packed


@pytest.mark.parametrize(
    "packed",
    [b"\x00", b"\x00\x00", b"\x01\x00", b"\x01\x00abcd", b"\x02\x00abcde", b"\xff\xff" + b"a" * 5],
)
def test_a_signature_that_ends_in_the_middle_is_none(packed: bytes) -> None:
    assert not is_signature(packed)
    with pytest.raises(ValueError, match="in the middle"):
        unpack_signature(packed)


def test_a_signature_has_a_bound() -> None:
    stroke = tuple((0.5, 0.5, 0.5) for _ in range(MAX_SIGNATURE_BYTES // 5 + 1))
    with pytest.raises(ValueError, match="exceed"):
        pack_signature([stroke])
    with pytest.raises(ValueError, match="too long"):
        unpack_signature(b"\x01\x00" + b"a" * MAX_SIGNATURE_BYTES)
    assert not is_signature(b"\x01\x00" + b"a" * MAX_SIGNATURE_BYTES)


def test_what_leaves_the_pad_is_held_at_its_edge() -> None:
    ((back,),) = unpack_signature(pack_signature([((-3.0, 2.0, 1.5),)]))
    assert back == (0.0, 1.0, 1.0)


def test_a_dot_is_no_signature_and_nothing_is_none() -> None:
    assert not is_signature(b"")
    assert not is_signature(pack_signature([((0.5, 0.5, 0.5),)]))
    assert is_signature(pack_signature([((0.5, 0.5, 0.5),), ((0.6, 0.5, 0.5),)]))


def test_the_largest_signature_fits_a_frame_beside_the_longest_words() -> None:
    signed = SignOffPaper(
        sign_off=SignOffId("s" * 64),
        person=PersonId("p" * 64),
        paper=Sha256("a" * 64),
        opinion=Opinion.DISAGREE,
        text="\U00020bb7" * MAX_OPINION_TEXT,  # four bytes a letter
        signature=bytes(MAX_SIGNATURE_BYTES),
        seen_pages=1_000_000,
    )
    intent = Intent(
        id=IntentId("i" * 64), meeting=MeetingId("m" * 32), confirmed_at=MEETING_MORNING, command=signed
    )
    assert len(seal_intent(intent, lambda _: bytes(64))) <= MAX_UP_BYTES
