"""The file of a USB stick may be wrong or hostile: it is believed whole or not at all."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.identity import SeatIdentity, is_signed_by
from shared.domain.people import SeatId
from shared.protocol.codec import ProtocolError
from shared.protocol.outbox_file import MAX_FILE_BYTES, Outbox, read_outbox, write_outbox

IDENTITY = SeatIdentity.create()
OUTBOX = Outbox(
    room="room",
    seat=SeatId("05"),
    key=IDENTITY.signing_public,
    exported_at=datetime(2026, 7, 16, 9, 0, tzinfo=UTC),
    frames=(b"first", b"second"),
)


def test_what_was_written_is_read() -> None:
    assert read_outbox(write_outbox(OUTBOX, IDENTITY.sign), is_signed_by) == OUTBOX


def test_an_intent_that_was_taken_out_or_put_in_is_noticed() -> None:
    file = json.loads(write_outbox(OUTBOX, IDENTITY.sign))
    fewer = msgspec.structs.replace(OUTBOX, frames=OUTBOX.frames[:1])
    file["body"] = base64.b64encode(msgspec.msgpack.encode(fewer)).decode()
    with pytest.raises(ProtocolError, match="signature"):
        read_outbox(json.dumps(file).encode(), is_signed_by)


@given(st.binary(max_size=200))
def test_chance_bytes_are_no_outbox(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_outbox(content, is_signed_by)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_a_changed_file_is_refused_or_says_the_same(place: int, noise: bytes) -> None:
    content = write_outbox(OUTBOX, IDENTITY.sign)
    place %= len(content)
    changed = content[:place] + noise + content[place + len(noise) :]
    try:
        assert read_outbox(changed, is_signed_by) == OUTBOX
    except ProtocolError:
        assert changed != content


def test_a_file_that_is_too_large_is_not_looked_into() -> None:
    with pytest.raises(ProtocolError, match="exceed"):
        read_outbox(b" " * (MAX_FILE_BYTES + 1), is_signed_by)
