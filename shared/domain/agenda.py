"""The meeting as prepared: agenda, roster and papers."""

from __future__ import annotations

from datetime import datetime
from typing import NewType

import msgspec

from shared.domain.ballots import BallotSpec
from shared.domain.papers import Audience, Everybody, Paper, Sha256
from shared.domain.people import Person, PersonId, SeatId

ItemId = NewType("ItemId", str)
MeetingId = NewType("MeetingId", str)


class AgendaItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item (议题); `number` counts from 1, `planned_minutes` 0 means not planned.

    `audience` bounds who may see the item's papers in addition to each paper's own audience. `earlier` are the
    drafts that were replaced, oldest first; who could see them still can.
    """

    id: ItemId
    number: int
    title: str
    reporter: str = ""
    planned_minutes: int = 0
    papers: tuple[Paper, ...] = ()
    earlier: tuple[Paper, ...] = ()
    ballots: tuple[BallotSpec, ...] = ()
    audience: Audience = Everybody()


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack prepares. `starts_at` is the announced time (aware, UTC) or None.

    `seats` is the seat plan in order (seat map, roll call); it contains every seat of the roster.
    `has_watermark`: name, seat and time lie faintly over every page, on screens and in exports.
    """

    id: MeetingId
    title: str
    body: str = ""
    place: str = ""
    starts_at: datetime | None = None
    roster: tuple[Person, ...] = ()
    seats: tuple[SeatId, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    has_watermark: bool = True

    def person(self, person: PersonId) -> Person | None:
        """The roster's line for `person`."""
        return next((p for p in self.roster if p.id == person), None)

    def item(self, item: ItemId) -> AgendaItem | None:
        """The agenda's item `item`."""
        return next((i for i in self.agenda if i.id == item), None)

    def paper(self, paper: Sha256) -> tuple[AgendaItem, Paper] | None:
        """The paper `paper`, an earlier draft included, and the first item that holds it."""
        for item in self.agenda:
            for held in (*item.papers, *item.earlier):
                if held.sha256 == paper:
                    return item, held
        return None

    def voters(self) -> tuple[Person, ...]:
        """All persons with a vote in roster order: the entitled (应到会)."""
        return tuple(p for p in self.roster if p.role.has_vote)
