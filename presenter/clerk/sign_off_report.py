"""What became of papers in the meeting, drawn once from its record: drafts, and who signed what. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.domain.agenda import AgendaItem
from shared.domain.events import PaperAdded, PaperReplaced, Recorded
from shared.domain.papers import Paper, Sha256
from shared.domain.people import Person, SeatId
from shared.domain.sign_off import Signed, SignOffId, SignOffKind, SignOffState
from shared.domain.state import MeetingState


class HeldPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of an item, earlier drafts included. `came_at` is when it came in the meeting; None: in the pack."""

    item: AgendaItem
    paper: Paper
    came_at: datetime | None
    is_earlier: bool


class AskedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """How far one asked person is.

    `valid` is the confirmation of the present draft; `stale` the last one where it is of an earlier draft, whose
    number is `stale_draft`. `late_at` is when a confirmation arrived that came too late to count.
    """

    person: Person
    seat: SeatId | None
    opened_at: datetime | None
    read_at: datetime | None
    valid: Signed | None = None
    stale: Signed | None = None
    stale_draft: int = 0
    late_at: datetime | None = None

    @property
    def confirmed(self) -> Signed | None:
        """The last confirmation, of whichever draft."""
        return self.valid or self.stale


class SignOffReport(msgspec.Struct, frozen=True, kw_only=True):
    """A request for reading or signing; `paper` is the draft that is to be signed, the present one."""

    id: SignOffId
    kind: SignOffKind
    item: AgendaItem
    paper: Paper
    asked_at: datetime
    is_withdrawn: bool
    persons: tuple[AskedPerson, ...]


def papers_report(state: MeetingState, arrivals: dict[Sha256, datetime]) -> tuple[HeldPaper, ...]:
    """Every paper in the order of the agenda, the drafts of one paper together, the newest first."""
    return tuple(
        HeldPaper(
            item=item, paper=held, came_at=arrivals.get(held.sha256), is_earlier=held.sha256 != paper.sha256
        )
        for item in state.meeting.agenda
        for paper in item.papers
        for held in _line(item, paper)
    )


def note_arrival(arrivals: dict[Sha256, datetime], recorded: Recorded) -> None:
    """Keep when a paper came, if that is what was recorded."""
    if isinstance(recorded.event, PaperAdded | PaperReplaced):
        arrivals[recorded.event.paper.sha256] = recorded.at


def sign_offs_report(state: MeetingState) -> tuple[SignOffReport, ...]:
    """All requests, in the order in which they were made."""
    reports = (_sign_off(state, sign_off) for sign_off in state.sign_offs.values())
    return tuple(found for found in reports if found is not None)


def _line(item: AgendaItem, paper: Paper) -> tuple[Paper, ...]:
    """The paper and the drafts before it, the newest first."""
    earlier = {before.sha256: before for before in item.earlier}
    line = [paper]
    while (before := earlier.pop(line[-1].replaces or Sha256(""), None)) is not None:
        line.append(before)
    return tuple(line)


def _sign_off(state: MeetingState, sign_off: SignOffState) -> SignOffReport | None:
    held = state.meeting.paper(sign_off.paper)
    if held is None:
        return None
    persons = (state.meeting.person(person) for person in sign_off.request.persons)
    return SignOffReport(
        id=sign_off.request.id,
        kind=sign_off.request.kind,
        item=held[0],
        paper=held[1],
        asked_at=sign_off.asked_at,
        is_withdrawn=sign_off.is_withdrawn,
        persons=tuple(_asked(state, sign_off, person) for person in persons if person is not None),
    )


def _asked(state: MeetingState, sign_off: SignOffState, person: Person) -> AskedPerson:
    progress, stale = sign_off.of(person.id), sign_off.stale(person.id)
    of_stale = None if stale is None else state.meeting.paper(stale.paper)
    return AskedPerson(
        person=person,
        seat=state.seat_of(person.id),
        opened_at=progress.opened_at,
        read_at=progress.read_at,
        valid=sign_off.valid(person.id),
        stale=stale,
        stale_draft=0 if of_stale is None else of_stale[1].draft,
        late_at=progress.late_at,
    )
