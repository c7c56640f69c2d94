"""Secret ballots at the hub: the podium's own part, and what it keeps nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from presenter.hub.secret_ballots import SecretBallots
from shared.crypto.envelopes import HeldVote, content_of, sealed_vote, teller_keys
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import Meeting
from shared.domain.ballot_commands import (
    AbortBallot,
    AnnounceBallot,
    CastSealed,
    CloseBallot,
    NoteVoterKey,
    OpenBallot,
)
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Announced, Closed
from shared.domain.commands import OpenSignIn, PodiumCommand, SignIn, StartMeeting
from shared.domain.people import PersonId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Grade, TellerRole, VotesOpened
from shared.domain.secret_answers import encode_answer
from shared.domain.state import MeetingState
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict
from shared.protocol.messages import IntentAccepted, IntentRefused
from tests.unit.presenter.hub.test_recorder import Desk, desk
from tests.unit.presenter.hub.wishes import BALLOTS, MEETING, PERSONS, SEATS

HUB = SeatIdentity.create()
TERMINALS = {seat: SeatIdentity.create() for seat in SEATS}
BALLOT = BALLOTS[0]
VOTERS = dict(zip(PERSONS[:2], SEATS[:2], strict=True))


def secret(grade: Grade) -> Meeting:
    item = MEETING.agenda[0]
    spec = msgspec.structs.replace(item.ballots[0], grade=grade)
    return msgspec.structs.replace(
        MEETING, agenda=(msgspec.structs.replace(item, ballots=(spec, *item.ballots[1:])),)
    )


def state_of(at: Desk) -> MeetingState:
    assert at.recorder.state is not None
    return at.recorder.state


class Podium:
    """A recorder on a file, the hub's part of secret ballots on it, and seats that seal."""

    def __init__(self, at: Desk) -> None:
        self.at = at
        self.has_noted = asyncio.Event()
        self.keys = {seat: identity.signing_public for seat, identity in TERMINALS.items()}
        self.secrets = SecretBallots(
            self.submit,
            state=lambda: state_of(at),
            key_of=self.keys.get,
            own_key=HUB.signing_public,
            sign=HUB.sign,
            on_changed=lambda: None,
        )

    async def submit(self, command: PodiumCommand) -> Verdict:
        verdict = await self.at.recorder.submit(command)
        if isinstance(command, NoteVoterKey):
            self.has_noted.set()
        return verdict

    @property
    def sealed(self) -> SealedBallot:
        found = state_of(self.at).ballots[BALLOT].sealed
        assert found is not None
        return found

    def wish(self, person: PersonId, answer: Choice) -> tuple[HeldVote, CastSealed]:
        """What the seat of `person` holds in memory, and what it sends."""
        sealed, own = self.sealed, TERMINALS[VOTERS[person]]
        keys = teller_keys(
            sealed.terms,
            sealed.keys[TellerRole.FIRST],
            sealed.keys[TellerRole.SECOND],
            HUB.signing_public,
        )
        encoded = encode_answer(state_of(self.at).ballots[BALLOT].spec.terms, answer)
        assert keys is not None
        assert encoded is not None
        held = HeldVote(encoded)
        vote = sealed_vote(held.seal(keys, person), keys, person, own.signing_public, own.sign)
        return held, CastSealed(ballot=BALLOT, person=person, terms_sha256=keys.terms_sha256, vote=vote)

    async def casts(self, person: PersonId, answer: Choice) -> HeldVote:
        held, wish = self.wish(person, answer)
        reply = await self.at.wants(VOTERS[person], wish, f"vote of {person}")
        assert isinstance(reply, IntentAccepted)
        assert reply.receipt
        return held


@asynccontextmanager
async def podium(path: Path, grade: Grade = Grade.ONE_OPERATOR) -> AsyncIterator[Podium]:
    async with desk(path / "r.sqlite", secret(grade)) as at:
        here = Podium(at)
        await here.secrets.resume()
        try:
            yield here
        finally:
            await here.secrets.close()


def are_on_disk(folder: Path, secrets: list[bytes]) -> bool:
    """Whether one of `secrets` stands in a file of the folder."""
    content = b"".join(file.read_bytes() for file in folder.iterdir())
    return any(secret in content for secret in secrets)


async def begin(here: Podium) -> None:
    """Two members are there, the envelopes are prepared and the ballot is open."""
    await here.at.does(OpenSignIn(), StartMeeting())
    for person, seat in VOTERS.items():
        await here.at.wants(seat, SignIn(person), f"in {person}")
    assert await here.secrets.prepare(BALLOT) == Accepted(())
    await here.at.does(OpenBallot(BALLOT))


