"""The network engine as a child of the presenter: started, watched, started again, ended.

The engine is a process of its own, so that the window never waits for the network. It is the truth of nothing: all
it stores can be rebuilt from the record.
"""

import asyncio
import enum
import ipaddress
import logging
import os
import ssl
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

import msgspec

from presenter.hub.engine_config import (
    MOST_MEMORY,
    EngineFault,
    EngineFolder,
    config_text,
    engine_command,
    engine_program,
)
from presenter.hub.engine_orphan import end_orphan
from presenter.hub.listening import free_port
from presenter.hub.room_lock import RoomLock
from shared.crypto.accounts import EngineCredentials, RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.tls import pinned_context
from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import make_private_folder, write_atomically
from shared.system.i18n import tr

READY_WITHIN_S: Final = 10.0
_POLL_S: Final = 0.01
_END_WITHIN_S: Final = 5.0
_STEADY_S: Final = 1.0
"""An engine that ran this long did not fail by itself: it was killed, and starts again without delay."""
_BACKOFF_S: Final = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

_log = logging.getLogger(__name__)


class EngineState(enum.Enum):
    """What the engine is doing, for the operator's screen."""

    RUNNING = "running"
    RESTARTING = "restarting"
    STOPPED = "stopped"


class EngineEndpoint(msgspec.Struct, frozen=True, kw_only=True):
    """How this machine reaches the engine. Seats use the address they know, the same port and server name."""

    host: str
    port: int
    server_name: str
    ca_pem: str


class Engine:
    """The engine of one room. Make it, `start` it, `stop` it; it is not started twice.

    `host` is the IP address it listens on: `127.0.0.1`, that of one interface, or `0.0.0.0` for all. Port 0 means any
    free port; it then stays the same through all restarts, so that seats find their way back.
    `on_state` is called in the loop's thread.
    """

    def __init__(
        self,
        lock: RoomLock,
        authority: RoomAuthority,
        accounts: RoomAccounts,
        *,
        host: str,
        port: int,
        on_state: Callable[[EngineState], None],
    ) -> None:
        self._folder = EngineFolder(lock.folder / "engine")
        self._authority = authority
        self._accounts = accounts
        self._host = host
        self._wanted_port = port
        self._on_state = on_state
        self._tls = pinned_context(authority.ca_pem)
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._waiter = ThreadPoolExecutor(1, thread_name_prefix="engine-exit")

    async def start(self, now: datetime) -> EngineEndpoint:
        """Start the engine and wait until it lets this room's clients in.

        Call it in a thread that lives as long as the presenter (the loop's own): Linux ends the engine with the
        thread that started it. Raises PortTaken, CannotListen, EngineFault, or EnvironmentFault of the disk.
        """
        make_private_folder(self._folder.root)
        await end_orphan(self._folder)
        self._port = free_port(self._host, self._wanted_port)
        self._write_config(now)
        try:
            process = self._spawn()
            await self._until_ready(process)
        except BaseException:
            await self._end()
            raise
        self._on_state(EngineState.RUNNING)
        self._watch = asyncio.create_task(self._keep_running(process), name="engine-watch")
        self._watch.add_done_callback(_report_bug)
        return EngineEndpoint(
            host=self._dialled,
            port=self._port,
            server_name=self._authority.server_name,
            ca_pem=self._authority.ca_pem,
        )

    async def stop(self) -> None:
        """End the engine; returns when its process is gone. Calling it again does nothing."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.wait([watch])
        await self._end()
        if watch is not None:
            self._on_state(EngineState.STOPPED)

    def chair(self, now: datetime) -> EngineCredentials:
        """Credentials for the hub's own connection: all rights in the hub's account."""
        return self._accounts.chair(now)

    @property
    def pid(self) -> int | None:
        """The engine's process, or None while there is none."""
        return None if self._process is None else self._process.pid

    @property
    def _dialled(self) -> str:
        address = ipaddress.ip_address(self._host)
        if not address.is_unspecified:
            return self._host
        return "127.0.0.1" if address.version == 4 else "::1"

    def _write_config(self, now: datetime) -> None:
        content = config_text(
            self._folder,
            self._authority.server_certificate(now),
            self._accounts.trusted(now),
            host=self._host,
            port=self._port,
        )
        write_atomically(self._folder.config, content)

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = engine_command(engine_program(), self._folder.config)
        try:
            with self._folder.last_words.open("wb") as output:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, "GOMEMLIMIT": MOST_MEMORY},
                    # A Ctrl-C in the presenter's terminal is for the presenter, which stops the engine in order.
                    start_new_session=True,
                )
        except OSError as fault:
            raise disk_fault(self._folder.root, fault) from fault
        return self._process

    async def _until_ready(self, process: subprocess.Popen[bytes]) -> None:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + READY_WITHIN_S
        while not await self._answers():
            if process.poll() is not None:
                raise self._silent(tr("The network engine ended at once."))
            if loop.time() > give_up_at:
                raise self._silent(tr("The network engine does not answer."))
            await asyncio.sleep(_POLL_S)

    def _silent(self, sentence: str) -> EngineFault:
        return EngineFault(sentence, tr("Its reason is in {path}", path=str(self._folder.log)))

    async def _answers(self) -> bool:
        """A whole TLS greeting, not only an open port: only our engine can prove this room's name."""
        try:
            async with asyncio.timeout(1.0):
                _, writer = await asyncio.open_connection(
                    self._dialled, self._port, ssl=self._tls, server_hostname=self._authority.server_name
                )
        except (OSError, TimeoutError, ssl.SSLError):
            return False
        writer.transport.abort()
        return True

    async def _keep_running(self, process: subprocess.Popen[bytes]) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            code = await loop.run_in_executor(self._waiter, process.wait)
            self._on_state(EngineState.RESTARTING)
            failures = 0 if loop.time() - began > _STEADY_S else failures
            _log.warning("the network engine ended with code %d; starting it again", code)
            process = await self._start_again(failures)
            failures += 1
            self._on_state(EngineState.RUNNING)

    async def _start_again(self, failures: int) -> subprocess.Popen[bytes]:
        while True:
            await asyncio.sleep(_BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)])
            try:
                process = self._spawn()
                await self._until_ready(process)
            except EnvironmentFault as fault:
                _log.warning("the network engine did not come back: %s", fault)
                await self._end_process()
                failures += 1
            else:
                return process

    async def _end(self) -> None:
        await self._end_process()
        self._waiter.shutdown(wait=False)

    async def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + _END_WITHIN_S
        while process.poll() is None:
            if loop.time() > give_up_at:
                process.kill()
            await asyncio.sleep(_POLL_S)


def _report_bug(watch: asyncio.Task[None]) -> None:
    """Nobody awaits the watch: a bug in it goes to the loop's own net at once."""
    if not watch.cancelled() and (bug := watch.exception()) is not None:
        watch.get_loop().call_exception_handler(
            {"message": "the watch over the network engine broke", "exception": bug, "task": watch}
        )
