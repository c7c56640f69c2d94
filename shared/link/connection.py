"""A connection to the room's engine that comes back by itself. The hub has one or two, a seat has two."""

import asyncio
import contextlib
import enum
import random
from collections.abc import Callable, Mapping, Sequence

import msgspec
from nats.aio.subscription import Subscription as EngineSubscription

from shared.crypto.tls import pinned_context
from shared.link.credentials import Credentials
from shared.link.engine_session import EngineSession, Message, MessageCallback
from shared.link.faults import Address, CannotConnect, Failure, NotConnected

_FIRST_RETRY_S = 0.1
_LONGEST_RETRY_S = 2.0


class Phase(enum.Enum):
    """Where a connection is in its life."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    CLOSED = "closed"


class LinkStatus(msgspec.Struct, frozen=True):
    """What a screen can say about a connection."""

    phase: Phase
    address: Address | None = None
    """The address in use or tried last."""
    failure: Failure | None = None
    """Why the last try failed; None while connected or before the first try."""


class Subscription:
    """A subject that is listened to, over all reconnects, until `cancel`."""

    def __init__(self, connection: "Connection", subject: str, callback: MessageCallback) -> None:
        self.subject = subject
        self.callback = callback
        self._connection = connection

    async def cancel(self) -> None:
        """Stop listening. May be called twice."""
        await self._connection.unsubscribe(self)


class Connection:
    """Keeps one session with the engine alive.

    Call `start` from the running loop and `close` at the end. Addresses are tried in turn. Everything that
    was subscribed is subscribed again before the status says connected.
    """

    def __init__(
        self,
        credentials: Credentials,
        addresses: Sequence[Address],
        *,
        name: str,
        inbox_prefix: str,
        chance: random.Random | None = None,
    ) -> None:
        """`name` is shown by the engine's monitoring; `inbox_prefix` is `_IN.<seat>`, all that we may hear."""
        self._credentials = credentials
        self._tls = pinned_context(credentials.ca_pem)
        self._addresses = tuple(addresses)
        self._name = name
        self._inbox_prefix = inbox_prefix
        self._chance = chance or random.SystemRandom()
        self._status = LinkStatus(Phase.CONNECTING)
        self._watchers: list[Callable[[LinkStatus], None]] = []
        self._subscriptions: dict[Subscription, EngineSubscription | None] = {}
        self._session: EngineSession | None = None
        self._connected = asyncio.Event()
        self._try_now = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # -- life -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to connect, in a task of its own. Call once."""
        self._task = asyncio.create_task(self._keep_connected(), name=f"link {self._name}")

    async def close(self) -> None:
        """End the connection for good, within about a second. May be called twice."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
            if not self._task.cancelled() and (error := self._task.exception()) is not None:
                raise error
        if self._status.phase is not Phase.CLOSED:
            self._tell(LinkStatus(Phase.CLOSED, self._status.address))

    @property
    def status(self) -> LinkStatus:
        return self._status

    @property
    def is_connected(self) -> bool:
        return self._session is not None and self._session.is_open

    def watch(self, watcher: Callable[[LinkStatus], None]) -> Callable[[], None]:
        """Have `watcher` called on every change of status. Returns the function that ends it."""
        self._watchers.append(watcher)

        def unwatch() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return unwatch

    async def wait_for_connected(self, timeout_s: float | None = None) -> None:
        """Return once connected. Raises TimeoutError.

        A session may be lost before anybody noticed: whoever waits in a loop would then never let the others notice.
        """
        async with asyncio.timeout(timeout_s):
            while not self.is_connected:
                self._connected.clear()
                await self._connected.wait()

    def use_addresses(self, addresses: Sequence[Address]) -> None:
        """Try these from now on, and at once if there is no connection. A living connection stays."""
        self._addresses = tuple(addresses)
        self._try_now.set()

    # -- messages ---------------------------------------------------------------------------------------------

    async def publish(
        self, subject: str, payload: bytes, headers: Mapping[str, str] | None = None, reply: str = ""
    ) -> None:
        """Send without an answer. Raises NotConnected instead of keeping it for later; TooLarge."""
        await self.session().publish(subject, payload, headers, reply)

    async def request(
        self, subject: str, payload: bytes, timeout_s: float, headers: Mapping[str, str] | None = None
    ) -> Message:
        """Ask for one answer.

        Raises NotConnected or NobodyListens (certainly not handled), Unanswered (unknown: it may have been
        handled, so only ask again what is idempotent), TooLarge.
        """
        return await self.session().request(subject, payload, timeout_s, headers)

    async def subscribe(self, subject: str, callback: MessageCallback) -> Subscription:
        """Listen on a subject from now on, over reconnects. `callback` must return at once.

        On return the engine knows of it, if there is a connection.
        """
        subscription = Subscription(self, subject, callback)
        self._subscriptions[subscription] = None
        session = self._session
        if session is not None:
            with contextlib.suppress(NotConnected):  # the next session subscribes it
                at_engine = await session.subscribe(subject, callback)
                await session.settle()
                if self._session is session and subscription in self._subscriptions:
                    self._subscriptions[subscription] = at_engine
        return subscription

    async def unsubscribe(self, subscription: Subscription) -> None:
        """What `Subscription.cancel` does."""
        at_engine = self._subscriptions.pop(subscription, None)
        if at_engine is not None and self._session is not None and self._session.is_open:
            await self._session.unsubscribe(at_engine)

    def session(self) -> EngineSession:
        """The session of this moment, for exchanges that must not outlive it. Raises NotConnected."""
        if self._session is None or not self._session.is_open:
            raise NotConnected("not connected")
        return self._session

    # -- keeping it ---------------------------------------------------------------------------------------------

    async def _keep_connected(self) -> None:
        failures = 0
        phase = Phase.CONNECTING
        while True:
            self._try_now.clear()
            for address in self._addresses:
                if await self._live_once(address, phase):
                    phase = Phase.RECONNECTING
                    failures = 0
                    break
            else:
                failures += 1
            await self._pause(failures)

    async def _live_once(self, address: Address, phase: Phase) -> bool:
        """Connect to one address and stay until it is lost. False when it did not let us in."""
        session = EngineSession(address, self._credentials, self._tls, self._name)
        self._tell(LinkStatus(phase, address, self._status.failure))
        try:
            await session.open(self._inbox_prefix)
            await self._subscribe_all(session)
            self._session = session
            self._connected.set()
            self._tell(LinkStatus(Phase.CONNECTED, address))
            await session.wait_until_lost()
            self._leave_session()
            self._tell(LinkStatus(Phase.RECONNECTING, address))
        except CannotConnect as fault:
            self._tell(LinkStatus(phase, address, fault.failure))
            return False
        except NotConnected:
            return False
        finally:
            self._leave_session()
            await session.close()
        return True

    def _leave_session(self) -> None:
        self._session = None
        self._connected.clear()

    async def _subscribe_all(self, session: EngineSession) -> None:
        # Subscriptions may be added or cancelled while we wait; go on until every one of now is in place.
        done: set[Subscription] = set()
        while pending := [subscription for subscription in self._subscriptions if subscription not in done]:
            for subscription in pending:
                at_engine = await session.subscribe(subscription.subject, subscription.callback)
                done.add(subscription)
                if subscription in self._subscriptions:
                    self._subscriptions[subscription] = at_engine
                else:
                    await session.unsubscribe(at_engine)
            await session.settle()

    async def _pause(self, failures: int) -> None:
        """Wait before the next round: 0.1 s, growing to 2 s, spread so that a full room does not come at once."""
        longest = min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 1.5 ** min(failures, 20))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest * self._chance.uniform(0.5, 1.0)):
                await self._try_now.wait()

    def _tell(self, status: LinkStatus) -> None:
        if status == self._status:
            return
        self._status = status
        for watcher in tuple(self._watchers):
            watcher(status)
