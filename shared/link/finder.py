"""A terminal looks for its podium on all ways at once; the first that lets it in wins."""

import asyncio
import contextlib
import enum
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Generic, TypeVar

import msgspec

from shared.link.discovery import Podium
from shared.link.faults import Address, CannotConnect, Failure

FIRST_RETRY_S: Final = 0.5
LONGEST_RETRY_S: Final = 15.0
NOBODY_AFTER_S: Final = 3.0
"""A podium that is there answers a search well within this."""
_MOST_AT_ONCE: Final = 8

T = TypeVar("T")


class Way(enum.Enum):
    """How an address came to us."""

    LAST = "last"
    CONFIGURED = "configured"
    TYPED = "typed"
    SEARCH = "search"


class Trying(msgspec.Struct, frozen=True):
    """It is being tried, or the search is going on."""


class Failed(msgspec.Struct, frozen=True):
    """It did not let us in; tried again in `retry_in_s`."""

    failure: Failure
    retry_in_s: float


class NobodyFound(msgspec.Struct, frozen=True):
    """The search goes on, but no podium has answered: the network may isolate terminals."""


class OtherRooms(msgspec.Struct, frozen=True):
    """The search found only podiums that say they are of other rooms."""


Outcome = Trying | Failed | NobodyFound | OtherRooms


class Attempt(msgspec.Struct, frozen=True):
    """One line of the list on the screen."""

    way: Way
    address: Address | None
    outcome: Outcome


class Found(msgspec.Struct, Generic[T], frozen=True):
    """The podium let us in: on which way, where, and what it answered."""

    way: Way
    address: Address
    answer: T


class Cause(enum.Enum):
    """The one sentence about why we are not in."""

    SEARCHING = "searching"
    NO_NETWORK = "no_network"
    REFUSED = "refused"
    OTHER_ROOM = "other_room"
    RESTARTING = "restarting"
    NO_ANSWER = "no_answer"
    NOBODY_FOUND = "nobody_found"


_CAUSE_OF: Final[Mapping[Failure, Cause]] = {
    Failure.REFUSED: Cause.REFUSED,
    Failure.CERTIFICATE: Cause.OTHER_ROOM,
    Failure.RESTARTING: Cause.RESTARTING,
    Failure.NO_ANSWER: Cause.NO_ANSWER,
    Failure.NOT_A_PODIUM: Cause.NO_ANSWER,
    Failure.NO_NETWORK: Cause.NO_NETWORK,
}
_BY_WEIGHT: Final = (
    Cause.REFUSED,
    Cause.OTHER_ROOM,
    Cause.RESTARTING,
    Cause.NO_ANSWER,
    Cause.NO_NETWORK,
    Cause.NOBODY_FOUND,
)


def cause_of(attempts: Sequence[Attempt], *, has_network: bool) -> Cause:
    """The cause that says most to a person: what answered and refused before what did not answer. Pure."""
    if not has_network:
        return Cause.NO_NETWORK
    causes = set()
    for attempt in attempts:
        match attempt.outcome:
            case Failed(failure):
                causes.add(_CAUSE_OF[failure])
            case OtherRooms():
                causes.add(Cause.OTHER_ROOM)
            case NobodyFound():
                causes.add(Cause.NOBODY_FOUND)
            case Trying():
                pass
    return next((cause for cause in _BY_WEIGHT if cause in causes), Cause.SEARCHING)


class _Line:
    """What is known of one way."""

    def __init__(self, way: Way, address: Address | None) -> None:
        self.way = way
        self.address = address
        self.outcome: Trying | Failure | NobodyFound | OtherRooms = Trying()
        self.retry_at = 0.0

    def attempt(self, now: float) -> Attempt:
        match self.outcome:
            case Failure() as failure:
                return Attempt(self.way, self.address, Failed(failure, max(0.0, self.retry_at - now)))
            case outcome:
                return Attempt(self.way, self.address, outcome)


