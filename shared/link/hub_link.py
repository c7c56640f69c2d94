"""The hub's side of the log: its streams, and publication that a second hub cannot disturb unnoticed."""

import asyncio
import logging

import msgspec

from shared.domain.agenda import MeetingId
from shared.link.connection import Connection, Subscription
from shared.link.direct_get import Query, read_one
from shared.link.engine_session import Message, MessageCallback
from shared.link.faults import BadAnswer, NotConnected, OtherWriter, Unanswered
from shared.link.pace import is_report
from shared.link.stream_api import (
    DIRECT_GET,
    NO_SUCH_STREAM,
    STORE_BUSY,
    WRONG_LAST_SEQUENCE,
    PublishAnswer,
    StreamAnswer,
    decoded,
    required,
)
from shared.protocol import subjects

_log = logging.getLogger(__name__)

ANSWER_LIMIT_S = 5.0
"""How long the engine may take to store something: it waits for the disk."""
_CREATE_TRIES = 12
_CREATE_PAUSE_S = 0.05
"""Longer before each try: 3.3 s in all."""
_LIVE_BACKLOG_BYTES = 256 * 1024
"""With more than this unsent, a pointer position would arrive too late to mean anything."""


class Published(msgspec.Struct, frozen=True):
    """The message is stored as number `n`, now or by an earlier try."""

    n: int


class Behind(msgspec.Struct, frozen=True):
    """The published log ends at `last`, before what was to be published: publish `last + 1` first."""

    last: int


class Unknown(msgspec.Struct, frozen=True):
    """No answer came: it may be stored or not. Publish the same again; that is harmless."""


def stream_settings(meeting: MeetingId) -> dict[str, dict[str, object]]:
    """The streams of a meeting by name, in the engine's own words (its JSON API)."""
    common: dict[str, object] = {
        "retention": "limits",
        "discard": "new",
        "storage": "file",
        "allow_direct": True,
    }
    papers = f"mt.{meeting}.papers.>"
    return {
        subjects.STREAM_EVENTS: {
            **common,
            "subjects": [subjects.room_events(meeting)],
            "republish": {
                "src": subjects.room_events(meeting),
                "dest": subjects.live_room_events(meeting),
            },
        },
        subjects.STREAM_PAGE: {
            **common,
            "subjects": [subjects.page(meeting)],
            "max_msgs_per_subject": 1,
            "discard": "old",
        },
        subjects.STREAM_PAPERS: {
            **common,
            "subjects": [papers],
            "max_msgs_per_subject": 1,
            "discard": "old",
            # Acknowledged before it reached the disk: twice as fast, and what is lost is sent again.
            "persist_mode": "async",
            "republish": {"src": papers, "dest": subjects.live_paper_chunks(meeting)},
        },
    }


