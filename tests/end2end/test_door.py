"""The door and a terminal before it, over real connections on this machine."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from typing_extensions import override

from presenter.hub import door as hub_door
from presenter.hub.door import Door, DoorAddress, grants_of
from presenter.hub.door_limits import AddressLimits
from shared.crypto.accounts import EngineCredentials, RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.identity import HubIdentity, SeatIdentity
from shared.crypto.tls import first_contact_context, server_context
from shared.domain.people import SeatId
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.door import KnownRoom, join
from shared.link.faults import Address, CannotConnect, Failure
from shared.protocol import door
from shared.protocol.door import JoinAnswer, JoinGranted, JoinRefused, JoinRequest
from shared.protocol.messages import PROTOCOL
from tests.end2end.room_engine import RoomEngine, with_engine

pytestmark = pytest.mark.end2end

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LIMIT_S = 20.0


class Room:
    """The keys of a room, and who sits where: the first terminal that asks for a seat gets it."""

    def __init__(self, folder: Path) -> None:
        self.authority = RoomAuthority.open(folder, NOW)
        self.accounts = RoomAccounts.open(folder)
        self.hub = HubIdentity.open(folder)
        self.seated: dict[str, bytes] = {}

    async def decide(self, request: JoinRequest) -> SeatId | JoinRefused:
        seat = request.seat or "01"
        if self.seated.setdefault(seat, request.signing_public) != request.signing_public:
            return JoinRefused(reason=door.SEAT_TAKEN)
        return SeatId(seat)

    @asynccontextmanager
    async def open_door(
        self, limits: AddressLimits | None = None, engine_port: int = 7421
    ) -> AsyncIterator[Address]:
        certificate = self.authority.server_certificate(NOW)
        grant = grants_of(self.authority, self.accounts, self.hub, engine_port=engine_port, now=lambda: NOW)
        opened = Door(
            DoorAddress("127.0.0.1", 0),
            server_context(certificate),
            certificate.certificate_der,
            decide_seat=self.decide,
            grant=grant,
            limits=limits,
        )
        address = Address("127.0.0.1", await opened.start())
        try:
            yield address
        finally:
            await opened.stop()
            await opened.stop()


def play(folder: Path, story: Callable[[Room], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(LIMIT_S):
            await story(Room(folder))

    asyncio.run(run())


async def ask(
    address: Address, identity: SeatIdentity, room: KnownRoom | None = None, seat: str | None = "05"
) -> JoinAnswer:
    return await join(address, identity, seat=seat, terminal="终端", room=room)


async def granted(address: Address, identity: SeatIdentity, room: KnownRoom | None = None) -> JoinGranted:
    answer = await ask(address, identity, room)
    assert isinstance(answer, JoinGranted)
    return answer


async def failure(address: Address, room: KnownRoom | None = None) -> Failure:
    with pytest.raises(CannotConnect) as refusal:
        await ask(address, SeatIdentity.create(), room)
    return refusal.value.failure


async def knock(address: Address, said: bytes) -> bytes:
    """Say these bytes to the door and hear all that it answers."""
    reader, writer = await asyncio.open_connection(
        address.host, address.port, ssl=first_contact_context(), server_hostname=""
    )
    try:
        writer.write(said)
        return await reader.read()
    finally:
        writer.transport.abort()


def answer_in(heard: bytes) -> JoinAnswer:
    assert door.length_of(heard[: door.LENGTH_BYTES]) == len(heard) - door.LENGTH_BYTES
    return door.answers.decode(heard[door.LENGTH_BYTES :])


def test_a_terminal_gets_its_seat_and_gets_it_again_from_the_room_it_pinned(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        async with room.open_door() as address:
            identity = SeatIdentity.create()
            first = await granted(address, identity)
            assert (first.seat, first.engine_port) == ("05", 7421)
            assert (first.room_id, first.server_name) == (room.authority.room_id, room.authority.server_name)
            assert (first.ca_pem, first.hub_public) == (room.authority.ca_pem, room.hub.public)
            assert await granted(address, identity, KnownRoom(first.ca_pem, first.server_name)) == first

    play(tmp_path, story)


def test_what_the_door_grants_lets_the_terminal_into_the_engine(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        room = Room(tmp_path / "room")
        async with room.open_door(engine_port=engine.address.port) as address:
            identity = SeatIdentity.create()
            got = await granted(address, identity)
        user = EngineCredentials(token=got.token, seed=identity.engine_seed)
        seat = Connection(
            Credentials(user, got.ca_pem, got.server_name),
            [Address(address.host, got.engine_port)],
            name="05",
            inbox_prefix="_IN.05",
        )
        seat.start()
        try:
            await seat.wait_for_connected(LIMIT_S)
        finally:
            await seat.close()

    with_engine(tmp_path / "room", story)


def test_a_seat_that_another_terminal_has_is_refused_with_the_reason(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        async with room.open_door() as address:
            await granted(address, SeatIdentity.create())
            assert await ask(address, SeatIdentity.create()) == JoinRefused(reason=door.SEAT_TAKEN)
            assert isinstance(await ask(address, SeatIdentity.create(), seat=None), JoinGranted)

    play(tmp_path, story)


def test_a_door_of_another_room_is_noticed(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        other = Room(tmp_path / "other")
        async with other.open_door() as address:
            ours = KnownRoom(room.authority.ca_pem, room.authority.server_name)
            assert await failure(address, ours) is Failure.CERTIFICATE
            renamed = KnownRoom(other.authority.ca_pem, room.authority.server_name)
            assert await failure(address, renamed) is Failure.CERTIFICATE
            assert other.seated == {}

    play(tmp_path, story)


def test_a_grant_that_does_not_fit_the_certificate_is_nonsense(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        # A door in the middle: its own certificate, the room's own grant.
        middle = Room(tmp_path / "middle")
        presented = middle.authority.server_certificate(NOW)
        opened = Door(
            DoorAddress("127.0.0.1", 0),
            server_context(presented),
            presented.certificate_der,
            decide_seat=room.decide,
            grant=grants_of(room.authority, room.accounts, room.hub, engine_port=7421, now=lambda: NOW),
        )
        address = Address("127.0.0.1", await opened.start())
        try:
            assert await failure(address) is Failure.NOT_A_PODIUM
            room.seated.clear()
            # Also for a terminal that has pinned the one in the middle.
            known = KnownRoom(middle.authority.ca_pem, middle.authority.server_name)
            assert await failure(address, known) is Failure.NOT_A_PODIUM
        finally:
            await opened.stop()

    play(tmp_path, story)


def test_a_request_passed_on_by_a_door_in_the_middle_is_refused(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        seen: list[JoinRequest] = []

        class Middle(Room):
            @override
            async def decide(self, request: JoinRequest) -> SeatId | JoinRefused:
                seen.append(request)
                return JoinRefused(reason=door.ROOM_CLOSED)

        async with Middle(tmp_path / "middle").open_door() as address:
            await ask(address, SeatIdentity.create())
        async with room.open_door() as address:
            heard = await knock(address, door.framed(door.requests.encode(seen[0])))
        assert answer_in(heard) == JoinRefused(reason=door.NOT_UNDERSTOOD)
        assert room.seated == {}

    play(tmp_path, story)


def test_who_names_a_key_of_another_terminal_gets_nothing(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        thief, victim = SeatIdentity.create(), SeatIdentity.create()
        request = JoinRequest(
            protocol=PROTOCOL,
            seat="05",
            terminal="",
            signing_public=victim.signing_public,
            engine_public=thief.engine_public,
            proof=thief.sign(b""),
        )
        async with room.open_door() as address:
            heard = await knock(address, door.framed(door.requests.encode(request)))
        assert answer_in(heard) == JoinRefused(reason=door.NOT_UNDERSTOOD)
        assert room.seated == {}

    play(tmp_path, story)


def test_another_version_is_told_so(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        identity = SeatIdentity.create()
        request = JoinRequest(
            protocol=PROTOCOL + 1,
            seat=None,
            terminal="",
            signing_public=identity.signing_public,
            engine_public=identity.engine_public,
            proof=bytes(64),
        )
        async with room.open_door() as address:
            heard = await knock(address, door.framed(door.requests.encode(request)))
        assert answer_in(heard) == JoinRefused(reason=door.OTHER_VERSION)

    play(tmp_path, story)


@pytest.mark.parametrize(
    "said",
    [
        door.framed(b"nonsense"),
        door.framed(msgspec.msgpack.encode({"type": "granted"})),
        (door.MAX_DOOR_BYTES + 1).to_bytes(4, "big") + bytes(64),
        b"\xff\xff\xff\xff",
        bytes(4),
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=["nonsense", "an-answer", "too-large", "huge", "empty", "http"],
)
def test_nonsense_is_answered_once_and_the_door_stays_open(tmp_path: Path, said: bytes) -> None:
    async def story(room: Room) -> None:
        async with room.open_door() as address:
            assert answer_in(await knock(address, said)) == JoinRefused(reason=door.NOT_UNDERSTOOD)
            await granted(address, SeatIdentity.create())

    play(tmp_path, story)


def test_a_guest_that_says_nothing_is_sent_away_and_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_door, "ANSWER_WITHIN_S", 0.5)

    async def story(room: Room) -> None:
        async with room.open_door() as address:
            silent = [await asyncio.open_connection(address.host, address.port) for _ in range(20)]
            await granted(address, SeatIdentity.create())
            for reader, writer in silent:
                with contextlib.suppress(ConnectionResetError):
                    assert await reader.read() == b""
                writer.transport.abort()

    play(tmp_path, story)


def test_an_address_that_comes_too_often_is_not_let_in(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        async with room.open_door(AddressLimits(at_once=2, per_s=0.0)) as address:
            await granted(address, SeatIdentity.create())
            await ask(address, SeatIdentity.create())
            assert await failure(address) in {Failure.RESTARTING, Failure.NOT_A_PODIUM, Failure.NO_ANSWER}

    play(tmp_path, story)


def test_nobody_behind_the_door_is_told_apart_from_a_stranger(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        async with room.open_door() as address:
            pass
        assert await failure(address) is Failure.RESTARTING

        async def answer_strangely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(answer_strangely, "127.0.0.1", 0) as stranger:
            port = stranger.sockets[0].getsockname()[1]
            assert await failure(Address("127.0.0.1", port)) is Failure.NOT_A_PODIUM

    play(tmp_path, story)


def test_a_door_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.link.door.JOIN_WITHIN_S", 0.3)

    async def story(room: Room) -> None:
        def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.append(writer)

        held: list[asyncio.StreamWriter] = []
        async with await asyncio.start_server(hold, "127.0.0.1", 0) as silent:
            port = silent.sockets[0].getsockname()[1]
            assert await failure(Address("127.0.0.1", port)) is Failure.NO_ANSWER
            for writer in held:
                writer.transport.abort()

    play(tmp_path, story)


def test_the_door_speaks_no_older_tls(tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        older = first_contact_context()
        older.minimum_version = ssl.TLSVersion.TLSv1_2
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        async with room.open_door() as address:
            with pytest.raises((ssl.SSLError, ConnectionResetError)):
                await asyncio.open_connection(address.host, address.port, ssl=older, server_hostname="")
            await granted(address, SeatIdentity.create())

    play(tmp_path, story)
