"""How the picture of a seat changes with what the podium publishes and what the person does. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from kiosk.session.own_places import kept_places, own_places
from kiosk.session.places import Place, within
from kiosk.session.reading import Mode, Reading, with_person, with_shelf, with_stage
from kiosk.session.shelf import EMPTY, Shelf, shelf_of
from kiosk.session.sign_off import SeenPages, seen_again
from kiosk.session.view import Line, LineView, SessionView, SignIn
from shared.domain.agenda import MeetingId
from shared.domain.ballots import IntentId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.private_view import PrivateView
from shared.domain.room import PublicEvent, RoomView, fold
from shared.link.papers import PaperProgress, PaperState
from shared.protocol.messages import SeatStatus, Stage
from shared.storage.seat_outbox import Answer, SentIntent
from shared.storage.seat_store import KeptPlaces, Remembered


def after_event(view: SessionView, n: int, at: datetime, event: PublicEvent) -> SessionView:
    """After public event `n`. Raises ValueError when it does not follow what is known."""
    room = fold(view.room, n, at, event)
    return _settled(msgspec.structs.replace(view, room=room))


def after_private(view: SessionView, private: PrivateView) -> SessionView:
    """After a private view arrived; an older one changes nothing."""
    if private.seat != view.seat or (view.private is not None and private.n < view.private.n):
        return view
    return _settled(msgspec.structs.replace(view, private=private))


def after_stage(view: SessionView, stage: Stage) -> SessionView:
    """After the leader moved; an older stage changes nothing."""
    reading = with_stage(view.reading, stage, readable(view))
    return msgspec.structs.replace(view, reading=reading)


def after_meeting(view: SessionView, meeting: MeetingId | None, sent: Sequence[SentIntent]) -> SessionView:
    """After the podium told which meeting runs; what is known of another one is let go.

    `sent` are this terminal's lines of that meeting.
    """
    known = None if view.room is None else view.room.meeting.id
    if meeting is not None and known == meeting:
        return msgspec.structs.replace(view, sent=tuple(sent))
    return msgspec.structs.replace(
        view,
        room=None,
        private=None,
        reading=Reading(),
        shelf=shelf_of(None, None),
        sent=tuple(sent),
        papers={},
        thumbnails=frozenset(),
        seen=SeenPages(),
    )


def after_remembering(view: SessionView, remembered: Remembered, sent: Sequence[SentIntent]) -> SessionView:
    """At the start: the room as seen last; not live."""
    room, private = remembered.room, remembered.private
    view = msgspec.structs.replace(view, room=room, private=private)
    shelf = shelf_of(room, view.own_private)
    others = {person: own_places(kept) for person, kept in remembered.places.items()}
    reading = with_person(Reading(others=others), None if view.person is None else view.person.id)
    reading = msgspec.structs.replace(
        reading,
        wants_to_follow=remembered.wants_to_follow,
        stage=remembered.stage,
        active_item=None if room is None else room.active_item,
        place=_place_in_view(reading, remembered.paper, shelf),
    )
    return msgspec.structs.replace(
        view,
        shelf=shelf,
        reading=reading,
        sent=tuple(sent),
        seen_at=remembered.seen_at,
        seen=seen_again(remembered.reader, remembered.seen),
    )


def after_line(view: SessionView, line: LineView, now: datetime) -> SessionView:
    """After the line changed; `now` is the room's time."""
    if line.line is Line.IN and view.line.line is not Line.IN:
        line = msgspec.structs.replace(line, is_long=False, lost_at=None)
    if line.line is not Line.IN and view.line.line is Line.IN:
        line = msgspec.structs.replace(line, lost_at=now)
        view = msgspec.structs.replace(view, seen_at=now)
    return msgspec.structs.replace(view, line=line)


def after_keeping(view: SessionView, sent: SentIntent) -> SessionView:
    """After an intent was stored on this terminal."""
    return msgspec.structs.replace(view, sent=(*view.sent, sent))


def after_answer(view: SessionView, intent: IntentId, answer: Answer) -> SessionView:
    """After the podium answered an intent."""
    sent = tuple(
        msgspec.structs.replace(s, answer=answer) if s.id == intent and s.is_pending else s for s in view.sent
    )
    return msgspec.structs.replace(view, sent=sent)


def after_paper(view: SessionView, progress: PaperProgress) -> SessionView:
    """After something happened to a paper on this terminal."""
    return msgspec.structs.replace(view, papers={**view.papers, progress.sha256: progress})


def after_thumbnails(view: SessionView, papers: Collection[Sha256]) -> SessionView:
    """After the small pictures of papers came to this terminal."""
    return msgspec.structs.replace(view, thumbnails=view.thumbnails.union(papers))


def readable(view: SessionView) -> Shelf:
    """The papers that may be shown now: none before the person signed in."""
    return view.shelf if view.sign_in is SignIn.SIGNED_IN else EMPTY


def status_of(view: SessionView) -> SeatStatus:
    """What this seat tells the podium of itself."""
    place = view.reading.place
    ready = [p for p in view.shelf.papers if _is_ready(view, p.paper.sha256)]
    return SeatStatus(
        is_following=view.reading.mode is Mode.FOLLOWING,
        paper=None if place is None else place.paper,
        page=1 if place is None else place.page,
        unsent=len(view.pending),
        unsent_votes=len(view.pending_votes),
        n=0 if view.room is None else view.room.n,
        private_n=0 if view.private is None else view.private.n,
        papers_ready=len({p.paper.sha256 for p in ready}),
        papers_known=len({p.paper.sha256 for p in view.shelf.papers}),
    )


def remembered_of(view: SessionView, now: datetime) -> Remembered | None:
    """What to keep for a restart; None while no meeting is known."""
    if view.room is None:
        return None
    reading = view.reading
    return Remembered(
        meeting=view.room.meeting.id,
        seen_at=now if view.is_live else (view.seen_at or now),
        room=view.room,
        private=view.private,
        stage=reading.stage,
        wants_to_follow=reading.wants_to_follow,
        paper=None if reading.place is None else reading.place.paper,
        places=_kept_places(reading),
        reader=view.seen.reader,
        seen={paper: tuple(sorted(pages)) for paper, pages in view.seen.pages.items()},
    )


def is_caught_up(room: RoomView | None, private: PrivateView | None) -> bool:
    """Whether the public side is as new as the private one: record and public events share their numbers."""
    return room is not None and private is not None and room.n >= private.n


def _is_ready(view: SessionView, sha256: Sha256) -> bool:
    progress = view.papers.get(sha256)
    return progress is not None and progress.state is PaperState.READY


def _place_in_view(reading: Reading, paper: Sha256 | None, shelf: Shelf) -> Place | None:
    return within(reading.own.place_in(paper), shelf) if paper is not None else None


def _kept_places(reading: Reading) -> dict[PersonId, KeptPlaces]:
    kept = {person: kept_places(own) for person, own in reading.others.items()}
    return kept if reading.person is None else {**kept, reading.person: kept_places(reading.own)}


def _settled(view: SessionView) -> SessionView:
    """The view with its shelf and place fitting what is known now."""
    view = msgspec.structs.replace(view, shelf=shelf_of(view.room, view.own_private))
    active = None if view.room is None else view.room.active_item
    here = with_person(view.reading, None if view.person is None else view.person.id)
    reading = with_shelf(here, readable(view), active)
    return msgspec.structs.replace(view, reading=reading)
