"""What the podium's window shows: the hub at one moment, and what only this window knows. Pure."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from presenter.clerk.pack_draft import PackProblem
from presenter.hub.view import HubView
from shared.domain.agenda import AgendaItem, ItemId
from shared.domain.ballots import Ballot, BallotId, Closed, Open, Prepared
from shared.domain.papers import Paper, Sha256
from shared.domain.people import PersonId
from shared.domain.state import MeetingState, Session
from shared.system.faults import EnvironmentFault


class Place(msgspec.Struct, frozen=True):
    """A page of a paper of an item; `paper` None: the item has no papers. `page` counts from 1."""

    item: ItemId
    paper: Paper | None
    page: int = 1


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that is being opened: so many of its papers have been examined (0 of 0: it is being read)."""

    folder: str
    examined: int = 0
    papers: int = 0


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """The clerk's files: being written into `folder`, or written; `notes` say what could not be written."""

    folder: Path
    is_running: bool = False
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


class Bringing(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way into the meeting: to an item, after its papers, or in the place of the paper `old`.

    `is_locked`: it asks for a password, and waits for one; `was_wrong`: the one given does not open it.
    """

    item: ItemId
    file: Path
    old: Sha256 | None = None
    is_locked: bool = False
    was_wrong: bool = False


class PodiumState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panels need.

    `preview` is where the chair looks alone (None: with the room). `ballot` is the one chosen among several of the
    selected item. `problems` say why the last pack was not opened, `notes` what was left out of the one that was.
    `notice` is the sentence about the last wish, "" when there is nothing to say; `trouble` keeps the room shut.
    `undelivered` are the persons of the shown ballot whose votes may still be on their way. `is_board`: what is drawn
    on the page is for all to see. `ink_shown` are the papers with the persons whose shared ink is shown on them.
    """

    hub: HubView
    now: datetime
    is_ready: bool = False
    selected: ItemId | None = None
    preview: Place | None = None
    ballot: BallotId | None = None
    opening: Opening | None = None
    problems: tuple[PackProblem, ...] = ()
    notes: tuple[PackProblem, ...] = ()
    notice: str = ""
    trouble: EnvironmentFault | None = None
    undelivered: tuple[PersonId, ...] = ()
    is_laser: bool = False
    is_board: bool = False
    ink_shown: frozenset[tuple[Sha256, PersonId]] = frozenset()
    bringing: Bringing | None = None
    export: Export | None = None

    @property
    def meeting(self) -> MeetingState | None:
        """The meeting as recorded."""
        return self.hub.state

    @property
    def session(self) -> Session | None:
        """Where the meeting stands; None: no meeting is open."""
        return None if self.hub.state is None else self.hub.state.session

    @property
    def is_running(self) -> bool:
        """Whether the meeting is in session or in a break."""
        return self.session in (Session.IN_SESSION, Session.PAUSED)


def selected_item(state: PodiumState) -> AgendaItem | None:
    """The item on the chair's screen."""
    if state.meeting is None or state.selected is None:
        return None
    return state.meeting.meeting.item(state.selected)


def active_item(state: PodiumState) -> AgendaItem | None:
    """The item the meeting is on."""
    meeting = state.meeting
    if meeting is None or meeting.active_item is None:
        return None
    return meeting.meeting.item(meeting.active_item)


def room_place(state: PodiumState) -> Place | None:
    """Where the leader is, with the paper as the meeting knows it; None before anything was shown."""
    stage, meeting = state.hub.stage, state.meeting
    if stage is None or meeting is None or stage.item is None:
        return None
    return Place(stage.item, paper_of(meeting, stage.item, stage.paper), stage.page)


def place_shown(state: PodiumState) -> Place | None:
    """The page on the stage of this window."""
    return state.preview or room_place(state)


def paper_of(meeting: MeetingState, item: ItemId, sha256: Sha256 | None) -> Paper | None:
    """A paper of an item by its digest, earlier drafts included."""
    found = meeting.meeting.item(item)
    papers = () if found is None else (*found.papers, *found.earlier)
    return next((p for p in papers if p.sha256 == sha256), None)


def writing_place(state: PodiumState) -> Place | None:
    """Where pen and mouse write for all to see; None while they do not."""
    place = room_place(state)
    is_writing = state.is_board and state.is_running and state.preview is None
    return place if is_writing and place is not None and place.paper is not None else None


def newer_draft(state: PodiumState) -> Paper | None:
    """The draft that took the place of the paper on the stage; None where that is the newest."""
    place, meeting = place_shown(state), state.meeting
    if place is None or place.paper is None or meeting is None:
        return None
    item, found = meeting.meeting.item(place.item), place.paper
    papers = () if item is None else (*item.papers, *item.earlier)
    while (after := next((p for p in papers if p.replaces == found.sha256), None)) is not None:
        found = after
    return None if found.sha256 == place.paper.sha256 else found


def first_place(item: AgendaItem) -> Place:
    """The first page of the item's first paper."""
    return Place(item.id, item.papers[0] if item.papers else None)


def ballots_of_item(state: PodiumState) -> tuple[Ballot, ...]:
    """The ballots of the selected item, in order."""
    item, meeting = selected_item(state), state.meeting
    if item is None or meeting is None:
        return ()
    return tuple(meeting.ballots[spec.id] for spec in item.ballots)


def shown_ballot(state: PodiumState) -> Ballot | None:
    """The ballot in the panel: the one that is open, else the chosen one, else what comes next for the item.

    After the adjournment it is one that still waits for its announcement.
    """
    meeting = state.meeting
    if meeting is None:
        return None
    opened = meeting.open_ballot()
    if opened is not None:
        return opened
    own = ballots_of_item(state)
    if meeting.session is Session.ADJOURNED:
        own = tuple(b for b in meeting.ballots.values() if isinstance(b.phase, Closed))
    chosen = next((b for b in own if b.spec.id == state.ballot), None)
    closed = next((b for b in own if isinstance(b.phase, Closed)), None)
    prepared = next((b for b in own if isinstance(b.phase, Prepared)), None)
    return chosen or closed or prepared or (own[-1] if own else None)


def can_prepare_ballot(state: PodiumState) -> bool:
    """Whether another ballot may be put under the selected item now."""
    meeting = state.meeting
    if meeting is None or selected_item(state) is None:
        return False
    return meeting.session is not Session.ADJOURNED and meeting.open_ballot() is None


def quorum_ballot(state: PodiumState) -> Ballot | None:
    """The ballot whose quorum matters now: the one that is open, else the next one of the meeting, else any."""
    meeting = state.meeting
    if meeting is None:
        return None
    shown = shown_ballot(state)
    if shown is not None and isinstance(shown.phase, (Open, Prepared)):
        return shown
    every = tuple(meeting.ballots.values())
    return next((b for b in every if isinstance(b.phase, Prepared)), every[0] if every else None)


def present_voters(meeting: MeetingState) -> int:
    """How many persons with a vote are here."""
    return meeting.headcount().present
