"""Frames: what is encoded is decoded, and arbitrary bytes give only the protocol error."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastVote
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, IntentId
from shared.domain.commands import SignIn
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.verdicts import Reason
from shared.protocol import codec
from shared.protocol import messages as m
from shared.protocol.codec import Codec, ProtocolError
from shared.protocol.signing import open_intent, open_statement, seal_intent, seal_statement
from tests.unit.domain.meetings import BALLOT, in_session

AT = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)
MEETING = MeetingId("testmeeting")
SHA = Sha256("a" * 64)


def sign(data: bytes) -> bytes:
    return bytes([sum(data) % 256]) * 64


def verify(data: bytes, signature: bytes) -> bool:
    return signature == sign(data)


def statement(content: object) -> m.Statement:
    return m.Statement(protocol=m.PROTOCOL, meeting=MEETING, subject="s", n=1, at=AT, content=content)  # type: ignore[arg-type]


def intent(choice: Choice = Choice.YES) -> m.Intent:
    vote = CastVote(ballot=BALLOT, person=PersonId("p01"), answer=choice)
    return m.Intent(id=IntentId("i1"), meeting=MEETING, confirmed_at=AT, command=vote)


MESSAGES = [
    (codec.heartbeats, m.Heartbeat(protocol=1, meeting=MEETING, at=AT, n=3, term=1, revision=2)),
    (codec.pointers, m.Pointer(paper=SHA, page=3, point=(0.25, 1.0))),
    (codec.pointers, m.Pointer(paper=SHA, page=3, point=None)),
    (codec.up_requests, m.Hello(protocol=1, version="0.1")),
    (codec.up_requests, m.ViewRequest()),
    (codec.up_requests, m.SeatStatus(is_following=True, paper=SHA, page=2, unsent=1)),
    (codec.up_requests, m.ChunkRequest(sha256=SHA, index=7)),
    (codec.up_replies, m.Welcome(protocol=1, at=AT, room="r", is_open_room=True, meeting=MEETING)),
    (codec.up_replies, m.IntentAccepted(id=IntentId("i1"), at=AT, receipt="K7QM-2P9D")),
    (codec.up_replies, m.IntentRefused(id=IntentId("i1"), reason=Reason.NO_QUORUM, figures={"present": 7})),
    (codec.up_replies, m.Chunk(sha256=SHA, index=0, data=b"%PDF-")),
    (codec.up_replies, m.NotForYou()),
    (codec.up_replies, m.Unintelligible(protocol=1)),
    (codec.intents, intent()),
    (
        codec.statements,
        statement(m.Stage(term=1, revision=5, leader="x", is_leading=True, paper=SHA, page=9)),
    ),
]
CODECS = [
    codec.heartbeats,
    codec.pointers,
    codec.up_requests,
    codec.up_replies,
    codec.intents,
    codec.statements,
]


@pytest.mark.parametrize(("kind", "message"), MESSAGES)
def test_every_message_survives_its_encoding(kind: Codec[object], message: object) -> None:
    assert kind.decode(kind.encode(message)) == message


def test_every_public_event_of_a_meeting_survives_sealing() -> None:
    record = in_session()
    for event in record.public:
        sealed = seal_statement(statement(event), sign)
        assert open_statement(sealed, verify, meeting=MEETING, subject="s") == statement(event)


@pytest.mark.parametrize("kind", CODECS)
@given(data=st.binary(max_size=300))
def test_arbitrary_bytes_give_only_the_protocol_error(kind: Codec[object], data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        kind.decode(data)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_no_sealed_frame(data: bytes) -> None:
    for unseal in (
        lambda: open_intent(data, verify),
        lambda: open_statement(data, verify, meeting="x", subject="s"),
    ):
        with pytest.raises(ProtocolError):
            unseal()


@given(st.sampled_from(MESSAGES), st.data())
def test_a_changed_byte_is_another_valid_message_or_the_protocol_error(
    known: tuple[Codec[object], object], data: st.DataObject
) -> None:
    kind, message = known
    frame = bytearray(kind.encode(message))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(ProtocolError):
        kind.decode(bytes(frame))


@pytest.mark.parametrize("nested", [b"\x91", b"\x81\xa1x"])
def test_deep_nesting_is_refused_without_harm(nested: bytes) -> None:
    with pytest.raises(ProtocolError):
        codec.up_requests.decode(nested * 5_000 + b"\xc0")
    unknown_field = b"\x83\xa4type\xa4view\xa1z" + nested * 5_000 + b"\xc0"
    with pytest.raises(ProtocolError):
        codec.up_requests.decode(unknown_field)


def test_a_frame_above_the_bound_is_neither_read_nor_written() -> None:
    with pytest.raises(ProtocolError, match="exceed"):
        codec.up_requests.decode(b"\x00" * (codec.MAX_UP_BYTES + 1))
    with pytest.raises(ProtocolError, match="exceed"):
        codec.up_replies.encode(m.Chunk(sha256=SHA, index=0, data=b"x" * codec.MAX_FRAME_BYTES))


def test_a_full_chunk_fits_a_frame() -> None:
    frame = codec.up_replies.encode(m.Chunk(sha256=SHA, index=0, data=b"x" * m.CHUNK_BYTES))
    assert len(frame) < codec.MAX_FRAME_BYTES


def test_an_intent_is_bound_to_its_signature() -> None:
    sealed = seal_intent(intent(), sign)
    assert open_intent(sealed, verify) == intent()
    body, signature = msgspec.msgpack.decode(sealed)
    forged = msgspec.msgpack.encode([body.replace(b"yes", b"no_"), signature])
    with pytest.raises(ProtocolError, match="signature"):
        open_intent(forged, verify)


@pytest.mark.parametrize(
    "place", [{"meeting": "othermeeting", "subject": "s"}, {"meeting": MEETING, "subject": "other"}]
)
def test_a_statement_does_not_count_in_another_place(place: dict[str, str]) -> None:
    sealed = seal_statement(statement(m.Stage(term=1, revision=1)), sign)
    with pytest.raises(ProtocolError, match="another place"):
        open_statement(sealed, verify, **place)


def test_a_peer_of_another_version_is_told_apart() -> None:
    newer = msgspec.structs.replace(statement(m.Stage(term=1, revision=1)), protocol=m.PROTOCOL + 1)
    with pytest.raises(ProtocolError, match=f"protocol {m.PROTOCOL + 1}"):
        open_statement(seal_statement(newer, sign), verify, meeting=MEETING, subject="s")


@pytest.mark.parametrize("seal", [lambda s: s[:-1], lambda s: b"", lambda s: s + b"\x00"])
def test_a_cut_or_padded_frame_is_refused(seal: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ProtocolError):
        open_intent(seal(seal_intent(intent(), sign)), verify)


def test_nothing_may_be_hidden_in_an_intent_that_the_record_keeps() -> None:
    body, signature = msgspec.msgpack.decode(seal_intent(intent(), sign))
    fields = msgspec.msgpack.decode(body)
    padded = {**fields, "padding": "x" * 10_000}
    inside = {**fields, "command": {**fields["command"], "padding": "x" * 10_000}}
    frames = [msgspec.msgpack.encode([body, signature, "x" * 10_000])]
    frames += [
        msgspec.msgpack.encode([content, sign(content)])
        for content in map(msgspec.msgpack.encode, (padded, inside))
    ]
    for frame in frames:
        with pytest.raises(ProtocolError):
            open_intent(frame, verify)


def test_a_sign_in_travels_like_a_vote() -> None:
    wish = m.Intent(id=IntentId("i2"), meeting=MEETING, confirmed_at=AT, command=SignIn(PersonId("p01")))
    assert open_intent(seal_intent(wish, sign), verify) == wish


def test_a_ballot_id_is_only_text() -> None:
    assert codec.intents.decode(codec.intents.encode(intent())).command.ballot == BallotId("ballot-1")  # type: ignore[union-attr]
