"""Who takes part: the roster and its roles."""

from __future__ import annotations

import enum
from typing import NewType

import msgspec

PersonId = NewType("PersonId", str)
SeatId = NewType("SeatId", str)


class Role(enum.StrEnum):
    """What a person is in this meeting; only chair and members vote."""

    CHAIR = "chair"
    MEMBER = "member"
    OBSERVER = "observer"
    CLERK = "clerk"
    STAFF = "staff"
    DISPLAY = "display"

    @property
    def has_vote(self) -> bool:
        """Whether persons of this role belong to the entitled (应到会)."""
        return self in (Role.CHAIR, Role.MEMBER)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the roster.

    `seat` is where the pack places the person; who sits where *now* is part of the meeting's state.
    `leave_reason` is set when the person asked for leave (请假) before the meeting; empty text is leave
    without a stated reason.
    """

    id: PersonId
    name: str
    role: Role
    unit: str = ""
    post: str = ""
    seat: SeatId | None = None
    leave_reason: str | None = None
