"""The ways to the podium that this seat knows, and how each went. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kiosk.session.view import Way, WayTried
from shared.link.faults import Address, Failure

DEFAULT_DOOR_PORT = 7420


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A podium that says on the network that it is there; a hint, never a proof."""

    host: str
    door_port: int
    engine_port: int
    room_id: str


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """What is known. `moved` is where the door said the engine is now; `failures` are the last ones by address.

    `last` and `configured` are doors; `engine_port` is the engine's, as last known.
    """

    last: Address | None = None
    last_engine: Address | None = None
    configured: Address | None = None
    announced: tuple[Announced, ...] = ()
    engine_port: int | None = None
    moved: Address | None = None
    failures: Mapping[Address, Failure] = {}
    search_failure: Failure | None = None


def doors(ways: Ways, room_id: str | None) -> tuple[Address, ...]:
    """Where to knock, the most promising first; with a `room_id` only announcements of that room."""
    found = [Address(a.host, a.door_port) for a in _fitting(ways, room_id)]
    known = [ways.configured, *found, ways.last]
    return tuple(dict.fromkeys(address for address in known if address is not None))


def engines(ways: Ways, room_id: str) -> tuple[Address, ...]:
    """Where the engine may be, the most promising first."""
    found = [Address(a.host, a.engine_port) for a in _fitting(ways, room_id)]
    configured = None
    if ways.configured is not None and ways.engine_port is not None:
        configured = Address(ways.configured.host, ways.engine_port)
    known = [ways.moved, *found, ways.last_engine, configured]
    return tuple(dict.fromkeys(address for address in known if address is not None))


def tried(ways: Ways, room_id: str | None) -> tuple[WayTried, ...]:
    """Each way once, with the last that is known of it, in the order of the screen."""
    told: list[WayTried] = []
    if ways.last_engine is not None or ways.last is not None:
        known = tuple(a for a in (ways.last_engine, ways.last) if a is not None)
        told.append(WayTried(way=Way.LAST, address=known[0], failure=_failure(ways, known)))
    fitting = _fitting(ways, room_id)
    found = [a for f in fitting for a in (Address(f.host, f.engine_port), Address(f.host, f.door_port))]
    search = _failure(ways, found) if found else ways.search_failure
    told.append(WayTried(way=Way.FOUND, address=found[0] if found else None, failure=search))
    if ways.configured is not None:
        at = [a for a in ways.failures if a.host == ways.configured.host]
        told.append(WayTried(way=Way.CONFIGURED, address=ways.configured, failure=_failure(ways, at)))
    return tuple(told)


def with_failure(ways: Ways, address: Address, failure: Failure | None) -> Ways:
    """After a try at `address`; None takes back an earlier failure."""
    failures = {a: f for a, f in ways.failures.items() if a != address}
    if failure is not None:
        failures[address] = failure
    return msgspec.structs.replace(ways, failures=failures)


def _fitting(ways: Ways, room_id: str | None) -> tuple[Announced, ...]:
    return tuple(a for a in ways.announced if room_id is None or a.room_id == room_id)


def _failure(ways: Ways, addresses: Sequence[Address]) -> Failure | None:
    return next((ways.failures[a] for a in addresses if a in ways.failures), None)
