"""Reading stored messages straight from a stream: the engine's "direct get", the only way a seat may read.

The ordered consumer, the KV watch and the object store of nats-py are not used: after a restart of the engine they
are silent or hang.
"""

from collections.abc import Callable

import msgspec

from shared.link.engine_session import EngineSession, Message
from shared.link.faults import BadAnswer, NobodyListens


class Stored(msgspec.Struct, frozen=True):
    """A stored message: its number in the stream, the subject it was published on, and its bytes."""

    sequence: int
    subject: str
    payload: bytes


class Query(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to read, in the engine's own words (its JSON API)."""

    seq: int | None = None
    """First number to look at."""
    next_by_subj: str | None = None
    """Only messages on this subject (wildcards allowed), from `seq` on."""
    last_by_subj: str | None = None
    """Only the last message on this subject."""
    batch: int | None = None
    """So many messages at most; the engine marks the end."""
    max_bytes: int | None = None
    """About so many bytes at most."""

    def encoded(self) -> bytes:
        return msgspec.json.encode(self)


async def read_one(session: EngineSession, api: str, query: Query | None, timeout_s: float) -> Stored | None:
    """One stored message, or None when there is none. `query` None where `api` itself names the message.

    Raises NotConnected, NobodyListens (no such stream), Unanswered, BadAnswer.
    """
    answer = await session.request(api, b"" if query is None else query.encoded(), timeout_s)
    return None if answer.status == "404" else _stored(answer)


async def read_batch(
    session: EngineSession, api: str, query: Query, idle_s: float, receive: Callable[[Stored], None]
) -> int:
    """Hand the messages of one batch to `receive`, in order. Returns how many more there are.

    Raises NotConnected, NobodyListens (no such stream), Unanswered (nothing came for `idle_s`), BadAnswer.
    """
    left = 0
    fault: BadAnswer | NobodyListens | None = None

    def store(message: Message) -> bool:
        nonlocal left, fault
        match message.status:
            case "":
                try:
                    receive(_stored(message))
                except BadAnswer as error:
                    fault = error
                    return True
                return False
            case "204":
                left = _number(message, "Nats-Num-Pending")
            case "404":
                left = 0
            case "503":
                fault = NobodyListens("no such stream now")
            case status:
                fault = BadAnswer(f"direct get: {status} {message.headers.get('Description', '')}"[:200])
        return True

    await session.request_many(api, query.encoded(), idle_s, store)
    if fault is not None:
        raise fault
    return left


def _stored(message: Message) -> Stored:
    if message.status:
        raise BadAnswer(f"direct get: {message.status} {message.headers.get('Description', '')}"[:200])
    return Stored(_number(message, "Nats-Sequence"), message.headers.get("Nats-Subject", ""), message.payload)


def _number(message: Message, header: str) -> int:
    text = message.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise BadAnswer(f"direct get: no number in {header}")
    return int(text)
