from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.identity import BadIdentity, HubIdentity, SeatIdentity, is_signed_by
from shared.system.faults import EnvironmentFault


def test_a_hub_keeps_the_key_that_it_signs_with(tmp_path: Path) -> None:
    first, second = HubIdentity.open(tmp_path), HubIdentity.open(tmp_path)
    assert first.public == second.public
    assert is_signed_by(first.public, b"content", second.sign(b"content"))


def test_a_damaged_key_of_the_hub_is_named_and_never_replaced(tmp_path: Path) -> None:
    HubIdentity.open(tmp_path)
    path = tmp_path / "hub-signing.key"
    path.write_bytes(b"short")
    with pytest.raises(EnvironmentFault, match=r"hub-signing\.key"):
        HubIdentity.open(tmp_path)
    assert path.read_bytes() == b"short"


def test_a_terminal_comes_back_from_its_secret() -> None:
    seat = SeatIdentity.create()
    again = SeatIdentity.from_secret(seat.secret())
    assert (again.signing_public, again.engine_public) == (seat.signing_public, seat.engine_public)
    assert again.engine_seed == seat.engine_seed
    assert is_signed_by(seat.signing_public, b"content", again.sign(b"content"))
    assert seat.engine_seed not in repr(seat)


@given(st.binary(max_size=200))
def test_any_bytes_that_are_no_secret_are_refused(secret: bytes) -> None:
    with pytest.raises(BadIdentity) as refusal:
        SeatIdentity.from_secret(secret)
    assert refusal.value.__cause__ is None


def test_a_changed_content_or_another_key_does_not_fit() -> None:
    seat, other = SeatIdentity.create(), SeatIdentity.create()
    signature = seat.sign(b"content")
    assert is_signed_by(seat.signing_public, b"content", signature)
    assert not is_signed_by(seat.signing_public, b"Content", signature)
    assert not is_signed_by(other.signing_public, b"content", signature)


@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=80))
def test_any_odd_signature_is_simply_not_one(public: bytes, content: bytes, signature: bytes) -> None:
    assert not is_signed_by(public, content, signature)
