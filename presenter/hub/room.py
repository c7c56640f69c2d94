"""The room while it is open: its keys, its engine, the hub's own connections, its terminals, and then its door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final

import msgspec

from presenter.hub.door import Door, DoorAddress, grants_of
from presenter.hub.engine import Engine, EngineEndpoint, EngineState
from presenter.hub.room_lock import RoomLock
from presenter.hub.settings import HubSettings
from presenter.hub.terminals import Terminals
from shared.crypto.accounts import RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.identity import HubIdentity
from shared.crypto.tls import server_context
from shared.domain.people import SeatId
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.discovery import Announcement, Podium
from shared.link.faults import Address
from shared.protocol.messages import PROTOCOL
from shared.storage.room_store import RoomStore
from shared.system.clock import Clock
from shared.system.paths import RoomPlaces

_CONNECT_WITHIN_S: Final = 10.0


class Room(msgspec.Struct, frozen=True):
    """What is held open. Made by `open_room`; the stack that was given closes it."""

    settings: HubSettings
    clock: Clock
    store: RoomStore
    authority: RoomAuthority
    accounts: RoomAccounts
    identity: HubIdentity
    engine: Engine
    endpoint: EngineEndpoint
    connection: Connection
    papers_connection: Connection
    """A second way to the engine, so that a page turn never waits behind a paper."""
    terminals: Terminals


async def open_room(
    stack: AsyncExitStack,
    settings: HubSettings,
    clock: Clock,
    *,
    plan: Callable[[], Sequence[SeatId]],
    on_engine: Callable[[EngineState], None],
    on_changed: Callable[[], None],
) -> Room:
    """Open the room, the door still shut; `stack` closes it again, in reverse order.

    `plan` gives the seats of the running meeting. Raises RoomTaken, StorageFault, PortTaken, CannotListen,
    EngineFault, EnvironmentFault.
    """
    now = clock.now()
    places = RoomPlaces(settings.data_dir)
    lock = RoomLock.take(places.root)
    stack.callback(lock.release)
    store = await RoomStore.open(places.database, now=now)
    stack.push_async_callback(store.close)
    authority = RoomAuthority.open(places.root, now)
    accounts = RoomAccounts.open(places.root)
    identity = HubIdentity.open(places.root)
    engine = Engine(
        lock, authority, accounts, host=settings.host, port=settings.engine_port, on_state=on_engine
    )
    endpoint = await engine.start(now)
    stack.push_async_callback(engine.stop)
    connection = await _connect(stack, engine, endpoint, clock, "hub")
    papers_connection = await _connect(stack, engine, endpoint, clock, "hub papers")
    terminals = Terminals(
        store,
        await store.terminals(),
        is_open_room=settings.is_open_room,
        plan=plan,
        clock=clock,
        on_changed=on_changed,
    )
    return Room(
        settings,
        clock,
        store,
        authority,
        accounts,
        identity,
        engine,
        endpoint,
        connection,
        papers_connection,
        terminals,
    )


async def open_door(stack: AsyncExitStack, room: Room) -> int:
    """Let terminals join, and announce the room where the settings say; returns the door's port.

    Call it when the running meeting is known: its seats are given away. Raises PortTaken, CannotListen.
    """
    settings = room.settings
    certificate = room.authority.server_certificate(room.clock.now())
    door = Door(
        DoorAddress(settings.host, settings.door_port),
        server_context(certificate),
        certificate.certificate_der,
        decide_seat=room.terminals.decide_seat,
        grant=grants_of(
            room.authority, room.accounts, room.identity, engine_port=room.endpoint.port, now=room.clock.now
        ),
    )
    port = await door.start()
    stack.push_async_callback(door.stop)
    if settings.interfaces != ():
        podium = Podium(
            room.authority.room_id, (), port, room.endpoint.port, certificate.fingerprint, str(PROTOCOL)
        )
        announcement = Announcement(podium, settings.interfaces)
        announcement.start()
        stack.push_async_callback(announcement.stop)
    return port


async def _connect(
    stack: AsyncExitStack, engine: Engine, endpoint: EngineEndpoint, clock: Clock, name: str
) -> Connection:
    """A connection of the hub's own user; returned when it stands. Raises TimeoutError."""
    credentials = Credentials(
        user=engine.chair(clock.now()), ca_pem=endpoint.ca_pem, server_name=endpoint.server_name
    )
    connection = Connection(
        credentials, (Address(endpoint.host, endpoint.port),), name=name, inbox_prefix="_IN.chair"
    )
    connection.start()
    stack.push_async_callback(connection.close)
    await connection.wait_for_connected(_CONNECT_WITHIN_S)
    return connection
