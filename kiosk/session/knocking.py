"""Asks the door of a room for a seat."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.crypto.identity import SeatIdentity
from shared.domain.people import SeatId
from shared.link.door import KnownRoom, join
from shared.link.faults import Address, CannotConnect, Failure
from shared.protocol.door import JoinGranted, JoinRefused
from shared.storage.seat_store import RoomPin


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks. `refused` is told the door's reason, or "" when it let us in."""

    identity: SeatIdentity
    wanted_seat: SeatId | None
    terminal: str
    refused: Callable[[str], None]


async def knock(visitor: Visitor, door: Address, pin: RoomPin | None) -> RoomPin:
    """What the door grants. With a `pin` only that room is believed, and the seat asked for is the one we have.

    Raises CannotConnect, with REFUSED where the room does not want us.
    """
    room = None if pin is None else KnownRoom(pin.ca_pem, pin.server_name)
    seat = visitor.wanted_seat if pin is None else pin.seat
    answer = await join(door, visitor.identity, seat=seat, terminal=visitor.terminal, room=room)
    match answer:
        case JoinRefused(reason=reason):
            visitor.refused(reason)
            raise CannotConnect(door, Failure.REFUSED, reason)
        case JoinGranted() as grant:
            visitor.refused("")
            return pin_of(grant)


def pin_of(grant: JoinGranted) -> RoomPin:
    """What to keep of a grant."""
    return RoomPin(
        room_id=grant.room_id,
        server_name=grant.server_name,
        ca_pem=grant.ca_pem,
        hub_public=grant.hub_public,
        engine_port=grant.engine_port,
        seat=SeatId(grant.seat),
        token=grant.token,
    )