class Finder(Generic[T]):
    """Looks until somebody lets us in. `knock(way, address, podium)` tries once and raises CannotConnect.

    `podium` is the hint of the search, None on the other ways. `room_id` is the room we belong to, None when any
    may be joined. What the search hears comes in through `heard_podiums`. `on_change` is told that `attempts`
    changed and returns at once.
    """

    def __init__(
        self,
        knock: Callable[[Way, Address, Podium | None], Awaitable[T]],
        *,
        fixed: Sequence[tuple[Way, Address]],
        room_id: str | None,
        pick: Callable[[Podium], Sequence[Address]],
        on_change: Callable[[], None],
    ) -> None:
        """`pick` chooses the addresses of a podium to knock at: its doors or its engines."""
        self._knock = knock
        self._room_id = room_id
        self._pick = pick
        self._on_change = on_change
        self._fixed = tuple((_Line(way, address), address) for way, address in fixed)
        self._typed_line = _Line(Way.TYPED, None)
        self._search_line = _Line(Way.SEARCH, None)
        self._podiums: tuple[Podium, ...] = ()
        self._podiums_changed = asyncio.Event()
        self._again = asyncio.Event()
        self._typed: asyncio.Queue[Address] = asyncio.Queue()
        self._chance = random.SystemRandom()

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The lines for the screen, with the seconds until the next try as of now."""
        now = asyncio.get_running_loop().time()
        typed = () if self._typed_line.address is None else (self._typed_line,)
        lines = (*(line for line, _ in self._fixed), *typed, self._search_line)
        return tuple(line.attempt(now) for line in lines)

    def heard_podiums(self, podiums: tuple[Podium, ...]) -> None:
        """What the search hears now."""
        self._podiums = podiums
        self._podiums_changed.set()

    def try_also(self, address: Address) -> None:
        """A person typed an address; tried at once, beside the others."""
        self._typed.put_nowait(address)

    def try_now(self) -> None:
        """Do not wait for the next try: the network changed, or a person asked."""
        self._again.set()
        self._again = asyncio.Event()
        self._podiums_changed.set()

    async def find(self) -> Found[T]:
        """Return as soon as one way works. Cancel it to stop looking."""
        tasks = {
            asyncio.create_task(self._keep_knocking(line, address), name=f"find podium: {line.way.value}")
            for line, address in self._fixed
        }
        tasks.add(asyncio.create_task(self._keep_trying_typed(), name="find podium: typed"))
        tasks.add(asyncio.create_task(self._keep_searching(), name="find podium: search"))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return done.pop().result()
        finally:
            await _end(tasks)

    async def _keep_knocking(self, line: _Line, address: Address) -> Found[T]:
        failures = 0
        while True:
            self._set(line, Trying())
            try:
                return Found(line.way, address, await self._knock(line.way, address, None))
            except CannotConnect as fault:
                failures += 1
                await self._wait_after(line, fault.failure, failures)

    async def _keep_trying_typed(self) -> Found[T]:
        """The address typed last replaces the one before."""
        line = self._typed_line
        line.address = await self._typed.get()
        while True:
            knocking = asyncio.create_task(self._keep_knocking(line, line.address), name="knock typed")
            typing = asyncio.create_task(self._typed.get(), name="typed address")
            try:
                await asyncio.wait((knocking, typing), return_when=asyncio.FIRST_COMPLETED)
                if knocking.done():
                    return knocking.result()
                line.address = typing.result()
            finally:
                await _end({knocking})
                typing.cancel()
                await asyncio.wait((typing,))

    async def _keep_searching(self) -> Found[T]:
        line = self._search_line
        failures = 0
        while True:
            self._podiums_changed.clear()
            ours = [podium for podium in self._podiums if self._room_id in (None, podium.room_id)]
            if not ours:
                await self._wait_for_podium(line)
                continue
            self._set(line, Trying())
            result = await self._knock_at_all(ours)
            if isinstance(result, Found):
                return result
            failures += 1
            line.address = result.address
            await self._wait_after(line, result.failure, failures, self._podiums_changed)

    async def _wait_for_podium(self, line: _Line) -> None:
        line.address = None
        if self._podiums:
            self._set(line, OtherRooms())
        try:
            async with asyncio.timeout(NOBODY_AFTER_S):
                await self._podiums_changed.wait()
        except TimeoutError:
            if not self._podiums:
                self._set(line, NobodyFound())
            await self._podiums_changed.wait()

    async def _knock_at_all(self, podiums: Sequence[Podium]) -> Found[T] | CannotConnect:
        """Knock at every address of these podiums at the same time; the first that works, or the last failure."""
        places = [(podium, address) for podium in podiums for address in self._pick(podium)]
        room = asyncio.Semaphore(_MOST_AT_ONCE)

        async def knock(podium: Podium, address: Address) -> Found[T]:
            async with room:
                return Found(Way.SEARCH, address, await self._knock(Way.SEARCH, address, podium))

        tasks = {asyncio.create_task(knock(*place), name="knock") for place in places}
        failure = CannotConnect(Address("", 0), Failure.NO_ANSWER, "no address")
        waiting = set(tasks)
        try:
            while waiting:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    try:
                        return task.result()
                    except CannotConnect as fault:
                        failure = fault
        finally:
            await _end(tasks)
        return failure

    async def _wait_after(
        self, line: _Line, failure: Failure, failures: int, news: asyncio.Event | None = None
    ) -> None:
        delay_s = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** min(failures - 1, 20))
        delay_s *= self._chance.uniform(0.75, 1.0)
        line.retry_at = asyncio.get_running_loop().time() + delay_s
        self._set(line, failure)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(delay_s):
                await (news or self._again).wait()

    def _set(self, line: _Line, outcome: Trying | Failure | NobodyFound | OtherRooms) -> None:
        line.outcome = outcome
        self._on_change()


async def _end(tasks: set[asyncio.Task[Found[T]]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
