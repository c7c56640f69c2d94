"""Where the leader is (the stage): changed at once, kept on the disk, published by somebody else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import msgspec

from shared.domain.agenda import ItemId
from shared.domain.papers import Sha256
from shared.protocol.messages import Stage
from shared.storage.faults import StorageFault
from shared.storage.record import Record

_log = logging.getLogger(__name__)


class Leading:
    """The stage of one meeting. Every change counts the revision up; the newest one is kept, not every one."""

    def __init__(self, record: Record, stage: Stage, on_changed: Callable[[], None]) -> None:
        self._record = record
        self._stage = stage
        self._on_changed = on_changed
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def resume(cls, record: Record, *, leader: str, on_changed: Callable[[], None]) -> Leading:
        """The stage as it was left, in a new term that is on the disk before anybody sees it.

        Raises StorageFault, DamagedRecord.
        """
        left = await record.stage()
        term = await record.begin_term()
        stage = msgspec.structs.replace(
            left or Stage(term=term, revision=0), term=term, revision=1, leader=leader
        )
        leading = cls(record, stage, on_changed)
        leading._task = asyncio.create_task(leading._keep(), name="stage")
        return leading

    @property
    def stage(self) -> Stage:
        return self._stage

    def turn_page(self, *, item: ItemId | None, paper: Sha256 | None, page: int) -> None:
        """The leader is on `page` (from 1) of `paper`, which belongs to `item`."""
        self._change(msgspec.structs.replace(self._stage, item=item, paper=paper, page=page))

    def set_leading(self, is_leading: bool) -> None:
        """Whether the seats are led, or everybody reads freely."""
        self._change(msgspec.structs.replace(self._stage, is_leading=is_leading))

    async def close(self) -> None:
        """Keep the newest stage and end. Raises StorageFault."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._record.save_stage(self._stage)

    def _change(self, stage: Stage) -> None:
        if stage == self._stage:
            return
        self._stage = msgspec.structs.replace(stage, revision=self._stage.revision + 1)
        self._changed.set()
        self._on_changed()

    async def _keep(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._record.save_stage(self._stage)
            except StorageFault as fault:
                # The meeting goes on; only a restart would come back to an older page.
                _log.warning("the stage was not kept: %s", fault.failure.value)
