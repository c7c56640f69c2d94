"""A terminal at the door of a room: asks for a seat, once, and learns what it pins from then on."""

import asyncio
import hashlib
from typing import Final

from shared.crypto.authority import is_hub_of_room
from shared.crypto.identity import SeatIdentity
from shared.crypto.tls import first_contact_context, pinned_context
from shared.link.failures import failure_of
from shared.link.faults import Address, CannotConnect
from shared.protocol import door
from shared.protocol.codec import ProtocolError
from shared.protocol.door import JoinAnswer, JoinGranted, JoinRefused, JoinRequest
from shared.protocol.messages import PROTOCOL

JOIN_WITHIN_S: Final = 6.0
"""A little more than the door itself gives a guest."""


class KnownRoom:
    """What a terminal pinned at its first join: only this room is believed afterwards."""

    def __init__(self, ca_pem: str, server_name: str) -> None:
        """Raises ValueError when `ca_pem` holds no certificate."""
        self.ca_pem: Final = ca_pem
        self.server_name: Final = server_name
        self.tls: Final = pinned_context(ca_pem)


async def join(
    address: Address, identity: SeatIdentity, *, seat: str | None, terminal: str, room: KnownRoom | None
) -> JoinAnswer:
    """Ask the door at `address` for `seat` (None: any that is free).

    Without a `room` whoever answers is believed (trust on first use, for open rooms); with one, only its hub. The
    terminal's clock does not matter. Raises CannotConnect, whose failure tells apart that nothing answered
    (NO_ANSWER, RESTARTING, NO_NETWORK), that it is not this room (CERTIFICATE), and nonsense (NOT_A_PODIUM).
    """
    try:
        async with asyncio.timeout(JOIN_WITHIN_S):
            answer = await _ask(address, identity, seat=seat, terminal=terminal, room=room)
    except (OSError, ProtocolError, asyncio.IncompleteReadError) as fault:
        raise CannotConnect(address, failure_of(fault), type(fault).__name__) from fault
    return answer


async def _ask(
    address: Address, identity: SeatIdentity, *, seat: str | None, terminal: str, room: KnownRoom | None
) -> JoinAnswer:
    reader, writer = await asyncio.open_connection(
        address.host,
        address.port,
        ssl=room.tls if room else first_contact_context(),
        server_hostname=room.server_name if room else "",
        limit=door.MAX_DOOR_BYTES,
    )
    try:
        certificate_der = _certificate_of(writer)
        request = _request(identity, certificate_der, seat=seat, terminal=terminal)
        writer.write(door.framed(door.requests.encode(request)))
        await writer.drain()
        length = door.length_of(await reader.readexactly(door.LENGTH_BYTES))
        answer = door.answers.decode(await reader.readexactly(length))
    finally:
        writer.transport.abort()
    match answer:
        case JoinRefused():
            return answer
        case JoinGranted():
            _check(answer, certificate_der, room)
            return answer


def _certificate_of(writer: asyncio.StreamWriter) -> bytes:
    presented = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    if not isinstance(presented, bytes):
        raise ProtocolError("door: no certificate")
    return presented


def _request(
    identity: SeatIdentity, certificate_der: bytes, *, seat: str | None, terminal: str
) -> JoinRequest:
    proved = door.what_is_proved(
        hashlib.sha256(certificate_der).digest(),
        seat=seat,
        signing_public=identity.signing_public,
        engine_public=identity.engine_public,
    )
    return JoinRequest(
        protocol=PROTOCOL,
        seat=seat,
        terminal=terminal[:64],
        signing_public=identity.signing_public,
        engine_public=identity.engine_public,
        proof=identity.sign(proved),
    )


def _check(granted: JoinGranted, certificate_der: bytes, room: KnownRoom | None) -> None:
    """What the hub hands out must be what it proved itself with, or nothing would fit later."""
    if room is not None and (granted.ca_pem, granted.server_name) != (room.ca_pem, room.server_name):
        raise ProtocolError("door: a grant for another room")
    if not is_hub_of_room(certificate_der, granted.ca_pem, granted.server_name):
        raise ProtocolError("door: a grant that does not fit the certificate")
