"""The real engine with a room's accounts, started and killed by the test itself."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from presenter.hub.engine_config import EngineFolder, config_text, engine_command, engine_program
from shared.crypto.accounts import EngineCredentials, RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.nkey import NKey, NKeyKind
from shared.link.connection import Connection, LinkStatus
from shared.link.credentials import Credentials
from shared.link.faults import Address

NOW = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RoomEngine:
    """Start, kill, start again on the same port and store."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files = EngineFolder(folder / "engine")
        self._files.root.mkdir()
        self.address = Address("127.0.0.1", free_port())
        self.authority = RoomAuthority.open(folder, NOW)
        self.accounts = RoomAccounts.open(folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._files.config.write_bytes(
            config_text(
                self._files,
                self.authority.server_certificate(NOW),
                self.accounts.trusted(NOW),
                host=self.address.host,
                port=self.address.port,
            )
        )

    @property
    def chair(self) -> Credentials:
        return self._credentials(self.accounts.chair(NOW))

    def seat(self, seat: str = "05") -> Credentials:
        key = NKey.create(NKeyKind.USER)
        token = self.accounts.seat_token(seat, key.public, now=NOW)
        return self._credentials(EngineCredentials(token=token, seed=key.seed))

    async def start(self) -> None:
        self._spawn()
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection(self.address.host, self.address.port)
                except OSError:
                    await asyncio.sleep(0.01)
                    continue
                writer.close()
                await writer.wait_closed()
                return

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def freeze(self) -> None:
        """A peer that is silent without closing anything: like a pulled cable."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _spawn(self) -> None:
        with self._files.last_words.open("ab") as output:
            self._process = subprocess.Popen(
                engine_command(engine_program(), self._files.config), stdout=output, stderr=output
            )

    def _credentials(self, user: EngineCredentials) -> Credentials:
        return Credentials(user, self.authority.ca_pem, self.authority.server_name)


@asynccontextmanager
async def connection_to(
    address: Address, credentials: Credentials, name: str = "05"
) -> AsyncIterator[Connection]:
    """A connection that is closed at the end; it may not be connected yet."""
    connection = Connection(credentials, [address], name=name, inbox_prefix=f"_IN.{name}")
    connection.start()
    try:
        yield connection
    finally:
        await connection.close()


def connected(
    engine: RoomEngine, credentials: Credentials, name: str = "05"
) -> AbstractAsyncContextManager[Connection]:
    """The same to the engine under test."""
    return connection_to(engine.address, credentials, name)


def with_engine(folder: Path, story: Callable[[RoomEngine], Awaitable[None]], limit_s: float = 30) -> None:
    """Run `story` beside a running engine."""

    async def run() -> None:
        engine = RoomEngine(folder)
        await engine.start()
        try:
            async with asyncio.timeout(limit_s):
                await story(engine)
        finally:
            engine.kill()

    asyncio.run(run())


class StatusLog:
    """Remembers every status and lets a test wait for one."""

    def __init__(self, connection: Connection) -> None:
        self.seen: list[LinkStatus] = []
        self._changed = asyncio.Event()
        connection.watch(self._store)

    def _store(self, status: LinkStatus) -> None:
        self.seen.append(status)
        self._changed.set()

    async def wait_for(self, wanted: Callable[[LinkStatus], bool], limit_s: float = 10) -> LinkStatus:
        async with asyncio.timeout(limit_s):
            while True:
                for status in self.seen:
                    if wanted(status):
                        return status
                self._changed.clear()
                await self._changed.wait()
