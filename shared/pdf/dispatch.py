"""Handing jobs to the two workers, watching the clock, and deciding what a worker's end means. Event loop only."""

import asyncio
from collections.abc import Callable, Sequence

from shared.pdf.believing import fits, is_answer, problem_of
from shared.pdf.endings import Endings, answer
from shared.pdf.jobs import (
    Asking,
    Drawing,
    Job,
    JobKey,
    Jobs,
    Lane,
    Opening,
    is_awaited,
    is_looked_at,
    page_of,
)
from shared.pdf.pages import PageRequest, Problem
from shared.pdf.post import Post
from shared.pdf.segment import Segment
from shared.pdf.slots import Slots
from shared.pdf.trouble import Patience, Trouble
from shared.pdf.turns import Busy, LookAgain, Stop, way_to_make
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
    TextRead,
)


class PoolClosed(Exception):
    """The pool was closed while a paper was being opened."""


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
        self.endings = Endings(self.jobs, self.slots, self.trouble, loop)
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
        self.endings.sweep(digest, Problem.NOT_OPENED)
        self.slots.drop_paper(digest)

    def pump(self) -> None:
        """Give every idle worker its next job."""
        for post in self.posts:
            while post.is_idle and self._hand_out(post):
                pass
        self._make_way()

    async def close(self) -> None:
        """Answer everybody that nothing will come; returns when workers and threads are gone."""
        self.is_closed = True
        if self._look_again is not None:
            self._look_again.cancel()
        for job in self.jobs:
            self.jobs.remove(job)
            self._close_job(job)
        for post in self.posts:
            unfinished = post.put_down()
            if unfinished is not None:
                self._close_job(unfinished)
        for post in self.posts:
            await post.wait_for_stop()

    def _close_job(self, job: Job) -> None:
        if not isinstance(job, Opening):
            self.endings.fail(job, Problem.CLOSED)
            return
        for waiter in job.waiters:
            if not waiter.done():
                waiter.set_exception(PoolClosed())

    # What the workers tell ---------------------------------------------------------------------------

    def replied(self, job: Job, reply: Reply) -> bool:
        """Take an answer; False if it does not fit the job, so that the worker cannot be trusted."""
        match job, reply:
            case Opening(), Opened(facts) if facts.digest == job.digest and facts.pages:
                self.papers[job.digest] = job.order
                self.page_counts[job.digest] = len(facts.pages)
                answer(job.waiters, facts)
            case Opening(), NotOpened(refused) if refused.digest == job.digest:
                answer(job.waiters, refused)
            case Drawing(), Drawn(width, height) if fits(width, height, self.slot_bytes):
                self.endings.drawn(job, width, height)
            case Drawing(), NotDrawn(problem):
                self.endings.not_drawn(job, problem)
            case Drawing(), NotOpened(refused):
                self.endings.not_drawn(job, problem_of(refused))
            case Asking(), OutlineRead() | TextRead() | LinksRead() | Searched() if self._is_answer(
                job, reply
            ):
                answer(job.waiters, reply)
            case Asking(), NotDrawn(problem):
                answer(job.waiters, problem)
            case Asking(), NotOpened(refused):
                answer(job.waiters, problem_of(refused))
            case _:
                return False
        return True

    def complex(self, job: Job) -> None:
        """The job takes long."""
        if isinstance(job, Drawing) and job.waiters:
            self.on_complex(job.request)

    def yielded(self, job: Job) -> None:
        """The job was stopped to make way; it comes again if somebody waits for it."""
        self.endings.free_slot(job)
        if is_awaited(job):
            self.jobs.add_first(job)

    def timed_out(self, job: Job) -> None:
        """The worker was killed because the job took too long."""
        self.endings.timed_out(job)

    def crashed(self, job: Job) -> None:
        """The worker ended by itself during the job."""
        self.endings.crashed(job)

    # How it is done ----------------------------------------------------------------------------------

    def _hand_out(self, post: Post) -> bool:
        """Give the worker one job, or answer one that needs no worker; False if there is none to give."""
        job = self._next_job(post)
        match job:
            case None:
                return False
            case Opening():
                self.jobs.remove(job)
                post.begin(job, job.order)
            case Asking():
                self._hand_out_question(post, job)
            case Drawing():
                self._hand_out_drawing(post, job)
        return True

    def _next_job(self, post: Post) -> Job | None:
        """The first job that may begin here; while the other worker is stuck only what is urgent begins."""
        others = [other for other in self.posts if other is not post and other.job is not None]
        stuck_since = self._loop.time() - self._patience.yield_after_s
        is_stuck = any(other.started_at <= stuck_since for other in others)
        last_lane = Lane.URGENT if is_stuck else post.last_lane
        elsewhere = [other.job for other in others if other.job is not None]
        for job in self.jobs:
            if job.lane > last_lane:
                return None
            waits_for_slot = isinstance(job, Drawing) and not self.slots.has_room()
            if not waits_for_slot and self._may_begin_beside(elsewhere, job):
                return job
        return None

    def _may_begin_beside(self, elsewhere: Sequence[Job], job: Job) -> bool:
        """Whether the job may begin while these are done, so that a paper that hangs takes one worker, not both.

        Papers are opened one at a time. A page that is looked at is drawn by one worker: what is seen of it first,
        then all of it. What is not urgent waits until nothing else is done with its paper. A paper that stopped a
        worker has only one at a time, and none while another is being started.
        """
        if isinstance(job, Opening) and any(isinstance(other, Opening) for other in elsewhere):
            return False
        is_suspect = self.trouble.is_suspect(job.digest)
        if is_suspect and not self.is_ready:
            return False
        if any(_is_same_page(other, job) and is_looked_at(other) for other in elsewhere):
            return False
        is_alone = all(other.digest != job.digest for other in elsewhere)
        return is_alone or (job.lane is Lane.URGENT and not is_suspect)

    def _hand_out_question(self, post: Post, job: Asking) -> None:
        self.jobs.remove(job)
        if self.papers.get(job.digest) != job.question.paper:
            self.endings.fail(job, Problem.NOT_OPENED)
        else:
            post.begin(job, job.question)

    def _hand_out_drawing(self, post: Post, job: Drawing) -> None:
        self.jobs.remove(job)
        paper = self.papers.get(job.digest)
        problem = Problem.NOT_OPENED if paper is None else self.trouble.problem(job.digest, job.request.page)
        if paper is None or problem is not None:
            self.endings.fail(job, problem or Problem.NOT_OPENED)
        else:
            job.slot = self.slots.take()
            post.begin(job, self._order(job, paper))

    def _order(self, job: Drawing, paper: OpenPaper) -> Order:
        wish = job.request
        offset = job.slot * self.slot_bytes
        size = (wish.width_px, wish.height_px)
        stored = self.thumbnails.get(job.digest) if job.lane is Lane.THUMBNAIL else None
        slot = self.slots.next_slot()
        ahead = None if slot is None else slot * self.slot_bytes
        place = (offset, self.slot_bytes)
        is_urgent = job.lane is Lane.URGENT
        return DrawPage(paper, wish.page, *size, wish.rotation, *place, wish.clip, stored, ahead, is_urgent)

    def _is_answer(self, job: Asking, answer: Answer) -> bool:
        return is_answer(job.question, answer, self.page_counts.get(job.digest, 0))

    def _make_way(self) -> None:
        """Stop what nobody looks at where a page that somebody looks at would wait for it."""
        if self._look_again is not None:
            self._look_again.cancel()
            self._look_again = None
        workers = [
            Busy(post.started_at, is_looked_at(post.job)) if post.job is not None else None
            for post in self.posts
        ]
        is_waiting = self.jobs.has_urgent()
        match way_to_make(workers, is_waiting, self._loop.time(), self._patience.yield_after_s):
            case Stop(number):
                self.posts[number].make_way()
            case LookAgain(at):
                self._look_again = self._loop.call_at(at, self.pump)
            case None:
                pass

    def _remind_complex(self, job: Drawing) -> None:
        """Somebody began to wait for a drawing that was found complex while nobody did."""
        for post in self.posts:
            if post.job is job and post.is_complex and not is_awaited(job):
                self._loop.call_soon(self.on_complex, job.request)


def _is_same_page(one: Job, other: Job) -> bool:
    return one.digest == other.digest and page_of(one) is not None and page_of(one) == page_of(other)


def _say_nothing(request: PageRequest) -> None:
    """Nobody asked to be told of complex pages."""
