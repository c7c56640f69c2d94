"""What a terminal without credentials and the hub say at the door, once: a request, a grant or a refusal.

The door is a TLS 1.3 connection of its own beside the engine: one frame each way, then it is closed. A frame is its
length (4 bytes, big-endian) and that many bytes of msgpack.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from shared.domain.people import SeatId
from shared.protocol.codec import Codec, ProtocolError

MAX_DOOR_BYTES: Final = 16 * 1024
"""Bound of a frame without its length."""

LENGTH_BYTES: Final = 4

SeatToken = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{1,16}\Z")]
Ed25519Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Ed25519Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
EngineKey = Annotated[str, msgspec.Meta(pattern=r"^U[A-Z2-7]{55}\Z")]
Pem = Annotated[str, msgspec.Meta(max_length=8192)]
Label = Annotated[str, msgspec.Meta(max_length=64)]


class JoinRequest(msgspec.Struct, frozen=True, kw_only=True, tag="join"):
    """A terminal asks for a seat.

    `seat` is the one it wants, None for any that is free. `terminal` is the machine's own name, for the operator.
    `proof` is the signature of `what_is_proved` with the key whose public half is `signing_public`: who asks for a
    seat again must be who got it.
    """

    protocol: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    seat: SeatToken | None
    terminal: Label
    signing_public: Ed25519Key
    engine_public: EngineKey
    proof: Ed25519Signature


class JoinGranted(msgspec.Struct, frozen=True, kw_only=True, tag="granted"):
    """The seat is the terminal's: all that it needs to get into the engine, to be kept.

    `ca_pem`, `server_name` and `hub_public` (Ed25519) are what the terminal pins. The engine is at the address where
    the door was, at `engine_port`.
    """

    room_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z]{8,32}\Z")]
    server_name: Annotated[str, msgspec.Meta(pattern=r"^hub\.[0-9a-z]{8,32}\.internal\Z")]
    ca_pem: Pem
    hub_public: Ed25519Key
    engine_port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    seat: SeatToken
    token: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class JoinRefused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """No seat, and why; `reason` is one of the constants below, or one that a newer hub knows."""

    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,32}\Z")]


ROOM_CLOSED: Final = "room_closed"
"""The room is not open: a seat must be enrolled."""
NO_SUCH_SEAT: Final = "no_such_seat"
"""The meeting has no seat of that name."""
SEAT_TAKEN: Final = "seat_taken"
"""Another terminal has that seat."""
NO_FREE_SEAT: Final = "no_free_seat"
"""Every seat of the meeting has a terminal."""
OTHER_VERSION: Final = "other_version"
"""Hub and terminal speak different versions of the protocol."""
NOT_UNDERSTOOD: Final = "not_understood"
"""The hub could not read the request, or its proof does not fit."""
NOT_NOW: Final = "not_now"
"""The hub cannot write its database; the terminal asks again later."""

REASONS: Final = (
    ROOM_CLOSED,
    NO_SUCH_SEAT,
    SEAT_TAKEN,
    NO_FREE_SEAT,
    OTHER_VERSION,
    NOT_UNDERSTOOD,
    NOT_NOW,
)
"""Every reason that a hub of this version gives."""

JoinAnswer = JoinGranted | JoinRefused

requests: Codec[JoinRequest] = Codec("join request", JoinRequest, MAX_DOOR_BYTES)
answers: Codec[JoinAnswer] = Codec("join answer", JoinAnswer, MAX_DOOR_BYTES)


def what_is_proved(
    certificate_sha256: bytes, *, seat: SeatId | str | None, signing_public: bytes, engine_public: str
) -> bytes:
    """The bytes under `JoinRequest.proof`.

    They name the certificate that the terminal saw (SHA-256 of its DER), so that a request cannot be passed on to
    another hub, and both keys, so that none can be exchanged.
    """
    return msgspec.msgpack.encode(("wuzhi-join-1", certificate_sha256, seat, signing_public, engine_public))


def framed(content: bytes) -> bytes:
    """`content` with its length in front."""
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def length_of(head: bytes) -> int:
    """How many bytes follow the first LENGTH_BYTES. Raises ProtocolError when that is none or too many."""
    length = int.from_bytes(head, "big")
    if not 0 < length <= MAX_DOOR_BYTES:
        raise ProtocolError(f"door: a frame of {length} bytes")
    return length
