import asyncio
from collections.abc import Callable

import pytest

from shared.link.discovery import Podium
from shared.link.faults import Address, CannotConnect, Failure
from shared.link.finder import (
    Attempt,
    Cause,
    Failed,
    Finder,
    Found,
    NobodyFound,
    OtherRooms,
    Trying,
    Way,
    cause_of,
)

LAST = Address("10.0.0.1", 7420)
CONFIGURED = Address("10.0.0.2", 7420)
OURS = Podium("room1", ("10.0.0.3",), 7420, 7421, "f" * 64, "1")
OTHER = Podium("room2", ("10.0.0.4",), 7420, 7421, "e" * 64, "1")


class Network:
    """Addresses that let us in, fail in a given way, or never answer."""

    def __init__(self, **_: object) -> None:
        self.open: set[Address] = set()
        self.failing: dict[Address, Failure] = {}
        self.knocked: list[Address] = []
        self.changed = asyncio.Event()

    async def knock(self, way: Way, address: Address, podium: Podium | None) -> str:
        self.knocked.append(address)
        self.changed.set()
        if address in self.failing:
            raise CannotConnect(address, self.failing[address], "test")
        if address not in self.open:
            await asyncio.Event().wait()
        return f"welcome at {address}"


class Looking:
    """A finder with its network, and a way to wait for what the screen shows."""

    def __init__(self, room_id: str | None = "room1") -> None:
        self.network = Network()
        self._changed = asyncio.Event()
        self.finder = Finder(
            self.network.knock,
            fixed=((Way.LAST, LAST), (Way.CONFIGURED, CONFIGURED)),
            room_id=room_id,
            pick=lambda podium: podium.doors,
            on_change=self._changed.set,
        )

    async def until(self, wanted: Callable[[tuple[Attempt, ...]], bool]) -> tuple[Attempt, ...]:
        async with asyncio.timeout(10):
            while not wanted(self.finder.attempts):
                self._changed.clear()
                await self._changed.wait()
        return self.finder.attempts

    async def found(self) -> Found[str]:
        async with asyncio.timeout(10):
            return await self.finder.find()


def outcome(attempts: tuple[Attempt, ...], way: Way) -> object:
    return next(attempt.outcome for attempt in attempts if attempt.way is way)


def test_all_ways_are_tried_at_once_and_the_first_that_works_wins() -> None:
    async def story() -> None:
        looking = Looking()
        looking.network.open.add(OURS.doors[0])
        looking.finder.heard_podiums((OURS,))
        found = await looking.found()
        assert found == Found(Way.SEARCH, OURS.doors[0], f"welcome at {OURS.doors[0]}")
        assert set(looking.network.knocked) == {LAST, CONFIGURED, OURS.doors[0]}

    asyncio.run(story())


def test_a_refused_address_is_tried_again_later_and_the_screen_can_say_when() -> None:
    async def story() -> None:
        looking = Looking()
        looking.network.failing = {LAST: Failure.RESTARTING, CONFIGURED: Failure.NO_ANSWER}
        task = asyncio.create_task(looking.found())
        attempts = await looking.until(
            lambda attempts: (
                isinstance(outcome(attempts, Way.LAST), Failed)
                and isinstance(outcome(attempts, Way.CONFIGURED), Failed)
            )
        )
        failed = outcome(attempts, Way.LAST)
        assert isinstance(failed, Failed)
        assert failed.failure is Failure.RESTARTING
        assert 0 < failed.retry_in_s <= 0.5
        del looking.network.failing[LAST]
        looking.network.open.add(LAST)
        looking.finder.try_now()
        assert (await task).way is Way.LAST

    asyncio.run(story())


def test_podiums_of_other_rooms_are_not_knocked_at_and_said_so() -> None:
    async def story() -> None:
        looking = Looking()
        looking.network.open.add(OTHER.doors[0])
        looking.finder.heard_podiums((OTHER,))
        task = asyncio.create_task(looking.found())
        attempts = await looking.until(lambda attempts: outcome(attempts, Way.SEARCH) == OtherRooms())
        assert cause_of(attempts, has_network=True) is Cause.OTHER_ROOM
        assert OTHER.doors[0] not in looking.network.knocked
        looking.network.open.add(OURS.doors[0])
        looking.finder.heard_podiums((OTHER, OURS))
        assert (await task).way is Way.SEARCH

    asyncio.run(story())


def test_a_terminal_without_a_room_knocks_at_every_podium_and_false_ones_do_not_hold_it_up() -> None:
    async def story() -> None:
        looking = Looking(room_id=None)
        false = tuple(Podium(f"rogue{n}", (f"10.9.9.{n}",), 1, 1, "0" * 64, "1") for n in range(1, 8))
        looking.network.failing = {podium.doors[0]: Failure.NOT_A_PODIUM for podium in false[1:]}
        looking.network.open.add(OTHER.doors[0])
        looking.finder.heard_podiums((*false, OTHER))
        found = await looking.found()
        assert found.address == OTHER.doors[0]

    asyncio.run(story())


def test_a_typed_address_replaces_the_one_typed_before() -> None:
    async def story() -> None:
        looking = Looking()
        task = asyncio.create_task(looking.found())
        wrong, right = Address("10.0.0.77", 1), Address("10.0.0.78", 1)
        looking.network.failing[wrong] = Failure.NO_ANSWER
        looking.network.open.add(right)
        looking.finder.try_also(wrong)
        await looking.until(
            lambda attempts: any(
                attempt.address == wrong and isinstance(attempt.outcome, Failed) for attempt in attempts
            )
        )
        looking.finder.try_also(right)
        assert await task == Found(Way.TYPED, right, f"welcome at {right}")

    asyncio.run(story())


def test_a_search_that_hears_nobody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.link.finder.NOBODY_AFTER_S", 0.01)

    async def story() -> None:
        looking = Looking()
        task = asyncio.create_task(looking.found())
        await looking.until(lambda attempts: outcome(attempts, Way.SEARCH) == NobodyFound())
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(story())


@pytest.mark.parametrize(
    ("outcomes", "cause"),
    [
        ((Trying(), Trying()), Cause.SEARCHING),
        ((Failed(Failure.NO_ANSWER, 1), NobodyFound()), Cause.NO_ANSWER),
        ((Trying(), NobodyFound()), Cause.NOBODY_FOUND),
        ((Failed(Failure.RESTARTING, 1), NobodyFound()), Cause.RESTARTING),
        ((Failed(Failure.NO_ANSWER, 1), Failed(Failure.CERTIFICATE, 1)), Cause.OTHER_ROOM),
        ((Failed(Failure.REFUSED, 1), OtherRooms()), Cause.REFUSED),
    ],
)
def test_the_cause_is_what_says_most_to_a_person(
    outcomes: tuple[Trying | Failed | NobodyFound | OtherRooms, ...], cause: Cause
) -> None:
    attempts = tuple(Attempt(Way.LAST, LAST, outcome) for outcome in outcomes)
    assert cause_of(attempts, has_network=True) is cause
    assert cause_of(attempts, has_network=False) is Cause.NO_NETWORK


def test_every_failure_has_a_cause() -> None:
    for failure in Failure:
        assert (
            cause_of((Attempt(Way.LAST, LAST, Failed(failure, 1)),), has_network=True) is not Cause.SEARCHING
        )
