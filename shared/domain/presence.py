"""Presence: a ledger of what happened to each person, never a flag."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import msgspec

from shared.domain.agenda import Meeting
from shared.domain.people import Person, PersonId, SeatId


class Method(enum.StrEnum):
    """How presence was established: the person's tap at the seat, or the clerk (补签)."""

    TAP = "tap"
    CLERK = "clerk"


class Move(enum.StrEnum):
    """What a line of the ledger says: came in, went out, asked for leave."""

    IN = "in"
    OUT = "out"
    LEAVE = "leave"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger; `reason` is given by the clerk for 补签, 离席 and 请假."""

    person: PersonId
    move: Move
    at: datetime
    method: Method
    seat: SeatId | None = None
    reason: str = ""


class Standing(enum.StrEnum):
    """Where a person stands now, for the attendance: present, left early, on leave, absent."""

    PRESENT = "present"
    LEFT = "left"
    LEAVE = "leave"
    ABSENT = "absent"


class Headcount(msgspec.Struct, frozen=True, kw_only=True):
    """Of those with a vote: `present + leave + absent == entitled` (left early counts as absent now)."""

    entitled: int
    present: int
    leave: int
    absent: int


def standing(person: Person, last: Entry | None) -> Standing:
    """Where `person` stands, given their last line in the ledger."""
    if last is None:
        return Standing.LEAVE if person.leave_reason is not None else Standing.ABSENT
    match last.move:
        case Move.IN:
            return Standing.PRESENT
        case Move.OUT:
            return Standing.LEFT
        case Move.LEAVE:
            return Standing.LEAVE


def headcount(meeting: Meeting, last_entries: Mapping[PersonId, Entry]) -> Headcount:
    """应到, 实到, 请假, 缺席 of those with a vote."""
    standings = [standing(p, last_entries.get(p.id)) for p in meeting.voters()]
    present = standings.count(Standing.PRESENT)
    leave = standings.count(Standing.LEAVE)
    return Headcount(
        entitled=len(standings), present=present, leave=leave, absent=len(standings) - present - leave
    )
