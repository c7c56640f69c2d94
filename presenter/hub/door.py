"""The door of a room: where a terminal that has no credentials yet asks for a seat.

It listens beside the engine. Who gets which seat is not decided here: the hub gives a function for that. Everything
that arrives may be hostile: connections, bytes and time are bounded before anything is read.
"""

import asyncio
import contextlib
import hashlib
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec

from presenter.hub.door_limits import AddressLimits
from presenter.hub.listening import listener
from shared.crypto.accounts import RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.identity import HubIdentity, is_signed_by
from shared.crypto.nkey import BadNKey, NKeyKind, require_public
from shared.domain.people import SeatId
from shared.protocol import door
from shared.protocol.codec import ProtocolError
from shared.protocol.door import JoinAnswer, JoinGranted, JoinRefused, JoinRequest
from shared.protocol.messages import PROTOCOL

MOST_AT_ONCE: Final = 64
"""Connections being served; more wait in the system's queue, and those may be turned away by the system."""
ANSWER_WITHIN_S: Final = 5.0
_QUEUE: Final = 256
_PAUSE_WITHOUT_FILES_S: Final = 0.2

_log = logging.getLogger(__name__)

DecideSeat = Callable[[JoinRequest], Awaitable[SeatId | JoinRefused]]
"""The hub's decision: the seat that the terminal gets, or why it gets none. The proof has been checked."""

Grant = Callable[[JoinRequest, SeatId], JoinAnswer]
"""Makes the grant for a decided seat: signs its token."""


class DoorAddress(msgspec.Struct, frozen=True):
    """Where the door listens: an IP address (`0.0.0.0` for all), and a port (0 for any)."""

    host: str
    port: int


def grants_of(
    authority: RoomAuthority,
    accounts: RoomAccounts,
    hub: HubIdentity,
    *,
    engine_port: int,
    now: Callable[[], datetime],
) -> Grant:
    """The grants of this room: what is to be pinned, and a token for the terminal's own key."""

    def grant(request: JoinRequest, seat: SeatId) -> JoinAnswer:
        return JoinGranted(
            room_id=authority.room_id,
            server_name=authority.server_name,
            ca_pem=authority.ca_pem,
            hub_public=hub.public,
            engine_port=engine_port,
            seat=seat,
            token=accounts.seat_token(seat, request.engine_public, now=now()),
        )

    return grant


class Door:
    """Serves joins until `stop`. Make it, `start` it, `stop` it; it is not started twice."""

    def __init__(
        self,
        address: DoorAddress,
        tls: ssl.SSLContext,
        certificate_der: bytes,
        *,
        decide_seat: DecideSeat,
        grant: Grant,
        limits: AddressLimits | None = None,
    ) -> None:
        self._address = address
        self._tls = tls
        self._certificate_sha256 = hashlib.sha256(certificate_der).digest()
        self._decide_seat = decide_seat
        self._grant = grant
        self._limits = limits or AddressLimits()
        self._free = asyncio.Semaphore(MOST_AT_ONCE)
        self._listener: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._guests: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Listen; returns the port. Raises PortTaken or CannotListen."""
        self._listener = listener(self._address.host, self._address.port, _QUEUE)
        self._listener.setblocking(False)
        self._accepting = asyncio.create_task(self._accept(self._listener), name="door-accept")
        return int(self._listener.getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and drop who is being served. Calling it again does nothing."""
        tasks = [*self._guests, *([self._accepting] if self._accepting else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._accepting = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _accept(self, listening: socket.socket) -> None:
        # Not asyncio.start_server: it counts a connection only after its TLS greeting, which a guest may drag out.
        loop = asyncio.get_running_loop()
        while True:
            await self._free.acquire()
            try:
                connection, peer = await loop.sock_accept(listening)
            except OSError as fault:
                # No more file descriptors, or a guest that left while it waited: neither ends the door.
                self._free.release()
                _log.warning("the door could not accept a connection: %s", fault.strerror)
                await asyncio.sleep(_PAUSE_WITHOUT_FILES_S)
                continue
            except asyncio.CancelledError:
                self._free.release()
                raise
            if not self._limits.may_come(str(peer[0]), loop.time()):
                connection.close()
                self._free.release()
                continue
            guest = asyncio.create_task(self._serve(connection, str(peer[0])), name="door-guest")
            self._guests.add(guest)
            guest.add_done_callback(self._left)

    def _left(self, guest: asyncio.Task[None]) -> None:
        self._guests.discard(guest)
        self._free.release()
        if not guest.cancelled() and (bug := guest.exception()) is not None:
            guest.get_loop().call_exception_handler(
                {"message": "serving a guest at the door broke", "exception": bug, "task": guest}
            )

    async def _serve(self, connection: socket.socket, address: str) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=door.MAX_DOOR_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport: asyncio.Transport | None = None
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=self._tls)
                writer = asyncio.StreamWriter(transport, protocol, reader, loop)
                answer = await self._answer(reader)
                writer.write(door.framed(door.answers.encode(answer)))
                await writer.drain()
                writer.close()
                with contextlib.suppress(OSError):  # the guest has its answer and hung up first
                    await writer.wait_closed()
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
            _log.info("a guest at the door from %s went away: %s", address, type(fault).__name__)
        finally:
            if transport is None:
                connection.close()
            else:
                transport.abort()

    async def _answer(self, reader: asyncio.StreamReader) -> JoinAnswer:
        try:
            length = door.length_of(await reader.readexactly(door.LENGTH_BYTES))
            request = door.requests.decode(await reader.readexactly(length))
            require_public(request.engine_public, NKeyKind.USER)
        except (ProtocolError, BadNKey):
            return JoinRefused(reason=door.NOT_UNDERSTOOD)
        if request.protocol != PROTOCOL:
            return JoinRefused(reason=door.OTHER_VERSION)
        if not self._is_proved(request):
            return JoinRefused(reason=door.NOT_UNDERSTOOD)
        decision = await self._decide_seat(request)
        return decision if isinstance(decision, JoinRefused) else self._grant(request, decision)

    def _is_proved(self, request: JoinRequest) -> bool:
        proved = door.what_is_proved(
            self._certificate_sha256,
            seat=request.seat,
            signing_public=request.signing_public,
            engine_public=request.engine_public,
        )
        return is_signed_by(request.signing_public, proved, request.proof)
