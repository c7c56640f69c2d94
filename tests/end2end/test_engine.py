"""The engine as the presenter's child: real processes, killed for real."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from nats.aio.client import Client, RawCredentials
from nats.js.api import StreamConfig

from presenter.hub.engine import Engine, EngineEndpoint, EngineState
from presenter.hub.engine_config import EngineFault, EngineFolder
from presenter.hub.listening import CannotListen, PortTaken
from presenter.hub.room_lock import RoomLock, RoomTaken
from shared.crypto.accounts import EngineCredentials, RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.identity import SeatIdentity
from shared.crypto.tls import pinned_context
from tests.end2end.presenter_process import NOW
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end

LIMIT_S = 10.0


class States:
    """Everything that the engine said about itself, with the time, and a way to wait for more."""

    def __init__(self) -> None:
        self.seen: list[tuple[EngineState, float]] = []
        self._news = asyncio.Event()

    def add(self, state: EngineState) -> None:
        self.seen.append((state, time.monotonic()))
        self._news.set()

    def names(self) -> list[EngineState]:
        return [state for state, _ in self.seen]

    async def wait_until_running(self, times: int) -> float:
        """When the engine said for the `times`-th time that it runs."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                runs = [at for state, at in self.seen if state is EngineState.RUNNING]
                if len(runs) >= times:
                    return runs[times - 1]
                self._news.clear()
                await self._news.wait()


class Podium:
    """A room with its engine, as the presenter composes them."""

    def __init__(self, folder: Path, port: int, host: str) -> None:
        self.lock = RoomLock.take(folder)
        self.authority = RoomAuthority.open(folder / "keys", NOW)
        self.accounts = RoomAccounts.open(folder / "keys")
        self.states = States()
        self.complaints: list[Exception] = []
        self.engine = Engine(
            self.lock, self.authority, self.accounts, host=host, port=port, on_state=self.states.add
        )

    async def connect(self, endpoint: EngineEndpoint, credentials: EngineCredentials) -> Client:
        client = Client()
        await client.connect(
            servers=[f"tls://{endpoint.host}:{endpoint.port}"],
            tls=pinned_context(endpoint.ca_pem),
            tls_hostname=endpoint.server_name,
            tls_handshake_first=True,
            user_credentials=RawCredentials(credentials.as_text()),
            allow_reconnect=False,
            error_cb=self._note,
        )
        return client

    async def _note(self, error: Exception) -> None:
        """A connection that is being closed complains about how TLS ends; what matters is asserted."""
        self.complaints.append(error)


