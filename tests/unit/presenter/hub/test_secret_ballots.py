"""Secret ballots at the hub: the podium's own part, and what it keeps nowhere."""

from __future__ import annotations

import asyncio
import enum
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from presenter.hub.secret_ballots import SecretBallots
from shared.crypto.envelopes import HeldVote, content_of, sealed_vote, teller_keys
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import Meeting
from shared.domain.ballot_commands import (
    AbortBallot,
    AnnounceBallot,
    CastSealed,
    CloseBallot,
    EnterPaper,
    GivePaper,
    NoteVoterKey,
    OpenBallot,
    PrepareBallot,
)
from shared.domain.ballot_events import VoteArrivedLate
from shared.domain.ballot_terms import BallotAnswer, Choice, Terms
from shared.domain.ballots import Announced, BallotId, Closed
from shared.domain.commands import OpenSignIn, PodiumCommand, SignIn, StartMeeting
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.follow_up import re_vote
from shared.domain.majority import MotionResult, Tally
from shared.domain.paper_sheets import loose_sheet
from shared.domain.people import PersonId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Grade, TellerRole, VotesOpened
from shared.domain.secret_answers import encode_answer
from shared.domain.state import MeetingState
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict
from shared.protocol.messages import IntentAccepted, IntentRefused
from shared.storage.faults import StorageFailure, StorageFault
from tests.unit.presenter.hub.test_recorder import Desk, desk
from tests.unit.presenter.hub.wishes import BALLOTS, MEETING, PERSONS, SEATS
from tests.watch.log_lines import LogWatch

HUB = SeatIdentity.create()
TERMINALS = {seat: SeatIdentity.create() for seat in SEATS}
BALLOT = BALLOTS[0]
VOTERS = dict(zip(PERSONS[:2], SEATS[:2], strict=True))


def secret(grade: Grade, terms: Terms | None = None) -> Meeting:
    item = MEETING.agenda[0]
    asked = item.ballots[0].terms if terms is None else terms
    spec = msgspec.structs.replace(item.ballots[0], grade=grade, terms=asked)
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
        self.ballot = BALLOT
        self.has_noted = asyncio.Event()
        self.broken = 0
        """How many voters more the disk does not take."""
        self.waited: list[float] = []
        self.keys = {seat: identity.signing_public for seat, identity in TERMINALS.items()}
        self.secrets = SecretBallots(
            self.submit,
            state=lambda: state_of(at),
            key_of=self.keys.get,
            own_key=HUB.signing_public,
            sign=HUB.sign,
            on_changed=lambda: None,
            wait=self.wait,
        )

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def submit(self, command: PodiumCommand) -> Verdict:
        if isinstance(command, NoteVoterKey) and self.broken:
            self.broken -= 1
            raise StorageFault(StorageFailure.BROKEN_DISK, self.at.record.path)
        verdict = await self.at.recorder.submit(command)
        if isinstance(command, NoteVoterKey):
            self.has_noted.set()
        return verdict

    @property
    def sealed(self) -> SealedBallot:
        found = state_of(self.at).ballots[self.ballot].sealed
        assert found is not None
        return found

    def wish(self, person: PersonId, answer: BallotAnswer) -> tuple[HeldVote, CastSealed]:
        """What the seat of `person` holds in memory, and what it sends."""
        sealed, own = self.sealed, TERMINALS[VOTERS[person]]
        keys = teller_keys(
            sealed.terms,
            sealed.keys[TellerRole.FIRST],
            sealed.keys[TellerRole.SECOND],
            HUB.signing_public,
        )
        encoded = encode_answer(state_of(self.at).ballots[self.ballot].spec.terms, answer)
        assert keys is not None
        assert encoded is not None
        held = HeldVote(encoded)
        vote = sealed_vote(held.seal(keys, person), keys, person, own.signing_public, own.sign)
        return held, CastSealed(ballot=self.ballot, person=person, terms_sha256=keys.terms_sha256, vote=vote)

    async def casts(self, person: PersonId, answer: BallotAnswer) -> HeldVote:
        held, wish = self.wish(person, answer)
        reply = await self.at.wants(VOTERS[person], wish, f"vote of {person} in {self.ballot}")
        assert isinstance(reply, IntentAccepted)
        assert reply.receipt
        return held


@asynccontextmanager
async def podium(
    path: Path, grade: Grade = Grade.ONE_OPERATOR, terms: Terms | None = None
) -> AsyncIterator[Podium]:
    async with desk(path / "r.sqlite", secret(grade, terms)) as at:
        here = Podium(at)
        await here.secrets.resume()
        try:
            yield here
        finally:
            await here.secrets.close()


def are_on_disk(folder: Path, secrets: list[bytes]) -> bool:
    """Whether one of `secrets` stands in a file of the folder."""
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return any(secret in content for secret in secrets)


def result_of(here: Podium) -> Tally:
    """What the motion's ballot counted."""
    phase = state_of(here.at).ballots[here.ballot].phase
    assert isinstance(phase, Closed)
    assert isinstance(phase.result, MotionResult)
    return phase.result.tally


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


