"""Ids and codes made from a time and chance that the caller brings.

`Chance` is a source of random bytes: `secrets.token_bytes` in the programs, a seeded one in tests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

Chance = Callable[[int], bytes]

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Base 32 without i, l, o, u: nobody mistakes a letter for a figure when reading a code aloud."""
_ID_CHARACTERS: Final = 26
_ID_CHANCE_BYTES: Final = 10


def new_id(now: datetime, chance: Chance) -> str:
    """A ULID in lower case: 26 characters [0-9a-z], sorted by time to the millisecond, 80 random bits.

    `now` is aware. It is a valid meeting id token. Layout: https://github.com/ulid/spec
    """
    milliseconds = int(now.timestamp() * 1000)
    if not 0 <= milliseconds < 2**48:
        raise ValueError("an id holds times from 1970 to 10889")
    number = milliseconds << 80 | int.from_bytes(chance(_ID_CHANCE_BYTES), "big")
    return _base32(number, _ID_CHARACTERS)


def new_receipt(chance: Chance) -> str:
    """A receipt code such as `K7QM-2P9D`: 40 random bits, easy to read aloud."""
    code = _base32(int.from_bytes(chance(5), "big"), 8).upper()
    return f"{code[:4]}-{code[4:]}"


def _base32(number: int, characters: int) -> str:
    return "".join(_CROCKFORD[number >> 5 * i & 31] for i in reversed(range(characters)))
