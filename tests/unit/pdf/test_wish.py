"""Pictures that are told, not awaited: the order is placed at once, and nobody hears twice."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.endings import Endings
from shared.pdf.jobs import Drawing, Jobs, Lane
from shared.pdf.pages import PageProblem, PageRequest, Problem
from shared.pdf.rendered_page import RenderedPage
from shared.pdf.slots import Filled, Slots
from shared.pdf.trouble import Patience, Trouble
from shared.pdf.wish import Answered, Wish
from tests.unit.pdf.test_pool import LONG_S, opened, page, pool_of

PICTURE = Filled(0, 1, 1)
PROBLEM = PageProblem(PageRequest("d", 0, 10, 10), Problem.DAMAGED)


class Hearer:
    """Hears what is told; `next` waits for it."""

    def __init__(self) -> None:
        self.heard: list[RenderedPage | PageProblem] = []
        self._came = asyncio.Event()

    def tell(self, answer: RenderedPage | PageProblem) -> None:
        self.heard.append(answer)
        self._came.set()

    async def next(self) -> RenderedPage | PageProblem:
        async with asyncio.timeout(LONG_S):
            await self._came.wait()
        self._came.clear()
        return self.heard[-1]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def test_a_wanted_page_is_ordered_at_once_and_told_once_each_time(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            request = page(await opened(pool, pile / "ordinary.pdf"))
            for _ in range(2):  # drawn, then found
                hearer = Hearer()
                is_found = pool.is_drawn(request)
                pool.want(request, hearer.tell)
                assert is_found or pool._dispatch.find(request) is not None
                assert hearer.heard == []
                answer = await hearer.next()
                assert isinstance(answer, RenderedPage)
                answer.release()
                assert len(hearer.heard) == 1
            assert pool.is_drawn(request)

    asyncio.run(story())


def test_who_is_told_of_a_page_may_want_the_next_one_at_once(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            second = Hearer()

            def on_first(answer: RenderedPage | PageProblem) -> None:
                assert isinstance(answer, RenderedPage)
                answer.release()
                pool.want(page(digest, 0, (50, 70)), second.tell)

            pool.want(page(digest), on_first)
            answer = await second.next()
            assert isinstance(answer, RenderedPage)
            with answer:
                assert answer.height_px == 70

    asyncio.run(story())


def test_a_wish_that_was_given_up_hears_nothing_and_its_drawing_is_dropped(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "long.pdf")
            hearers = [Hearer() for _ in range(6)]
            requests = [page(digest, number) for number in range(6)]
            ends = [pool.want(one, hearer.tell) for one, hearer in zip(requests, hearers, strict=True)]
            for end in ends[:-1]:
                end()
                end()
            answer = await hearers[-1].next()
            assert isinstance(answer, RenderedPage)
            answer.release()
            assert [hearer.heard for hearer in hearers[:-1]] == [[]] * 5
            assert not any(pool.is_drawn(request) for request in requests[2:-1])  # two workers had begun

    asyncio.run(story())


@given(st.lists(st.sampled_from(["told", "missed", "given up"]), max_size=4))
def test_a_wish_ends_once(steps: list[str]) -> None:
    loop = asyncio.new_event_loop()
    heard: list[Answered] = []
    wish = Wish(loop, heard.append)
    for step in steps:
        match step:
            case "told" if not wish.done():
                wish.set_result(PICTURE)
            case "missed" if not wish.done():
                wish.set_result(PROBLEM)
            case "given up":
                wish.give_up()
            case _:
                pass  # only who still waits is told
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert wish.done() == bool(steps)
    ends = [step for step in steps if step == "told"] if steps[:1] == ["told"] else []
    is_missed = steps[:1] == ["missed"] and "given up" not in steps
    assert heard == ([PICTURE] if ends else [PROBLEM] if is_missed else [])


def test_all_who_wait_are_told_though_the_first_one_fails(loop: asyncio.AbstractEventLoop) -> None:
    heard: list[Answered] = []

    def fail(_answer: Answered) -> None:
        raise ZeroDivisionError

    slots, jobs = Slots(1), Jobs()
    job = Drawing(PageRequest("d", 0, 10, 10), Lane.URGENT)
    job.waiters += [Wish(loop, fail), Wish(loop, heard.append)]
    job.slot = slots.take()
    with pytest.raises(ZeroDivisionError):
        Endings(jobs, slots, Trouble(Patience()), loop).drawn(job, 10, 10)
    (filled,) = heard
    assert isinstance(filled, Filled)
    assert filled.pins == 2
