"""Turning pages at the podium: for the room, or in a preview that only the chair sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from presenter.ui.ports import RoomHub
from presenter.ui.state import (
    Place,
    PodiumState,
    first_place,
    newer_draft,
    paper_of,
    place_shown,
    room_place,
)
from shared.domain.agenda import ItemId
from shared.domain.papers import Sha256, carried_page
from shared.protocol.messages import Pointer
from shared.system.trace import Trace


class Change(Protocol):
    """Changes fields of the state."""

    def __call__(self, **changes: object) -> None: ...


class PagesLed:
    """Where the podium is in each paper; a turn is published by the hub at once."""

    def __init__(self, hub: RoomHub, trace: Trace, state: Callable[[], PodiumState], change: Change) -> None:
        self._hub = hub
        self._trace = trace
        self._state = state
        self._change = change
        self._left: dict[tuple[ItemId, Sha256], int] = {}

    def turn(self, by: int) -> None:
        """Go `by` pages on in the paper that is shown; nothing happens at its ends."""
        place = place_shown(self._state())
        if place is not None:
            self.go_to(place.page + by)

    def go_to(self, page: int) -> None:
        """Show a page (from 1) of the paper that is shown."""
        place = place_shown(self._state())
        if place is not None and place.paper is not None and 1 <= page <= place.paper.page_count:
            self._show(msgspec.structs.replace(place, page=page))

    def show_paper(self, item: ItemId, number: int) -> None:
        """Show paper `number` (from 1) of an item, where it was left."""
        meeting = self._state().meeting
        found = None if meeting is None else meeting.meeting.item(item)
        if found is not None and 1 <= number <= len(found.papers):
            self._show(self.left_place(Place(item, found.papers[number - 1])))

    def show_draft(self, item: ItemId, paper: Sha256) -> None:
        """Show a paper of an item, also one that was replaced, where it was left."""
        meeting = self._state().meeting
        found = None if meeting is None else paper_of(meeting, item, paper)
        if found is not None:
            self._show(self.left_place(Place(item, found)))

    def show_newer_draft(self) -> None:
        """Show the draft that took the place of the paper that is shown, at what stands on the page now."""
        place, newer = place_shown(self._state()), newer_draft(self._state())
        if place is None or newer is None:
            return
        page = place.page
        if place.paper is not None and newer.replaces == place.paper.sha256:
            page = carried_page(newer, page) or page
        self._show(Place(place.item, newer, min(page, newer.page_count)))

    def lead_to_item(self, item: ItemId) -> None:
        """Bring the room to the item's first paper, where it was left."""
        meeting = self._state().meeting
        found = None if meeting is None else meeting.meeting.item(item)
        if found is not None:
            self._change(selected=item, preview=None)
            self._lead(self.left_place(first_place(found)))

    def back_to_room(self) -> None:
        """Leave the preview: look at what the room sees."""
        place = room_place(self._state())
        if place is not None:
            self._change(selected=place.item, preview=None)

    def left_place(self, place: Place) -> Place:
        """The place at the page where its paper was left."""
        if place.paper is None:
            return place
        return msgspec.structs.replace(place, page=self._left.get((place.item, place.paper.sha256), 1))

    def set_leading(self, is_leading: bool) -> None:
        """Lead the seats, or let everybody read freely."""
        began_ns = self._trace.now_ns()
        self._hub.set_leading(is_leading)
        self._published(began_ns)

    def set_laser(self, on: bool) -> None:
        """Whether the mouse points on the page; it does not write then."""
        self._change(is_laser=on, is_board=self._state().is_board and not on)
        if not on:
            self.point(None)

    def set_board(self, on: bool) -> None:
        """Whether pen, mouse and finger write on the page for all to see; they do not point then."""
        if on and self._state().is_laser:
            self.set_laser(False)
        self._change(is_board=on)

    def point(self, at: tuple[float, float] | None) -> None:
        """Show the laser pointer at (u, v) of the room's page, or switch it off."""
        state = self._state()
        place = room_place(state)
        if place is None or place.paper is None or (state.preview is not None and at is not None):
            return
        self._hub.point(Pointer(paper=place.paper.sha256, page=place.page, point=at))

    def _show(self, place: Place) -> None:
        if self._is_of_the_room(place):
            self._change(selected=place.item, preview=None)
            self._lead(place)
        else:
            self._remember(place)
            self._change(selected=place.item, preview=place)

    def _is_of_the_room(self, place: Place) -> bool:
        """Whether a page belongs to what the room deals with; all else is looked at alone."""
        state = self._state()
        if state.meeting is None or not state.is_running:
            return False
        room = room_place(state)
        is_seen_with_room = state.preview is None and room is not None and room.item == place.item
        return is_seen_with_room or state.meeting.active_item == place.item

    def _lead(self, place: Place) -> None:
        self._remember(place)
        began_ns = self._trace.now_ns()
        paper = None if place.paper is None else place.paper.sha256
        self._hub.turn_page(item=place.item, paper=paper, page=place.page)
        self._published(began_ns)

    def _remember(self, place: Place) -> None:
        if place.paper is not None:
            self._left[place.item, place.paper.sha256] = place.page

    def _published(self, began_ns: int) -> None:
        view = self._hub.view
        self._change(hub=view)
        if self._trace.is_on and view.stage is not None:
            self._trace.note("stage", term=view.stage.term, revision=view.stage.revision, ns=began_ns)
