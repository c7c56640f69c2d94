"""The engine's accounts of a room: who signs, and the tokens of the chair, of the seats and of the overseer.

Operator mode with a memory resolver: the engine knows three accounts, `HUB` (the record; its user is `chair`),
`SEATS` (no storage; its users are named after their seat) and `SYS` (reload and monitoring). A new seat needs no
reload: its token is signed by a scoped key whose template holds the permissions.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from typing_extensions import override

from shared.crypto.engine_jwt import (
    UNLIMITED,
    AccountClaims,
    Limits,
    OperatorClaims,
    ScopedKey,
    ScopedUserClaims,
    UserClaims,
    encode_token,
)
from shared.crypto.nkey import BadNKey, NKey, NKeyKind, require_public
from shared.crypto.permissions import (
    exports_of_the_hub,
    imports_of_the_seats,
    mappings_of_the_hub,
    rights_of_a_seat,
)
from shared.crypto.vault import damaged_secret, keep_secret, read_secret
from shared.protocol.subjects import SEAT_TOKEN

MOST_SEAT_CONNECTIONS: Final = 1400
"""Below the engine's own limit of connections, so that seats can never shut out the hub."""

_FILE: Final = "engine-keys.json"


class BadSeatId(ValueError):
    """A seat id that could not be one token of a subject: 1 to 16 of `0-9 A-Z a-z _ -` are allowed."""


class EngineCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """A token and the secret seed that proves it: what a client needs to get in."""

    token: str
    seed: str

    def as_text(self) -> str:
        """Both in the engine's `.creds` format. Secret."""
        return (
            f"-----BEGIN NATS USER JWT-----\n{self.token}\n------END NATS USER JWT------\n\n"
            f"-----BEGIN USER NKEY SEED-----\n{self.seed}\n------END USER NKEY SEED------\n"
        )

    @override
    def __repr__(self) -> str:
        return "EngineCredentials(…)"


class TrustedAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """The part that the engine's configuration holds: signed and public, no secrets."""

    operator_token: str
    system_account: str
    tokens: dict[str, str]


class _Seeds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    operator: str
    hub: str
    seats: str
    seats_scope: str
    system: str


class RoomAccounts:
    """The signing keys of one room's engine."""

    def __init__(self, seeds: _Seeds) -> None:
        self._operator = NKey(seeds.operator)
        self._hub = NKey(seeds.hub)
        self._seats = NKey(seeds.seats)
        self._seats_scope = NKey(seeds.seats_scope)
        self._system = NKey(seeds.system)

    @classmethod
    def open(cls, folder: Path) -> "RoomAccounts":
        """The keys kept in `folder`, made there on the first run (one file, mode 0600, not encrypted).

        The caller holds the room's lock. Raises EnvironmentFault when the file is damaged or the disk refuses.
        """
        path = folder / _FILE
        content = read_secret(path)
        if content is None:
            seeds = _new_seeds()
            keep_secret(path, msgspec.json.encode(seeds))
            return cls(seeds)
        try:
            return cls(msgspec.json.decode(content, type=_Seeds))
        except (msgspec.DecodeError, BadNKey):
            # `from None`: the cause may repeat a piece of the secret.
            raise damaged_secret(path) from None

    def trusted(self, now: datetime) -> TrustedAccounts:
        """Fresh tokens of the operator and of the three accounts, for the engine's configuration."""
        operator = encode_token(
            OperatorClaims(system_account=self._system.public),
            name="wuzhi",
            subject=self._operator.public,
            issuer=self._operator,
            now=now,
        )
        claims = (
            (self._hub, "HUB", self._claims_of_the_hub()),
            (self._seats, "SEATS", self._claims_of_the_seats()),
            (self._system, "SYS", AccountClaims()),
        )
        tokens = {
            key.public: encode_token(claim, name=name, subject=key.public, issuer=self._operator, now=now)
            for key, name, claim in claims
        }
        return TrustedAccounts(operator_token=operator, system_account=self._system.public, tokens=tokens)

    def chair(self, now: datetime) -> EngineCredentials:
        """The hub's own user, all rights in its account. Its key lives only as long as the presenter."""
        return _unlimited_user(self._hub, "chair", now)

    def overseer(self, now: datetime) -> EngineCredentials:
        """A user of the system account, for reload and monitoring."""
        return _unlimited_user(self._system, "overseer", now)

    def seat_token(
        self, seat: str, engine_public: str, *, now: datetime, expires: datetime | None = None
    ) -> str:
        """The token of the seat `seat` for the terminal that holds the key `engine_public` (`U…`).

        Raises BadSeatId and BadNKey: both come from a terminal and may be hostile.
        """
        if SEAT_TOKEN.match(seat) is None:
            raise BadSeatId("a seat id has 1 to 16 of the characters 0-9 A-Z a-z _ -")
        return encode_token(
            ScopedUserClaims(issuer_account=self._seats.public),
            name=seat,
            subject=require_public(engine_public, NKeyKind.USER),
            issuer=self._seats_scope,
            now=now,
            expires=expires,
        )

    def _claims_of_the_hub(self) -> AccountClaims:
        return AccountClaims(
            exports=exports_of_the_hub(),
            mappings=mappings_of_the_hub(),
            limits=Limits(
                mem_storage=UNLIMITED, disk_storage=UNLIMITED, streams=UNLIMITED, consumer=UNLIMITED
            ),
        )

    def _claims_of_the_seats(self) -> AccountClaims:
        return AccountClaims(
            imports=imports_of_the_seats(self._hub.public),
            signing_keys=(ScopedKey(key=self._seats_scope.public, role="seat", template=rights_of_a_seat()),),
            limits=Limits(conn=MOST_SEAT_CONNECTIONS),
        )


def _new_seeds() -> _Seeds:
    account = NKeyKind.ACCOUNT
    return _Seeds(
        operator=NKey.create(NKeyKind.OPERATOR).seed,
        hub=NKey.create(account).seed,
        seats=NKey.create(account).seed,
        seats_scope=NKey.create(account).seed,
        system=NKey.create(account).seed,
    )


def _unlimited_user(account: NKey, name: str, now: datetime) -> EngineCredentials:
    key = NKey.create(NKeyKind.USER)
    token = encode_token(UserClaims(), name=name, subject=key.public, issuer=account, now=now)
    return EngineCredentials(token=token, seed=key.seed)
