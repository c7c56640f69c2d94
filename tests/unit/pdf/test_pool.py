"""The pool with real workers: what is drawn, kept, given up, and what is left behind."""

import asyncio
import gc
import mmap
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from shared.pdf.dispatch import PoolClosed
from shared.pdf.jobs import Job
from shared.pdf.pages import (
    Clip,
    DocumentFacts,
    Finding,
    PageProblem,
    PageRequest,
    PageSize,
    PaperRefused,
    Problem,
    Thumbnail,
)
from shared.pdf.pool import RenderPool
from shared.pdf.post import Post
from shared.pdf.process import MEMORY_BYTES
from shared.pdf.rendered_page import RenderedPage
from shared.pdf.trouble import Patience
from shared.pdf.wire import Drawn, DrawPage, Looking, Opened, Order, Reply

SLOT = 400 * 400 * 4
BOX = (200, 300)
LONG_S = 60.0
"""A bound for waiting in tests; nothing takes that long."""


@asynccontextmanager
async def pool_of(
    slots: int = 6, patience: Patience | None = None, memory_bytes: int = MEMORY_BYTES
) -> AsyncIterator[RenderPool]:
    pool = await RenderPool.start(slot_bytes=SLOT, slots=slots, patience=patience, memory_bytes=memory_bytes)
    try:
        async with asyncio.timeout(LONG_S):
            yield pool
    finally:
        await pool.close()


async def opened(pool: RenderPool, path: Path) -> str:
    """Open the paper; its name serves as digest."""
    facts = await pool.open(path, path.name)
    assert isinstance(facts, DocumentFacts)
    return path.name


def page(digest: str, number: int = 0, box: tuple[int, int] = BOX) -> PageRequest:
    return PageRequest(digest, number, *box)


async def shown(pool: RenderPool, request: PageRequest) -> bytes:
    """The pixels of a page that can be shown."""
    answer = await pool.render(request)
    assert isinstance(answer, RenderedPage), answer
    with answer:
        return bytes(answer.view)


async def until(pool: RenderPool, condition: Callable[[], bool]) -> None:
    """Wait for a change of jobs or workers after which the condition holds."""
    changed = asyncio.Event()
    pump = pool._dispatch.pump

    def pump_and_tell() -> None:
        pump()
        changed.set()

    pool._dispatch.pump = pump_and_tell  # type: ignore[method-assign]
    while not condition():
        changed.clear()
        await changed.wait()
    pool._dispatch.pump = pump  # type: ignore[method-assign]


async def busy(pool: RenderPool, workers: int) -> None:
    """Wait until so many workers draw."""
    await until(pool, lambda: sum(post.job is not None for post in pool._dispatch.posts) >= workers)


async def at_work(pool: RenderPool, request: PageRequest, deaths: int) -> Post:
    """Wait until a worker draws this page, after so many have ended at it; where it is drawn."""
    posts = pool._dispatch.posts

    def is_at_work(post: Post) -> bool:
        return post.job is not None and post.job.key == request and post.job.deaths == deaths

    await until(pool, lambda: any(map(is_at_work, posts)))
    return next(filter(is_at_work, posts))


async def idle(pool: RenderPool) -> None:
    """Wait until there is nothing left to do."""
    dispatch = pool._dispatch
    await until(pool, lambda: all(post.is_idle for post in dispatch.posts) and not list(dispatch.jobs))