class HubLink:
    """One meeting's publication, over the hub's connection. Only one exists per meeting at a time."""

    def __init__(self, connection: Connection, meeting: MeetingId) -> None:
        self._connection = connection
        self._meeting = meeting

    # -- streams ------------------------------------------------------------------------------------------------

    async def ensure_streams(self) -> None:
        """Have the meeting's three streams; those of another meeting are emptied and replaced.

        Raises NotConnected, Unanswered, BadAnswer.
        """
        for name, settings in stream_settings(self._meeting).items():
            found = await self._stream_request("INFO", name, b"")
            if _is_missing(found):
                await self._create_empty(name, settings)
            elif list(required(found, name).config.subjects) == settings["subjects"]:
                required(await self._stream_request("UPDATE", name, _encoded(name, settings)), name)
            else:
                await self._delete(name)
                await self._create_empty(name, settings)

    async def restart_log(self) -> None:
        """Empty the published log, so that it can be published again from number 1.

        Raises NotConnected, Unanswered, BadAnswer.
        """
        await self._delete(subjects.STREAM_EVENTS)
        await self.ensure_streams()

    async def last_published(self) -> int:
        """The number of the newest event in the published log, 0 when it is empty.

        Raises NotConnected, Unanswered, BadAnswer.
        """
        answer = await self._stream_request("INFO", subjects.STREAM_EVENTS, b"")
        return required(answer, subjects.STREAM_EVENTS).state.last_seq

    async def published(self, n: int) -> bytes | None:
        """The bytes that the published log holds as number `n`, to compare with the record; None when it has none.

        Raises NotConnected, NobodyListens, Unanswered, BadAnswer.
        """
        api = f"{DIRECT_GET}.{subjects.STREAM_EVENTS}"
        stored = await read_one(self._connection.session(), api, Query(seq=n), ANSWER_LIMIT_S)
        return stored.payload if stored is not None and stored.sequence == n else None

    # -- publication ----------------------------------------------------------------------------------------------

    async def publish_event(self, n: int, payload: bytes) -> Published | Behind | Unknown:
        """Publish the public event number `n` (from 1), only if the log ends at `n - 1`.

        Safe to repeat with the same bytes. Raises OtherWriter when number `n` is something else already, and
        NotConnected.
        """
        expected = {"Nats-Expected-Last-Sequence": str(n - 1), "Nats-Expected-Stream": subjects.STREAM_EVENTS}
        try:
            message = await self._connection.request(
                subjects.room_event(self._meeting), payload, ANSWER_LIMIT_S, expected
            )
            answer = decoded(message, PublishAnswer)
            if answer.error is not None and answer.error.err_code == WRONG_LAST_SEQUENCE:
                return await self._compare(n, payload)
            if required(answer, f"publishing event {n}").seq != n:
                raise BadAnswer(f"event {n} was stored as {answer.seq}")
            return Published(n)
        except Unanswered:
            return Unknown()

    async def publish_stage(self, payload: bytes) -> bool:
        """Publish the stage; the newest is kept. False: unknown whether it arrived, publish the newest again.

        Raises NotConnected, BadAnswer.
        """
        try:
            message = await self._connection.request(subjects.page(self._meeting), payload, ANSWER_LIMIT_S)
        except Unanswered:
            return False
        required(decoded(message, PublishAnswer), "publishing the stage")
        return True

    async def publish_live(self, subject: str, payload: bytes) -> bool:
        """Publish what is only worth something now (pointer, heartbeat, private view).

        False when there is no connection or it is so slow that this would come late: then it is dropped.
        """
        try:
            session = self._connection.session()
            if session.pending_bytes > _LIVE_BACKLOG_BYTES:
                return False
            await session.publish(subject, payload)
        except NotConnected:
            return False
        return True

    # -- what seats ask ---------------------------------------------------------------------------------------------

    async def listen_up(self, callback: MessageCallback) -> tuple[Subscription, Subscription]:
        """Hear what seats ask this meeting and the room; answer with `answer`. The callback returns at once."""

        def heard(message: Message) -> None:
            if not is_report(message.subject):
                callback(message)

        return (
            await self._connection.subscribe(subjects.all_up(self._meeting), heard),
            await self._connection.subscribe(subjects.all_up(subjects.ROOM), heard),
        )

    async def answer(self, request: Message, payload: bytes) -> None:
        """Answer a request. When the connection is gone the seat asks again, so nothing is raised."""
        if request.reply:
            try:
                await self._connection.publish(request.reply, payload)
            except NotConnected:
                _log.debug("an answer was dropped: not connected")

    # -- private ------------------------------------------------------------------------------------------------------

    async def _compare(self, n: int, payload: bytes) -> Published | Behind:
        last = await self.last_published()
        if last < n:
            return Behind(last)
        if await self.published(n) != payload:
            raise OtherWriter(f"number {n} of the published log is not ours")
        return Published(n)

    async def _delete(self, name: str) -> None:
        answer = await self._stream_request("DELETE", name, b"")
        if not _is_missing(answer):
            required(answer, name)

    async def _create_empty(self, name: str, settings: dict[str, object]) -> None:
        """Create a stream that holds nothing.

        The engine removes what it deletes in the background. A stream of the same name may meet the remains: then
        it cannot be created just now, or comes with the old messages. Both pass within moments.
        """
        for attempt in range(_CREATE_TRIES):
            await asyncio.sleep(_CREATE_PAUSE_S * attempt)
            answer = await self._stream_request("CREATE", name, _encoded(name, settings))
            if answer.error is not None and answer.error.err_code == STORE_BUSY:
                continue
            if required(answer, name).state.last_seq == 0:
                return
            await self._delete(name)
        raise BadAnswer(f"stream {name}: it could not be created empty")

    async def _stream_request(self, verb: str, name: str, payload: bytes) -> StreamAnswer:
        message = await self._connection.request(f"$JS.API.STREAM.{verb}.{name}", payload, ANSWER_LIMIT_S)
        return decoded(message, StreamAnswer)


def _encoded(name: str, settings: dict[str, object]) -> bytes:
    return msgspec.json.encode({"name": name, **settings})


def _is_missing(answer: StreamAnswer) -> bool:
    return answer.error is not None and answer.error.err_code == NO_SUCH_STREAM
