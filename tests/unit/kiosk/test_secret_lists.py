"""Lists in pieces: whole or not at all, whatever the podium answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from kiosk.session.secret_lists import NotForThisTerminal, NotNow, fetch, give
from shared.domain.ballots import BallotId
from shared.domain.secrecy import Signed
from shared.domain.secret_lists import ListFault
from shared.protocol.messages import NotForYou, UpReply
from shared.protocol.secret import (
    PIECE_BYTES,
    AskPiece,
    GivePiece,
    Piece,
    SecretList,
    SecretNotNow,
    SecretRefused,
    SecretRequest,
    SecretTaken,
    pieces_of,
)

BALLOT = BallotId("ballot")
LISTED = Signed(bytes(2 * PIECE_BYTES + 7), bytes(64))
PIECES = pieces_of(LISTED)

Answer = Callable[[SecretRequest], UpReply]


def fetched(answer: Answer) -> Signed:
    async def ask(request: SecretRequest) -> UpReply:
        return answer(request)

    return asyncio.run(fetch(ask, BALLOT, SecretList.OPENED))


def piece(request: SecretRequest) -> Piece:
    assert isinstance(request, AskPiece)
    return Piece(what=request.what, index=request.index, count=len(PIECES), data=PIECES[request.index])


def test_a_list_longer_than_a_message_comes_whole() -> None:
    assert len(PIECES) == 3
    assert fetched(piece) == LISTED


@pytest.mark.parametrize(
    "changes",
    [{"index": 1}, {"what": SecretList.INNERS}, {"count": 0}, {"data": b""}],
)
def test_a_piece_that_is_not_the_next_one_is_not_believed(changes: dict[str, object]) -> None:
    with pytest.raises(NotNow):
        fetched(lambda request: msgspec.structs.replace(piece(request), **changes))


def test_a_list_that_became_another_one_meanwhile_is_asked_for_anew() -> None:
    def answer(request: SecretRequest) -> UpReply:
        assert isinstance(request, AskPiece)
        return msgspec.structs.replace(piece(request), count=3 if request.index == 0 else 4)

    with pytest.raises(NotNow):
        fetched(answer)


@pytest.mark.parametrize("reply", [SecretNotNow(), SecretTaken(), NotForYou()])
def test_no_answer_to_this_is_asked_again(reply: UpReply) -> None:
    with pytest.raises(NotNow):
        fetched(lambda _: reply)


def test_a_refusal_is_one() -> None:
    with pytest.raises(NotForThisTerminal):
        fetched(lambda _: SecretRefused())


def test_a_list_is_given_in_pieces_and_a_fault_in_it_is_told() -> None:
    given: list[GivePiece] = []

    async def ask(request: SecretRequest) -> UpReply:
        assert isinstance(request, GivePiece)
        given.append(request)
        is_last = request.index + 1 == request.count
        return SecretRefused(fault=ListFault.WRONG_LENGTH) if is_last else SecretTaken()

    with pytest.raises(NotForThisTerminal) as refused:
        asyncio.run(give(ask, BALLOT, SecretList.INNERS, LISTED))
    assert refused.value.fault is ListFault.WRONG_LENGTH
    assert b"".join(one.data for one in given) == b"".join(PIECES)
