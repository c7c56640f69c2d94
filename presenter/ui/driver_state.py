"""What the presenter tells its driver about itself. Pure; no titles, no choices."""

from __future__ import annotations

from typing import Any

from presenter.hub.view import HubView
from presenter.ui.ballot_shown import phase_of
from presenter.ui.seats_shown import seats_shown
from presenter.ui.state import PodiumState
from shared.domain.ballots import Announced, Ballot, Closed, Open
from shared.domain.people import PersonId
from shared.domain.presence import Standing, standing
from shared.domain.sign_off import SignOffState
from shared.domain.state import MeetingState


def driver_state(
    state: PodiumState,
    *,
    engine_pid: int | None,
    engine_port: int,
    painted_page: int,
    board_marks: int,
) -> dict[str, Any]:
    """The state as JSON can hold it."""
    hub, meeting = state.hub, state.meeting
    return {
        "session": "none" if meeting is None else meeting.session.value,
        "items": [] if meeting is None else _items(meeting),
        "active_item": None if meeting is None else meeting.active_item,
        "selected_item": state.selected,
        "stage": _stage(hub),
        "seats": _seats(state),
        "ballots": {}
        if meeting is None
        else {b.spec.id: _ballot(meeting, b) for b in meeting.ballots.values()},
        "engine": hub.engine.value,
        "engine_pid": engine_pid,
        "engine_port": engine_port,
        "papers": {"ready": sum(p.is_ready for p in hub.papers.values()), "total": len(hub.papers)},
        "record": None if hub.record_path is None else str(hub.record_path),
        "n": 0 if meeting is None else meeting.n,
        "door": hub.addresses[0] if hub.addresses else "",
        "painted_page": painted_page,
        "drafts": [] if meeting is None else _drafts(meeting),
        "sign_offs": [] if meeting is None else [_sign_off(s) for s in meeting.sign_offs.values()],
        "writers": [] if meeting is None else list(meeting.writers),
        "has_watermark": meeting is not None and meeting.meeting.has_watermark,
        "is_board": state.is_board,
        "board_marks": board_marks,
        "shared": 0 if meeting is None else len(meeting.shared_ink),
        "is_bringing": state.bringing is not None,
        "exported": [] if state.export is None else [str(file) for file in state.export.files],
        "not_exported": 0 if state.export is None else len(state.export.notes),
        "is_exporting": state.export is not None and state.export.is_running,
    }


def _items(meeting: MeetingState) -> list[dict[str, Any]]:
    return [
        {"id": item.id, "pages": item.papers[0].page_count if item.papers else 0}
        for item in meeting.meeting.agenda
    ]


def _drafts(meeting: MeetingState) -> list[dict[str, Any]]:
    """Every paper of the agenda, earlier drafts included."""
    return [
        {
            "item": item.id,
            "paper": paper.sha256,
            "draft": paper.draft,
            "replaces": paper.replaces,
            "is_earlier": is_earlier,
            "is_whiteboard": paper.is_whiteboard,
            "pages": paper.page_count,
            "has_thumbnails": paper.thumbnails is not None,
        }
        for item in meeting.meeting.agenda
        for papers, is_earlier in ((item.papers, False), (item.earlier, True))
        for paper in papers
    ]


def _sign_off(sign_off: SignOffState) -> dict[str, Any]:
    """How far a request is, in numbers: what anybody thinks is not told."""
    persons = sign_off.request.persons
    return {
        "id": sign_off.request.id,
        "paper": sign_off.paper,
        "kind": sign_off.request.kind.value,
        "is_withdrawn": sign_off.is_withdrawn,
        "asked": len(persons),
        "opened": sum(sign_off.of(person).opened_at is not None for person in persons),
        "read": sum(sign_off.of(person).read_at is not None for person in persons),
        "signed": sign_off.signed_count,
        "stale": sum(sign_off.stale(person) is not None for person in persons),
    }


def _stage(hub: HubView) -> dict[str, Any] | None:
    stage = hub.stage
    if stage is None:
        return None
    return {
        "term": stage.term,
        "revision": stage.revision,
        "page": stage.page,
        "paper": stage.paper,
        "item": stage.item,
        "is_leading": stage.is_leading,
    }


def _seats(state: PodiumState) -> dict[str, dict[str, Any]]:
    meeting = state.meeting
    seats: dict[str, dict[str, Any]] = {}
    for shown in seats_shown(state):
        presence = state.hub.seats[shown.seat]
        last = None if meeting is None or shown.person is None else meeting.last_entries.get(shown.person.id)
        status = presence.status
        seats[shown.seat] = {
            "connected": shown.is_connected,
            "is_following": status is not None and status.is_following,
            "page": 0 if status is None else status.page,
            "unsent": 0 if status is None else status.unsent,
            "signed_in": shown.person is not None and standing(shown.person, last) is Standing.PRESENT,
            "person": None if shown.person is None else shown.person.id,
        }
    return seats


def _ballot(meeting: MeetingState, ballot: Ballot) -> dict[str, Any]:
    voters: tuple[PersonId, ...] = ()
    voted: frozenset[PersonId] = frozenset()
    match ballot.phase:
        case Open(voters=voters, votes=votes) | Closed(voters=voters, votes=votes):
            voted = frozenset(votes)
        case Announced(closed=closed):
            voters, voted = closed.voters, frozenset(closed.votes)
        case _:
            pass
    missing = [meeting.seat_of(person) for person in voters if person not in voted]
    return {
        "phase": phase_of(ballot).value,
        "is_held": isinstance(ballot.phase, Open) and ballot.phase.is_held,
        "voted": len(voted),
        "voters": len(voters),
        "not_voted_seats": [seat for seat in missing if seat is not None],
    }
