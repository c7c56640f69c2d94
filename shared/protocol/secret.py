"""What a terminal and the hub say to each other in a secret ballot, beside the record. Nothing of it is stored at a seat.

Lists are longer than a message may be: they travel in pieces of the encoded `Signed`.
"""

from __future__ import annotations

import enum
from typing import Annotated, Final

import msgspec

from shared.domain.ballots import BallotId
from shared.domain.secrecy import MOST_LIST_BYTES, Signed, TellerRole
from shared.domain.secret_lists import ListFault

PIECE_BYTES: Final = 128 * 1024
"""Of all pieces of a list but the last."""
MOST_PIECES: Final = MOST_LIST_BYTES // PIECE_BYTES + 2

Index = Annotated[int, msgspec.Meta(ge=0, lt=MOST_PIECES)]
Amount = Annotated[int, msgspec.Meta(ge=1, le=MOST_PIECES)]
Named = Annotated[BallotId, msgspec.Meta(min_length=1, max_length=64)]


class SecretList(enum.StrEnum):
    """The lists of a secret ballot, in the order in which they come."""

    ENVELOPES = "envelopes"
    """The hub's, for both tellers."""
    INNERS = "inners"
    """Teller 1's, for the hub and teller 2."""
    OPENED = "opened"
    """Teller 2's with the codes, for the memory of the voters' seats."""
    ANSWERS = "answers"
    """Teller 2's for the record."""


class OfferKey(msgspec.Struct, frozen=True, kw_only=True, tag="offer_key", forbid_unknown_fields=True):
    """A teller's terminal made its key (`TellerKeyMade`)."""

    ballot: Named
    key: Signed


class SayKeyLost(msgspec.Struct, frozen=True, kw_only=True, tag="key_lost", forbid_unknown_fields=True):
    """This terminal is named as teller and was started anew: it has no key for these terms."""

    ballot: Named
    role: TellerRole


class AskPiece(msgspec.Struct, frozen=True, kw_only=True, tag="ask_piece", forbid_unknown_fields=True):
    """Piece `index` (from 0) of a list."""

    ballot: Named
    what: SecretList
    index: Index


class GivePiece(msgspec.Struct, frozen=True, kw_only=True, tag="give_piece", forbid_unknown_fields=True):
    """Piece `index` of `count` of a teller's list; taken when the last one is here and the list is found right."""

    ballot: Named
    what: SecretList
    index: Index
    count: Amount
    data: Annotated[bytes, msgspec.Meta(max_length=PIECE_BYTES)]


class SayChecked(msgspec.Struct, frozen=True, kw_only=True, tag="say_checked", forbid_unknown_fields=True):
    """What this seat found of its vote (`InclusionChecked`), and that it dropped code and answer (`SecretWiped`)."""

    ballot: Named
    checked: Signed
    wiped: Signed


class SayWiped(msgspec.Struct, frozen=True, kw_only=True, tag="say_wiped", forbid_unknown_fields=True):
    """This teller's terminal dropped what it held (`SecretWiped`)."""

    ballot: Named
    wiped: Signed


class SecretTaken(msgspec.Struct, frozen=True, tag="secret_taken"):
    """Taken, or taken before."""


class SecretNotNow(msgspec.Struct, frozen=True, tag="secret_not_now"):
    """Not yet, or not any more here: ask again while the ballot goes on."""


class SecretRefused(msgspec.Struct, frozen=True, tag="secret_refused"):
    """Not from this terminal, or not found right; `fault` says what is wrong with a list."""

    fault: ListFault | None = None


class Piece(msgspec.Struct, frozen=True, kw_only=True, tag="secret_piece"):
    """Piece `index` of `count`, as asked for."""

    what: SecretList
    index: int
    count: int
    data: bytes


SecretRequest = OfferKey | SayKeyLost | AskPiece | GivePiece | SayChecked | SayWiped
SecretReply = SecretTaken | SecretNotNow | SecretRefused | Piece


def pieces_of(listed: Signed) -> tuple[bytes, ...]:
    """The pieces in which `listed` travels; at least one."""
    data = msgspec.msgpack.encode(listed)
    return tuple(data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES))