def test_ballots_on_paper_are_counted_with_the_opened_box_and_nowhere_by_name(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await begin(here)
            await here.casts(PERSONS[0], Choice.YES)
            await here.at.does(GivePaper(ballot=BALLOT, person=PERSONS[1]))
            _, sealed_too = here.wish(PERSONS[1], Choice.NO)
            reply = await here.at.wants(SEATS[1], sealed_too, "both")
            assert isinstance(reply, IntentRefused)
            assert reply.reason is Reason.VOTES_ON_PAPER
            await here.at.does(CloseBallot(BALLOT))
            sheet = loose_sheet((Choice.ABSTAIN,))
            await here.at.does(EnterPaper(ballot=BALLOT, by=PERSONS[3], sheet=sheet))
            assert isinstance(await here.secrets.open(BALLOT), Accepted)
            assert await here.at.recorder.submit(AnnounceBallot(ballot=BALLOT)) == Refused(
                Reason.RESULT_PENDING
            )
            await here.at.does(EnterPaper(ballot=BALLOT, by=PERSONS[4], sheet=sheet))
            tally = result_of(here)
            assert (tally.yes, tally.no, tally.abstain) == (1, 0, 1)
            await here.at.does(AnnounceBallot(ballot=BALLOT))

    asyncio.run(go())


def test_two_tellers_are_needed_before_envelopes_of_two_tellers_are_prepared(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path, Grade.TWO_TELLERS) as here:
            await here.at.does(OpenSignIn(), StartMeeting())
            for person, seat in VOTERS.items():
                await here.at.wants(seat, SignIn(person), f"in {person}")
            assert await here.secrets.prepare(BALLOT) == Refused(Reason.TELLERS_NOT_TWO)

    asyncio.run(go())


def test_a_voter_who_could_not_be_written_down_is_made_known_as_soon_as_the_disk_takes_it(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("a voter could not be made known to the tellers yet: broken_disk")

    async def go() -> None:
        async with podium(tmp_path) as here:
            await begin(here)
            here.broken = 2
            here.keys[SEATS[1]] = SeatIdentity.create().signing_public
            here.secrets.terminals_changed()
            async with asyncio.timeout(10):
                await here.has_noted.wait()
            assert here.waited == [2.0, 2.0]
            assert [voter.key for voter in here.sealed.urn.added] == [here.keys[SEATS[1]]]

    asyncio.run(go())


def test_a_vote_after_the_close_is_noted_and_stays_out_of_the_list(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await begin(here)
            await here.casts(PERSONS[0], Choice.YES)
            _, late = here.wish(PERSONS[1], Choice.NO)
            await here.at.does(CloseBallot(BALLOT))
            reply = await here.at.wants(SEATS[1], late, "late")
            assert isinstance(reply, IntentRefused)
            assert any(isinstance(step.recorded.event, VoteArrivedLate) for step in here.at.steps)
            assert set(here.sealed.urn.votes) == {PERSONS[0]}
            assert isinstance(await here.secrets.open(BALLOT), Accepted)
            tally = result_of(here)
            assert (tally.yes, tally.no, tally.not_voted) == (1, 0, 1)

    asyncio.run(go())


def test_an_aborted_ballot_leaves_no_key_and_is_repeated_with_new_terms(tmp_path: Path) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await vote_and_close(here)
            before = here.sealed
            await here.at.does(AbortBallot(ballot=BALLOT, reason="again"))
            here.secrets.recorded(tuple(here.at.steps))
            assert here.secrets.standings()[BALLOT].held == frozenset()
            assert await here.secrets.open(BALLOT) == Refused(Reason.BALLOT_NOT_CLOSED)
            aborted = state_of(here.at).ballots[BALLOT]
            again = re_vote(aborted, BallotId("again"))
            assert again is not None
            await here.at.does(PrepareBallot(item=MEETING.agenda[0].id, spec=again))
            assert await here.secrets.prepare(again.id) == Accepted(())
            await here.at.does(OpenBallot(again.id))
            here.ballot = again.id
            assert here.sealed.terms != before.terms
            assert here.sealed.keys != before.keys
            _, wish = here.wish(PERSONS[0], Choice.YES)
            old = msgspec.structs.replace(wish, vote=before.urn.votes[PERSONS[0]])
            reply = await here.at.wants(SEATS[0], old, "replayed")
            assert isinstance(reply, IntentRefused)
            await here.casts(PERSONS[0], Choice.NO)
            await here.at.does(CloseBallot(again.id))
            assert isinstance(await here.secrets.open(again.id), Accepted)
            assert (result_of(here).yes, result_of(here).no) == (0, 1)
            assert here.secrets.opened(BALLOT) is None

    asyncio.run(go())


def test_nothing_of_an_answer_is_on_the_disk_before_the_opening_or_after_an_abort(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    marker = "marker-name-of-a-written-in-candidate"
    election = ElectionTerms(seats=1, candidates=("A", "B"))
    answer = ElectionBallot(marks=(Mark.NO, Mark.NO), write_ins=(marker,))
    encoded = encode_answer(election, answer)
    assert encoded is not None

    async def go() -> None:
        async with podium(tmp_path, terms=election) as here:
            await begin(here)
            await here.casts(PERSONS[0], answer)
            await here.at.does(CloseBallot(BALLOT))
            state = state_of(here.at)
            await here.at.record.save_snapshot(state)
            assert not await asyncio.to_thread(are_on_disk, tmp_path, [marker.encode(), encoded])
            await here.at.does(AbortBallot(ballot=BALLOT, reason="again"))
            here.secrets.recorded(tuple(here.at.steps))
            await here.at.record.save_snapshot(state_of(here.at))
        async with podium(tmp_path, terms=election):
            assert not await asyncio.to_thread(are_on_disk, tmp_path, [marker.encode(), encoded])

    asyncio.run(go())
    assert not are_on_disk(tmp_path, [marker.encode(), encoded])
    assert marker not in caplog.text


def test_after_the_opening_answers_are_on_the_disk_and_codes_never(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    codes: list[bytes] = []
    marker = "marker-name-of-a-written-in-candidate"
    election = ElectionTerms(seats=1, candidates=("A", "B"))

    async def go() -> None:
        async with podium(tmp_path, terms=election) as here:
            await begin(here)
            await here.casts(PERSONS[0], ElectionBallot(marks=(Mark.NO, Mark.NO), write_ins=(marker,)))
            await here.casts(PERSONS[1], ElectionBallot(marks=(Mark.YES, Mark.NO)))
            await here.at.does(CloseBallot(BALLOT))
            await here.secrets.open(BALLOT)
            opened = here.secrets.opened(BALLOT)
            assert opened is not None
            content = content_of(opened, VotesOpened, HUB.signing_public)
            assert content is not None
            codes.extend(vote.code for vote in content.votes)
            await here.at.record.save_snapshot(state_of(here.at))
            assert await asyncio.to_thread(are_on_disk, tmp_path, [marker.encode()]), (
                "the search finds what is there"
            )
            assert not await asyncio.to_thread(are_on_disk, tmp_path, codes)
            await here.at.does(AnnounceBallot(ballot=BALLOT))
            await here.at.record.save_snapshot(state_of(here.at))

    asyncio.run(go())
    assert len(codes) == 2
    forms = [form for code in codes for form in (code, code.hex().encode(), b64encode(code))]
    assert not are_on_disk(tmp_path, forms)
    assert marker not in caplog.text


class Stage(enum.StrEnum):
    """Where the podium's program ends and is started anew."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERS = "answers"
    ANNOUNCED = "announced"


async def goes_to(here: Podium, stage: Stage) -> None:
    """A ballot of one operator, to this stage."""
    if stage is Stage.PREPARED:
        await here.at.does(OpenSignIn(), StartMeeting())
        for person, seat in VOTERS.items():
            await here.at.wants(seat, SignIn(person), f"in {person}")
        await here.secrets.prepare(BALLOT)
        return
    await begin(here)
    await here.casts(PERSONS[0], Choice.YES)
    if stage is Stage.OPEN:
        return
    await here.at.does(CloseBallot(BALLOT))
    if stage is Stage.CLOSED:
        return
    await here.secrets.open(BALLOT)
    if stage is Stage.ANNOUNCED:
        await here.at.does(AnnounceBallot(ballot=BALLOT))


@pytest.mark.parametrize("stage", Stage)
def test_one_operator_is_started_anew_at_every_stage(tmp_path: Path, stage: Stage) -> None:
    async def go() -> None:
        async with podium(tmp_path) as here:
            await goes_to(here, stage)
            n = state_of(here.at).n
        async with podium(tmp_path) as again:
            standing = again.secrets.standings()[BALLOT]
            assert standing.held == frozenset()
            assert standing.is_list_lost == (stage is Stage.ANSWERS)
            match stage:
                case Stage.PREPARED:
                    assert not again.sealed.keys
                    assert await again.secrets.prepare(BALLOT) == Accepted(())
                    await again.at.does(OpenBallot(BALLOT))
                    await again.casts(PERSONS[0], Choice.YES)
                case Stage.OPEN:
                    assert again.sealed.urn.stage is UrnStage.STRANDED
                    await again.at.does(AbortBallot(ballot=BALLOT, reason="key lost"))
                case Stage.CLOSED:
                    assert again.sealed.urn.stage is UrnStage.STRANDED
                    assert await again.secrets.open(BALLOT) == Refused(Reason.KEY_LOST)
                    await again.at.does(AbortBallot(ballot=BALLOT, reason="key lost"))
                case Stage.ANSWERS:
                    assert state_of(again.at).n == n
                    assert again.sealed.urn.stage is UrnStage.OPENED
                    await again.at.does(AnnounceBallot(ballot=BALLOT))
                    assert not again.secrets.standings()[BALLOT].is_list_lost
                case Stage.ANNOUNCED:
                    assert state_of(again.at).n == n

    asyncio.run(go())