async def vote_and_close(here: Podium) -> tuple[HeldVote, HeldVote]:
    await begin(here)
    held = (await here.casts(PERSONS[0], Choice.YES), await here.casts(PERSONS[1], Choice.NO))
    await here.at.does(CloseBallot(BALLOT))
    return held


def test_one_operator_opens_what_the_seats_sealed_and_every_seat_finds_its_vote(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            held = await vote_and_close(here)
            standing = here.secrets.standings()[BALLOT]
            assert standing.held == standing.roles == set(TellerRole)
            assert len(standing.fingerprint) == len("K7QM-2P9D-0TXA")
            assert isinstance(await here.secrets.open(BALLOT), Accepted)
            opened = here.secrets.opened(BALLOT)
            assert opened is not None
            content = content_of(opened, VotesOpened, HUB.signing_public)
            assert content is not None
            assert [vote.find_in(content).value for vote in held] == ["included", "included"]
            assert here.sealed.urn.stage is UrnStage.OPENED
            phase = state_of(here.at).ballots[BALLOT].phase
            assert isinstance(phase, Closed)
            assert phase.result is not None
            assert here.secrets.standings()[BALLOT].held == frozenset()
            assert here.sealed.wiped_by == set(TellerRole)
            # A second press changes nothing.
            n = state_of(here.at).n
            assert isinstance(await here.secrets.open(BALLOT), Accepted)
            assert state_of(here.at).n == n
            assert not await asyncio.to_thread(are_on_disk, tmp_path, [vote.code for vote in content.votes])
            await here.at.does(AnnounceBallot(ballot=BALLOT))
            here.secrets.recorded(tuple(here.at.steps))
            assert isinstance(state_of(here.at).ballots[BALLOT].phase, Announced)
            assert here.secrets.opened(BALLOT) is None

    asyncio.run(go())


def test_a_podium_that_was_started_anew_has_lost_its_keys_and_says_so(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await vote_and_close(here)
        async with podium(tmp_path) as again:
            assert again.sealed.urn.stage is UrnStage.STRANDED
            assert await again.secrets.open(BALLOT) == Refused(Reason.KEY_LOST)
            await again.at.does(AbortBallot(ballot=BALLOT, reason="key lost"))

    asyncio.run(go())


def test_keys_that_were_lost_before_the_opening_are_made_anew_for_the_same_terms(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await here.at.does(OpenSignIn(), StartMeeting())
            for person, seat in VOTERS.items():
                await here.at.wants(seat, SignIn(person), f"in {person}")
            await here.secrets.prepare(BALLOT)
            terms, n = here.sealed.terms, state_of(here.at).n
            await here.secrets.prepare(BALLOT)
            assert state_of(here.at).n == n
        async with podium(tmp_path) as again:
            assert not again.sealed.keys
            await again.secrets.prepare(BALLOT)
            assert (again.sealed.terms, set(again.sealed.keys)) == (terms, set(TellerRole))

    asyncio.run(go())


def test_another_terminal_at_a_voters_seat_is_made_known_to_the_tellers(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await begin(here)
            here.keys[SEATS[1]] = SeatIdentity.create().signing_public
            here.secrets.terminals_changed()
            async with asyncio.timeout(10):
                await here.has_noted.wait()
            (added,) = here.sealed.urn.added
            assert (added.person, added.key) == (PERSONS[1], here.keys[SEATS[1]])

    asyncio.run(go())


def test_an_envelope_that_its_seat_did_not_sign_never_gets_into_the_box(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await begin(here)
            _, own = here.wish(PERSONS[0], Choice.YES)
            _, others = here.wish(PERSONS[1], Choice.NO)
            replace = msgspec.structs.replace
            wrong = (
                replace(own, vote=replace(own.vote, envelope=others.vote.envelope)),
                replace(own, vote=replace(own.vote, key=others.vote.key)),
                replace(own, vote=others.vote),
                replace(own, terms_sha256=bytes(32)),
            )
            for n, wish in enumerate(wrong):
                reply = await here.at.wants(SEATS[0], wish, f"wrong {n}")
                assert isinstance(reply, IntentRefused)
                assert reply.reason is Reason.ENVELOPES_DO_NOT_FIT
            assert not here.sealed.urn.votes

    asyncio.run(go())


def test_two_tellers_are_needed_before_envelopes_of_two_tellers_are_prepared(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            await here.at.does(OpenSignIn(), StartMeeting())
            for person, seat in VOTERS.items():
                await here.at.wants(seat, SignIn(person), f"in {person}")
            assert await here.secrets.prepare(BALLOT) == Refused(Reason.TELLERS_NOT_TWO)

    asyncio.run(go())
