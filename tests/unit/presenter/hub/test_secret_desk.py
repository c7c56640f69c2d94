"""Two tellers at two terminals, who say everything in pieces; nobody else is given a list, or heard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from presenter.hub.secret_desk import SecretDesk
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain.ballot_commands import AnnounceBallot, CloseBallot, NameTellers, OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.commands import OpenSignIn, SignIn, StartMeeting
from shared.domain.people import SeatId
from shared.domain.secrecy import Grade, Signed
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage
from shared.protocol.secret import (
    AskPiece,
    GivePiece,
    OfferKey,
    Piece,
    SecretList,
    SecretNotNow,
    SecretRefused,
    SecretReply,
    SecretRequest,
    SecretTaken,
    pieces_of,
)
from tests.unit.presenter.hub.test_secret_ballots import (
    BALLOT,
    HUB,
    TERMINALS,
    VOTERS,
    Podium,
    podium,
    state_of,
)
from tests.unit.presenter.hub.wishes import PERSONS, SEATS

ONE, TWO, GUEST = SEATS[0], SEATS[1], SEATS[2]


def desk_of(here: Podium) -> SecretDesk:
    return SecretDesk(
        here.submit,
        here.secrets,
        state=lambda: state_of(here.at),
        own_key=HUB.signing_public,
        sign=HUB.sign,
    )


async def says(desk: SecretDesk, seat: SeatId, request: SecretRequest) -> SecretReply:
    return await desk.answer(seat, TERMINALS[seat].signing_public, request)


async def gives(desk: SecretDesk, seat: SeatId, what: SecretList, listed: Signed) -> SecretReply:
    pieces = pieces_of(listed)
    reply: SecretReply = SecretNotNow()
    for index, data in enumerate(pieces):
        request = GivePiece(ballot=BALLOT, what=what, index=index, count=len(pieces), data=data)
        reply = await says(desk, seat, request)
    return reply


async def gets(desk: SecretDesk, seat: SeatId, what: SecretList) -> Signed:
    reply = await says(desk, seat, AskPiece(ballot=BALLOT, what=what, index=0))
    assert isinstance(reply, Piece)
    assert reply.count == 1
    return msgspec.msgpack.decode(reply.data, type=Signed)


def test_two_tellers_open_a_ballot_and_nobody_else_is_given_their_lists(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            desk = desk_of(here)
            await here.at.does(OpenSignIn(), StartMeeting())
            for person, seat in VOTERS.items():
                await here.at.wants(seat, SignIn(person), f"in {person}")
            await here.at.does(NameTellers(ballot=BALLOT, tellers=(PERSONS[0], PERSONS[1])))
            await here.secrets.prepare(BALLOT)
            terms, own = here.sealed.terms, (TERMINALS[ONE], TERMINALS[TWO])
            hub = HUB.signing_public
            first = FirstTeller(terms, hub_key=hub, own_key=own[0].signing_public, sign=own[0].sign)
            second = SecondTeller(terms, hub_key=hub, own_key=own[1].signing_public, sign=own[1].sign)
            offer = OfferKey(ballot=BALLOT, key=first.key_made)
            assert await says(desk, TWO, offer) == SecretRefused()
            assert await says(desk, ONE, offer) == SecretTaken()
            assert await says(desk, TWO, OfferKey(ballot=BALLOT, key=second.key_made)) == SecretTaken()
            await here.at.does(OpenBallot(BALLOT))
            for person in VOTERS:
                await here.casts(person, Choice.YES)
            ask = AskPiece(ballot=BALLOT, what=SecretList.ENVELOPES, index=0)
            assert await says(desk, ONE, ask) == SecretNotNow()
            await here.at.does(CloseBallot(BALLOT))
            assert await says(desk, GUEST, ask) == SecretRefused()
            envelopes = await gets(desk, ONE, SecretList.ENVELOPES)
            inners = first.open_outer(envelopes, announced=2)
            assert isinstance(inners, Signed)
            assert await gives(desk, TWO, SecretList.INNERS, inners) == SecretRefused()
            wrong = msgspec.structs.replace(inners, body=inners.body[:-1])
            refused = SecretRefused(fault=ListFault.NOT_SIGNED)
            assert await gives(desk, ONE, SecretList.INNERS, wrong) == refused
            assert await gives(desk, ONE, SecretList.INNERS, inners) == SecretTaken()
            assert await gives(desk, ONE, SecretList.INNERS, inners) == SecretTaken()
            lists = second.open_inner(envelopes, await gets(desk, TWO, SecretList.INNERS), announced=2)
            assert isinstance(lists, tuple)
            assert await gives(desk, TWO, SecretList.ANSWERS, lists[1]) == SecretNotNow()
            assert await gives(desk, TWO, SecretList.OPENED, lists[0]) == SecretTaken()
            assert await gives(desk, TWO, SecretList.ANSWERS, lists[1]) == SecretTaken()
            assert here.sealed.urn.stage is UrnStage.OPENED
            assert await gets(desk, ONE, SecretList.OPENED) == lists[0]
            opened = AskPiece(ballot=BALLOT, what=SecretList.OPENED, index=0)
            assert await says(desk, GUEST, opened) == SecretRefused()
            await here.at.does(AnnounceBallot(ballot=BALLOT))
            here.secrets.recorded(tuple(here.at.steps))
            desk.recorded(tuple(here.at.steps))
            assert await says(desk, ONE, opened) == SecretNotNow()

    asyncio.run(go())
