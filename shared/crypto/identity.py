"""Who signs what: the hub signs the record, a terminal signs what its member decides."""

from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.crypto.nkey import BadNKey, NKey, NKeyKind
from shared.crypto.vault import damaged_secret, keep_secret, read_secret

PUBLIC_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_HUB_FILE: Final = "hub-signing.key"


class BadIdentity(ValueError):
    """The kept secret of a terminal is damaged. The secret is not repeated."""


class HubIdentity:
    """The key with which a room's hub signs events, pages and receipts (Ed25519)."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public: Final[bytes] = key.public_key().public_bytes_raw()

    @classmethod
    def open(cls, folder: Path) -> "HubIdentity":
        """The key kept in `folder`, made there on the first run. The caller holds the room's lock.

        Raises EnvironmentFault when the file is damaged or the disk refuses.
        """
        path = folder / _HUB_FILE
        content = read_secret(path)
        if content is None:
            key = Ed25519PrivateKey.generate()
            keep_secret(path, key.private_bytes_raw())
            return cls(key)
        if len(content) != PUBLIC_KEY_BYTES:
            raise damaged_secret(path)
        return cls(Ed25519PrivateKey.from_private_bytes(content))

    def sign(self, content: bytes) -> bytes:
        """The 64 bytes of the signature over `content` (about 50 µs)."""
        return self._key.sign(content)


class SeatIdentity:
    """The keys that a terminal makes for itself: one to sign, one to get into the engine."""

    def __init__(self, key: Ed25519PrivateKey, engine_key: NKey) -> None:
        self._key = key
        self._engine_key = engine_key
        self.signing_public: Final[bytes] = key.public_key().public_bytes_raw()
        self.engine_public: Final[str] = engine_key.public

    @classmethod
    def create(cls) -> "SeatIdentity":
        """New keys from the system's source of chance."""
        return cls(Ed25519PrivateKey.generate(), NKey.create(NKeyKind.USER))

    @classmethod
    def from_secret(cls, secret: bytes) -> "SeatIdentity":
        """The identity that `secret` came from. Raises BadIdentity."""
        try:
            kept = msgspec.msgpack.decode(secret, type=_SeatSecrets)
            engine_key = NKey(kept.engine_seed)
            key = Ed25519PrivateKey.from_private_bytes(kept.signing_key)
        except (msgspec.DecodeError, BadNKey, ValueError):
            # `from None`: the cause may repeat a piece of the secret.
            raise BadIdentity("the terminal's kept keys are damaged") from None
        if engine_key.kind is not NKeyKind.USER:
            raise BadIdentity("the terminal's kept engine key is not a user's")
        return cls(key, engine_key)

    def secret(self) -> bytes:
        """Both private keys, for the terminal's own database; never logged, never sent."""
        kept = _SeatSecrets(signing_key=self._key.private_bytes_raw(), engine_seed=self._engine_key.seed)
        return msgspec.msgpack.encode(kept)

    @property
    def engine_seed(self) -> str:
        """The secret half of `engine_public`, for the engine's client."""
        return self._engine_key.seed

    def sign(self, content: bytes) -> bytes:
        """The 64 bytes of the signature over `content`."""
        return self._key.sign(content)


class _SeatSecrets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    signing_key: bytes
    engine_seed: str


def is_signed_by(public: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the holder of the Ed25519 key `public` (32 bytes) signed `content`; any odd input is False."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
