"""Work on ink goes on behind a piece that broke, and nobody waits for what will not be done."""

from __future__ import annotations

import asyncio

import pytest

from shared.storage.ink_turns import InkTurns, TurnsEnded
from tests.watch.log_lines import LogWatch

PATIENCE_S = 5.0


async def _breaks() -> None:
    raise ValueError("what a person wrote")


async def _three() -> int:
    return 3


def test_one_bad_turn_is_said_without_its_words_and_the_next_one_is_done(
    log_watch: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    log_watch.expect("^a piece of work on ink broke: ValueError at .*test_ink_turns.py:[0-9]+$")

    async def story() -> None:
        turns = InkTurns()
        working = asyncio.create_task(turns.run())
        turns.add(_breaks)
        async with asyncio.timeout(PATIENCE_S):
            assert await turns.do(_three) == 3
            with pytest.raises(ValueError, match="what a person wrote"):
                await turns.do(_breaks)
            assert await turns.do(_three) == 3
        working.cancel()
        await asyncio.wait((working,))

    asyncio.run(story())
    assert "what a person wrote" not in caplog.text


def test_whoever_waits_for_a_turn_hears_that_nobody_works_any_more() -> None:
    async def story() -> None:
        turns = InkTurns()
        begun, never = asyncio.Event(), asyncio.Event()

        async def for_ever() -> None:
            begun.set()
            await never.wait()

        working = asyncio.create_task(turns.run())
        waiting = [asyncio.create_task(turns.do(for_ever)), asyncio.create_task(turns.do(_three))]
        async with asyncio.timeout(PATIENCE_S):
            await begun.wait()
            working.cancel()
            ends = await asyncio.gather(*waiting, return_exceptions=True)
            assert [type(end) for end in ends] == [TurnsEnded, TurnsEnded]
            with pytest.raises(TurnsEnded):
                await turns.do(_three)
            again = asyncio.create_task(turns.run())
            await asyncio.sleep(0)
            assert await turns.do(_three) == 3
        again.cancel()
        await asyncio.wait((working, again))

    asyncio.run(story())
