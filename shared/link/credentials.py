"""What a program needs to enter the room's engine."""

import msgspec
from typing_extensions import override

from shared.crypto.accounts import EngineCredentials


class Credentials(msgspec.Struct, frozen=True):
    """The proof of who we are, and the pin of whom we talk to. Never logged: `repr` shows no secret."""

    user: EngineCredentials
    """The token that names us, and the secret seed that proves it."""
    ca_pem: str
    """The room CA, PEM. Only certificates of this CA are accepted."""
    server_name: str
    """The name that the engine's certificate must carry, whatever its address is."""

    @override
    def __repr__(self) -> str:
        return f"Credentials(server_name={self.server_name!r})"
