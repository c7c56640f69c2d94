"""A podium whose 1,000 terminals are enrolled already, and a ballot in which everybody votes at once."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from datetime import datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Final

import msgspec

from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from shared.crypto.accounts import EngineCredentials, RoomAccounts
from shared.crypto.authority import RoomAuthority
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballot_commands import CastVote, CloseBallot, OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, BallotSpec, Closed, IntentId
from shared.domain.commands import ActivateItem, SeatCommand, SignIn, StartMeeting
from shared.domain.majority import Base, MotionResult, Rule, Share
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.link.credentials import Credentials
from shared.link.faults import Address
from shared.protocol.messages import Intent
from shared.protocol.signing import seal_intent
from shared.storage.room_store import RoomStore, Terminal
from shared.system.clock import SystemClock
from shared.system.paths import RoomPlaces
from tests.bench.voting.seats import Voter, run_voters
from tests.end2end.room_engine import free_port

PROCESSES: Final = 2
SIGN_IN, FIRST_VOTE = 0, 1
_MEETING: Final = MeetingId("votingmeeting")
_RULE: Final = Rule(name="bench", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.ENTITLED)


class Voted(msgspec.Struct, frozen=True):
    """Milliseconds from the word to vote until each receipt was back, over all rounds; and the votes per second."""

    receipts_ms: list[float]
    votes_per_s: float


def ballots(rounds: int) -> tuple[BallotId, ...]:
    """One ballot for each round."""
    return tuple(BallotId(f"b{number}") for number in range(rounds))


def meeting(voters: int, rounds: int) -> Meeting:
    """Everybody is a member with a vote and a seat."""
    roster = tuple(
        Person(id=_person(n), name=f"member {n}", role=Role.MEMBER, seat=_seat(n)) for n in range(voters)
    )
    specs = tuple(BallotSpec(id=ballot, question="?", rule=_RULE) for ballot in ballots(rounds))
    return Meeting(
        id=_MEETING,
        title="bench",
        roster=roster,
        seats=tuple(map(_seat, range(voters))),
        agenda=(AgendaItem(id=ItemId("item"), number=1, title="bench", ballots=specs),),
    )


async def measure(folder: Path, voters: int, rounds: int) -> Voted:
    """Let all vote `rounds` times; every round, all receipts came back and the result counts everybody."""
    settings = HubSettings(
        data_dir=folder, engine_port=free_port(), door_port=0, is_open_room=True, room_name="bench"
    )
    enrolled = await _enrol(folder, voters, rounds)
    hub = Hub(settings, SystemClock())
    await hub.start()
    address = Address("127.0.0.1", settings.engine_port)
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    try:
        await hub.open_meeting(meeting(voters, rounds), {})
        await hub.submit(StartMeeting())
        await hub.submit(ActivateItem(ItemId("item")))
        for number in range(PROCESSES):
            ours, theirs = context.Pipe()
            arguments = (theirs, address, _MEETING, enrolled[number::PROCESSES])
            processes.append(context.Process(target=run_voters, args=arguments, daemon=True))
            processes[-1].start()
            pipes.append(ours)
        await _hear(pipes)
        await _all(pipes, SIGN_IN)
        taken: list[float] = []
        spent_s = 0.0
        for number, ballot in enumerate(ballots(rounds)):
            await hub.submit(OpenBallot(ballot))
            began = time.monotonic_ns()
            answers = await _all(pipes, FIRST_VOTE + number)
            assert len({receipt for _, receipt in answers}) == voters
            taken.extend((at - began) / 1e6 for at, _ in answers)
            spent_s += (max(at for at, _ in answers) - began) / 1e9
            await hub.submit(CloseBallot(ballot))
            _check(hub, ballot, voters)
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join(60)
        await hub.close()
    return Voted(taken, voters * rounds / spent_s)


def _check(hub: Hub, ballot: BallotId, voters: int) -> None:
    state = hub.view.state
    assert state is not None
    phase = state.ballots[ballot].phase
    assert isinstance(phase, Closed)
    assert isinstance(phase.result, MotionResult)
    assert phase.result.tally.yes == voters


async def _all(pipes: list[Pipe], which: int) -> list[tuple[int, str]]:
    for pipe in pipes:
        pipe.send(which)
    return [answer for answers in await _hear(pipes) for answer in answers]


async def _hear(pipes: list[Pipe]) -> list[list[tuple[int, str]]]:
    loop = asyncio.get_running_loop()
    return [await loop.run_in_executor(None, pipe.recv) for pipe in pipes]


async def _enrol(folder: Path, voters: int, rounds: int) -> list[Voter]:
    """Terminals that joined earlier: the door lets few come at a time from one address."""
    now = SystemClock().now()
    places = RoomPlaces(folder)
    places.root.mkdir(parents=True, exist_ok=True)
    authority, accounts = RoomAuthority.open(places.root, now), RoomAccounts.open(places.root)
    store = await RoomStore.open(places.database, now=now)
    enrolled = []
    for number in range(voters):
        identity, seat = SeatIdentity.create(), _seat(number)
        await store.save_terminal(
            Terminal(
                seat=seat,
                signing_public=identity.signing_public,
                engine_public=identity.engine_public,
                name=f"terminal {number}",
                first_seen=now,
            )
        )
        user = EngineCredentials(
            token=accounts.seat_token(seat, identity.engine_public, now=now), seed=identity.engine_seed
        )
        credentials = Credentials(user=user, ca_pem=authority.ca_pem, server_name=authority.server_name)
        person = _person(number)
        commands: list[SeatCommand] = [
            SignIn(person),
            *(CastVote(ballot=b, person=person, answer=Choice.YES) for b in ballots(rounds)),
        ]
        frames = tuple(_sealed(identity, number, place, c, now) for place, c in enumerate(commands))
        enrolled.append(Voter(seat, credentials, frames))
    await store.close()
    return enrolled


def _sealed(identity: SeatIdentity, number: int, place: int, command: SeatCommand, now: datetime) -> bytes:
    intent = Intent(id=IntentId(f"{number:04}-{place}"), meeting=_MEETING, confirmed_at=now, command=command)
    return seal_intent(intent, identity.sign)


def _person(number: int) -> PersonId:
    return PersonId(f"p{number}")


def _seat(number: int) -> SeatId:
    return SeatId(f"{number:04}")
