"""Colleagues without a window: real sessions of real seats in one process, who sign in, follow, and vote.

They are what a person trying the demo alone lacks: enough people for a quorum.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path
from typing import Final

from kiosk.session.opening import open_session
from kiosk.session.own_ballot import NotVoted
from kiosk.session.podium import SeatSetting
from kiosk.session.session import Session
from kiosk.session.view import SessionView, SignIn
from shared.domain.ballot_terms import Choice
from shared.domain.people import Role, SeatId
from shared.domain.room_ballots import RoomBallot
from shared.link.faults import Address
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from shared.system.paths import SeatPlaces, seat_places
from staging.answers import answer_to

DISSENTERS: Final = {SeatId("19"): Choice.ABSTAIN}
"""What some answer to motions; all others are in favour."""


class Colleague:
    """One seat: wakes at every change of its session and does what a member would."""

    def __init__(self, seat: SeatId, session: Session) -> None:
        self._choice = DISSENTERS.get(seat, Choice.YES)
        self._session = session
        self._changed = asyncio.Event()
        session.subscribe(lambda _: self._changed.set())

    async def attend(self) -> None:
        """Sign in, vote and open envelopes as a teller whenever it is time, until cancelled."""
        while True:
            self._changed.clear()
            view = self._session.view
            if view.sign_in is SignIn.OPEN and view.is_live:
                await self._session.sign_in()
            ballot = _to_vote_on(view)
            if ballot is not None:
                answer = answer_to(ballot.shown.terms, self._choice)
                await self._session.cast_vote(ballot.shown.ballot, answer)
            for secret in view.secrets.values():
                if secret.teller is not None and secret.teller.may_open and secret.teller.fault is None:
                    self._session.open_as_teller(secret.ballot)
            await self._changed.wait()


def _to_vote_on(view: SessionView) -> RoomBallot | None:
    ballot = view.ballot
    if ballot is None or ballot.is_ended or ballot.is_held:
        return None
    known = ballot.shown.ballot
    own = view.own(known)
    is_due = view.may_vote(known) and isinstance(own, NotVoted) and own.refusal is None
    return ballot if is_due and not _waits_for_others(view, ballot) else None


def _waits_for_others(view: SessionView, ballot: RoomBallot) -> bool:
    """The chair answers last where the rule says so."""
    is_chair = view.person is not None and view.person.role is Role.CHAIR
    return is_chair and ballot.shown.rule.chair_last and ballot.awaited > 1


async def _live(seat: SeatId, door: Address, places: SeatPlaces) -> None:
    clock = SystemClock()
    store = await SeatStore.open(places.database, now=clock.now())
    try:
        setting = SeatSetting(
            papers=places.papers,
            terminal=f"colleague {seat}",
            version="",
            wanted_seat=seat,
            configured=door,
            interfaces=(),
        )
        session = await open_session(store, setting, clock)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(session.run(), name=f"session {seat}")
            tasks.create_task(Colleague(seat, session).attend(), name=f"colleague {seat}")
    finally:
        await store.close()


async def _live_together(door: Address, seats: list[SeatId], data: Path) -> None:
    async with asyncio.TaskGroup() as tasks:
        lives = [tasks.create_task(_live(seat, door, seat_places(data, seat)), name=seat) for seat in seats]
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: [life.cancel() for life in lives]
        )


def main() -> int:
    """Be the colleagues at `--seats` until told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connect", required=True, metavar="HOST:PORT")
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--seats", required=True, help="seat ids with commas between")
    options = parser.parse_args()
    host, port = options.connect.rsplit(":", 1)
    seats = [SeatId(seat) for seat in options.seats.split(",")]
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_live_together(Address(host, int(port)), seats, options.data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
