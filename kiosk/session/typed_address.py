"""The podium's address as a person types it."""

from __future__ import annotations

import unicodedata

from shared.link.faults import Address
from shared.system.settings import split_address

_FULL_STOP = "\u3002"
"""What the key of the dot gives while a keyboard writes Chinese."""


def typed_address(text: str) -> Address | None:
    """The door at `host`, `host:port`; None when it is no address. Full-width signs count as the plain ones."""
    parts = split_address(unicodedata.normalize("NFKC", text).replace(_FULL_STOP, "."))
    return None if parts is None else Address(*parts)
