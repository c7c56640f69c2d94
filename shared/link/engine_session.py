"""One life of one connection to the engine: from a TCP connect until it is lost, never revived.

nats-py can reconnect by itself; we do not let it. It keeps what was published while it was disconnected and
sends it later, gives up for ever on most error replies, and leaves waiting requests to their time-outs. A
session that only lives once has no such states; `Connection` makes a new one when it is lost.
"""

import asyncio
import logging
import secrets
import ssl
from collections.abc import Callable, Mapping

import msgspec
import nats.errors
from nats.aio.client import Client, RawCredentials
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from typing_extensions import override

from shared.link.credentials import Credentials
from shared.link.failures import failure_of, told
from shared.link.faults import (
    Address,
    CannotConnect,
    NobodyListens,
    NotConnected,
    TooLarge,
    Unanswered,
)
from shared.link.lost_cancel import cancel_is_kept

_log = logging.getLogger(__name__)


class _KnownNoise(logging.Filter):
    """nats-py builds its TLS streams by hand, so asyncio wonders at each end of one."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        return "eof_received() has no effect" not in str(record.msg)


_KNOWN_NOISE = _KnownNoise()

CONNECT_LIMIT_S = 5.0
"""One try to connect never takes longer: TCP 2 s, TLS 2 s, the rest."""
CLOSE_LIMIT_S = 1.0
_GIVE_UP_LIMIT_S = 0.1
"""After a failed TLS handshake asyncio never reports the stream as closed, though it is."""
_STEP_LIMIT_S = 2
_PING_EVERY_S = 1
_PINGS_UNANSWERED = 2
"""A silent peer (cable pulled) is given up 3 s after its last sign of life."""
_LOOK_EVERY_S = 0.5
PENDING_MESSAGES = 8192
PENDING_BYTES = 32 * 1024 * 1024
"""What one subscription may hold unread. Beyond it new messages are dropped; followers notice the gap."""


class Message(msgspec.Struct, frozen=True):
    """A message as it came: the subject, the bytes, the headers by name, and where an answer is expected."""

    subject: str
    payload: bytes
    headers: Mapping[str, str]
    reply: str

    @property
    def status(self) -> str:
        """The engine's own status code ("204", "404", "503"), or "" for an ordinary message."""
        return self.headers.get("Status", "")


MessageCallback = Callable[[Message], None]
"""Runs in the event loop and must return at once: store the newest value, wake somebody, return."""


