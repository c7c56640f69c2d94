"""Handing jobs to the two workers, watching the clock, and deciding what a worker's end means. Event loop only."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from shared.pdf.jobs import Drawing, Job, JobKey, Jobs, Lane, Opening
from shared.pdf.pages import Finding, PageProblem, PageRequest, PaperRefused, PaperStatus, Problem
from shared.pdf.post import Post
from shared.pdf.segment import Segment
from shared.pdf.slots import Slots
from shared.pdf.trouble import Patience, Trouble
from shared.pdf.wire import Drawn, DrawPage, NotDrawn, NotOpened, Opened, OpenPaper, Order, Reply


class PoolClosed(Exception):
    """The pool was closed while a paper was being opened."""


_log = logging.getLogger(__name__)
_TRIES = 2
"""A job whose worker ended by itself is tried once more: the system may have ended it for want of memory."""


class Dispatch:
    """Two workers: A does only what somebody looks at; B does all else, and helps A while A is busy."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        segment: Segment,
        slot_bytes: int,
        patience: Patience,
        memory: int,
    ) -> None:
        self.jobs = Jobs()
        self.slots = Slots(segment.size // slot_bytes)
        self.trouble = Trouble(patience)
        self.papers: dict[str, OpenPaper] = {}
        self.on_complex: Callable[[PageRequest], None] = _say_nothing
        self.slot_bytes = slot_bytes
        self._loop = loop
        self._patience = patience
        names = (("pdf-worker-a", Lane.URGENT), ("pdf-worker-b", Lane.THUMBNAIL))
        self.posts = tuple(Post(name, lane, segment, loop, patience, memory, self) for name, lane in names)
        self._look_again: asyncio.TimerHandle | None = None

    # What the pool asks ------------------------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Whether both workers take orders."""
        return all(post.is_ready for post in self.posts)

    async def start(self) -> None:
        """Start both workers; returns when they are ready, or when one failed to start three times."""
        for post in self.posts:
            post.keeper.start()
        for post in self.posts:
            await post.wait_for_start()

    def find(self, key: JobKey) -> Job | None:
        """The job with this key, queued or being done."""
        for post in self.posts:
            if post.job is not None and post.job.key == key:
                return post.job
        return self.jobs.find(key)

    def drawing(self, request: PageRequest, lane: Lane) -> Drawing:
        """The job that draws this picture, wanted at least as soon as `lane` says."""
        job = self.find(request)
        if not isinstance(job, Drawing):
            job = Drawing(request, lane)
            self.jobs.add(job)
        elif self.jobs.find(request) is not None:
            self.jobs.promote(job, lane)
        else:
            job.lane = min(job.lane, lane)
            self._remind_complex(job)
        return job

    def drop_prefetches(self) -> None:
        """Forget the drawings that nobody waits for."""
        for job in self.jobs:
            if job.lane is Lane.PREFETCH and not is_awaited(job):
                self.jobs.remove(job)

    def forget(self, digest: str) -> None:
        """The paper is closed: answer what is queued, drop its pictures."""
        self.papers.pop(digest, None)
        self._sweep(digest, Problem.NOT_OPENED)
        self.slots.drop_paper(digest)

    def pump(self) -> None:
        """Give every idle worker its next job."""
        for post in self.posts:
            while post.is_idle and self._hand_out(post):
                pass
        if self.jobs.has_urgent():
            self._make_way()

    async def close(self) -> None:
        """Answer everybody that nothing will come; returns when workers and threads are gone."""
        if self._look_again is not None:
            self._look_again.cancel()
        for job in self.jobs:
            self.jobs.remove(job)
            self._fail(job, Problem.CLOSED)
        for post in self.posts:
            unfinished = post.put_down()
            if unfinished is not None:
                self._fail(unfinished, Problem.CLOSED)
        for post in self.posts:
            await post.wait_for_stop()

    # What the workers tell ---------------------------------------------------------------------------

    def replied(self, job: Job, reply: Reply) -> bool:
        """Take an answer; False if it does not fit the job, so that the worker cannot be trusted."""
        match job, reply:
            case Opening(), Opened(facts) if facts.digest == job.digest and facts.pages:
                self.papers[job.digest] = job.order
                _answer(job.waiters, facts)
            case Opening(), NotOpened(refused) if refused.digest == job.digest:
                _answer(job.waiters, refused)
            case Drawing(), Drawn(width, height) if _fits(width, height, self.slot_bytes):
                self._drawn(job, width, height)
            case Drawing(), NotDrawn(problem):
                self._not_drawn(job, problem)
            case Drawing(), NotOpened(refused):
                self._not_drawn(job, _problem_of(refused))
            case _:
                return False
        return True

    def complex(self, job: Job) -> None:
        """The job takes long."""
        if isinstance(job, Drawing) and job.waiters:
            self.on_complex(job.request)

    def yielded(self, job: Job) -> None:
        """The job was stopped to make way; it comes again if somebody waits for it."""
        self._free_slot(job)
        if is_awaited(job):
            self.jobs.add_first(job)

    def timed_out(self, job: Job) -> None:
        """The worker was killed because the job took too long."""
        self._free_slot(job)
        _log.info("paper %s: a page took too long and was stopped", job.digest[:8])
        self._give_up(job, Finding.TOO_SLOW, Problem.TOO_COMPLEX)

    def crashed(self, job: Job) -> None:
        """The worker ended by itself during the job."""
        self._free_slot(job)
        job.deaths += 1
        _log.info("paper %s: a page ended its worker", job.digest[:8])
        if job.deaths < _TRIES and not self._note_stop(job, Finding.CRASHED):
            self.jobs.add_first(job)
        elif job.deaths >= _TRIES:
            self._give_up(job, Finding.CRASHED, Problem.CRASHED)
        else:
            self._fail(job, Problem.PAPER_REFUSED)

    # How it is done ----------------------------------------------------------------------------------

    def _hand_out(self, post: Post) -> bool:
        """Give the worker one job, or answer one that needs no worker; False if there is none to give."""
        job = self.jobs.first(post.last_lane)
        if job is None:
            return False
        if isinstance(job, Opening):
            self.jobs.remove(job)
            post.begin(job, job.order)
            return True
        paper = self.papers.get(job.digest)
        problem = Problem.NOT_OPENED if paper is None else self.trouble.problem(job.digest, job.request.page)
        if paper is None or problem is not None:
            self.jobs.remove(job)
            self._fail(job, problem or Problem.NOT_OPENED)
            return True
        slot = self.slots.take()
        if slot is None:
            return False
        self.jobs.remove(job)
        job.slot = slot
        post.begin(job, self._order(job, paper))
        return True

    def _order(self, job: Drawing, paper: OpenPaper) -> Order:
        wish = job.request
        offset = job.slot * self.slot_bytes
        size = (wish.width_px, wish.height_px)
        return DrawPage(paper, wish.page, *size, wish.rotation, offset, self.slot_bytes, wish.clip)

    def _make_way(self) -> None:
        """Stop a drawing that nobody waits for, so that a page that somebody waits for need not."""
        now = self._loop.time()
        if any(post.is_idle for post in self.posts):
            return  # it is not a worker that is missing
        due = [
            post.started_at + self._patience.yield_after_s
            for post in self.posts
            if post.job is not None and not _is_looked_at(post.job)
        ]
        if not due:
            return
        if min(due) > now:
            if self._look_again is not None:
                self._look_again.cancel()
            self._look_again = self._loop.call_at(min(due), self.pump)
            return
        for post in self.posts:
            if post.job is not None and not _is_looked_at(post.job):
                post.make_way()
                return

    def _drawn(self, job: Drawing, width: int, height: int) -> None:
        filled = self.slots.fill(job.slot, job.request, width, height)
        job.slot = -1
        for waiter in job.waiters:
            if not waiter.done():
                filled.pins += 1
                waiter.set_result(filled)

    def _not_drawn(self, job: Drawing, problem: Problem) -> None:
        self._free_slot(job)
        if problem is Problem.TOO_COMPLEX:
            self.trouble.give_up_page(job.digest, job.request.page, problem)
        self._fail(job, problem)

    def _free_slot(self, job: Job) -> None:
        if isinstance(job, Drawing) and job.slot >= 0:
            self.slots.give_back(job.slot)
            job.slot = -1

    def _give_up(self, job: Job, finding: Finding, problem: Problem) -> None:
        self._note_stop(job, finding)
        if isinstance(job, Opening):
            self.trouble.refuse(PaperRefused(job.digest, finding))
        else:
            self.trouble.give_up_page(job.digest, job.request.page, problem)
        self._fail(job, problem)

    def _note_stop(self, job: Job, finding: Finding) -> bool:
        page = job.request.page if isinstance(job, Drawing) else None
        refused = PaperRefused(job.digest, finding, page)
        is_refused = self.trouble.note_stop(job.digest, refused, self._loop.time())
        if is_refused:
            self._sweep(job.digest, Problem.PAPER_REFUSED)
        return is_refused

    def _sweep(self, digest: str, problem: Problem) -> None:
        for job in self.jobs:
            if job.digest == digest:
                self.jobs.remove(job)
                self._fail(job, problem)

    def _remind_complex(self, job: Drawing) -> None:
        """Somebody began to wait for a drawing that was found complex while nobody did."""
        for post in self.posts:
            if post.job is job and post.is_complex and not is_awaited(job):
                self._loop.call_soon(self.on_complex, job.request)

    def _fail(self, job: Job, problem: Problem) -> None:
        if isinstance(job, Drawing):
            _answer(job.waiters, PageProblem(job.request, problem))
            return
        refused = self.trouble.refusal(job.digest)
        if refused is not None:
            _answer(job.waiters, refused)
        for waiter in job.waiters:
            if not waiter.done():
                waiter.set_exception(PoolClosed())


_Answer = TypeVar("_Answer")


def _answer(waiters: Iterable[asyncio.Future[_Answer]], answer: _Answer) -> None:
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(answer)


def is_awaited(job: Job) -> bool:
    """Whether anybody still wants the answer."""
    return any(not waiter.done() for waiter in job.waiters)


def _say_nothing(request: PageRequest) -> None:
    """Nobody asked to be told of complex pages."""


def _is_looked_at(job: Job) -> bool:
    return job.lane is Lane.URGENT and is_awaited(job)


def _fits(width: int, height: int, slot_bytes: int) -> bool:
    return width > 0 and height > 0 and width * height * 4 <= slot_bytes


def _problem_of(refused: PaperRefused) -> Problem:
    """A paper that was opened before, but not this time: its file was taken away or changed."""
    return Problem.NOT_OPENED if refused.status is PaperStatus.PASSWORD else Problem.DAMAGED
