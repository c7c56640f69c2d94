"""The few answers of the engine's stream API that we read. JSON, decoded once, unknown fields ignored."""

from typing import TypeVar

import msgspec

from shared.link.engine_session import Message
from shared.link.faults import BadAnswer

NO_SUCH_STREAM = 10059
STORE_BUSY = 10049
WRONG_LAST_SEQUENCE = 10071
DIRECT_GET = "$JS.API.DIRECT.GET"


class ApiError(msgspec.Struct, frozen=True):
    """Why the engine refused; `err_code` tells exactly."""

    err_code: int = 0
    description: str = ""


class StreamConfig(msgspec.Struct, frozen=True):
    """The part of a stream's settings that we compare."""

    subjects: tuple[str, ...] = ()


class StreamState(msgspec.Struct, frozen=True):
    """What a stream holds."""

    last_seq: int = 0


class StreamAnswer(msgspec.Struct, frozen=True):
    """The answer to INFO, CREATE, UPDATE and DELETE."""

    error: ApiError | None = None
    config: StreamConfig = StreamConfig()
    state: StreamState = StreamState()


class PublishAnswer(msgspec.Struct, frozen=True):
    """The acknowledgement of a stored message, or why it was not stored."""

    error: ApiError | None = None
    seq: int = 0


_Answer = TypeVar("_Answer", StreamAnswer, PublishAnswer)


def decoded(message: Message, kind: type[_Answer]) -> _Answer:
    """The answer in `message`. Raises BadAnswer."""
    try:
        return msgspec.json.decode(message.payload, type=kind)
    except msgspec.MsgspecError as error:
        raise BadAnswer("the engine's answer is not understood") from error


def required(answer: _Answer, what: str) -> _Answer:
    """The answer, when it is not an error. Raises BadAnswer, naming `what` was asked."""
    if answer.error is not None:
        raise BadAnswer(f"{what}: {answer.error.description}"[:200])
    return answer
