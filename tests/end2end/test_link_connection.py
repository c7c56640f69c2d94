import asyncio
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.crypto.accounts import EngineCredentials
from shared.link.connection import Connection, Phase
from shared.link.credentials import Credentials
from shared.link.engine_session import Message
from shared.link.faults import Address, Failure, NobodyListens, NotConnected, TooLarge, Unanswered
from tests.end2end.room_engine import RoomEngine, StatusLog, connected, free_port, with_engine
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end


def test_a_request_is_answered_by_who_listens(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair, "hub") as hub, connected(engine, engine.seat()) as seat:
            await hub.wait_for_connected(5)
            await seat.wait_for_connected(5)
            answers: set[asyncio.Task[None]] = set()

            def answer(message: Message) -> None:
                answers.add(asyncio.ensure_future(hub.publish(message.reply, message.payload[::-1])))

            await hub.subscribe("mt.meeting1.up.05.sign", answer)
            assert (await seat.request("mt.meeting1.up.05.sign", b"abc", 2)).payload == b"cba"

    with_engine(tmp_path, story)


def test_a_request_that_nobody_serves_says_so_and_a_silent_one_is_unknown(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as seat:
            await seat.wait_for_connected(5)
            with pytest.raises(NobodyListens):
                await seat.request("mt.meeting1.up.05.sign", b"", 2)
            await seat.subscribe("mt.meeting1.up.05.silent", lambda message: None)
            with pytest.raises(Unanswered):
                await seat.request("mt.meeting1.up.05.silent", b"", 0.1)
            with pytest.raises(TooLarge):
                await seat.publish("mt.meeting1.live.ptr", bytes(300 * 1024))

    with_engine(tmp_path, story)


def test_after_a_killed_engine_the_connection_and_its_subscriptions_come_back(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as seat:
            heard: asyncio.Queue[bytes] = asyncio.Queue()
            await seat.subscribe("mt.meeting1.live.hb", lambda message: heard.put_nowait(message.payload))
            log = StatusLog(seat)
            await seat.wait_for_connected(5)
            engine.kill()
            await log.wait_for(lambda status: status.failure is Failure.RESTARTING)
            assert not seat.is_connected
            with pytest.raises(NotConnected):
                await seat.publish("mt.meeting1.live.hb", b"old")
            with pytest.raises(NotConnected):
                await seat.request("mt.meeting1.live.hb", b"old", 1)
            log.seen.clear()
            await engine.start()
            await log.wait_for(lambda status: status.phase is Phase.CONNECTED)
            await seat.publish("mt.meeting1.live.hb", b"new")
            assert await heard.get() == b"new"
            assert heard.empty()

    with_engine(tmp_path, story)


def test_a_request_in_flight_ends_at_once_when_the_connection_is_lost(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as seat:
            await seat.wait_for_connected(5)
            asked = asyncio.Event()
            await seat.subscribe("mt.meeting1.up.05.silent", lambda message: asked.set())
            request = asyncio.create_task(seat.request("mt.meeting1.up.05.silent", b"", 25))
            await asked.wait()
            engine.kill()
            async with asyncio.timeout(5):
                with pytest.raises(Unanswered):
                    await request

    with_engine(tmp_path, story)


def test_nobody_takes_a_session_for_connected_that_is_lost_and_not_noticed_yet(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as seat:
            await seat.wait_for_connected(5)
            # What nats-py does when its last flush into a broken socket raises: only its state tells.
            seat.session()._client._status = Client.DISCONNECTED
            assert not seat.is_connected
            await seat.wait_for_connected(5)
            assert seat.is_connected

    with_engine(tmp_path, story)


def test_a_silent_engine_is_noticed_and_closing_does_not_hang(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as seat:
            log = StatusLog(seat)
            await seat.wait_for_connected(5)
            engine.freeze()
            try:
                await log.wait_for(lambda status: status.phase is Phase.RECONNECTING, 6)
                async with asyncio.timeout(3):
                    await seat.close()
                assert seat.status.phase is Phase.CLOSED
            finally:
                engine.thaw()

    with_engine(tmp_path, story)


def test_an_engine_of_another_room_is_refused_by_its_certificate(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        other = RoomEngine(tmp_path / "other")
        async with connected(engine, other.seat()) as seat:
            status = await StatusLog(seat).wait_for(lambda status: status.failure is not None)
            assert status.failure is Failure.CERTIFICATE
        wrong_name = Credentials(engine.seat().user, engine.authority.ca_pem, "hub.elsewhere.internal")
        async with connected(engine, wrong_name) as seat:
            status = await StatusLog(seat).wait_for(lambda status: status.failure is not None)
            assert status.failure is Failure.CERTIFICATE

    with_engine(tmp_path, story)


def test_a_listener_that_is_no_engine_is_told_apart(tmp_path: Path) -> None:
    async def run() -> None:
        async def chatter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await writer.drain()
            writer.close()
            await writer.wait_closed()

        listener = await asyncio.start_server(chatter, "127.0.0.1", 0)
        address = Address("127.0.0.1", listener.sockets[0].getsockname()[1])
        connection = Connection(RoomEngine(tmp_path).seat(), [address], name="05", inbox_prefix="_IN.05")
        log = StatusLog(connection)
        connection.start()
        assert (await log.wait_for(lambda status: status.failure is not None)).failure is Failure.NOT_A_PODIUM
        await connection.close()
        listener.close()

    asyncio.run(run())


def test_the_second_address_is_used_when_the_first_is_dead_and_new_ones_are_tried_at_once(
    tmp_path: Path,
) -> None:
    async def story(engine: RoomEngine) -> None:
        dead = Address("127.0.0.1", free_port())
        connection = Connection(engine.seat(), [dead, engine.address], name="05", inbox_prefix="_IN.05")
        connection.start()
        await connection.wait_for_connected(5)
        assert connection.status.address == engine.address
        await connection.close()
        connection = Connection(engine.seat(), [], name="05", inbox_prefix="_IN.05")
        connection.start()
        connection.use_addresses([engine.address])
        await connection.wait_for_connected(5)
        await connection.close()

    with_engine(tmp_path, story)


def test_a_cancelled_subscription_hears_nothing_more(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as seat:
            await seat.wait_for_connected(5)
            heard: list[bytes] = []
            subscription = await seat.subscribe(
                "mt.meeting1.live.hb", lambda message: heard.append(message.payload)
            )
            await subscription.cancel()
            await subscription.cancel()
            await seat.publish("mt.meeting1.live.hb", b"1")
            with pytest.raises(NobodyListens):
                await seat.request("mt.meeting1.live.hb", b"2", 2)
            assert heard == []

    with_engine(tmp_path, story)


def test_the_secret_is_not_in_the_representation() -> None:
    user = EngineCredentials(token="jwt", seed="SUSECRET")
    assert "SUSECRET" not in repr(Credentials(user, "ca", "hub.room.internal"))


def test_wrong_credentials_are_told_apart_from_an_engine_that_is_away(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        stolen = EngineCredentials(token=engine.seat().user.token, seed=engine.seat().user.seed)
        forged = Credentials(stolen, engine.authority.ca_pem, engine.authority.server_name)
        async with connected(engine, forged) as seat:
            status = await StatusLog(seat).wait_for(lambda status: status.failure is not None)
            assert status.failure is Failure.REFUSED

    with_engine(tmp_path, story)


def test_what_the_engine_denies_is_never_delivered_and_the_connection_lives_on(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("(?i)permissions violation")

    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair, "hub") as hub, connected(engine, engine.seat()) as seat:
            await hub.wait_for_connected(5)
            await seat.wait_for_connected(5)
            heard: asyncio.Queue[bytes] = asyncio.Queue()
            await hub.subscribe("mt.meeting1.>", lambda message: heard.put_nowait(message.payload))
            await seat.publish("mt.meeting1.live.hb", b"forged")
            await seat.publish("mt.meeting1.up.05.status", b"mine")
            assert await heard.get() == b"mine"
            assert seat.is_connected

    with_engine(tmp_path, story)


def test_a_bug_in_a_callback_reaches_the_loop_and_the_connection_lives_on(tmp_path: Path) -> None:
    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.chair) as hub:
            await hub.wait_for_connected(5)
            reported: asyncio.Queue[object] = asyncio.Queue()
            asyncio.get_running_loop().set_exception_handler(
                lambda loop, context: reported.put_nowait(context["exception"])
            )

            def broken(message: Message) -> None:
                raise ZeroDivisionError(message.subject)

            await hub.subscribe("mt.meeting1.live.hb", broken)
            await hub.publish("mt.meeting1.live.hb", b"")
            assert isinstance(await reported.get(), ZeroDivisionError)
            assert hub.is_connected

    with_engine(tmp_path, story)
