"""When a seat says that it is cut off, and that it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from typing_extensions import override

from kiosk.session.offline import BACK_NOTE_S, OFFLINE_AFTER_S, OfflineWatch


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop whose time a test moves on."""

    skipped_s = 0.0

    @override
    def time(self) -> float:
        return super().time() + self.skipped_s


class Line:
    """A line that a test cuts and mends, and what the watch said."""

    def __init__(self) -> None:
        self.is_in = True
        self.said: list[str] = []
        self.watch = OfflineWatch(
            is_in=lambda: self.is_in,
            say_long=lambda: self.said.append("long"),
            say_back=lambda is_new: self.said.append("back" if is_new else "quiet"),
        )

    async def becomes(self, is_in: bool) -> None:
        self.is_in = is_in
        self.watch.wake()
        await settle()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def skip(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    loop.skipped_s += seconds
    await settle()


def play(story: Callable[[Line], Awaitable[None]], *, starts_in: bool = True) -> list[str]:
    async def run() -> list[str]:
        line = Line()
        line.is_in = starts_in
        watching = asyncio.create_task(line.watch.run())
        await settle()
        await story(line)
        watching.cancel()
        await asyncio.wait((watching,))
        return line.said

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(run())


def test_a_cut_shorter_than_three_seconds_is_never_mentioned() -> None:
    async def story(line: Line) -> None:
        await line.becomes(False)
        await skip(OFFLINE_AFTER_S - 0.5)
        await line.becomes(True)
        await skip(60)

    assert play(story) == []


def test_after_three_seconds_it_is_said_once() -> None:
    async def story(line: Line) -> None:
        await line.becomes(False)
        await skip(OFFLINE_AFTER_S + 0.1)
        await skip(60)

    assert play(story) == ["long"]


def test_being_back_is_said_for_four_seconds() -> None:
    async def story(line: Line) -> None:
        await line.becomes(False)
        await skip(OFFLINE_AFTER_S + 0.1)
        await line.becomes(True)
        assert line.said == ["long", "back"]
        await skip(BACK_NOTE_S + 0.1)

    assert play(story) == ["long", "back", "quiet"]


def test_the_first_time_in_is_no_return() -> None:
    async def story(line: Line) -> None:
        await skip(OFFLINE_AFTER_S + 0.1)
        await line.becomes(True)
        await skip(60)

    assert play(story, starts_in=False) == ["long"]


def test_lost_again_while_saying_back_the_note_goes_at_once() -> None:
    async def story(line: Line) -> None:
        await line.becomes(False)
        await skip(OFFLINE_AFTER_S + 0.1)
        await line.becomes(True)
        await line.becomes(False)

    assert play(story) == ["long", "back", "quiet"]