def test_a_page_is_shown_as_rows_of_blue_green_red_255(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            request = page(await opened(pool, pile / "ordinary.pdf"))
            answer = await pool.render(request)
            assert isinstance(answer, RenderedPage)
            with answer as shown_page:
                assert (shown_page.width_px, shown_page.height_px, shown_page.stride) == (200, 283, 800)
                assert len(shown_page.view) == 283 * 800
                assert set(shown_page.view[3::4]) == {255}
                assert bytes(shown_page.view[50 * 800 + 50 * 4 :][:4]) == bytes((0, 0, 255, 255))

    asyncio.run(story())


def test_a_paper_of_a_thousand_pages_opens_and_its_last_page_is_shown(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            facts = await pool.open(pile / "long.pdf", "long")
            assert isinstance(facts, DocumentFacts)
            assert facts.pages == (PageSize(595.0, 842.0),) * 1000
            await shown(pool, page("long", 999))
            missing = page("long", 1000)
            assert await pool.render(missing) == PageProblem(missing, Problem.NO_SUCH_PAGE)

    asyncio.run(story())


def test_a_giant_page_is_shown_within_its_slot(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            request = page(await opened(pool, pile / "giant.pdf"), box=(50_000, 50_000))
            assert 0 < len(await shown(pool, request)) <= SLOT

    asyncio.run(story())


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("no-pages.pdf", Finding.NO_PAGES),
        ("page.html.pdf", Finding.OTHER_FORMAT),
        ("locked.pdf", Finding.NEEDS_PASSWORD),
        ("noise.pdf", Finding.DAMAGED),
        ("nowhere.pdf", Finding.MISSING),
    ],
)
def test_a_paper_that_cannot_be_opened_is_refused_with_its_reason(
    pile: Path, name: str, finding: Finding
) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            assert await pool.open(pile / name, name) == PaperRefused(name, finding)
            assert await pool.render(page(name)) == PageProblem(page(name), Problem.NOT_OPENED)

    asyncio.run(story())


def test_a_locked_paper_is_shown_after_its_password(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            wrong = await pool.open(pile / "locked.pdf", "locked", password="五湖")
            assert wrong == PaperRefused("locked", Finding.WRONG_PASSWORD)
            facts = await pool.open(pile / "locked.pdf", "locked", password="四海")
            assert isinstance(facts, DocumentFacts)
            await shown(pool, page("locked"))

    asyncio.run(story())


def test_a_page_that_hangs_is_said_to_be_complex_then_stopped_and_not_tried_again(pile: Path) -> None:
    said: list[PageRequest] = []

    async def story() -> None:
        async with pool_of(patience=Patience(complex_after_s=0.2, kill_after_s=0.8)) as pool:
            pool.on_complex = said.append
            hanging = page(await opened(pool, pile / "hanging.pdf"))
            fine = page("hanging.pdf", 5)
            assert await pool.render(hanging) == PageProblem(hanging, Problem.TOO_COMPLEX)
            assert said == [hanging]
            began = asyncio.get_running_loop().time()
            assert await pool.render(hanging) == PageProblem(hanging, Problem.TOO_COMPLEX)
            assert asyncio.get_running_loop().time() - began < 0.1
            await shown(pool, fine)

    asyncio.run(story())


def test_a_paper_is_refused_when_three_of_its_pages_were_stopped(pile: Path) -> None:
    async def story() -> None:
        async with pool_of(patience=Patience(kill_after_s=0.3)) as pool:
            digest = await opened(pool, pile / "hanging.pdf")
            await opened(pool, pile / "ordinary.pdf")
            for number in range(3):
                answer = await pool.render(page(digest, number))
                assert isinstance(answer, PageProblem)
                assert answer.problem is Problem.TOO_COMPLEX
            fine = page(digest, 5)
            assert await pool.render(fine) == PageProblem(fine, Problem.PAPER_REFUSED)
            pool.forget(digest)
            assert await pool.open(pile / "hanging.pdf", digest) == PaperRefused(digest, Finding.TOO_SLOW, 2)
            await shown(pool, page("ordinary.pdf"))

    asyncio.run(story())


def test_a_page_is_shown_although_its_worker_was_killed_while_drawing_it(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            request = page(await opened(pool, pile / "slow.pdf"))
            wish = asyncio.create_task(shown(pool, request))
            post = await at_work(pool, request, deaths=0)
            post.keeper.kill()
            assert await wish

    asyncio.run(story())


def test_a_page_that_ends_its_worker_twice_is_given_up(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            request = page(await opened(pool, pile / "hanging.pdf"))
            wish = asyncio.create_task(pool.render(request))
            for deaths in range(2):
                post = await at_work(pool, request, deaths)
                post.keeper.kill()
            assert await wish == PageProblem(request, Problem.CRASHED)

    asyncio.run(story())


def test_a_page_that_wants_too_much_memory_is_given_up_within_its_bounds(pile: Path) -> None:
    memory_bytes = 384 << 20

    async def story() -> None:
        async with pool_of(memory_bytes=memory_bytes) as pool:
            request = page(await opened(pool, pile / "greedy.pdf"))
            pid = worker_pid(pool._dispatch.posts[0])
            assert await pool.render(request) == PageProblem(request, Problem.TOO_COMPLEX)
            assert peak_memory(pid) <= memory_bytes + SLOT * 6 + mmap.PAGESIZE
            await shown(pool, page(await opened(pool, pile / "ordinary.pdf")))
            assert worker_pid(pool._dispatch.posts[0]) == pid

    asyncio.run(story())


def worker_pid(post: Post) -> int:
    worker = post.keeper._worker
    assert worker is not None
    assert worker._process.pid is not None
    return worker._process.pid


def peak_memory(pid: int) -> int:
    """The largest address space that a process has had, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmPeak:")[1].split()[0]) << 10


@pytest.mark.parametrize(
    "reply",
    [
        Drawn(400, 401),
        Drawn(-400, -400),
        Drawn(0, 0),
        Drawn(2**40, 1),
        Opened(DocumentFacts("hanging.pdf", (PageSize(1.0, 1.0),))),
        Looking(1, 1),
    ],
)
def test_an_answer_that_does_not_fit_is_not_believed(pile: Path, reply: Reply) -> None:
    async def story() -> None:
        async with pool_of(slots=2) as pool:
            request = page(await opened(pool, pile / "hanging.pdf"))
            wish = asyncio.create_task(pool.render(request))
            for deaths in range(2):
                post = await at_work(pool, request, deaths)
                post.worker_replied(reply)
            assert await wish == PageProblem(request, Problem.CRASHED)

    asyncio.run(story())


def test_a_wish_that_is_given_up_before_its_turn_is_not_drawn(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "slow.pdf")
            wishes = [asyncio.create_task(shown(pool, page(digest, number))) for number in range(3)]
            await busy(pool, 2)
            wishes[2].cancel()
            await asyncio.gather(*wishes[:2])
            with pytest.raises(asyncio.CancelledError):
                await wishes[2]
            await shown(pool, page(await opened(pool, pile / "ordinary.pdf")))
            assert not pool.is_drawn(page(digest, 2))

    asyncio.run(story())


def test_a_wish_given_up_in_the_moment_of_its_fulfilment_leaves_nothing_pinned(pile: Path) -> None:
    async def story() -> None:
        async with pool_of(slots=1) as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            wish = asyncio.create_task(pool.render(page(digest, 0)))
            await busy(pool, 1)
            replied = pool._dispatch.replied

            def replied_and_cancelled(job: Job, reply: Reply) -> bool:
                is_answer = replied(job, reply)
                wish.cancel()
                return is_answer

            pool._dispatch.replied = replied_and_cancelled  # type: ignore[method-assign]
            with pytest.raises(asyncio.CancelledError):
                await wish
            pool._dispatch.replied = replied  # type: ignore[method-assign]
            await shown(pool, page(digest, 1))

    asyncio.run(story())


def test_a_page_and_its_parts_are_different_pictures(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            whole = page(digest, 0, (1190, 1684))
            parts = [msgspec.structs.replace(whole, clip=Clip(left, 144, 300, 200)) for left in (0, 144)]
            for wish in (whole, *parts):
                await shown(pool, wish)
            assert all(pool.is_drawn(wish) for wish in (whole, *parts))
            left, right = [await shown(pool, part) for part in parts]
            assert len(left) == len(right) == 300 * 200 * 4
            assert left[150 * 4 :][:4] == right[5 * 4 :][:4] == bytes((0, 0, 255, 255))
            beyond = msgspec.structs.replace(parts[0], page=3)
            assert await pool.render(beyond) == PageProblem(beyond, Problem.NO_SUCH_PAGE)

    asyncio.run(story())


def test_a_paper_that_was_unlocked_asks_for_its_password_again_after_it_was_closed(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            path = pile / "locked.pdf"
            assert isinstance(await pool.open(path, "locked", password="\u56db\u6d77"), DocumentFacts)
            pool.forget("locked")
            for password, finding in ((None, Finding.NEEDS_PASSWORD), ("x", Finding.WRONG_PASSWORD)):
                assert await pool.open(path, "locked", password=password) == PaperRefused("locked", finding)

    asyncio.run(story())


def test_a_worker_that_is_started_again_is_told_the_password(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            facts = await pool.open(pile / "locked.pdf", "locked", password="\u56db\u6d77")
            assert isinstance(facts, DocumentFacts)
            assert facts.is_encrypted
            for post in pool._dispatch.posts:
                post.keeper.kill()
            await until(pool, lambda: not any(post.is_ready for post in pool._dispatch.posts))
            await shown(pool, page("locked"))

    asyncio.run(story())


def test_two_who_want_the_same_page_have_it_drawn_once(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            request = page(await opened(pool, pile / "ordinary.pdf"))
            first, second = await asyncio.gather(pool.render(request), pool.render(request))
            assert isinstance(first, RenderedPage)
            assert isinstance(second, RenderedPage)
            filled = pool._dispatch.slots.find(request)
            assert filled is not None
            assert filled.pins == 2
            first.release()
            first.release()
            assert filled.pins == 1
            second.release()
            assert filled.pins == 0

    asyncio.run(story())


def test_a_page_waits_while_all_places_are_looked_at(pile: Path) -> None:
    async def story() -> None:
        async with pool_of(slots=2) as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            looked_at = [await pool.render(page(digest, number)) for number in range(2)]
            third = asyncio.create_task(shown(pool, page(digest, 2)))
            await asyncio.wait([third], timeout=0.3)
            assert not third.done()
            first = looked_at[0]
            assert isinstance(first, RenderedPage)
            first.release()
            assert await third
            second = looked_at[1]
            assert isinstance(second, RenderedPage)
            second.release()

    asyncio.run(story())


def test_a_prefetched_page_is_there_at_once(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            pool.prefetch([page(digest, 1), page(digest, 2)])
            await idle(pool)
            assert [pool.is_drawn(page(digest, number)) for number in range(3)] == [False, True, True]

    asyncio.run(story())


def test_a_new_prefetch_replaces_the_one_before(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            slow = await opened(pool, pile / "slow.pdf")
            digest = await opened(pool, pile / "ordinary.pdf")
            pool.prefetch([page(slow, 0), page(digest, 0)])
            pool.prefetch([page(digest, 1)])
            await idle(pool)
            drawn = [pool.is_drawn(wish) for wish in (page(slow, 0), page(digest, 0), page(digest, 1))]
            assert drawn == [True, False, True]

    asyncio.run(story())


def test_a_page_that_is_looked_at_does_not_wait_for_pages_that_nobody_wants_any_more(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "hanging.pdf")
            await opened(pool, pile / "ordinary.pdf")
            given_up = asyncio.create_task(pool.render(page(digest, 0)))
            pool.prefetch([page(digest, 1)])
            await busy(pool, 2)
            given_up.cancel()
            began = asyncio.get_running_loop().time()
            await shown(pool, page("ordinary.pdf"))
            # The workers would be killed after 8 s; this is far below, and far above a start under load.
            assert asyncio.get_running_loop().time() - began < 5.0

    asyncio.run(story())


def test_a_page_that_hangs_takes_one_worker_although_a_part_of_it_is_wanted_too(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "hanging.pdf")
            ordinary = await opened(pool, pile / "ordinary.pdf")
            first = msgspec.structs.replace(page(digest, 0), clip=Clip(0, 0, 10, 10))
            looking = [asyncio.create_task(pool.render(wish)) for wish in (first, page(digest, 0))]
            await busy(pool, 1)
            await shown(pool, page(ordinary, 0))
            assert not any(look.done() for look in looking)
            for look in looking:
                look.cancel()

    asyncio.run(story())


def test_a_thumbnail_owns_its_pixels_and_leaves_the_cache_alone(pile: Path) -> None:
    async def story() -> None:
        async with pool_of(slots=1) as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            small = await pool.thumbnail(page(digest, 0, (80, 80)))
            assert isinstance(small, Thumbnail)
            assert (small.width_px, small.height_px, len(small.pixels)) == (57, 80, 57 * 80 * 4)
            assert not pool.is_drawn(page(digest, 0, (80, 80)))
            problem = await pool.thumbnail(page(digest, 9, (80, 80)))
            assert isinstance(problem, PageProblem)

    asyncio.run(story())


def test_a_forgotten_paper_has_to_be_opened_again(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            await shown(pool, page(digest))
            pool.forget(digest)
            assert not pool.is_drawn(page(digest))
            assert await pool.render(page(digest)) == PageProblem(page(digest), Problem.NOT_OPENED)
            await opened(pool, pile / "ordinary.pdf")
            await shown(pool, page(digest))

    asyncio.run(story())


def test_closing_answers_whoever_waits(pile: Path) -> None:
    async def story() -> None:
        pool = await RenderPool.start(slot_bytes=SLOT, slots=4)
        digest = await opened(pool, pile / "hanging.pdf")
        wishes = [asyncio.create_task(pool.render(page(digest, number))) for number in range(4)]
        await busy(pool, 2)
        opening = asyncio.create_task(pool.open(pile / "ordinary.pdf", "other"))
        await asyncio.sleep(0)  # let the opening be queued
        await pool.close()
        for number, wish in enumerate(wishes):
            assert await wish == PageProblem(page(digest, number), Problem.CLOSED)
        with pytest.raises(PoolClosed):
            await opening
        await pool.close()
        with pytest.raises(PoolClosed):
            await pool.open(pile / "ordinary.pdf", "other")

    asyncio.run(story())


def test_closing_leaves_no_thread_process_or_descriptor_behind(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            await shown(pool, page(await opened(pool, pile / "ordinary.pdf")))

    asyncio.run(story())  # what Python opens once and keeps is open now
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()
    asyncio.run(story())
    gc.collect()
    assert threading.active_count() == threads
    assert open_descriptors() == descriptors
    assert not list(Path("/dev/shm").glob("*wuzhi*"))


def test_the_memory_of_a_picture_outlives_release_and_pool(pile: Path) -> None:
    async def story() -> None:
        pool = await RenderPool.start(slot_bytes=SLOT, slots=4)
        answer = await pool.render(page(await opened(pool, pile / "ordinary.pdf")))
        assert isinstance(answer, RenderedPage)
        answer.release()
        await pool.close()
        assert answer.view[3] == 255

    asyncio.run(story())


def open_descriptors() -> Sequence[str]:
    return sorted(str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink())


def test_a_worker_knows_whether_somebody_looks_at_what_it_draws(pile: Path) -> None:
    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            sent: list[tuple[int, bool]] = []
            for post in pool._dispatch.posts:
                begin = post.begin

                def note(job: Job, order: Order, begin: Callable[[Job, Order], None] = begin) -> None:
                    assert isinstance(order, DrawPage)
                    sent.append((order.width_px, order.is_looked_at))
                    begin(job, order)

                post.begin = note  # type: ignore[method-assign]
            await shown(pool, page(digest, 0, (100, 150)))
            pool.prefetch([page(digest, 0, (50, 70))])
            await idle(pool)
            assert sent == [(100, True), (50, False)]

    asyncio.run(story())