@asynccontextmanager
async def podium(folder: Path, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[Podium]:
    room = Podium(folder, port, host)
    try:
        async with asyncio.timeout(3 * LIMIT_S):
            yield room
    finally:
        await room.engine.stop()
        room.lock.release()


@contextmanager
def presenter_process(
    folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.end2end.presenter_process", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_gone(pid: int) -> None:
    """Return when process `pid`, not our child, has ended."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([watched], [], [], LIMIT_S)[0], f"process {pid} still runs"
    finally:
        os.close(watched)


def test_the_engine_lets_the_chair_and_a_seat_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with podium(tmp_path) as room:
            endpoint = await room.engine.start(NOW)
            identity = SeatIdentity.create()
            token = room.accounts.seat_token("05", identity.engine_public, now=NOW)
            seat = EngineCredentials(token=token, seed=identity.engine_seed)
            for credentials in (room.engine.chair(NOW), room.accounts.overseer(NOW), seat):
                client = await room.connect(endpoint, credentials)
                assert client.max_payload == 256 * 1024
                await client.close()

    asyncio.run(story())


def test_a_killed_engine_is_back_within_a_second_on_the_same_port_with_what_it_kept(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("ended with code -9; starting it again")

    async def story() -> None:
        async with podium(tmp_path) as room:
            endpoint = await room.engine.start(NOW)
            client = await room.connect(endpoint, room.engine.chair(NOW))
            await client.jetstream().add_stream(StreamConfig(name="EV", subjects=["mt.meeting1.ev.room.>"]))
            await client.jetstream().publish("mt.meeting1.ev.room.event", b"kept")
            pid = room.engine.pid
            assert pid is not None
            await client.close()
            killed_at = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            back_at = await room.states.wait_until_running(2)
            assert back_at - killed_at < 1.0
            assert room.engine.pid not in {pid, None}
            client = await room.connect(endpoint, room.engine.chair(NOW))
            assert (await client.jetstream().get_msg("EV", 1)).data == b"kept"
            await client.close()

    asyncio.run(story())


def test_an_engine_that_keeps_dying_is_started_each_time(tmp_path: Path, log_watch: LogWatch) -> None:
    log_watch.expect("starting it again")

    async def story() -> None:
        async with podium(tmp_path) as room:
            await room.engine.start(NOW)
            for times in (2, 3, 4):
                assert room.engine.pid is not None
                os.kill(room.engine.pid, signal.SIGKILL)
                await room.states.wait_until_running(times)
        running, restarting = EngineState.RUNNING, EngineState.RESTARTING
        assert room.states.names() == [running, *[restarting, running] * 3, EngineState.STOPPED]

    asyncio.run(story())


def test_a_stopped_engine_is_gone_and_may_be_stopped_again(tmp_path: Path) -> None:
    async def story() -> int:
        async with podium(tmp_path) as room:
            await room.engine.start(NOW)
            pid = room.engine.pid
            assert pid is not None
            await room.engine.stop()
            await room.engine.stop()
            assert room.engine.pid is None
            return pid

    pid = asyncio.run(story())
    assert not Path(f"/proc/{pid}").exists()


def test_a_port_in_use_is_named_and_nothing_is_left_running(tmp_path: Path) -> None:
    async def story() -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            async with podium(tmp_path, port) as room:
                with pytest.raises(PortTaken, match=str(port)):
                    await room.engine.start(NOW)
                assert room.engine.pid is None

    asyncio.run(story())


def test_an_address_that_this_machine_does_not_have_is_named(tmp_path: Path) -> None:
    async def story() -> None:
        async with podium(tmp_path, host="192.0.2.1") as room:
            with pytest.raises(CannotListen, match=r"192\.0\.2\.1"):
                await room.engine.start(NOW)

    asyncio.run(story())


def test_an_engine_that_cannot_start_says_where_its_reason_is(tmp_path: Path) -> None:
    async def story() -> None:
        async with podium(tmp_path) as room:
            store = EngineFolder(tmp_path / "engine").store
            store.parent.mkdir()
            store.write_text("a file where the engine wants a folder", "utf-8")
            with pytest.raises(EngineFault, match=r"engine\.log"):
                await room.engine.start(NOW)
            assert room.engine.pid is None

    asyncio.run(story())


def test_a_second_presenter_is_told_that_the_room_is_taken(tmp_path: Path) -> None:
    async def story() -> None:
        async with podium(tmp_path) as room:
            await room.engine.start(NOW)
            with presenter_process(tmp_path) as second:
                _, said = second.communicate(timeout=LIMIT_S)
            assert second.returncode == 1
            assert said.strip() == "Another presenter already runs this room."

    asyncio.run(story())


def test_a_room_is_free_again_when_its_presenter_let_go(tmp_path: Path) -> None:
    first = RoomLock.take(tmp_path)
    with pytest.raises(RoomTaken):
        RoomLock.take(tmp_path)
    first.release()
    RoomLock.take(tmp_path).release()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_engine_dies_with_a_killed_presenter_and_the_next_one_takes_over(tmp_path: Path) -> None:
    with presenter_process(tmp_path) as first:
        assert first.stdout is not None
        engine_pid = int(first.stdout.readline())
        first.kill()
        wait_until_gone(engine_pid)
        first.communicate()

    async def story() -> None:
        async with podium(tmp_path) as room:
            await room.engine.start(NOW)

    asyncio.run(story())


@pytest.mark.skipif(sys.platform != "linux", reason="the process is watched as only Linux can")
def test_an_orphan_of_a_dead_presenter_is_ended_first(tmp_path: Path) -> None:
    # Without a search path there is no `setpriv`, so the engine outlives its presenter, as on macOS.
    with presenter_process(tmp_path, {**os.environ, "PATH": ""}) as first:
        assert first.stdout is not None
        orphan_pid = int(first.stdout.readline())
    assert Path(f"/proc/{orphan_pid}/cmdline").read_bytes()

    async def story() -> None:
        async with podium(tmp_path) as room:
            await room.engine.start(NOW)
            assert room.engine.pid != orphan_pid

    asyncio.run(story())
    wait_until_gone(orphan_pid)


def test_a_foreign_process_with_the_noted_number_is_left_alone(tmp_path: Path) -> None:
    folder = EngineFolder(tmp_path / "engine")
    folder.root.mkdir()

    async def story() -> None:
        async with podium(tmp_path) as room:
            await room.engine.start(NOW)

    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as foreign:
        folder.pid.write_text(f"{foreign.pid}\n", "ascii")
        asyncio.run(story())
        assert foreign.poll() is None
        foreign.kill()
