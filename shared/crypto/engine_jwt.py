"""The engine's tokens (NATS JWT version 2), spelled and signed. Pure: time and keys come in.

Format: https://docs.nats.io/running-a-nats-service/nats_admin/security/jwt and the Go library `nats-io/jwt` v2.
Only the claims that a room uses are modelled; what is left out has the engine's default.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from shared.crypto.nkey import NKey

UNLIMITED = -1
_HEADER = b'{"typ":"JWT","alg":"ed25519-nkey"}'


class Subjects(msgspec.Struct, frozen=True, omit_defaults=True):
    """Subject patterns that are allowed; with none, everything is."""

    allow: tuple[str, ...] = ()


class Rights(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may publish and subscribe, and how much (UNLIMITED or a count; bytes for payload)."""

    pub: Subjects = Subjects()
    sub: Subjects = Subjects()
    subs: int = UNLIMITED
    data: int = UNLIMITED
    payload: int = UNLIMITED


class Trade(StrEnum):
    """How two accounts share a subject: messages flow out (stream), or requests flow in (service)."""

    STREAM = "stream"
    SERVICE = "service"


class Answers(StrEnum):
    """How many messages one request to an exported service may bring back."""

    ONE = "Singleton"
    MANY = "Stream"


class Export(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subject that an account offers to others."""

    name: str
    subject: str
    type: Trade
    response_type: Answers | None = None


class Import(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subject of another account; `local_subject` renames it, `$1` standing for the first wildcard."""

    name: str
    subject: str
    account: str
    type: Trade
    local_subject: str = ""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What all users of an account may use together; without storage there is no JetStream."""

    subs: int = UNLIMITED
    data: int = UNLIMITED
    payload: int = UNLIMITED
    imports: int = UNLIMITED
    exports: int = UNLIMITED
    wildcards: bool = True
    conn: int = UNLIMITED
    leaf: int = UNLIMITED
    mem_storage: int = 0
    disk_storage: int = 0
    streams: int = 0
    consumer: int = 0


class ScopedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A signing key whose users all get the rights of `template`, in which `{{name()}}` is the user's name."""

    key: str
    role: str
    template: Rights
    kind: str = "user_scope"


class Target(msgspec.Struct, frozen=True):
    """Where a mapped subject leads."""

    subject: str
    weight: int = 100


class OperatorClaims(msgspec.Struct, frozen=True, kw_only=True):
    """The root of trust of one engine."""

    system_account: str
    type: str = "operator"
    version: int = 2


class AccountClaims(msgspec.Struct, frozen=True, kw_only=True):
    """One account: what it shares, what it may use, who may sign its users."""

    exports: tuple[Export, ...] = ()
    imports: tuple[Import, ...] = ()
    limits: Limits = Limits()
    signing_keys: tuple[ScopedKey, ...] = ()
    mappings: Mapping[str, tuple[Target, ...]] = {}
    type: str = "account"
    version: int = 2


class UserClaims(msgspec.Struct, frozen=True, kw_only=True):
    """A user with its own rights, signed by its account's own key."""

    pub: Subjects = Subjects()
    sub: Subjects = Subjects()
    subs: int = UNLIMITED
    data: int = UNLIMITED
    payload: int = UNLIMITED
    type: str = "user"
    version: int = 2


class ScopedUserClaims(msgspec.Struct, frozen=True, kw_only=True):
    """A user without rights of its own: they come from the scoped key that signed it. The engine insists."""

    issuer_account: str
    pub: Subjects = Subjects()
    sub: Subjects = Subjects()
    type: str = "user"
    version: int = 2


Claims = OperatorClaims | AccountClaims | UserClaims | ScopedUserClaims


class _Token(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    iat: int
    iss: str
    name: str
    sub: str
    nats: Claims
    exp: int | None = None
    jti: str = ""


def encode_token(
    claims: Claims, *, name: str, subject: str, issuer: NKey, now: datetime, expires: datetime | None = None
) -> str:
    """A token about `subject` (a public key) called `name`, signed by `issuer`. Times are aware."""
    token = _Token(
        iat=int(now.timestamp()),
        iss=issuer.public,
        name=name,
        sub=subject,
        nats=claims,
        exp=None if expires is None else int(expires.timestamp()),
    )
    digest = hashlib.sha256(msgspec.json.encode(token)).digest()
    named = msgspec.structs.replace(token, jti=base64.b32encode(digest).rstrip(b"=").decode("ascii"))
    signed = _unpadded(_HEADER) + b"." + _unpadded(msgspec.json.encode(named))
    return (signed + b"." + _unpadded(issuer.sign(signed))).decode("ascii")


def _unpadded(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
