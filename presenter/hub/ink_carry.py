"""Carries ink to a new draft: marks on pages whose content is unchanged are copied, once."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence

import msgspec

from shared.domain.agenda import Meeting
from shared.domain.ink import Layer
from shared.domain.papers import Paper, Sha256
from shared.storage.ink_file import MeetingInk
from shared.storage.ink_rows import Changed


class _Job(msgspec.Struct, frozen=True):
    layer: Layer
    paper: Paper
    after: int


class InkCarry:
    """Works off what is to be carried, a few marks in each turn. Doing it again changes nothing."""

    def __init__(
        self,
        file: MeetingInk,
        *,
        meeting: Callable[[], Meeting],
        in_turn: Callable[[Callable[[], Awaitable[None]]], None],
        carried: Callable[[Sequence[Changed]], Awaitable[None]],
    ) -> None:
        """`in_turn` has work done soon; `carried` is told what was copied, when all is."""
        self._file = file
        self._meeting = meeting
        self._in_turn = in_turn
        self._carried = carried
        self._jobs: deque[_Job] = deque()
        self._changed: list[Changed] = []

    def all_papers(self) -> None:
        """Carry whatever was not carried yet: a podium may have ended in the middle."""
        drafts = {p.sha256: p for item in self._meeting().agenda for p in (*item.papers, *item.earlier)}
        for paper in sorted(drafts.values(), key=lambda p: p.draft):
            self.paper(paper)

    def paper(self, paper: Paper) -> None:
        """Carry the ink of the draft before to `paper`."""
        if paper.replaces is not None and paper.carried:
            self._add(_Job(layer, paper, 0) for layer in self._file.heads if layer.paper == paper.replaces)

    def layer(self, layer: Layer, after: int) -> None:
        """Changes of `layer` above number `after` came: where its paper was replaced already, they follow."""
        paper = _next_draft(self._meeting(), layer.paper)
        if paper is not None and paper.carried:
            self._add((_Job(layer, paper, after),))

    def _add(self, jobs: Iterable[_Job]) -> None:
        is_idle = not self._jobs
        self._jobs.extend(jobs)
        if is_idle and self._jobs:
            self._in_turn(self._work)

    async def _work(self) -> None:
        """One piece of one layer. Raises StorageFault; what is left is carried at the next start."""
        job = self._jobs[0]
        target = msgspec.structs.replace(job.layer, paper=job.paper.sha256)
        before = self._file.heads.get(target, 0)
        try:
            piece = await self._file.carry(job.layer, job.paper.sha256, job.paper.carried, job.after)
        except BaseException:
            self._jobs.clear()
            raise
        self._jobs.popleft()
        if piece.after is not None:
            self._jobs.appendleft(msgspec.structs.replace(job, after=piece.after))
        if piece.changed:
            self._changed += piece.changed
            following = _next_draft(self._meeting(), target.paper)
            if following is not None and following.carried:
                self._jobs.append(_Job(target, following, before))
        if self._jobs:
            self._in_turn(self._work)
        elif self._changed:
            changed, self._changed = self._changed, []
            await self._carried(changed)


def _next_draft(meeting: Meeting, paper: Sha256) -> Paper | None:
    for item in meeting.agenda:
        for held in (*item.papers, *item.earlier):
            if held.replaces == paper:
                return held
    return None
