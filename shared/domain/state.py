"""The meeting's state: the fold of its record."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import msgspec

from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballots import Ballot, BallotId, Open
from shared.domain.ink import InkAudience, SharedInk
from shared.domain.papers import Sha256
from shared.domain.people import Person, PersonId, SeatId
from shared.domain.presence import Entry, Headcount, Move, headcount
from shared.domain.sign_off import SignOffId, SignOffState
from shared.domain.sittings import Sittings


class Session(enum.StrEnum):
    """Where the meeting stands: preparing → signing in → in session ⇄ paused → adjourned."""

    PREPARING = "preparing"
    SIGNING_IN = "signing_in"
    IN_SESSION = "in_session"
    PAUSED = "paused"
    ADJOURNED = "adjourned"


class ItemTime(msgspec.Struct, frozen=True, kw_only=True):
    """Time spent on an item: `spent_s` full seconds in earlier stretches, `since` the current stretch began."""

    spent_s: int = 0
    since: datetime | None = None
    is_finished: bool = False


class MeetingState(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a meeting after event `n`.

    `seating` maps a seat to the person who sits there, `sittings` to all who ever did. `writers` may write on pages
    for all to see. `last_entries` is each person's last line of `ledger`.
    """

    n: int
    meeting: Meeting
    session: Session = Session.PREPARING
    started_at: datetime | None = None
    adjourned_at: datetime | None = None
    seating: Mapping[SeatId, PersonId] = {}
    ledger: tuple[Entry, ...] = ()
    last_entries: Mapping[PersonId, Entry] = {}
    active_item: ItemId | None = None
    item_times: Mapping[ItemId, ItemTime] = {}
    ballots: Mapping[BallotId, Ballot] = {}
    calls: Mapping[SeatId, datetime] = {}
    sittings: Sittings = {}
    shared_ink: tuple[SharedInk, ...] = ()
    times_shared: Mapping[PersonId, int] = {}
    writers: tuple[PersonId, ...] = ()
    sign_offs: Mapping[SignOffId, SignOffState] = {}

    def person_at(self, seat: SeatId) -> Person | None:
        """Who sits at `seat`."""
        person = self.seating.get(seat)
        return None if person is None else self.meeting.person(person)

    def seat_of(self, person: PersonId) -> SeatId | None:
        """Where `person` sits."""
        return next((seat for seat, sitting in self.seating.items() if sitting == person), None)

    def sharing_of(self, author: PersonId, paper: Sha256) -> InkAudience:
        """With whom `author` shares their own ink on `paper`."""
        return next(
            (s.audience for s in self.shared_ink if (s.author, s.paper) == (author, paper)),
            InkAudience.NOBODY,
        )

    def headcount(self) -> Headcount:
        """应到, 实到, 请假, 缺席."""
        return headcount(self.meeting, self.last_entries)

    def has_come(self, person: PersonId) -> bool:
        """Whether `person` signed in at some time in this meeting; they may have left since."""
        return any(entry.person == person and entry.move is Move.IN for entry in self.ledger)

    def open_ballot(self) -> Ballot | None:
        """The ballot that takes votes or is held; at most one."""
        return next((b for b in self.ballots.values() if isinstance(b.phase, Open)), None)

    def item_of(self, ballot: BallotId) -> ItemId | None:
        """The agenda item a ballot belongs to."""
        for item in self.meeting.agenda:
            if any(spec.id == ballot for spec in item.ballots):
                return item.id
        return None
