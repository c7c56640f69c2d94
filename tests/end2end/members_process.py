"""Run as a program: the sessions of real seats without windows, whose members do what a test tells them.

They sign in by themselves. Everything that a member may see as counted is written to the output at once, as
`counted SEAT BALLOT RECEIPT`: what was read there holds although the process is killed. The other orders come through
the driver's socket, as to a program with a window (`staging.actor.Actor`).
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.session.opening import open_session
from kiosk.session.own_ballot import Counted
from kiosk.session.podium import SeatSetting
from kiosk.session.secret_view import OwnPlace
from kiosk.session.session import Session
from kiosk.session.view import SessionView, SignIn
from kiosk.ui.state import state_of
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.people import SeatId
from shared.link.faults import Address
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from shared.system.paths import seat_places
from tests.end2end.steering import listen


class Vote(msgspec.Struct, frozen=True, tag_field="do", tag="vote"):
    """The member at `seat` confirms an answer, if the ballot is on the screen; answered when it is stored."""

    seat: SeatId
    ballot: BallotId
    answer: BallotAnswer


class OpenAsTeller(msgspec.Struct, frozen=True, tag_field="do", tag="open_as_teller"):
    """The member at `seat` presses the one button of a teller."""

    seat: SeatId
    ballot: BallotId


class State(msgspec.Struct, frozen=True, tag_field="do", tag="state"):
    """Tell what every seat says about itself, by seat."""


Order = Vote | OpenAsTeller | State


class Member:
    """One person at a terminal."""

    def __init__(self, seat: SeatId, session: Session) -> None:
        self.seat, self.session = seat, session
        self._seen: set[tuple[BallotId, str]] = set()
        self._changed = asyncio.Event()
        session.subscribe(self._look)

    async def attend(self) -> None:
        """Sign in whenever that is possible."""
        while True:
            self._changed.clear()
            view = self.session.view
            if view.sign_in is SignIn.OPEN and view.is_live:
                await self.session.sign_in()
            await self._changed.wait()

    def _look(self, view: SessionView) -> None:
        self._changed.set()
        for ballot in () if view.room is None else view.room.ballots:
            own = view.own(ballot)
            if isinstance(own, Counted) and (ballot, own.receipt) not in self._seen:
                self._seen.add((ballot, own.receipt))
                sys.stdout.write(f"counted {self.seat} {ballot} {own.receipt}\n")
                sys.stdout.flush()


class Members:
    """All of this process."""

    def __init__(self, seats: list[SeatId]) -> None:
        self._seats = seats
        self._members: dict[SeatId, Member] = {}
        self.are_here = asyncio.Event()

    async def live(self, seat: SeatId, door: Address, data: Path) -> None:
        """Be the member at `seat` until cancelled."""
        places, clock = seat_places(data, seat), SystemClock()
        store = await SeatStore.open(places.database, now=clock.now())
        setting = SeatSetting(
            papers=places.papers,
            terminal=f"member {seat}",
            version="",
            wanted_seat=seat,
            configured=door,
            interfaces=(),
        )
        try:
            session = await open_session(store, setting, clock)
            member = self._members[seat] = Member(seat, session)
            if len(self._members) == len(self._seats):
                self.are_here.set()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(session.run(), name=f"session {seat}")
                tasks.create_task(member.attend(), name=f"member {seat}")
        finally:
            await store.close()

    async def carry_out(self, order: Order) -> Mapping[str, Any]:
        """What the members are told to do."""
        match order:
            case Vote(seat, ballot, answer):
                session = self._members[seat].session
                may_vote = _may_vote(session.view, ballot)
                if may_vote:
                    await session.cast_vote(ballot, answer)
                return {"stored": may_vote}
            case OpenAsTeller(seat, ballot):
                self._members[seat].session.open_as_teller(ballot)
                return {}
            case State():
                views = {seat: member.session.view for seat, member in self._members.items()}
                return {"state": {seat: _state(view) for seat, view in views.items()}}


def _may_vote(view: SessionView, ballot: BallotId) -> bool:
    """Whether the ballot is on the screen and can be confirmed."""
    secret = view.secret(ballot)
    is_sealable = secret is None or secret.place is OwnPlace.READY
    return view.may_vote(ballot) and is_sealable


def _state(view: SessionView) -> dict[str, object]:
    ballots = () if view.room is None else view.room.ballots
    may_vote = [ballot for ballot in ballots if _may_vote(view, ballot)]
    return {**state_of(view, "", 0), "may_vote": may_vote}


async def run(door: Address, seats: list[SeatId], data: Path, steering: Path) -> None:
    members = Members(seats)
    async with asyncio.TaskGroup() as tasks:
        lives = [tasks.create_task(members.live(seat, door, data), name=seat) for seat in seats]
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: [life.cancel() for life in lives]
        )
        await members.are_here.wait()
        async with await listen(steering, msgspec.json.Decoder(Order).decode, members.carry_out):
            await asyncio.wait(lives)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--connect", required=True)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--seats", required=True)
    parser.add_argument("--driver", required=True, type=Path)
    options = parser.parse_args()
    host, port = options.connect.rsplit(":", 1)
    seats = [SeatId(seat) for seat in options.seats.split(",")]
    asyncio.run(run(Address(host, int(port)), seats, options.data, options.driver))


if __name__ == "__main__":
    main()
