"""Run as a program: the hub of a podium without a window, with a meeting of its own, that does what a test tells it.

Arguments: `--data`, `--ports ENGINE,DOOR` and `--driver`. A meeting that was left is taken up again.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from shared.domain import ballot_commands as bcmd
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballots import Announced, Ballot, BallotId, Closed, Open
from shared.domain.commands import ActivateItem, StartMeeting
from shared.domain.follow_up import re_vote
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.presence import Move
from shared.domain.state import MeetingState
from shared.domain.verdicts import Refused, Verdict
from shared.system.clock import SystemClock
from tests.end2end.steering import listen

ITEM = ItemId("item")
SEATS = tuple(SeatId(f"{n:02}") for n in range(1, 9))
MEETING = Meeting(
    id=MeetingId("votingmeeting"),
    title="A meeting that votes",
    roster=tuple(
        Person(
            id=PersonId(f"p{seat}"),
            name=f"Member {seat}",
            role=Role.MEMBER if seat != SEATS[0] else Role.CHAIR,
            seat=seat,
        )
        for seat in SEATS
    ),
    seats=SEATS,
    agenda=(AgendaItem(id=ITEM, number=1, title="All ballots"),),
)

Simple = bcmd.PrepareBallot | bcmd.OpenBallot | bcmd.CloseBallot | bcmd.AbortBallot | bcmd.NameTellers


class Submit(msgspec.Struct, frozen=True, tag_field="do", tag="submit"):
    """A command of the podium as it is."""

    command: Simple


class Announce(msgspec.Struct, frozen=True, tag_field="do", tag="announce"):
    """Make the result public; `reason` where votes may be on the way."""

    ballot: BallotId
    reason: str = ""


class Repeat(msgspec.Struct, frozen=True, tag_field="do", tag="repeat"):
    """Prepare the same question again."""

    ballot: BallotId
    new: BallotId


class Prepare(msgspec.Struct, frozen=True, tag_field="do", tag="prepare_envelopes"):
    """Fix the terms of a secret ballot for who is here now."""

    ballot: BallotId


class State(msgspec.Struct, frozen=True, tag_field="do", tag="state"):
    """Tell how the meeting stands."""


Order = Submit | Announce | Repeat | Prepare | State


class PodiumProcess:
    """The hub and what it is told."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def carry_out(self, order: Order) -> Mapping[str, Any]:
        """`refused` is the reason, empty where the wish was granted."""
        match order:
            case State():
                return {"state": self._state()}
            case Submit(command):
                return _said(await self._hub.submit(command))
            case Announce(ballot, reason):
                return _said(await self._hub.announce_ballot(ballot, reason))
            case Prepare(ballot):
                return _said(await self._hub.prepare_envelopes(ballot))
            case Repeat(ballot, new):
                spec = re_vote(self._meeting.ballots[ballot], new)
                assert spec is not None
                return _said(await self._hub.submit(bcmd.PrepareBallot(item=ITEM, spec=spec)))

    @property
    def _meeting(self) -> MeetingState:
        assert self._hub.view.state is not None
        return self._hub.view.state

    def _state(self) -> dict[str, Any]:
        view, meeting = self._hub.view, self._meeting
        entries = meeting.last_entries
        return {
            "engine_pid": self._hub.engine_pid,
            "is_connected": view.is_connected,
            "connected": [seat for seat, known in view.seats.items() if known.is_connected],
            "signed_in": [person for person, entry in entries.items() if entry.move is Move.IN],
            "ballots": {ballot.spec.id: _ballot(ballot) for ballot in meeting.ballots.values()},
        }


def _ballot(ballot: Ballot) -> dict[str, Any]:
    match ballot.phase:
        case Open(votes=votes) | Closed(votes=votes) | Announced(closed=Closed(votes=votes)):
            voted = sorted(votes)
        case _:
            voted = []
    known = {"phase": type(ballot.phase).__name__, "voted": voted}
    if ballot.sealed is None:
        return known
    checks = ballot.sealed.checks
    return known | {
        "keys": len(ballot.sealed.keys),
        "stage": ballot.sealed.urn.stage.value,
        "checks": {person: check.inclusion.value for person, check in checks.items()},
    }


def _said(verdict: Verdict) -> dict[str, str]:
    return {"refused": verdict.reason.value if isinstance(verdict, Refused) else ""}


async def run(data: Path, ports: tuple[int, int], steering: Path) -> None:
    hub = Hub(
        HubSettings(data_dir=data, engine_port=ports[0], door_port=ports[1], is_open_room=True), SystemClock()
    )
    await hub.start()
    try:
        if hub.view.state is None:
            await hub.open_meeting(MEETING, {})
            for command in (StartMeeting(), ActivateItem(ITEM)):
                await hub.submit(command)
        is_over = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, is_over.set)
        async with await listen(steering, msgspec.json.Decoder(Order).decode, PodiumProcess(hub).carry_out):
            await is_over.wait()
    finally:
        await hub.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--ports", required=True)
    parser.add_argument("--driver", required=True, type=Path)
    options = parser.parse_args()
    engine, door = map(int, options.ports.split(","))
    asyncio.run(run(options.data, (engine, door), options.driver))


if __name__ == "__main__":
    main()
