"""The seat's line to the podium: finds it, gets in at the door once, stays in the engine, follows the meeting."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec
from typing_extensions import override

from kiosk.session.greeting import Greeting
from kiosk.session.knocking import Visitor, knock
from kiosk.session.ports import Hears, Papers, Podium
from shared.crypto.accounts import EngineCredentials
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.credentials import Credentials
from shared.link.discovery import Podium as Announced
from shared.link.discovery import Search
from shared.link.faults import Address, Failure, NotConnected
from shared.link.finder import Finder, Found, Way, cause_of
from shared.link.interfaces import has_network
from shared.link.paper_download import PaperDownloads
from shared.link.papers import PaperProgress
from shared.protocol import codec, messages, subjects
from shared.protocol.ink import InkRequest, StrokeLive
from shared.protocol.messages import Chunk, ChunkRequest, NotForYou, SeatStatus, Unintelligible, UpReply
from shared.protocol.secret import SecretRequest
from shared.storage.seat_store import KnownPodium, RoomPin
from shared.system.files import make_private_folder

_log = logging.getLogger(__name__)

_ANSWER_LIMIT_S = 4.0
_KNOCK_AFTER_S = 1.0
"""A short cut ends by itself; after that the doors are asked too, as the engine may have moved."""
_TRY_NEW_PLACE_S = 3.0
_TELL_EVERY_S = 1.0


class SeatSetting(msgspec.Struct, frozen=True, kw_only=True):
    """What this terminal is set to.

    `papers` is the folder for papers; `terminal` this machine's name; `configured` the door that a person named;
    `interfaces` are addresses to search on (None: all, empty: no search).
    """

    papers: Path
    terminal: str
    version: str
    wanted_seat: SeatId | None = None
    configured: Address | None = None
    interfaces: Sequence[str] | None = None


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
    ) -> None:
        """`pin` and `known` are what an earlier run kept; `keep_…` store on the disk."""
        self._setting = setting
        self._identity = identity
        self._pin = pin
        self._known = known
        self._keep_pin = keep_pin
        self._keep_podium = keep_podium
        self._visitor = Visitor(
            identity=identity,
            wanted_seat=setting.wanted_seat,
            terminal=setting.terminal,
            refused=self._heard_refusal,
        )
        self._search = Search(setting.interfaces, self._heard_announced)
        self._announced: tuple[Announced, ...] = ()
        self._moved: Address | None = None
        self._typed: Address | None = None
        """The door that a person named at this terminal, until it is in."""
        self._refusal = ""
        self._out = asyncio.Event()
        self._is_unknown = False
        """The podium does not know this terminal as that of its seat: the seat was freed or given away."""
        self._finder: Finder[RoomPin] | None = None
        self._main: Connection | None = None
        self._for_papers: Connection | None = None
        self._hears: Hears | None = None

    # -- what the session asks ------------------------------------------------------------------------------

    @override
    async def run(self, hears: Hears) -> None:
        self._hears = hears
        make_private_folder(self._setting.papers)
        if self._setting.interfaces != ():
            self._search.start()
        try:
            while True:
                if self._pin is None:
                    async with asyncio.TaskGroup() as tasks:
                        telling = tasks.create_task(self._keep_telling(), name="seat telling")
                        await self._take(await self._find(None))
                        telling.cancel()
                else:
                    await self._belong(self._pin, hears)
        finally:
            await self._search.stop()

    @override
    def try_address(self, door: Address) -> None:
        self._typed = door
        if self._finder is not None:
            self._finder.try_also(door)

    @override
    async def deliver(self, meeting: MeetingId, frame: bytes) -> UpReply:
        reply = await self._ask(meeting, "intent", frame)
        match reply:
            case NotForYou() | Unintelligible(protocol=messages.PROTOCOL):
                self._is_unknown = True
                self._out.set()
            case _:
                pass
        return reply

    @override
    async def tell_status(self, meeting: MeetingId, status: SeatStatus) -> None:
        main, pin = self._belonging()
        await main.publish(subjects.up(meeting, pin.seat, "status"), codec.up_requests.encode(status))

    @override
    async def ask_ink(self, meeting: MeetingId, request: InkRequest) -> UpReply:
        return await self._ask(meeting, "ink", codec.ink_requests.encode(request))

    @override
    async def ask_secret(self, meeting: MeetingId, request: SecretRequest) -> UpReply:
        return await self._ask(meeting, "secret", codec.secret_requests.encode(request))

    @override
    async def tell_stroke(self, meeting: MeetingId, live: StrokeLive) -> None:
        main, pin = self._belonging()
        await main.publish(subjects.up(meeting, pin.seat, "ink"), codec.ink_requests.encode(live))

    @override
    def papers(self, meeting: MeetingId, on_progress: Callable[[PaperProgress], None]) -> Papers:
        if self._for_papers is None or self._pin is None:
            raise NotConnected("this terminal belongs to no room yet")

        async def fetch(sha256: Sha256, index: int) -> bytes | None:
            request = codec.up_requests.encode(ChunkRequest(sha256=sha256, index=index))
            reply = await self._ask(meeting, "chunk", request)
            if isinstance(reply, Chunk) and (reply.sha256, reply.index) == (sha256, index):
                return reply.data
            return None

        return PaperDownloads(
            self._for_papers,
            meeting,
            self._pin.seat,
            self._setting.papers,
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

    # -- getting in -----------------------------------------------------------------------------------------

    async def _find(self, pin: RoomPin | None) -> Found[RoomPin]:
        """Knock at every door that is known or becomes known, until one lets us in."""

        async def knock_at(_way: Way, door: Address, _announced: Announced | None) -> RoomPin:
            return await knock(self._visitor, door, pin)

        self._finder = Finder(
            knock_at,
            fixed=self._fixed_doors(),
            room_id=None if pin is None else pin.room_id,
            pick=lambda announced: announced.doors,
            on_change=self._tell_attempts,
        )
        self._finder.heard_podiums(self._announced)
        if self._typed is not None:
            self._finder.try_also(self._typed)
        self._tell_attempts()
        try:
            return await self._finder.find()
        finally:
            self._finder = None

    def _fixed_doors(self) -> tuple[tuple[Way, Address], ...]:
        fixed = []
        if self._known is not None and self._known.door_port is not None:
            fixed.append((Way.LAST, Address(self._known.host, self._known.door_port)))
        if self._setting.configured is not None:
            fixed.append((Way.CONFIGURED, self._setting.configured))
        return tuple(fixed)

    async def _take(self, found: Found[RoomPin]) -> None:
        """Belong to the room that let us in: it is on the disk before it is used."""
        pin, door = found.answer, found.address
        if found.way is Way.TYPED:
            self._typed = None  # from now on it is the last address
        await self._keep_pin(pin)
        self._pin = pin
        self._moved = Address(door.host, pin.engine_port)
        await self._note_podium(KnownPodium(host=door.host, engine_port=pin.engine_port, door_port=door.port))

    async def _note_podium(self, known: KnownPodium) -> None:
        if known != self._known:
            self._known = known
            await self._keep_podium(known)

    # -- staying in -----------------------------------------------------------------------------------------

    async def _belong(self, pin: RoomPin, hears: Hears) -> None:
        """Live with these credentials until the room gives others."""
        main, for_papers = self._connection(pin, "seat"), self._connection(pin, "seat papers")
        self._main, self._for_papers = main, for_papers
        unwatch = main.watch(self._heard_status)
        greeting = Greeting(main, pin, hears, version=self._setting.version, refused=self._heard_refusal)
        self._out.set()
        hears.heard_room(pin)
        main.start()
        for_papers.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                greeted = tasks.create_task(greeting.run(), name="seat greeting")
                telling = tasks.create_task(self._keep_telling(), name="seat telling")
                await self._knock_while_out(main, pin)
                greeted.cancel()
                telling.cancel()
        finally:
            unwatch()
            await main.close()
            await for_papers.close()

    def _connection(self, pin: RoomPin, what: str) -> Connection:
        user = EngineCredentials(token=pin.token, seed=self._identity.engine_seed)
        return Connection(
            Credentials(user, pin.ca_pem, pin.server_name),
            self._engines(pin),
            name=f"{what} {pin.seat}",
            inbox_prefix=subjects.inbox(pin.seat),
        )

    def _engines(self, pin: RoomPin) -> tuple[Address, ...]:
        """Where the engine may be, the most promising first."""
        places = [] if self._moved is None else [self._moved]
        places += [
            a for announced in self._announced if announced.room_id == pin.room_id for a in announced.engines
        ]
        if self._known is not None:
            places.append(Address(self._known.host, self._known.engine_port))
        if self._setting.configured is not None:
            places.append(Address(self._setting.configured.host, pin.engine_port))
        return tuple(dict.fromkeys(places))

    async def _knock_while_out(self, main: Connection, pin: RoomPin) -> None:
        """While out, ask the doors where the engine is now, and while unknown, for a seat.

        Returns when they gave new credentials.
        """
        pause_s = _KNOCK_AFTER_S
        while True:
            await self._out.wait()
            if self._is_unknown:
                again = await self._find(pin)
                await self._take(again)
                self._is_unknown = False
                if again.answer.seat != pin.seat:
                    return
            with contextlib.suppress(TimeoutError):
                await main.wait_for_connected(pause_s)
                await self._note_engine(main)
                pause_s = _KNOCK_AFTER_S
                continue
            is_refused = main.status.failure is Failure.REFUSED
            found = await self._find_unless_back(main, pin)
            if found is None:
                continue
            await self._take(found)
            if is_refused:
                return
            self._use_addresses()
            pause_s = _TRY_NEW_PLACE_S

    async def _find_unless_back(self, main: Connection, pin: RoomPin) -> Found[RoomPin] | None:
        finding = asyncio.create_task(self._find(pin), name="seat finding")
        back = asyncio.create_task(main.wait_for_connected(), name="seat back")
        try:
            await asyncio.wait((finding, back), return_when=asyncio.FIRST_COMPLETED)
            return finding.result() if finding.done() and not back.done() else None
        finally:
            finding.cancel()
            back.cancel()
            await asyncio.wait((finding, back))

    async def _note_engine(self, main: Connection) -> None:
        self._out.clear()
        if not main.is_connected:
            self._out.set()
        address = main.status.address
        if address is not None:
            announced = next((a for a in self._announced if address in a.engines), None)
            before = None if self._known is None else self._known.door_port
            door_port = before if announced is None else announced.door_port
            await self._note_podium(
                KnownPodium(host=address.host, engine_port=address.port, door_port=door_port)
            )

    # -- what is heard --------------------------------------------------------------------------------------

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            self._refusal = ""
            self._typed = None
        else:
            self._out.set()
        self._tell_attempts()

    def _heard_refusal(self, reason: str) -> None:
        self._refusal = reason
        self._tell_attempts()

    def _heard_announced(self, announced: tuple[Announced, ...]) -> None:
        self._announced = announced
        if self._finder is not None:
            self._finder.heard_podiums(announced)
        self._use_addresses()

    def _use_addresses(self) -> None:
        if self._pin is not None:
            for connection in (self._main, self._for_papers):
                if connection is not None:
                    connection.use_addresses(self._engines(self._pin))

    async def _keep_telling(self) -> None:
        """The seconds until the next try run down on the screen."""
        while True:
            if self._finder is not None:
                self._tell_attempts()
            await asyncio.sleep(_TELL_EVERY_S)

    def _tell_attempts(self) -> None:
        if self._hears is None:
            return
        attempts = () if self._finder is None else self._finder.attempts
        is_local = self._setting.interfaces is not None
        cause = cause_of(attempts, has_network=is_local or has_network())
        self._hears.heard_attempts(attempts, cause, self._refusal)
