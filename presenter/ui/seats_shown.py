"""How each seat stands, as the plan of the room shows it. Pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final

import msgspec

from presenter.hub.view import SeatPresence
from presenter.ui.state import PodiumState
from shared.domain.ballots import Ballot, Open
from shared.domain.people import Person, Role, SeatId
from shared.domain.presence import Standing, standing
from shared.domain.state import MeetingState, Session
from shared.protocol.messages import Stage
from shared.system.i18n import mark, tr


class SeatState(enum.StrEnum):
    """What matters most about a seat."""

    VACANT = "vacant"
    WAITING = "waiting"
    """The person has not signed in, and may still do so."""
    LEAVE = "leave"
    LEFT = "left"
    ABSENT = "absent"
    OFFLINE = "offline"
    CALLING = "calling"
    FOLLOWING = "following"
    BROWSING = "browsing"
    VOTED = "voted"
    NOT_VOTED = "not_voted"
    OBSERVING = "observing"


_STATE_WORDS: Final = {
    SeatState.VACANT: mark("Nobody sits here"),
    SeatState.WAITING: mark("Not signed in"),
    SeatState.LEAVE: mark("On leave"),
    SeatState.LEFT: mark("Left the room"),
    SeatState.ABSENT: mark("Absent"),
    SeatState.OFFLINE: mark("Offline"),
    SeatState.CALLING: mark("Calls for service"),
    SeatState.FOLLOWING: mark("Following"),
    SeatState.BROWSING: mark("Browsing"),
    SeatState.VOTED: mark("Has voted"),
    SeatState.NOT_VOTED: mark("Has not voted yet"),
    SeatState.OBSERVING: mark("Does not vote"),
}
_NOTES: Final = {
    SeatState.LEAVE: mark("Leave"),
    SeatState.LEFT: mark("Left"),
    SeatState.ABSENT: mark("Absent"),
    SeatState.NOT_VOTED: mark("Not yet"),
}
AWAY: Final = frozenset({SeatState.LEAVE, SeatState.LEFT, SeatState.ABSENT})


class SeatShown(msgspec.Struct, frozen=True, kw_only=True):
    """One seat. `page` is the page its terminal shows (0: none).

    `unsent_votes`, `unsent_others` (answers, calls and the like) and `unsent_ink` (changes) are stored there and have
    not come.
    """

    seat: SeatId
    state: SeatState
    person: Person | None = None
    page: int = 0
    unsent_votes: int = 0
    unsent_others: int = 0
    unsent_ink: int = 0
    is_connected: bool = False
    is_following: bool = False
    is_with_me: bool = False
    has_called: bool = False
    is_writer: bool = False
    terminal: str = ""

    @property
    def name(self) -> str:
        """The person's name, or the seat's number where nobody sits."""
        return self.seat if self.person is None else self.person.name


def seats_shown(state: PodiumState) -> tuple[SeatShown, ...]:
    """All seats of the plan in its order, then terminals beside the plan."""
    meeting = state.meeting
    ballot = None if meeting is None else meeting.open_ballot()
    return tuple(_shown(state, ballot, seat, presence) for seat, presence in state.hub.seats.items())


def count(seats: Sequence[SeatShown], *states: SeatState) -> int:
    """How many seats are in one of these states."""
    return sum(seat.state in states for seat in seats)


def _shown(state: PodiumState, ballot: Ballot | None, seat: SeatId, presence: SeatPresence) -> SeatShown:
    meeting, status = state.meeting, presence.status
    person = None if meeting is None else meeting.person_at(seat)
    has_called = meeting is not None and seat in meeting.calls
    return SeatShown(
        seat=seat,
        state=_state(meeting, ballot, seat, person, presence),
        person=person,
        page=0 if status is None or status.paper is None else status.page,
        unsent_votes=0 if status is None else status.unsent_votes,
        unsent_others=0 if status is None else max(0, status.unsent - status.unsent_votes),
        unsent_ink=0 if status is None else status.unsent_ink,
        is_connected=presence.is_connected,
        is_following=status is not None and status.is_following,
        is_with_me=_is_with(presence, state.hub.stage),
        has_called=has_called,
        is_writer=meeting is not None and person is not None and person.id in meeting.writers,
        terminal=presence.terminal,
    )


def _state(
    meeting: MeetingState | None,
    ballot: Ballot | None,
    seat: SeatId,
    person: Person | None,
    presence: SeatPresence,
) -> SeatState:
    if meeting is None or person is None:
        return SeatState.VACANT
    match standing(person, meeting.last_entries.get(person.id)):
        case Standing.LEAVE:
            return SeatState.LEAVE
        case Standing.LEFT:
            return SeatState.LEFT
        case Standing.ABSENT:
            is_early = meeting.session in (Session.PREPARING, Session.SIGNING_IN)
            return SeatState.WAITING if is_early or presence.is_connected else SeatState.ABSENT
        case Standing.PRESENT:
            return _present(meeting, ballot, seat, person, presence)


def _present(
    meeting: MeetingState, ballot: Ballot | None, seat: SeatId, person: Person, presence: SeatPresence
) -> SeatState:
    if ballot is not None and isinstance(ballot.phase, Open):
        if person.id in ballot.phase.votes:
            return SeatState.VOTED
        if not presence.is_connected:
            return SeatState.OFFLINE
        return SeatState.NOT_VOTED if person.id in ballot.phase.voters else SeatState.OBSERVING
    if not presence.is_connected:
        return SeatState.OFFLINE
    if seat in meeting.calls:
        return SeatState.CALLING
    is_following = presence.status is not None and presence.status.is_following
    return SeatState.FOLLOWING if is_following else SeatState.BROWSING


def _is_with(presence: SeatPresence, stage: Stage | None) -> bool:
    status = presence.status
    if status is None or stage is None or not presence.is_connected:
        return False
    return status.paper == stage.paper and status.page == stage.page


def state_words(shown: SeatShown) -> str:
    """The state as a sentence, for a screen reader and for the card of the seat."""
    if shown.state is SeatState.BROWSING and shown.page:
        return tr("Browsing, page {page}", page=shown.page)
    return tr(_STATE_WORDS[shown.state])


def spoken_words(shown: SeatShown) -> str:
    """The seat for a screen reader."""
    words = tr("Seat {seat} {name}, {state}", seat=shown.seat, name=shown.name, state=state_words(shown))
    return tr("{left}, {right}", left=words, right=tr("may write for all")) if shown.is_writer else words


def short_note(shown: SeatShown) -> str:
    """The word on the tile beside the mark; nothing where the mark alone says all."""
    match shown.state:
        case SeatState.BROWSING:
            return str(shown.page) if shown.page else ""
        case SeatState.OBSERVING:
            is_observer = shown.person is not None and shown.person.role is Role.OBSERVER
            return tr("Observes") if is_observer else ""
        case SeatState.OFFLINE:
            return tr("Offline") if shown.unsent_votes else ""
        case _:
            return tr(_NOTES[shown.state]) if shown.state in _NOTES else ""


def short_name(shown: SeatShown, *, is_small: bool) -> str:
    """The name on the tile: in Latin letters only its first word; on a small tile one letter and the seat."""
    name = shown.name
    if shown.person is None:
        return name
    is_latin = name.isascii()
    if is_small:
        return f"{name.split()[0] if is_latin else name[0]} {shown.seat}"
    return name.split()[0] if is_latin and " " in name else name
