"""Bytes ↔ messages. Every decode is bounded before it is parsed, and fails only with `ProtocolError`."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from shared.protocol.ink import InkLive, InkUp
from shared.protocol.messages import Heartbeat, Intent, Pointer, Statement, UpReply, UpRequest
from shared.protocol.secret import SecretRequest

MAX_FRAME_BYTES = 256 * 1024
"""The engine's `max_payload`; nothing larger is ever parsed."""

MAX_UP_BYTES = 16 * 1024
"""Bound of everything that a seat asks."""

MAX_LIVE_BYTES = 1024
"""Bound of pointer and heartbeat."""

MAX_INK_BYTES = 192 * 1024
"""Bound of ink that a seat hands over; the longest stroke takes 60 KB."""

MAX_SECRET_BYTES = 160 * 1024
"""Bound of what a terminal says in a secret ballot: a piece of a list and what goes round it."""

T = TypeVar("T")


class ProtocolError(ValueError):
    """The peer sent what is not in the protocol; the text names the kind of message, never its content."""


class FrameTooLarge(ProtocolError):
    """A message of ours does not fit a frame: it can never be sent as it is."""


class Codec(Generic[T]):
    """Encodes and decodes one type of message; `max_bytes` bounds a frame."""

    def __init__(self, name: str, message_type: object, max_bytes: int) -> None:
        self._name = name
        self._max_bytes = max_bytes
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(message_type)

    def encode(self, message: T) -> bytes:
        """The frame of `message`. Raises `FrameTooLarge` when it exceeds the bound."""
        frame = self._encoder.encode(message)
        if len(frame) > self._max_bytes:
            raise FrameTooLarge(f"{self._name}: {len(frame)} bytes exceed {self._max_bytes}")
        return frame

    def decode(self, frame: bytes) -> T:
        """The message in `frame`. Raises `ProtocolError` for anything that is not one."""
        if len(frame) > self._max_bytes:
            raise ProtocolError(f"{self._name}: {len(frame)} bytes exceed {self._max_bytes}")
        try:
            return self._decoder.decode(frame)
        except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
            raise ProtocolError(f"not a {self._name}") from error


statements: Codec[Statement] = Codec("statement", Statement, MAX_FRAME_BYTES)
pointers: Codec[Pointer] = Codec("pointer", Pointer, MAX_LIVE_BYTES)
heartbeats: Codec[Heartbeat] = Codec("heartbeat", Heartbeat, MAX_LIVE_BYTES)
up_requests: Codec[UpRequest] = Codec("request", UpRequest, MAX_UP_BYTES)
up_replies: Codec[UpReply] = Codec("reply", UpReply, MAX_FRAME_BYTES)
ink_requests: Codec[InkUp] = Codec("ink request", InkUp, MAX_INK_BYTES)
ink_live: Codec[InkLive] = Codec("ink", InkLive, MAX_FRAME_BYTES)
secret_requests: Codec[SecretRequest] = Codec("word in a secret ballot", SecretRequest, MAX_SECRET_BYTES)
intents: Codec[Intent] = Codec("intent", Intent, MAX_UP_BYTES)