class EngineSession:
    """A connected session. Made by `open_session`; ends when `wait_until_lost` returns or `close` was called."""

    def __init__(self, address: Address, credentials: Credentials, tls: ssl.SSLContext, name: str) -> None:
        self.address = address
        self._credentials = credentials
        self._tls = tls
        self._name = name
        self._client = Client()
        self._lost = asyncio.Event()
        self._open = False
        self._errors: list[Exception] = []
        self._inbox = ""
        self._answers: dict[str, MessageCallback] = {}
        self._waiting: set[asyncio.Future[Message]] = set()
        self._pings: set[asyncio.Task[None]] = set()

    # -- life -----------------------------------------------------------------------------------------------

    async def open(self, inbox_prefix: str) -> None:
        """Connect, prove who we are, and listen on the own inbox. Raises CannotConnect."""
        logging.getLogger("asyncio").addFilter(_KNOWN_NOISE)
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                with cancel_is_kept():
                    await self._connect(inbox_prefix)
            self._open = True
        except (OSError, nats.errors.Error, TimeoutError) as error:
            cause = (
                self._errors[-1] if isinstance(error, nats.errors.NoServersError) and self._errors else error
            )
            raise CannotConnect(self.address, failure_of(cause), told(cause)) from error
        finally:
            if not self._open:
                await self.close(_GIVE_UP_LIMIT_S)

    async def _connect(self, inbox_prefix: str) -> None:
        await self._client.connect(
            servers=[f"tls://{self.address}"],
            name=self._name,
            error_cb=self._heard_error,
            disconnected_cb=self._heard_end,
            closed_cb=self._heard_end,
            allow_reconnect=False,
            # One is the least that nats-py takes as a limit: it tries the address twice at once.
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            connect_timeout=_STEP_LIMIT_S,
            ping_interval=_PING_EVERY_S,
            max_outstanding_pings=_PINGS_UNANSWERED,
            tls=self._tls,
            tls_hostname=self._credentials.server_name,
            tls_handshake_first=True,
            user_credentials=RawCredentials(self._credentials.user.as_text()),
            pending_size=0,
        )
        self._inbox = f"{inbox_prefix}.{secrets.token_hex(8)}"
        await self.subscribe(f"{self._inbox}.*", self._heard_answer)
        await self._client.flush(_STEP_LIMIT_S)

    async def wait_until_lost(self) -> None:
        """Return when the connection is gone, whoever ended it."""
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._lost.wait()
            except TimeoutError:
                # nats-py calls nobody when its last flush into a broken socket raises; only its state tells.
                if not self._client.is_connected:
                    self._end()

    async def close(self, limit_s: float = CLOSE_LIMIT_S) -> None:
        """End the session. Takes at most `limit_s`, even when the peer is silent."""
        self._end()
        try:
            async with asyncio.timeout(limit_s):
                await self._client.close()
        except (OSError, nats.errors.Error, TimeoutError) as error:
            _log.debug("closing the connection to %s: %s", self.address, told(error))
        finally:
            # WORKAROUND: nats-py 2.16 leaves these tasks behind when its last flush into a broken socket raises,
            # and closing again does nothing. Remove when `close` always ends them.
            for subscription in tuple(self._client._subs.values()):  # noqa: SLF001
                subscription._stop_processing()  # noqa: SLF001

    def _end(self) -> None:
        self._open = False
        self._lost.set()
        for answer in self._waiting:
            if not answer.done():
                answer.set_exception(Unanswered("the connection was lost while waiting"))
        for ping in self._pings:
            ping.cancel()

    # -- messages -------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._open and self._client.is_connected

    @property
    def pending_bytes(self) -> int:
        """What was published and not yet handed to the operating system."""
        return int(self._client.pending_data_size)

    async def publish(
        self, subject: str, payload: bytes, headers: Mapping[str, str] | None = None, reply: str = ""
    ) -> None:
        """Hand a message to the engine. Raises NotConnected (nothing is kept to be sent later), TooLarge."""
        if not self.is_open:
            raise NotConnected(f"no connection to {self.address}")
        try:
            await self._client.publish(
                subject, payload, reply=reply, headers=dict(headers) if headers else None
            )
        except nats.errors.MaxPayloadError as error:
            raise TooLarge(f"{len(payload)} bytes") from error
        except (nats.errors.ConnectionClosedError, nats.errors.OutboundBufferLimitError) as error:
            raise NotConnected(f"no connection to {self.address}") from error

    async def subscribe(self, subject: str, callback: MessageCallback) -> Subscription:
        """Listen on a subject. Raises NotConnected."""

        async def deliver(msg: Msg) -> None:
            callback(_message(msg))

        try:
            return await self._client.subscribe(
                subject, cb=deliver, pending_msgs_limit=PENDING_MESSAGES, pending_bytes_limit=PENDING_BYTES
            )
        except nats.errors.ConnectionClosedError as error:
            raise NotConnected(f"no connection to {self.address}") from error

    async def settle(self) -> None:
        """Return when the engine has handled all that was sent before. Raises NotConnected.

        The ping is a task that nobody cancels while the session lives: nats-py stops reading for ever when the
        answer to a ping finds its waiter cancelled.
        """
        if not self.is_open:
            raise NotConnected(f"no connection to {self.address}")
        ping = asyncio.create_task(self._client.flush(_STEP_LIMIT_S), name=f"link ping {self._name}")
        self._pings.add(ping)
        await asyncio.wait((ping,))
        self._pings.discard(ping)
        if ping.cancelled() or ping.exception() is not None:
            self._end()
            raise NotConnected(f"no connection to {self.address}")

    async def unsubscribe(self, subscription: Subscription) -> None:
        """Stop listening. Nothing happens when the connection is gone already."""
        try:
            await subscription.unsubscribe()
        except (nats.errors.ConnectionClosedError, nats.errors.BadSubscriptionError):
            return

    async def request(
        self, subject: str, payload: bytes, timeout_s: float, headers: Mapping[str, str] | None = None
    ) -> Message:
        """Ask and wait for one answer.

        Raises NotConnected or NobodyListens (surely not handled), Unanswered (unknown), TooLarge.
        """
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting.add(answer)

        def store(message: Message) -> None:
            if not answer.done():
                answer.set_result(message)

        inbox = self.open_inbox(store)
        try:
            await self.publish(subject, payload, headers, inbox)
            async with asyncio.timeout(timeout_s):
                message = await answer
        except TimeoutError:
            raise Unanswered(f"no answer within {timeout_s:g} s") from None
        finally:
            self._waiting.discard(answer)
            self.close_inbox(inbox)
        if message.status == "503":
            raise NobodyListens("nobody serves this subject")
        return message

    async def request_many(
        self, subject: str, payload: bytes, idle_s: float, receive: Callable[[Message], bool]
    ) -> None:
        """Ask and hand every answer to `receive` until it returns True ("that was the last one").

        Raises NotConnected, or Unanswered when nothing comes for `idle_s` or the connection is lost; what was
        received until then stays received.
        """
        loop = asyncio.get_running_loop()
        end: asyncio.Future[Message] = loop.create_future()
        self._waiting.add(end)

        def store(message: Message) -> None:
            if end.done():
                return
            limit.reschedule(loop.time() + idle_s)
            if receive(message):
                end.set_result(message)

        inbox = self.open_inbox(store)
        try:
            async with asyncio.timeout(idle_s) as limit:
                await self.publish(subject, payload, None, inbox)
                await end
        except TimeoutError:
            raise Unanswered(f"no answer for {idle_s:g} s") from None
        finally:
            self._waiting.discard(end)
            self.close_inbox(inbox)

    def open_inbox(self, callback: MessageCallback) -> str:
        """A fresh subject for answers; every message that comes to it goes to `callback`."""
        token = secrets.token_hex(8)
        self._answers[token] = callback
        return f"{self._inbox}.{token}"

    def close_inbox(self, inbox: str) -> None:
        """Answers that still come to `inbox` are ignored from now on."""
        self._answers.pop(inbox.rpartition(".")[2], None)

    def _heard_answer(self, message: Message) -> None:
        callback = self._answers.get(message.subject.rpartition(".")[2])
        if callback is not None:
            callback(message)

    # -- what nats-py tells us --------------------------------------------------------------------------------

    async def _heard_end(self) -> None:
        self._end()

    async def _heard_error(self, error: Exception) -> None:
        """Permission errors, dropped messages and socket errors appear here and nowhere else."""
        if not isinstance(error, (OSError, nats.errors.Error)):
            loop = asyncio.get_running_loop()
            loop.call_exception_handler({"message": "a callback of the link failed", "exception": error})
        elif not self._open:
            self._errors = [*self._errors[-7:], error]
        elif isinstance(error, nats.errors.SlowConsumerError):
            _log.debug("messages dropped: a callback was too slow on %s", error.subject)
        elif isinstance(error, (OSError, nats.errors.StaleConnectionError)):
            self._end()
        else:
            _log.warning("the engine at %s says: %s", self.address, told(error))


def _message(msg: Msg) -> Message:
    # One of nats-py's own keys is an enum member where the others are plain text.
    headers = {str(getattr(key, "value", key)): value for key, value in (msg.headers or {}).items()}
    return Message(msg.subject, bytes(msg.data), headers, msg.reply)
