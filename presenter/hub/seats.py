"""Which terminals are there: told by their status messages, and by their silence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from presenter.hub.publisher import report_bug
from presenter.hub.view import SeatPresence
from shared.domain.ballots import Announced, Ballot, Closed, Open
from shared.domain.people import PersonId, SeatId
from shared.domain.sittings import seats_since
from shared.domain.state import MeetingState
from shared.protocol.messages import SeatStatus
from shared.system.clock import Clock

OFFLINE_AFTER_S: Final = 5.0
"""Without a word for so long, a terminal counts as not connected (it speaks every 2 s)."""
_LOOK_EVERY_S: Final = 0.5


class _Heard(msgspec.Struct, frozen=True):
    at: datetime
    at_s: float
    status: SeatStatus | None
    told_at: datetime | None
    """When the status was told."""


class Seats:
    """The presence of all terminals. `start` it, `close` it."""

    def __init__(
        self,
        clock: Clock,
        *,
        plan: Callable[[], Sequence[SeatId]],
        terminals: Callable[[], Mapping[SeatId, str]],
        on_changed: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._plan = plan
        self._terminals = terminals
        self._on_changed = on_changed
        self._heard: dict[SeatId, _Heard] = {}
        self._connected: frozenset[SeatId] = frozenset()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to notice silence, in a task of its own. Call once."""
        self._task = asyncio.create_task(self._notice_silence(), name="seats")
        self._task.add_done_callback(report_bug)

    async def close(self) -> None:
        """End; calling it again does nothing."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def heard(self, seat: SeatId, status: SeatStatus | None = None) -> None:
        """A terminal said something; with a `status` also what."""
        known = self._heard.get(seat)
        before = None if known is None else known.status
        newest = status if status is not None else before
        now = self._clock.now()
        told_at = now if status is not None else None if known is None else known.told_at
        self._heard[seat] = _Heard(now, self._clock.monotonic_s(), newest, told_at)
        if newest != before or seat not in self._connected:
            self._connected |= {seat}
            self._on_changed()

    def look(self) -> None:
        """Notice who has been silent for too long."""
        now_s = self._clock.monotonic_s()
        still = frozenset(s for s in self._connected if now_s - self._heard[s].at_s < OFFLINE_AFTER_S)
        if still != self._connected:
            self._connected = still
            self._on_changed()

    def presence(self) -> Mapping[SeatId, SeatPresence]:
        """Every seat of the plan in its order, then every other seat that has a terminal."""
        names = self._terminals()
        seats = dict.fromkeys((*self._plan(), *names))
        return {seat: self._presence(seat, names.get(seat, "")) for seat in seats}

    def undelivered(self, state: MeetingState, ballot: Ballot) -> tuple[PersonId, ...]:
        """Voters whose terminals may still hold a vote for `ballot`, in the voters' order.

        These are: whose terminal told of a vote that was not sent; and who did not vote (nor got a ballot on paper)
        and whose terminal is away, or has not told since the close that it holds nothing (it tells every 2 s). Somebody
        without a terminal has nothing that could still arrive. Of somebody who did not vote, a vote may also lie where
        they sat earlier while the ballot was open.
        """
        voting = _voting(ballot)
        if voting is None:
            return ()
        names = self._terminals()
        seats = seats_since(state.sittings, voting.opened_n)

        def may_hold(person: PersonId, seat: SeatId) -> bool:
            has_voted = person in voting.settled
            is_final = ballot.spec.grade is not None  # the first envelope is
            if has_voted and (is_final or state.seating.get(seat) != person):
                return False
            return self._may_hold_vote(seat, seat in names, has_voted=has_voted, since=voting.closed_at)

        return tuple(p for p in voting.voters if any(may_hold(p, seat) for seat in seats.get(p, ())))

    def _may_hold_vote(
        self, seat: SeatId, has_terminal: bool, *, has_voted: bool, since: datetime | None
    ) -> bool:
        heard = self._heard.get(seat)
        if heard is None:
            return has_terminal and not has_voted
        if heard.status is not None and heard.status.unsent_votes > 0:
            return True
        is_silent = seat not in self._connected or (
            since is not None and (heard.told_at is None or heard.told_at < since)
        )
        return is_silent and not has_voted

    def _presence(self, seat: SeatId, terminal: str) -> SeatPresence:
        heard = self._heard.get(seat)
        if heard is None:
            return SeatPresence(terminal=terminal)
        is_connected = seat in self._connected
        return SeatPresence(
            is_connected=is_connected,
            status=heard.status,
            silent_since=None if is_connected else heard.at,
            terminal=terminal,
        )

    async def _notice_silence(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            self.look()


class _Voting(msgspec.Struct, frozen=True):
    """Who votes, whose answer no seat holds any more (counted, or given on paper), since when, and when voting ended."""

    voters: tuple[PersonId, ...]
    settled: frozenset[PersonId]
    opened_n: int
    closed_at: datetime | None


def _voting(ballot: Ballot) -> _Voting | None:
    phase = ballot.phase.closed if isinstance(ballot.phase, Announced) else ballot.phase
    if not isinstance(phase, Open | Closed):
        return None
    settled = frozenset((*phase.votes, *phase.on_paper))
    closed_at = phase.closed_at if isinstance(phase, Closed) else None
    return _Voting(phase.voters, settled, phase.opened_n, closed_at)
