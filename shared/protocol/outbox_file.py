"""What a seat could not send, in a file on a USB stick: the sealed intents exactly as they were confirmed.

JSON: `format`, `version`, `body` (base64 of msgpack) and `signature` (base64, Ed25519 by the terminal over the bytes
of the body). Every intent inside is sealed by itself; the signature over all of them shows that none was taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from shared.domain.people import SeatId
from shared.protocol.codec import MAX_FRAME_BYTES, ProtocolError
from shared.protocol.signing import Sign

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
MAX_INTENTS: Final = 10_000

VerifyBy = Callable[[bytes, bytes, bytes], bool]
"""Tells whether (public key, bytes, signature) belong together."""

Frame = Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_FRAME_BYTES)]
PublicKey = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Outbox(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True):
    """The intents of one terminal that were never answered, oldest first; `key` is its Ed25519 key."""

    room: Annotated[str, msgspec.Meta(max_length=64)]
    seat: Annotated[SeatId, msgspec.Meta(min_length=1, max_length=64)]
    key: PublicKey
    exported_at: datetime
    frames: Annotated[tuple[Frame, ...], msgspec.Meta(max_length=MAX_INTENTS)]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["wuzhi-outbox"]
    version: Literal[1]
    body: bytes
    signature: bytes


_FILES = msgspec.json.Decoder(_File)
_BODIES = msgspec.msgpack.Decoder(Outbox)


def write_outbox(outbox: Outbox, sign: Sign) -> bytes:
    """The file's content."""
    body = msgspec.msgpack.encode(outbox)
    file = _File(format="wuzhi-outbox", version=1, body=body, signature=sign(body))
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def read_outbox(content: bytes, is_signed_by: VerifyBy) -> Outbox:
    """What `write_outbox` wrote; `is_signed_by(key, content, signature)` checks. Raises ProtocolError."""
    if len(content) > MAX_FILE_BYTES:
        raise ProtocolError(f"{len(content)} bytes exceed {MAX_FILE_BYTES}")
    try:
        file = _FILES.decode(content)
        outbox = _BODIES.decode(file.body)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise ProtocolError("not an outbox file") from error
    if len(file.signature) != 64 or not is_signed_by(outbox.key, file.body, file.signature):
        raise ProtocolError("the signature does not fit")
    return outbox
