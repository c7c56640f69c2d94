"""Keys of the network engine (nkeys: Ed25519 with a typed base-32 spelling)."""

import base64
import secrets
from enum import Enum
from typing import Final

import nkeys
from typing_extensions import override


class NKeyKind(Enum):
    """What a key stands for; the value is the first letter of its public spelling."""

    OPERATOR = "O"
    ACCOUNT = "A"
    USER = "U"


class BadNKey(ValueError):
    """The text is not an nkey of the expected kind. The text itself is not repeated: it may be a secret."""


_PREFIX: Final = {
    NKeyKind.OPERATOR: nkeys.PREFIX_BYTE_OPERATOR,
    NKeyKind.ACCOUNT: nkeys.PREFIX_BYTE_ACCOUNT,
    NKeyKind.USER: nkeys.PREFIX_BYTE_USER,
}
_SPELLED_LENGTH: Final = 56
_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class NKey:
    """A key pair of the engine. Its seed is secret and appears in neither `repr` nor any message."""

    def __init__(self, seed: str) -> None:
        """Read a key pair from its seed (58 characters, `S` first). Raises BadNKey."""
        try:
            spelled = seed.encode("ascii")
            prefix, raw = nkeys.decode_seed(bytearray(spelled))
            # The library does not look at the check sum; a changed letter would silently be another key.
            if nkeys.encode_seed(bytes(raw), prefix) != spelled:
                raise BadNKey("not the seed of an engine key")
            self._pair = nkeys.from_seed(bytearray(spelled))
            self.public: Final[str] = bytes(self._pair.public_key).decode("ascii")
        except (nkeys.NkeysError, ValueError) as fault:
            raise BadNKey("not the seed of an engine key") from fault
        self._seed = seed

    @classmethod
    def create(cls, kind: NKeyKind) -> "NKey":
        """A new key pair from the system's source of chance."""
        return cls(nkeys.encode_seed(secrets.token_bytes(32), _PREFIX[kind]).decode("ascii"))

    @property
    def seed(self) -> str:
        """The secret spelling, to be stored or given to the engine's client, never logged."""
        return self._seed

    @property
    def kind(self) -> NKeyKind:
        """What this key stands for."""
        return NKeyKind(self.public[0])

    def sign(self, content: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over `content`."""
        return bytes(self._pair.sign(content))

    @override
    def __repr__(self) -> str:
        return f"NKey({self.public})"


def require_public(text: str, kind: NKeyKind) -> str:
    """`text` when it is spelled like a public key of `kind` with a right check sum, else BadNKey."""
    if len(text) != _SPELLED_LENGTH or not _ALPHABET.issuperset(text) or text[0] != kind.value:
        raise BadNKey(f"not a public engine key of kind {kind.value}")
    raw = base64.b32decode(text)
    if nkeys.crc16(bytearray(raw[:-2])) != int.from_bytes(raw[-2:], "little"):
        raise BadNKey("the check sum of the engine key is wrong")
    return text
