"""Keeps the ink on a terminal equal to what its person may see at the podium: asks what there is, fetches what lacks."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
import random
from collections.abc import Awaitable, Callable, Mapping

from kiosk.session.delivery import FIRST_RETRY_S, LONGEST_RETRY_S
from kiosk.session.ports import Podium
from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer
from shared.domain.papers import Sha256
from shared.link.faults import LinkFault
from shared.protocol.codec import ProtocolError
from shared.protocol.ink import InkChanges, InkFetch, InkIndex, InkIndexRequest, LayerHead
from shared.protocol.messages import NotForYou
from shared.storage.faults import StorageFault

_log = logging.getLogger(__name__)

SPREAD_S = 0.4
"""Seats that hear the same news ask within so long, not all in the same moment."""


class Place(enum.Enum):
    """How changes that the podium tells follow on what is here."""

    KNOWN = "known"
    JOINS = "joins"
    GAP = "gap"


class InkReplica:
    """One task. Numbers only: the marks go to the disk through `take`."""

    def __init__(
        self,
        podium: Podium,
        *,
        take: Callable[[InkChanges], Awaitable[int]],
        see: Callable[[Mapping[Layer, int]], Awaitable[None]],
        is_in: Callable[[], bool],
        reads: Callable[[], Sha256 | None],
        chance: random.Random,
        spread_s: float = SPREAD_S,
    ) -> None:
        """`take` stores changes and returns up to which number the layer is here; `see` stores what may be seen.

        Both tell the new numbers (`noted`, `noted_all`) and raise StorageFault. `reads` is the paper on the screen:
        its ink comes first.
        """
        self._podium = podium
        self._take = take
        self._see = see
        self._is_in = is_in
        self._reads = reads
        self._chance = chance
        self._spread_s = spread_s
        self._meeting: MeetingId | None = None
        self._held: dict[Layer, int] = {}
        self._heads: dict[Layer, int] = {}
        self._heard_since: dict[Layer, int] = {}
        """What was told live since the podium was asked last: its answer may be older."""
        self._public_n = 0
        self._is_index_due = False
        self._newest_public_n = 0
        self._failures = 0
        self._due = asyncio.Event()

    # -- what is heard --------------------------------------------------------------------------------------------

    def begin(self, meeting: MeetingId | None, held: Mapping[Layer, int]) -> None:
        """Somebody else sits here, or another meeting runs: `held` is what lies here, and what may be seen is asked."""
        if meeting != self._meeting:
            self._public_n = self._newest_public_n = 0
        self._meeting = meeting
        self._held = dict(held)
        self._heads = {}
        self.ask()

    def ask(self) -> None:
        """Ask what there is: after every connect, and when the podium says that something changed."""
        self._is_index_due = True
        self._failures = 0
        self._due.set()

    def heard_newest(self, public_n: int) -> None:
        """The number of the newest ink that all may see."""
        self._newest_public_n = public_n
        if public_n != self._public_n:
            self._due.set()

    def heard_live(self, told: InkChanges) -> None:
        """Changes came, numbered in what all may see (0: not among that)."""
        self._heard_since[told.layer] = max(told.n, self._heard_since.get(told.layer, 0))
        public_n = told.public_n
        if public_n == self._public_n + 1:
            self._public_n = public_n
        elif public_n > self._public_n:
            self.heard_newest(public_n)
        self._newest_public_n = max(self._newest_public_n, public_n)

    def place_of(self, told: InkChanges) -> Place:
        """How live changes follow on what is here now."""
        held = self._held.get(told.layer, 0)
        if told.n <= held:
            return Place.KNOWN
        return Place.JOINS if told.before <= held else Place.GAP

    def heard_gap(self, layer: Layer, n: int) -> None:
        """The layer goes up to `n` at the podium; what is between is fetched."""
        self._heads[layer] = max(n, self._heads.get(layer, 0))
        self._due.set()

    def noted(self, layer: Layer, n: int) -> None:
        """The layer is on this disk up to `n`."""
        self._held[layer] = n

    def noted_all(self, held: Mapping[Layer, int]) -> None:
        """These layers are on this disk, no others."""
        self._held = dict(held)

    # -- asking ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Ask and fetch until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            if not self._wants() or not self._is_in():
                continue
            await asyncio.sleep(self._chance.uniform(0.0, self._spread_s))
            try:
                await self._catch_up()
                self._failures = 0
            except (LinkFault, ProtocolError, StorageFault) as fault:
                _log.debug("ink is not fetched yet: %s", fault)
                await self._pause()

    def _wants(self) -> bool:
        return self._meeting is not None and (
            self._is_index_due or self._is_behind_in_public() or self._next_layer() is not None
        )

    def _is_behind_in_public(self) -> bool:
        return self._newest_public_n != self._public_n

    def _next_layer(self) -> Layer | None:
        """A layer of which something lacks, the paper on the screen first."""
        lacking = [layer for layer, n in self._heads.items() if n > self._held.get(layer, 0)]
        shown = self._reads()
        return min(lacking, key=lambda layer: layer.paper != shown, default=None)

    async def _catch_up(self) -> None:
        while (meeting := self._meeting) is not None and self._is_in():
            if self._is_index_due or self._is_behind_in_public():
                await self._ask_index(meeting)
            elif (layer := self._next_layer()) is not None:
                await self._fetch(meeting, layer)
            else:
                return

    async def _ask_index(self, meeting: MeetingId) -> None:
        self._is_index_due = False
        self._heard_since.clear()
        known = self._public_n
        try:
            heads, public_n = await self._index(meeting)
            if self._is_asked_again():
                return
            newest = {head.layer: head.n for head in heads}
            for layer, n in self._heard_since.items():
                newest[layer] = max(n, newest.get(layer, 0))
            await self._see(newest)
        except BaseException:
            self._is_index_due = True
            raise
        if self._is_asked_again():
            return
        self._heads = newest
        # What was heard live since the question is newer than the answer.
        self._public_n = public_n if known == self._public_n else max(public_n, self._public_n)
        self._newest_public_n = self._public_n

    def _is_asked_again(self) -> bool:
        """Whether the answer is an old one: something changed since the question, perhaps the person."""
        return self._is_index_due

    async def _index(self, meeting: MeetingId) -> tuple[list[LayerHead], int]:
        heads: list[LayerHead] = []
        while True:
            reply = await self._podium.ask_ink(meeting, InkIndexRequest(skip=len(heads)))
            if not isinstance(reply, InkIndex):
                raise ProtocolError("another answer than an index of ink")
            heads += reply.heads
            if not reply.is_more or not reply.heads:
                return heads, reply.public_n

    async def _fetch(self, meeting: MeetingId, layer: Layer) -> None:
        after, head = self._held.get(layer, 0), self._heads[layer]
        reply = await self._podium.ask_ink(meeting, InkFetch(layer=layer, after=after))
        if meeting != self._meeting or layer not in self._heads:
            return
        match reply:
            case InkChanges() if reply.layer == layer and reply.before <= after:
                n = await self._take(reply)
                is_all = not reply.is_more or n <= after
                if is_all and self._heads.get(layer) == head:
                    self._heads[layer] = n  # the podium has no more than that
            case NotForYou():
                self._heads.pop(layer, None)
            case _:
                raise ProtocolError("another answer than changes of ink")

    async def _pause(self) -> None:
        self._failures += 1
        longest = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(self._failures, 10))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest * self._chance.uniform(0.5, 1.0)):
                await self._due.wait()
        self._due.set()
