"""Asks the room's doors for a seat, all known ones at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from shared.crypto.identity import SeatIdentity
from shared.domain.people import SeatId
from shared.link.door import KnownRoom, join
from shared.link.faults import Address, CannotConnect, Failure
from shared.protocol.door import JoinGranted, JoinRefused
from shared.storage.seat_store import RoomPin


class Granted(msgspec.Struct, frozen=True):
    """A door at `door` let us in."""

    door: Address
    grant: JoinGranted


class Knocking(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and whom it tells: `failed(address, failure)` (None: it answered), `refused(reason)`."""

    identity: SeatIdentity
    wanted_seat: SeatId | None
    terminal: str
    failed: Callable[[Address, Failure | None], None]
    refused: Callable[[str], None]


async def knock(who: Knocking, doors: Sequence[Address], pin: RoomPin | None) -> Granted | None:
    """The first grant of any door, or None when none of them let us in.

    With a `pin` only that room is believed, and the seat asked for is the one we have.
    """
    if not doors:
        return None
    room = None if pin is None else KnownRoom(pin.ca_pem, pin.server_name)
    seat = who.wanted_seat if pin is None else pin.seat
    tries = [asyncio.create_task(_knock_once(who, door, seat, room), name=f"door {door}") for door in doors]
    try:
        for answer in asyncio.as_completed(tries):
            granted = await answer
            if granted is not None:
                return granted
    finally:
        for one in tries:
            one.cancel()
        await asyncio.wait(tries)
    return None


async def _knock_once(
    who: Knocking, door: Address, seat: SeatId | None, room: KnownRoom | None
) -> Granted | None:
    try:
        answer = await join(door, who.identity, seat=seat, terminal=who.terminal, room=room)
    except CannotConnect as fault:
        who.failed(door, fault.failure)
        return None
    who.failed(door, None)
    match answer:
        case JoinRefused(reason=reason):
            who.refused(reason)
            return None
        case JoinGranted() as grant:
            who.refused("")
            return Granted(door, grant)


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
