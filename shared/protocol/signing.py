"""Sealed frames: bytes, and an Ed25519 signature over exactly these bytes. The keys live in `shared.crypto`.

A frame is msgpack `[body, signature]`. The hub seals `Statement`s (events, stage, private views); a seat seals its
`Intent`s, so that the record can keep what a terminal really asked.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.protocol import codec
from shared.protocol.codec import MAX_FRAME_BYTES, ProtocolError
from shared.protocol.messages import PROTOCOL, Intent, Statement

Sign = Callable[[bytes], bytes]
"""Gives the 64-byte signature of bytes."""

Verify = Callable[[bytes, bytes], bool]
"""Tells whether (bytes, signature) fit the expected key."""


class _Sealed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    body: bytes
    signature: bytes


_DECODER = msgspec.msgpack.Decoder(_Sealed)
_ENCODER = msgspec.msgpack.Encoder()


def seal_statement(statement: Statement, sign: Sign) -> bytes:
    """The signed frame of `statement`."""
    return _seal(codec.statements.encode(statement), sign)


def open_statement(frame: bytes, verify: Verify, *, meeting: str, subject: str) -> Statement:
    """The statement in `frame`, checked: signature, protocol, meeting, and that it was made for `subject`.

    Raises `ProtocolError` when anything does not fit.
    """
    statement = codec.statements.decode(_open(frame, verify))
    if statement.protocol != PROTOCOL:
        raise ProtocolError(f"protocol {statement.protocol}, this program speaks {PROTOCOL}")
    if statement.meeting != meeting or statement.subject != subject:
        raise ProtocolError("a statement made for another place")
    return statement


def seal_intent(intent: Intent, sign: Sign) -> bytes:
    """The signed frame of `intent`, as it is stored in the outbox and sent."""
    return _seal(codec.intents.encode(intent), sign)


def open_intent(frame: bytes, verify: Verify) -> Intent:
    """The intent in `frame`, its signature checked. Raises `ProtocolError`."""
    return codec.intents.decode(_open(frame, verify))


def _seal(body: bytes, sign: Sign) -> bytes:
    frame = _ENCODER.encode(_Sealed(body, sign(body)))
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(f"{len(frame)} bytes exceed {MAX_FRAME_BYTES}")
    return frame


def _open(frame: bytes, verify: Verify) -> bytes:
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(f"{len(frame)} bytes exceed {MAX_FRAME_BYTES}")
    try:
        sealed = _DECODER.decode(frame)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise ProtocolError("not a sealed frame") from error
    if len(sealed.signature) != 64 or not verify(sealed.body, sealed.signature):
        raise ProtocolError("the signature does not fit")
    return sealed.body
