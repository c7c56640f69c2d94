"""What is only worth something now: where the leader is, the laser pointer, the heartbeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from presenter.hub.publisher import Publisher, report_bug
from presenter.hub.sealing import Seal
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.faults import BadAnswer, LinkFault
from shared.link.hub_link import HubLink
from shared.protocol import subjects
from shared.protocol.codec import heartbeats, pointers
from shared.protocol.messages import HEARTBEAT_S, PROTOCOL, Heartbeat, Pointer, Stage
from shared.system.clock import Clock

_POINTER_EVERY_S: Final = 1 / 60
_RETRY_S: Final = 0.1

_log = logging.getLogger(__name__)


class Live:
    """Publishes the newest stage, the newest pointer and a heartbeat. `start` it, `close` it."""

    def __init__(
        self,
        connection: Connection,
        link: HubLink,
        seal: Seal,
        *,
        clock: Clock,
        publisher: Publisher,
        stage: Callable[[], Stage],
        ink_n: Callable[[], int],
    ) -> None:
        self._connection = connection
        self._link = link
        self._seal = seal
        self._clock = clock
        self._publisher = publisher
        self._stage = stage
        self._ink_n = ink_n
        self._stage_due = asyncio.Event()
        self._pointer_due = asyncio.Event()
        self._pointer: bytes = b""
        self._tasks: list[asyncio.Task[None]] = []
        self._unwatch: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin, in tasks of its own. Call once."""
        self._unwatch = self._connection.watch(self._heard_status)
        for work, name in (
            (self._publish_stages(), "stage-publish"),
            (self._publish_pointers(), "pointer"),
            (self._beat(), "heartbeat"),
        ):
            task = asyncio.create_task(work, name=name)
            task.add_done_callback(report_bug)
            self._tasks.append(task)
        self._stage_due.set()

    async def close(self) -> None:
        """End; calling it again does nothing."""
        if self._unwatch is not None:
            self._unwatch()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks.clear()

    def stage_changed(self) -> None:
        """Publish the newest stage as soon as possible."""
        self._stage_due.set()

    def point(self, pointer: Pointer) -> None:
        """Show the pointer there (or off); of many only the newest is sent, at most 60 a second."""
        self._pointer = pointers.encode(pointer)
        self._pointer_due.set()

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            self._stage_due.set()

    async def _publish_stages(self) -> None:
        await self._publisher.wait_for_streams()
        while True:
            await self._stage_due.wait()
            await self._connection.wait_for_connected()
            self._stage_due.clear()
            stage = self._stage()
            frame = self._seal.frame(
                subjects.page(self._seal.meeting), stage.revision, self._clock.now(), stage
            )
            try:
                is_kept = await self._link.publish_stage(frame)
            except LinkFault as fault:
                if isinstance(fault, BadAnswer):
                    _log.warning("publishing the stage waits: %s", fault)
                is_kept = False
                await asyncio.sleep(_RETRY_S)
            if not is_kept:
                self._stage_due.set()

    async def _publish_pointers(self) -> None:
        subject = subjects.pointer(self._seal.meeting)
        while True:
            await self._pointer_due.wait()
            self._pointer_due.clear()
            await self._link.publish_live(subject, self._pointer)
            await asyncio.sleep(_POINTER_EVERY_S)

    async def _beat(self) -> None:
        subject = subjects.heartbeat(self._seal.meeting)
        while True:
            stage = self._stage()
            beat = Heartbeat(
                protocol=PROTOCOL,
                meeting=self._seal.meeting,
                at=self._clock.now(),
                n=self._publisher.published_n,
                term=stage.term,
                revision=stage.revision,
                ink_n=self._ink_n(),
            )
            await self._link.publish_live(subject, heartbeats.encode(beat))
            await asyncio.sleep(HEARTBEAT_S)
