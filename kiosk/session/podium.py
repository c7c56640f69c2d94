"""The seat's line to the podium: finds it, gets in at the door once, stays in the engine, follows the meeting."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import msgspec
from typing_extensions import override

from kiosk.session.greeting import Greeting
from kiosk.session.knocking import Granted, Knocking, knock, pin_of
from kiosk.session.ports import Hears, Papers, Podium
from kiosk.session.ways import Announced, Ways, doors, engines, tried, with_failure
from shared.crypto.accounts import EngineCredentials
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.credentials import Credentials
from shared.link.faults import Address, Failure, NotConnected
from shared.link.paper_download import PaperDownloads
from shared.link.papers import PaperProgress
from shared.protocol import codec, subjects
from shared.protocol.messages import Chunk, ChunkRequest, SeatStatus, UpReply
from shared.storage.seat_store import KnownPodium, RoomPin

_log = logging.getLogger(__name__)

_ANSWER_LIMIT_S = 4.0
_KNOCK_AFTER_S = 1.0
"""A short cut ends by itself; after that the doors are asked too, as the engine may have moved."""
_KNOCK_EVERY_S = 1.5


class Search(Protocol):
    """Listens for podiums that announce themselves on the network."""

    async def run(self, heard: Callable[[tuple[Announced, ...], Failure | None], None]) -> None:
        """Tell all that are there now, on every change, until cancelled."""
        ...


class SeatSetting(msgspec.Struct, frozen=True, kw_only=True):
    """What this terminal is set to. `configured` is the door named by a person; `terminal` this machine's name."""

    folder: Path
    terminal: str
    version: str
    wanted_seat: SeatId | None = None
    configured: Address | None = None


