"""The fold of the events that concern papers, ink and sign-off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

import msgspec

from shared.domain import events as ev
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ink import InkAudience, SharedInk
from shared.domain.papers import Attachment, Paper, Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import Progress, Signed, SignOffId, SignOffState
from shared.domain.state import MeetingState

PaperEvent = (
    ev.PaperAdded
    | ev.PaperReplaced
    | ev.ThumbnailsMade
    | ev.WatermarkSwitched
    | ev.InkShared
    | ev.WritingAllowed
    | ev.SignOffRequested
    | ev.SignOffWithdrawn
    | ev.SignOffOpened
    | ev.SignOffRead
    | ev.PaperSignedOff
    | ev.SignOffArrivedLate
)


def reduce_papers(state: MeetingState, event: PaperEvent, at: datetime) -> MeetingState:
    """The state after `event`. Raises KeyError when it names what is not there: the record is damaged."""
    match event:
        case ev.PaperAdded() | ev.PaperReplaced() | ev.ThumbnailsMade() | ev.WatermarkSwitched():
            replaced = msgspec.structs.replace(state, meeting=meeting_after(state.meeting, event))
            return _follow_draft(replaced, event) if isinstance(event, ev.PaperReplaced) else replaced
        case ev.InkShared():
            return msgspec.structs.replace(
                state, shared_ink=_shared(state, event), times_shared=_counted(state, event)
            )
        case ev.WritingAllowed(person=person, is_allowed=is_allowed):
            others = tuple(p for p in state.writers if p != person)
            return msgspec.structs.replace(state, writers=(*others, person) if is_allowed else others)
        case _:
            return _sign_off(state, event, at)


def meeting_after(
    meeting: Meeting, event: ev.PaperAdded | ev.PaperReplaced | ev.ThumbnailsMade | ev.WatermarkSwitched
) -> Meeting:
    """The meeting after an event that changes its papers; the same fold on the podium and on every seat."""
    match event:
        case ev.PaperAdded(item=item_id, paper=paper):
            return with_items(meeting, lambda item: _added(item, paper) if item.id == item_id else item)
        case ev.PaperReplaced(old=old, paper=paper):
            return with_items(meeting, lambda item: replaced(item, old, paper))
        case ev.ThumbnailsMade(paper=sha256, thumbnails=thumbnails):
            return with_items(meeting, lambda item: _with_thumbnails(item, sha256, thumbnails))
        case ev.WatermarkSwitched(is_on=is_on):
            return msgspec.structs.replace(meeting, has_watermark=is_on)
        case _:
            assert_never(event)


def with_items(meeting: Meeting, change: Callable[[AgendaItem], AgendaItem]) -> Meeting:
    """The meeting with every item changed."""
    return msgspec.structs.replace(meeting, agenda=tuple(change(item) for item in meeting.agenda))


def replaced(item: AgendaItem, old: Sha256, paper: Paper) -> AgendaItem:
    """The item with `paper` in the place of `old`, which becomes an earlier draft."""
    former = next((p for p in item.papers if p.sha256 == old), None)
    if former is None:
        return item
    papers = tuple(paper if p.sha256 == old else p for p in item.papers)
    return msgspec.structs.replace(item, papers=papers, earlier=(*item.earlier, former))


def _added(item: AgendaItem, paper: Paper) -> AgendaItem:
    return msgspec.structs.replace(item, papers=(*item.papers, paper))


def _with_thumbnails(item: AgendaItem, sha256: Sha256, thumbnails: Attachment) -> AgendaItem:
    def changed(paper: Paper) -> Paper:
        return msgspec.structs.replace(paper, thumbnails=thumbnails) if paper.sha256 == sha256 else paper

    return msgspec.structs.replace(
        item, papers=tuple(map(changed, item.papers)), earlier=tuple(map(changed, item.earlier))
    )


def _follow_draft(state: MeetingState, event: ev.PaperReplaced) -> MeetingState:
    """What was sent for signing is the new draft now: nobody has opened, read or signed this one yet."""

    def follow(sign_off: SignOffState) -> SignOffState:
        if sign_off.paper != event.old or sign_off.is_withdrawn:
            return sign_off
        anew = {
            person: Progress(signed=progress.signed)
            for person, progress in sign_off.progress.items()
            if progress.signed
        }
        return msgspec.structs.replace(sign_off, paper=event.paper.sha256, progress=anew)

    return msgspec.structs.replace(
        state, sign_offs={known: follow(sign_off) for known, sign_off in state.sign_offs.items()}
    )


def _shared(state: MeetingState, event: ev.InkShared) -> tuple[SharedInk, ...]:
    others = tuple(s for s in state.shared_ink if (s.author, s.paper) != (event.person, event.paper))
    if event.audience is InkAudience.NOBODY:
        return others
    return (*others, SharedInk(author=event.person, paper=event.paper, audience=event.audience))


def _counted(state: MeetingState, event: ev.InkShared) -> Mapping[PersonId, int]:
    if event.audience is InkAudience.NOBODY:
        return state.times_shared
    return {**state.times_shared, event.person: state.times_shared.get(event.person, 0) + 1}


SignOffEvent = (
    ev.SignOffRequested
    | ev.SignOffWithdrawn
    | ev.SignOffOpened
    | ev.SignOffRead
    | ev.PaperSignedOff
    | ev.SignOffArrivedLate
)


def _sign_off(state: MeetingState, event: SignOffEvent, at: datetime) -> MeetingState:
    match event:
        case ev.SignOffRequested(request):
            asked = SignOffState(request=request, paper=request.paper, asked_at=at)
            return _with_sign_off(state, request.id, asked)
        case ev.SignOffWithdrawn(sign_off):
            withdrawn = msgspec.structs.replace(state.sign_offs[sign_off], is_withdrawn=True)
            return _with_sign_off(state, sign_off, withdrawn)
        case ev.SignOffOpened(sign_off=sign_off, person=person):
            return _with_progress(state, sign_off, person, opened_at=at)
        case ev.SignOffRead(sign_off=sign_off, person=person):
            return _with_progress(state, sign_off, person, read_at=at)
        case ev.SignOffArrivedLate(sign_off=sign_off, person=person):
            return _with_progress(state, sign_off, person, late_at=at)
        case ev.PaperSignedOff(sign_off=sign_off, person=person):
            before = state.sign_offs[sign_off].of(person)
            return _with_progress(state, sign_off, person, signed=(*before.signed, _signed(event, at)))
        case _:
            assert_never(event)


def _signed(event: ev.PaperSignedOff, at: datetime) -> Signed:
    return Signed(
        paper=event.paper,
        opinion=event.opinion,
        text=event.text,
        signature=event.signature,
        seen_pages=event.seen_pages,
        at=at,
    )


def _with_progress(
    state: MeetingState, sign_off: SignOffId, person: PersonId, **changes: object
) -> MeetingState:
    known = state.sign_offs[sign_off]
    progress: Progress = msgspec.structs.replace(known.of(person), **changes)
    changed = msgspec.structs.replace(known, progress={**known.progress, person: progress})
    return _with_sign_off(state, sign_off, changed)


def _with_sign_off(state: MeetingState, sign_off: SignOffId, changed: SignOffState) -> MeetingState:
    return msgspec.structs.replace(state, sign_offs={**state.sign_offs, sign_off: changed})
