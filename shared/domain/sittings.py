"""Who sat where, and when: whether what a terminal still holds was confirmed by somebody who sat there. Pure.

A sitting (一次就座) is named by the record's number of the event that began it.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shared.domain.agenda import Meeting
from shared.domain.people import PersonId, SeatId


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """`person` sat at a seat from event `n` on, until event `until`; None: they sit there now."""

    n: int
    person: PersonId
    until: int | None = None


Sittings = Mapping[SeatId, tuple[Sitting, ...]]
"""By seat, the oldest first; only the last one of a seat may still go on, and only one of a person."""


def first_sittings(meeting: Meeting) -> dict[SeatId, tuple[Sitting, ...]]:
    """Where the pack places everybody."""
    return {p.seat: (Sitting(n=1, person=p.id),) for p in meeting.roster if p.seat is not None}


def seated(sittings: Sittings, person: PersonId, seat: SeatId, n: int) -> dict[SeatId, tuple[Sitting, ...]]:
    """The sittings after event `n` seated `person` at `seat`: they sit nowhere else, and nobody else sits there."""
    ended = {
        place: tuple(_ended(s, n) if place == seat or s.person == person else s for s in there)
        for place, there in sittings.items()
    }
    return {**ended, seat: (*ended.get(seat, ()), Sitting(n=n, person=person))}


def sitting_at(sittings: Sittings, seat: SeatId) -> Sitting | None:
    """The sitting that goes on at `seat`."""
    there = sittings.get(seat, ())
    return there[-1] if there and there[-1].until is None else None


def sat_at(sittings: Sittings, seat: SeatId, person: PersonId) -> tuple[Sitting, ...]:
    """The sittings of `person` at `seat`, the present one included."""
    return tuple(s for s in sittings.get(seat, ()) if s.person == person)


def seats_since(sittings: Sittings, n: int) -> dict[PersonId, tuple[SeatId, ...]]:
    """The seats at which each person sat after event `n` or sits now."""
    seats: dict[PersonId, tuple[SeatId, ...]] = {}
    for seat, there in sittings.items():
        for person in {s.person for s in there if s.until is None or s.until > n}:
            seats[person] = (*seats.get(person, ()), seat)
    return seats


def is_sitting_of(sittings: Sittings, person: PersonId, n: int) -> bool:
    """Whether a sitting of `person`, at whichever seat, began at event `n`."""
    return any(s.n == n and s.person == person for there in sittings.values() for s in there)


def _ended(sitting: Sitting, n: int) -> Sitting:
    return sitting if sitting.until is not None else msgspec.structs.replace(sitting, until=n)