class SeatPodium(Podium):
    """Two connections to one engine: one for the meeting, one for papers, so that no page turn waits."""

    def __init__(
        self,
        setting: SeatSetting,
        identity: SeatIdentity,
        *,
        pin: RoomPin | None,
        known: KnownPodium | None,
        keep_pin: Callable[[RoomPin], Awaitable[None]],
        keep_podium: Callable[[KnownPodium], Awaitable[None]],
        search: Search | None,
    ) -> None:
        """`keep_…` store on the disk; `search` None: the network is not searched."""
        self._setting = setting
        self._identity = identity
        self._pin = pin
        self._keep_pin = keep_pin
        self._keep_podium = keep_podium
        self._search = search
        self._ways = _first_ways(setting, pin, known)
        self._refusal = ""
        self._changed = asyncio.Event()
        self._out = asyncio.Event()
        self._main: Connection | None = None
        self._for_papers: Connection | None = None
        self._hears: Hears | None = None
        self._known = known

    # -- what the session asks ------------------------------------------------------------------------------

    @override
    async def run(self, hears: Hears) -> None:
        self._hears = hears
        self._tell_ways()
        async with asyncio.TaskGroup() as tasks:
            if self._search is not None:
                tasks.create_task(self._search.run(self._heard_announced), name="seat search")
            tasks.create_task(self._live(hears), name="seat line")

    @override
    async def deliver(self, meeting: MeetingId, frame: bytes) -> UpReply:
        return await self._ask(meeting, "intent", frame)

    @override
    async def tell_status(self, meeting: MeetingId, status: SeatStatus) -> None:
        main, pin = self._belonging()
        await main.publish(subjects.up(meeting, pin.seat, "status"), codec.up_requests.encode(status))

    @override
    def papers(self, meeting: MeetingId, on_progress: Callable[[PaperProgress], None]) -> Papers:
        if self._for_papers is None or self._pin is None:
            raise NotConnected("this terminal belongs to no room yet")

        async def fetch(sha256: Sha256, index: int) -> bytes | None:
            request = codec.up_requests.encode(ChunkRequest(sha256=sha256, index=index))
            reply = await self._ask(meeting, "chunk", request)
            fits = isinstance(reply, Chunk) and (reply.sha256, reply.index) == (sha256, index)
            return reply.data if isinstance(reply, Chunk) and fits else None

        return PaperDownloads(
            self._for_papers,
            meeting,
            self._pin.seat,
            self._setting.folder,
            on_progress=on_progress,
            fetch_restricted=fetch,
        )

    async def _ask(self, meeting: MeetingId, kind: str, payload: bytes) -> UpReply:
        main, pin = self._belonging()
        answer = await main.request(subjects.up(meeting, pin.seat, kind), payload, _ANSWER_LIMIT_S)
        return codec.up_replies.decode(answer.payload)

    def _belonging(self) -> tuple[Connection, RoomPin]:
        if self._main is None or self._pin is None:
            raise NotConnected("this terminal belongs to no room yet")
        return self._main, self._pin

    # -- getting in, staying in -----------------------------------------------------------------------------

    async def _live(self, hears: Hears) -> None:
        while True:
            if self._pin is None:
                await self._take(await self._granted(None))
            else:
                await self._belong(self._pin, hears)

    async def _granted(self, pin: RoomPin | None) -> Granted:
        """Knock at every door that is known or becomes known, until one lets us in."""
        room_id = None if pin is None else pin.room_id
        while True:
            self._changed.clear()
            granted = await knock(self._knocking(), doors(self._ways, room_id), pin)
            if granted is not None:
                return granted
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_KNOCK_EVERY_S):
                    await self._changed.wait()

    def _knocking(self) -> Knocking:
        return Knocking(
            identity=self._identity,
            wanted_seat=self._setting.wanted_seat,
            terminal=self._setting.terminal,
            failed=self._heard_failure,
            refused=self._heard_refusal,
        )

    async def _take(self, granted: Granted) -> None:
        """Belong to the room that let us in, for good: it is on the disk first."""
        pin = pin_of(granted.grant)
        await self._keep_pin(pin)
        self._pin = pin
        engine = Address(granted.door.host, pin.engine_port)
        self._ways = msgspec.structs.replace(
            self._ways, last=granted.door, moved=engine, engine_port=pin.engine_port
        )

    async def _belong(self, pin: RoomPin, hears: Hears) -> None:
        """Live with these credentials until the room gives others."""
        self._main = self._connection(pin, "seat")
        self._for_papers = self._connection(pin, "seat papers")
        unwatch = self._main.watch(self._heard_status)
        greeting = Greeting(
            self._main, pin, hears, version=self._setting.version, refused=self._heard_refusal
        )
        self._out.set()
        hears.heard_room(pin)
        self._main.start()
        self._for_papers.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                greeted = tasks.create_task(greeting.run(), name="seat greeting")
                await self._knock_while_out(self._main, pin)
                greeted.cancel()
        finally:
            unwatch()
            await self._main.close()
            await self._for_papers.close()

    def _connection(self, pin: RoomPin, what: str) -> Connection:
        user = EngineCredentials(token=pin.token, seed=self._identity.engine_seed)
        return Connection(
            Credentials(user, pin.ca_pem, pin.server_name),
            engines(self._ways, pin.room_id),
            name=f"{what} {pin.seat}",
            inbox_prefix=subjects.inbox(pin.seat),
        )

    async def _knock_while_out(self, main: Connection, pin: RoomPin) -> None:
        """While out, ask the doors where the engine is now. Returns when they gave new credentials."""
        while True:
            if main.is_connected:
                await self._note_podium(main)
            await self._out.wait()
            with contextlib.suppress(TimeoutError):
                await main.wait_for_connected(_KNOCK_AFTER_S)
                continue
            is_refused = main.status.failure is Failure.REFUSED
            async with asyncio.TaskGroup() as tasks:
                knocking = tasks.create_task(self._granted(pin), name="seat knocking")
                back = tasks.create_task(main.wait_for_connected(), name="seat back")
                await asyncio.wait((knocking, back), return_when=asyncio.FIRST_COMPLETED)
                knocking.cancel()
                back.cancel()
            if main.is_connected or knocking.cancelled():
                continue
            await self._take(knocking.result())
            if is_refused:
                return
            self._use_addresses()
            with contextlib.suppress(TimeoutError):
                await main.wait_for_connected(_KNOCK_EVERY_S)

    async def _note_podium(self, main: Connection) -> None:
        address = main.status.address
        if address is None:
            return
        door = self._ways.last or self._ways.configured
        announced = next((a for a in self._ways.announced if a.host == address.host), None)
        port = announced.door_port if announced else door.port if door else None
        known = KnownPodium(host=address.host, engine_port=address.port, door_port=port)
        if known != self._known:
            self._known = known
            await self._keep_podium(known)

    # -- what is heard --------------------------------------------------------------------------------------

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            self._out.clear()
            self._ways = msgspec.structs.replace(self._ways, failures={}, last_engine=status.address)
            self._refusal = ""
        else:
            self._out.set()
            if status.address is not None and status.failure is not None:
                self._ways = with_failure(self._ways, status.address, status.failure)
        self._tell_ways()

    def _heard_failure(self, address: Address, failure: Failure | None) -> None:
        self._ways = with_failure(self._ways, address, failure)
        self._tell_ways()

    def _heard_refusal(self, reason: str) -> None:
        if reason != self._refusal:
            self._refusal = reason
            self._tell_ways()

    def _heard_announced(self, announced: tuple[Announced, ...], failure: Failure | None) -> None:
        self._ways = msgspec.structs.replace(self._ways, announced=announced, search_failure=failure)
        self._changed.set()
        self._use_addresses()
        self._tell_ways()

    def _use_addresses(self) -> None:
        if self._pin is None:
            return
        addresses = engines(self._ways, self._pin.room_id)
        for connection in (self._main, self._for_papers):
            if connection is not None:
                connection.use_addresses(addresses)

    def _tell_ways(self) -> None:
        if self._hears is not None:
            room_id = None if self._pin is None else self._pin.room_id
            self._hears.heard_ways(tried(self._ways, room_id), self._refusal)


def _first_ways(setting: SeatSetting, pin: RoomPin | None, known: KnownPodium | None) -> Ways:
    last = last_engine = None
    if known is not None:
        last_engine = Address(known.host, known.engine_port)
        last = None if known.door_port is None else Address(known.host, known.door_port)
    return Ways(
        last=last,
        last_engine=last_engine,
        configured=setting.configured,
        engine_port=None if pin is None else pin.engine_port,
    )
