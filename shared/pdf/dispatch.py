"""Handing jobs to the two workers, watching the clock, and deciding what a worker's end means. Event loop only."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from shared.pdf.believing import fits, is_answer, problem_of
from shared.pdf.jobs import Asking, Drawing, Job, JobKey, Jobs, Lane, Opening
from shared.pdf.pages import Finding, PageProblem, PageRequest, PaperRefused, Problem
from shared.pdf.post import Post
from shared.pdf.segment import Segment
from shared.pdf.slots import Slots
from shared.pdf.trouble import Patience, Trouble
from shared.pdf.wire import (
    Answer,
    Drawn,
    DrawPage,
    LinksRead,
    NotDrawn,
    NotOpened,
    Opened,
    OpenPaper,
    Order,
    OutlineRead,
    Question,
    Reply,
    Searched,
    SearchPages,
    TextRead,
)


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
        self.page_counts: dict[str, int] = {}
        self.thumbnails: dict[str, bytes] = {}
        """Papers whose thumbnails lie in a file, and its path."""
        self.on_complex: Callable[[PageRequest], None] = _say_nothing
        self.slot_bytes = slot_bytes
        self.is_closed = False
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

    def asking(self, question: Question) -> Asking:
        """The job that answers this question."""
        job = self.find(question)
        if not isinstance(job, Asking):
            job = Asking(question)
            self.jobs.add(job)
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
        self.is_closed = True
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
                self.page_counts[job.digest] = len(facts.pages)
                _answer(job.waiters, facts)
            case Opening(), NotOpened(refused) if refused.digest == job.digest:
                _answer(job.waiters, refused)
            case Drawing(), Drawn(width, height) if fits(width, height, self.slot_bytes):
                self._drawn(job, width, height)
            case Drawing(), NotDrawn(problem):
                self._not_drawn(job, problem)
            case Drawing(), NotOpened(refused):
                self._not_drawn(job, problem_of(refused))
            case Asking(), OutlineRead() | TextRead() | LinksRead() | Searched() if self._is_answer(
                job, reply
            ):
                _answer(job.waiters, reply)
            case Asking(), NotDrawn(problem):
                _answer(job.waiters, problem)
            case Asking(), NotOpened(refused):
                _answer(job.waiters, problem_of(refused))
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
        tries = 1 if isinstance(job, Asking) else _TRIES
        if job.deaths < tries and not self._note_stop(job, Finding.CRASHED):
            self.jobs.add_first(job)
        elif job.deaths >= tries:
            self._give_up(job, Finding.CRASHED, Problem.CRASHED)
        else:
            self._fail(job, Problem.PAPER_REFUSED)

    # How it is done ----------------------------------------------------------------------------------

    def _hand_out(self, post: Post) -> bool:
        """Give the worker one job, or answer one that needs no worker; False if there is none to give."""
        job = self.jobs.first(post.last_lane)
        if isinstance(job, Opening):
            self.jobs.remove(job)
            post.begin(job, job.order)
        elif isinstance(job, Asking):
            self._hand_out_question(post, job)
        elif job is not None:
            return self._hand_out_drawing(post, job) or self._hand_out_without_slot(post)
        return job is not None

    def _hand_out_without_slot(self, post: Post) -> bool:
        """While every slot is looked at, questions can be answered."""
        for job in self.jobs:
            if isinstance(job, Asking) and job.lane <= post.last_lane:
                self._hand_out_question(post, job)
                return True
        return False

    def _hand_out_question(self, post: Post, job: Asking) -> None:
        self.jobs.remove(job)
        if self.papers.get(job.digest) != job.question.paper:
            self._fail(job, Problem.NOT_OPENED)
        else:
            post.begin(job, job.question)

    def _hand_out_drawing(self, post: Post, job: Drawing) -> bool:
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
        stored = self.thumbnails.get(job.digest) if job.lane is Lane.THUMBNAIL else None
        return DrawPage(paper, wish.page, *size, wish.rotation, offset, self.slot_bytes, wish.clip, stored)

    def _is_answer(self, job: Asking, answer: Answer) -> bool:
        return is_answer(job.question, answer, self.page_counts.get(job.digest, 0))

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
        match job:
            case Opening():
                self.trouble.refuse(PaperRefused(job.digest, finding))
            case Drawing():
                self.trouble.give_up_page(job.digest, job.request.page, problem)
            case Asking(question=question) if not is_about_many(question):
                self.trouble.give_up_reading(job.digest, question.page)
            case Asking():
                pass  # one of many pages, it is not known which: who asked asks for each
        self._fail(job, problem)

    def _note_stop(self, job: Job, finding: Finding) -> bool:
        page = _page_of(job)
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
        if isinstance(job, Asking):
            _answer(job.waiters, problem)
            return
        refused = self.trouble.refusal(job.digest)
        if refused is not None:
            _answer(job.waiters, refused)
        for waiter in job.waiters:
            if not waiter.done():
                waiter.set_exception(PoolClosed())


_T = TypeVar("_T")


def _answer(waiters: Iterable[asyncio.Future[_T]], answer: _T) -> None:
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(answer)


def _page_of(job: Job) -> int | None:
    match job:
        case Drawing(request=request):
            return request.page
        case Asking(question=question) if not is_about_many(question):
            return question.page
        case _:
            return None


def is_awaited(job: Job) -> bool:
    """Whether anybody still wants the answer."""
    return any(not waiter.done() for waiter in job.waiters)


def is_about_many(question: Question) -> bool:
    """Whether more than one page is asked about."""
    return isinstance(question, SearchPages) and question.count > 1


def _say_nothing(request: PageRequest) -> None:
    """Nobody asked to be told of complex pages."""


def _is_looked_at(job: Job) -> bool:
    return job.lane is Lane.URGENT and is_awaited(job)
