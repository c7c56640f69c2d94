"""What is waiting to be done, in which order, and for whom."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from enum import IntEnum
from typing import Protocol, TypeVar

from shared.pdf.pages import DocumentFacts, PageProblem, PageRequest, PaperRefused, Problem
from shared.pdf.slots import Filled
from shared.pdf.wire import Answer, OpenPaper, Question, SearchPages

_Told_contra = TypeVar("_Told_contra", contravariant=True)


class Lane(IntEnum):
    """How soon a job is wanted; the lower number first."""

    URGENT = 0
    """Somebody looks at the place where it will appear."""
    WANTED = 1
    PREFETCH = 2
    THUMBNAIL = 3


class Waiter(Protocol[_Told_contra]):
    """Who waits for an answer; a future is one. A picture that it is told is pinned for it."""

    def done(self) -> bool:
        """Whether it was told, or waits no more."""

    def set_result(self, result: _Told_contra, /) -> None:
        """Tell it, unless it is done."""


class Opening:
    """A paper to be opened."""

    def __init__(self, order: OpenPaper) -> None:
        self.order = order
        self.digest = order.digest
        self.lane = Lane.URGENT
        self.deaths = 0
        self.waiters: list[asyncio.Future[DocumentFacts | PaperRefused]] = []

    @property
    def key(self) -> OpenPaper:
        """What makes two openings the same."""
        return self.order


class Drawing:
    """A page to be drawn. `slot` is set while a worker draws into it."""

    def __init__(self, request: PageRequest, lane: Lane) -> None:
        self.request = request
        self.digest = request.digest
        self.lane = lane
        self.deaths = 0
        self.slot = -1
        self.waiters: list[Waiter[Filled | PageProblem]] = []

    @property
    def key(self) -> PageRequest:
        """What makes two drawings the same."""
        return self.request


class Asking:
    """Something to be told about a paper that is open, after what somebody looks at."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.digest = question.paper.digest
        self.lane = Lane.WANTED
        self.deaths = 0
        self.waiters: list[asyncio.Future[Answer | Problem]] = []

    @property
    def key(self) -> Question:
        """What makes two askings the same."""
        return self.question


Job = Opening | Drawing | Asking
JobKey = OpenPaper | PageRequest | Question


class Jobs:
    """The queue: first by lane, then by age."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, OrderedDict[JobKey, Job]] = {lane: OrderedDict() for lane in Lane}

    def __iter__(self) -> Iterator[Job]:
        """All jobs in their order; the queue may be changed meanwhile."""
        return iter([job for lane in Lane for job in self._lanes[lane].values()])

    def has_urgent(self) -> bool:
        """Whether somebody looks at an empty place."""
        return bool(self._lanes[Lane.URGENT])

    def find(self, key: JobKey) -> Job | None:
        """The queued job with this key."""
        for lane in self._lanes.values():
            if key in lane:
                return lane[key]
        return None

    def add(self, job: Job) -> None:
        """Queue the job as the youngest of its lane."""
        self._lanes[job.lane][job.key] = job

    def add_first(self, job: Job) -> None:
        """Queue the job again as the oldest of its lane."""
        self.add(job)
        self._lanes[job.lane].move_to_end(job.key, last=False)

    def promote(self, job: Job, lane: Lane) -> None:
        """Do it earlier if `lane` is earlier than its own."""
        if lane < job.lane:
            self.remove(job)
            job.lane = lane
            self.add(job)

    def remove(self, job: Job) -> None:
        """Forget the job, if it is queued."""
        self._lanes[job.lane].pop(job.key, None)


def is_awaited(job: Job) -> bool:
    """Whether anybody still wants the answer."""
    return any(not waiter.done() for waiter in job.waiters)


def is_looked_at(job: Job) -> bool:
    """Whether somebody looks at the place where what comes of it will appear."""
    return job.lane is Lane.URGENT and is_awaited(job)


def is_about_many(question: Question) -> bool:
    """Whether more than one page is asked about."""
    return isinstance(question, SearchPages) and question.count > 1


def page_of(job: Job) -> int | None:
    """The page, from 0, that the job is about; None if it is not about one."""
    match job:
        case Drawing(request=request):
            return request.page
        case Asking(question=question) if not is_about_many(question):
            return question.page
        case _:
            return None
