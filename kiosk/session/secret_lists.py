"""Lists of a secret ballot on their way from and to the podium, in pieces. Nothing of them is stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from shared.domain.ballots import BallotId
from shared.domain.secrecy import MOST_LIST_BYTES, Signed
from shared.domain.secret_lists import ListFault
from shared.protocol.messages import UpReply
from shared.protocol.secret import (
    MOST_PIECES,
    AskPiece,
    GivePiece,
    Piece,
    SecretList,
    SecretRefused,
    SecretRequest,
    SecretTaken,
    pieces_of,
)

_DECODER: Final = msgspec.msgpack.Decoder(Signed)

Ask = Callable[[SecretRequest], Awaitable[UpReply]]
"""Says something to the podium and gives its answer. Raises LinkFault, ProtocolError."""


class NotNow(Exception):
    """The podium has no answer to this yet: ask again."""


class NotForThisTerminal(Exception):
    """The podium does not give, or not take, this; `fault` says what is wrong with a list, where one was."""

    def __init__(self, fault: ListFault | None = None) -> None:
        super().__init__("refused" if fault is None else fault.value)
        self.fault = fault


async def fetch(ask: Ask, ballot: BallotId, what: SecretList) -> Signed:
    """The whole list. Raises NotNow, also where it became another one meanwhile, NotForThisTerminal, and what `ask` does."""
    data, index, count = bytearray(), 0, 1
    while index < count:
        reply = await ask(AskPiece(ballot=ballot, what=what, index=index))
        if not isinstance(reply, Piece):
            raise _refusal(reply)
        is_next = (reply.what, reply.index) == (what, index) and index < reply.count <= MOST_PIECES
        if (
            not is_next
            or (index and reply.count != count)
            or len(data) + len(reply.data) > 2 * MOST_LIST_BYTES
        ):
            raise NotNow
        data += reply.data
        index, count = index + 1, reply.count
    try:
        return _DECODER.decode(bytes(data))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise NotNow from None


async def give(ask: Ask, ballot: BallotId, what: SecretList, listed: Signed) -> None:
    """Hand over the whole list; again does nothing. Raises NotNow, NotForThisTerminal, and what `ask` does."""
    pieces = pieces_of(listed)
    for index, data in enumerate(pieces):
        await say(ask, GivePiece(ballot=ballot, what=what, index=index, count=len(pieces), data=data))


async def say(ask: Ask, request: SecretRequest) -> None:
    """Say something that is only taken or not. Raises NotNow, NotForThisTerminal, and what `ask` does."""
    reply = await ask(request)
    if not isinstance(reply, SecretTaken):
        raise _refusal(reply)


def _refusal(reply: UpReply) -> Exception:
    """`SecretNotNow`, or something that is no answer to this: both are asked again."""
    return NotForThisTerminal(reply.fault) if isinstance(reply, SecretRefused) else NotNow()
