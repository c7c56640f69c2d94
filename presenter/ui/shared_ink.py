"""Whose ink on the paper of the stage may be shown, because they shared it; and which of it is. Pure."""

from __future__ import annotations

import msgspec

from presenter.ui.state import PodiumState, place_shown
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.state import MeetingState


class Sharer(msgspec.Struct, frozen=True, kw_only=True):
    """A person who shared their own ink on a paper; `is_with_all`: not only with the chair."""

    person: PersonId
    name: str
    is_with_all: bool
    is_shown: bool


def shared_paper(state: PodiumState) -> Sha256 | None:
    """The paper on the stage."""
    place = place_shown(state)
    return None if place is None or place.paper is None else place.paper.sha256


def sharers(state: PodiumState) -> tuple[Sharer, ...]:
    """Who shared ink on the paper of the stage, in the order of the roster."""
    paper, meeting = shared_paper(state), state.meeting
    if paper is None or meeting is None:
        return ()
    audiences = {s.author: s.audience for s in meeting.shared_ink if s.paper == paper}
    return tuple(
        Sharer(
            person=person.id,
            name=person.name,
            is_with_all=audiences[person.id] is InkAudience.ALL,
            is_shown=(paper, person.id) in state.ink_shown,
        )
        for person in meeting.meeting.roster
        if audiences.get(person.id, InkAudience.NOBODY) is not InkAudience.NOBODY
    )


def still_shared(
    shown: frozenset[tuple[Sha256, PersonId]], meeting: MeetingState | None
) -> frozenset[tuple[Sha256, PersonId]]:
    """What somebody took back is not shown by itself when they share it again."""
    return frozenset(
        (paper, person)
        for paper, person in shown
        if meeting is not None and meeting.sharing_of(person, paper) is not InkAudience.NOBODY
    )
