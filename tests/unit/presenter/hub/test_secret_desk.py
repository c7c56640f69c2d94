"""Two tellers at two terminals, who say everything in pieces; nobody else is given a list, or heard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from presenter.hub.secret_desk import SecretDesk
from shared.crypto.envelopes import content_of, signed
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain.ballot_commands import AnnounceBallot, CloseBallot, NameTellers, OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.commands import OpenSignIn, SignIn, StartMeeting
from shared.domain.people import SeatId
from shared.domain.secrecy import AnswersListed, Content, Grade, InnersListed, Signed, TellerRole, VotesOpened
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted, Reason, Refused
from shared.protocol.secret import (
    AskPiece,
    GivePiece,
    OfferKey,
    Piece,
    SayKeyLost,
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


class Tellers:
    """Two tellers at their own terminals, or teller 1 alone where the podium is teller 2."""

    def __init__(self, here: Podium, *, is_podium_second: bool = False) -> None:
        terms, hub = here.sealed.terms, HUB.signing_public
        own, other = TERMINALS[ONE], TERMINALS[TWO]
        self.first = FirstTeller(terms, hub_key=hub, own_key=own.signing_public, sign=own.sign)
        self.second = (
            None
            if is_podium_second
            else SecondTeller(terms, hub_key=hub, own_key=other.signing_public, sign=other.sign)
        )


async def closed(here: Podium, desk: SecretDesk, *, is_podium_second: bool = False) -> Tellers:
    """Both members voted in a closed ballot of two tellers; `PERSONS[4]` has no terminal."""
    await here.at.does(OpenSignIn(), StartMeeting())
    for person, seat in VOTERS.items():
        await here.at.wants(seat, SignIn(person), f"in {person}")
    second = PERSONS[4] if is_podium_second else PERSONS[1]
    await here.at.does(NameTellers(ballot=BALLOT, tellers=(PERSONS[0], second)))
    assert await here.secrets.prepare(BALLOT) == Accepted(())
    tellers = Tellers(here, is_podium_second=is_podium_second)
    assert await says(desk, ONE, OfferKey(ballot=BALLOT, key=tellers.first.key_made)) == SecretTaken()
    if tellers.second is not None:
        assert await says(desk, TWO, OfferKey(ballot=BALLOT, key=tellers.second.key_made)) == SecretTaken()
    await here.at.does(OpenBallot(BALLOT))
    for person, choice in zip(VOTERS, (Choice.YES, Choice.NO), strict=True):
        await here.casts(person, choice)
    await here.at.does(CloseBallot(BALLOT))
    return tellers


def stage_of(here: Podium) -> UrnStage:
    return here.sealed.urn.stage


async def first_list(desk: SecretDesk, tellers: Tellers) -> Signed:
    inners = tellers.first.open_outer(await gets(desk, ONE, SecretList.ENVELOPES), announced=2)
    assert isinstance(inners, Signed)
    return inners


def resigned(listed: Signed, kind: type[Content], seat: SeatId, **changes: object) -> Signed:
    """`listed` with something else in it, signed again by its teller."""
    content = content_of(listed, kind, TERMINALS[seat].signing_public)
    assert content is not None
    return signed(msgspec.structs.replace(content, **changes), TERMINALS[seat].sign)


def test_lists_that_do_not_follow_are_refused_and_change_nothing(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            desk = desk_of(here)
            tellers = await closed(here, desk)
            inners = await first_list(desk, tellers)
            content = content_of(inners, InnersListed, TERMINALS[ONE].signing_public)
            assert content is not None
            one, two = content.inners
            for wrong, fault in (
                ((two, one), ListFault.NOT_SORTED),
                ((one, one), ListFault.NOT_SORTED),
                ((one,), ListFault.FIGURES_DISAGREE),
                ((one[:-1], two), ListFault.WRONG_LENGTH),
            ):
                listed = resigned(inners, InnersListed, ONE, inners=wrong)
                before = state_of(here.at)
                assert await gives(desk, ONE, SecretList.INNERS, listed) == SecretRefused(fault=fault)
                assert state_of(here.at) == before
            assert await gives(desk, ONE, SecretList.INNERS, inners) == SecretTaken()
            assert tellers.second is not None
            envelopes = await gets(desk, ONE, SecretList.ENVELOPES)
            lists = tellers.second.open_inner(envelopes, inners, announced=2)
            assert isinstance(lists, tuple)
            votes = content_of(lists[0], VotesOpened, TERMINALS[TWO].signing_public)
            assert votes is not None
            a, b = votes.votes
            for some, fault in (
                ((b, a), ListFault.NOT_SORTED),
                ((a,), ListFault.FIGURES_DISAGREE),
                ((a, a, b), ListFault.FIGURES_DISAGREE),
            ):
                listed = resigned(lists[0], VotesOpened, TWO, votes=some)
                assert await gives(desk, TWO, SecretList.OPENED, listed) == SecretRefused(fault=fault)
                assert here.secrets.opened(BALLOT) is None
            assert await gives(desk, TWO, SecretList.OPENED, lists[0]) == SecretTaken()
            asks = AskPiece(ballot=BALLOT, what=SecretList.OPENED, index=0)
            assert await says(desk, ONE, asks) == SecretNotNow(), "not before its digest is recorded"
            answers = sorted((a.answer, b.answer))
            for some_answers in (tuple(reversed(answers)), tuple(answers[:1]), (answers[0], answers[0])):
                listed = resigned(lists[1], AnswersListed, TWO, answers=some_answers)
                refused = SecretRefused(fault=ListFault.FIGURES_DISAGREE)
                before = state_of(here.at)
                assert await gives(desk, TWO, SecretList.ANSWERS, listed) == refused
                assert state_of(here.at) == before
            assert await gives(desk, TWO, SecretList.ANSWERS, lists[1]) == SecretTaken()
            n = state_of(here.at).n
            assert await gives(desk, TWO, SecretList.ANSWERS, lists[1]) == SecretTaken()
            assert state_of(here.at).n == n

    asyncio.run(go())


def test_a_podium_that_is_teller_2_opens_and_cannot_give_the_list_again_when_started_anew(
    tmp_path: Path,
) -> None:
    async def go() -> None:
        asks = AskPiece(ballot=BALLOT, what=SecretList.OPENED, index=0)
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            desk = desk_of(here)
            tellers = await closed(here, desk, is_podium_second=True)
            assert here.secrets.standings()[BALLOT].held == {TellerRole.SECOND}
            assert isinstance(await here.secrets.open(BALLOT), Accepted)
            assert stage_of(here) is UrnStage.CLOSED, "teller 1 comes first"
            inners = await first_list(desk, tellers)
            assert await gives(desk, ONE, SecretList.INNERS, inners) == SecretTaken()
            assert isinstance(await here.secrets.open(BALLOT), Accepted)
            assert stage_of(here) is UrnStage.OPENED
            assert isinstance(await says(desk, ONE, asks), Piece)
            assert not here.secrets.standings()[BALLOT].is_list_lost
        async with podium(tmp_path, Grade.TWO_TELLERS) as again:
            assert stage_of(again) is UrnStage.OPENED
            assert again.secrets.standings()[BALLOT].is_list_lost
            assert await says(desk_of(again), ONE, asks) == SecretRefused()

    asyncio.run(go())


@pytest.mark.parametrize("has_first_list", [False, True])
def test_a_podium_that_is_teller_2_and_is_started_anew_before_it_opened_strands_the_ballot(
    tmp_path: Path, has_first_list: bool
) -> None:
    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            desk = desk_of(here)
            tellers = await closed(here, desk, is_podium_second=True)
            if has_first_list:
                await gives(desk, ONE, SecretList.INNERS, await first_list(desk, tellers))
        async with podium(tmp_path, Grade.TWO_TELLERS) as again:
            assert stage_of(again) is UrnStage.STRANDED
            assert await again.secrets.open(BALLOT) == Refused(Reason.KEY_LOST)
            asks = AskPiece(ballot=BALLOT, what=SecretList.OPENED, index=0)
            assert await says(desk_of(again), ONE, asks) == SecretNotNow()

    asyncio.run(go())


@pytest.mark.parametrize("restarts_after", [SecretList.ENVELOPES, SecretList.INNERS, SecretList.ANSWERS])
def test_the_podium_may_be_started_anew_while_two_terminals_open(
    tmp_path: Path, restarts_after: SecretList
) -> None:
    """The keys are at the terminals: they go on, and teller 2 gives its lists again."""

    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            desk = desk_of(here)
            tellers = await closed(here, desk)
            assert tellers.second is not None
            envelopes, inners = await gets(desk, ONE, SecretList.ENVELOPES), await first_list(desk, tellers)
            if restarts_after is not SecretList.ENVELOPES:
                await gives(desk, ONE, SecretList.INNERS, inners)
            if restarts_after is SecretList.ANSWERS:
                lists = tellers.second.open_inner(envelopes, inners, announced=2)
                assert isinstance(lists, tuple)
                await gives(desk, TWO, SecretList.OPENED, lists[0])
                await gives(desk, TWO, SecretList.ANSWERS, lists[1])
        async with podium(tmp_path, Grade.TWO_TELLERS) as again:
            desk = desk_of(again)
            assert await gets(desk, TWO, SecretList.ENVELOPES) == envelopes, "the same bytes again"
            assert await gives(desk, ONE, SecretList.INNERS, inners) == SecretTaken()
            found = tellers.second.answer or tellers.second.open_inner(envelopes, inners, announced=2)
            assert isinstance(found, tuple)
            asks = AskPiece(ballot=BALLOT, what=SecretList.OPENED, index=0)
            assert await says(desk, ONE, asks) == SecretNotNow()
            assert not again.secrets.standings()[BALLOT].is_list_lost
            has_answers = restarts_after is SecretList.ANSWERS
            reply = await gives(desk, TWO, SecretList.ANSWERS, found[1])
            assert reply == (SecretTaken() if has_answers else SecretNotNow())
            assert await gives(desk, TWO, SecretList.OPENED, found[0]) == SecretTaken()
            assert await gives(desk, TWO, SecretList.ANSWERS, found[1]) == SecretTaken()
            assert await gets(desk, ONE, SecretList.OPENED) == found[0]
            assert stage_of(again) is UrnStage.OPENED

    asyncio.run(go())


def test_a_teller_2_that_is_started_anew_with_the_podium_cannot_give_the_list_again(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            desk = desk_of(here)
            tellers = await closed(here, desk)
            assert tellers.second is not None
            envelopes, inners = await gets(desk, ONE, SecretList.ENVELOPES), await first_list(desk, tellers)
            await gives(desk, ONE, SecretList.INNERS, inners)
            lists = tellers.second.open_inner(envelopes, inners, announced=2)
            assert isinstance(lists, tuple)
            await gives(desk, TWO, SecretList.OPENED, lists[0])
            await gives(desk, TWO, SecretList.ANSWERS, lists[1])
        async with podium(tmp_path, Grade.TWO_TELLERS) as again:
            desk = desk_of(again)
            asks = AskPiece(ballot=BALLOT, what=SecretList.OPENED, index=0)
            assert await says(desk, ONE, asks) == SecretNotNow()
            lost = SayKeyLost(ballot=BALLOT, role=TellerRole.SECOND)
            assert await says(desk, ONE, lost) == SecretRefused(), "only that teller's terminal says so"
            assert await says(desk, TWO, lost) == SecretTaken()
            assert again.secrets.standings()[BALLOT].is_list_lost
            assert await says(desk, ONE, asks) == SecretRefused()
            assert stage_of(again) is UrnStage.OPENED

    asyncio.run(go())
