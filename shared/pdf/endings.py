"""How jobs end: with a picture, with a problem, or with the end of their worker. Event loop only."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Final, TypeVar

from shared.pdf.jobs import Asking, Drawing, Job, Jobs, Opening, Waiter, is_about_many, page_of
from shared.pdf.pages import Finding, PageProblem, PaperRefused, Problem
from shared.pdf.slots import Slots
from shared.pdf.trouble import Trouble

_log = logging.getLogger(__name__)
_TRIES: Final = 2
"""A job whose worker ended by itself is tried once more: the system may have ended it for want of memory."""

_T = TypeVar("_T")


class Endings:
    """Answers those who wait, and remembers what stopped a worker."""

    def __init__(self, jobs: Jobs, slots: Slots, trouble: Trouble, loop: asyncio.AbstractEventLoop) -> None:
        self._jobs = jobs
        self._slots = slots
        self._trouble = trouble
        self._loop = loop

    def timed_out(self, job: Job) -> None:
        """The worker was killed because the job took too long."""
        self.free_slot(job)
        _log.info("paper %s: a page took too long and was stopped", job.digest[:8])
        self._give_up(job, Finding.TOO_SLOW, Problem.TOO_COMPLEX)

    def crashed(self, job: Job) -> None:
        """The worker ended by itself during the job."""
        self.free_slot(job)
        job.deaths += 1
        _log.info("paper %s: a page ended its worker", job.digest[:8])
        tries = 1 if isinstance(job, Asking) else _TRIES
        if job.deaths < tries and not self._note_stop(job, Finding.CRASHED):
            self._jobs.add_first(job)
        elif job.deaths >= tries:
            self._give_up(job, Finding.CRASHED, Problem.CRASHED)
        else:
            self.fail(job, Problem.PAPER_REFUSED)

    def drawn(self, job: Drawing, width: int, height: int) -> None:
        """The slot holds the picture: pin it for everybody who waits."""
        filled = self._slots.fill(job.slot, job.request, width, height)
        job.slot = -1
        with ExitStack() as rest:  # whoever is told may fail: the others are told all the same
            for waiter in reversed(job.waiters):
                if not waiter.done():
                    filled.pins += 1
                    rest.callback(waiter.set_result, filled)

    def not_drawn(self, job: Drawing, problem: Problem) -> None:
        """The worker said that the page cannot be drawn."""
        self.free_slot(job)
        if problem is Problem.TOO_COMPLEX:
            self._trouble.give_up_page(job.digest, job.request.page, problem)
        self.fail(job, problem)

    def free_slot(self, job: Job) -> None:
        """Give the place back into which the job was drawing."""
        if isinstance(job, Drawing) and job.slot >= 0:
            self._slots.give_back(job.slot)
            job.slot = -1

    def sweep(self, digest: str, problem: Problem) -> None:
        """Answer whatever is queued for this paper."""
        for job in self._jobs:
            if job.digest == digest:
                self._jobs.remove(job)
                self.fail(job, problem)

    def fail(self, job: Job, problem: Problem) -> None:
        """Answer that nothing will come; of a paper that is being opened, why it is refused."""
        match job:
            case Drawing():
                answer(job.waiters, PageProblem(job.request, problem))
            case Asking():
                answer(job.waiters, problem)
            case Opening():
                refused = self._trouble.refusal(job.digest) or PaperRefused(job.digest, Finding.DAMAGED)
                answer(job.waiters, refused)

    def _give_up(self, job: Job, finding: Finding, problem: Problem) -> None:
        self._note_stop(job, finding)
        match job:
            case Opening():
                self._trouble.refuse(PaperRefused(job.digest, finding))
            case Drawing():
                self._trouble.give_up_page(job.digest, job.request.page, problem)
            case Asking(question=question) if not is_about_many(question):
                self._trouble.give_up_reading(job.digest, question.page)
            case Asking():
                pass  # one of many pages, it is not known which: who asked asks for each
        self.fail(job, problem)

    def _note_stop(self, job: Job, finding: Finding) -> bool:
        page = page_of(job)
        refused = PaperRefused(job.digest, finding, page)
        is_refused = self._trouble.note_stop(job.digest, refused, self._loop.time())
        if is_refused:
            self.sweep(job.digest, Problem.PAPER_REFUSED)
        return is_refused


def answer(waiters: Iterable[Waiter[_T]], told: _T) -> None:
    """Tell everybody who still waits."""
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(told)
