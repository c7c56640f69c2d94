"""Who was there, drawn once from the record of a meeting. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.domain.people import Person, SeatId
from shared.domain.presence import Entry, Headcount, Method, Move, Standing, standing
from shared.domain.state import MeetingState


class Attendee(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the attendance (签到表). `signed_in_at` is the first time the person came in.

    `standing` is where the person stood at the end; `note` the clerk's reason, if any.
    """

    person: Person
    seat: SeatId | None
    standing: Standing
    signed_in_at: datetime | None
    method: Method | None
    left_at: datetime | None
    note: str


def headcount_of(attendance: tuple[Attendee, ...]) -> Headcount:
    """E, and of these who ever came, who is on leave, who is absent."""
    voters = [line for line in attendance if line.person.role.has_vote]
    came = sum(line.signed_in_at is not None for line in voters)
    leave = sum(line.signed_in_at is None and line.standing is Standing.LEAVE for line in voters)
    return Headcount(entitled=len(voters), present=came, leave=leave, absent=len(voters) - came - leave)


def attendee_of(state: MeetingState, person: Person) -> Attendee:
    """The line of one person, from the whole ledger."""
    entries = [entry for entry in state.ledger if entry.person == person.id]
    came = next((e for e in entries if e.move is Move.IN), None)
    last = entries[-1] if entries else None
    return Attendee(
        person=person,
        seat=came.seat if came is not None else state.seat_of(person.id),
        standing=standing(person, last),
        signed_in_at=None if came is None else came.at,
        method=None if came is None else came.method,
        left_at=last.at if last is not None and last.move is Move.OUT else None,
        note=_note(person, entries),
    )


def _note(person: Person, entries: list[Entry]) -> str:
    reasons = [person.leave_reason or "", *(entry.reason for entry in entries)]
    return "; ".join(reason for reason in reasons if reason)
