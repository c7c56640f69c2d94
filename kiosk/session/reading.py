"""Following and browsing: which page this seat shows, and where the leader is. Pure.

Following is a wish that stays until the person turns a page or opens another paper while somebody leads. While
nobody leads, turning pages does not end it: when leading begins again, the seat is on the leader's page.

Where a person was belongs to that person: who sits down here after them begins with nothing, and when they come
back it is there.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from kiosk.session import history, tabs
from kiosk.session.own_places import OwnPlaces, been_at
from kiosk.session.places import Place, within
from kiosk.session.shelf import Shelf
from shared.domain.agenda import ItemId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.messages import Stage


class Mode(enum.StrEnum):
    """How this seat reads: with the leader, on its own although somebody leads, or freely as nobody leads."""

    FOLLOWING = "following"
    BROWSING = "browsing"
    FREE = "free"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person reads, and the newest stage.

    `place` None: there is nothing to show (no paper, or the leader's paper is not this person's).
    `own` belongs to `person`, who sits here, `others` to who sat here before.
    """

    place: Place | None = None
    wants_to_follow: bool = True
    stage: Stage | None = None
    active_item: ItemId | None = None
    person: PersonId | None = None
    own: OwnPlaces = OwnPlaces()
    others: Mapping[PersonId, OwnPlaces] = {}

    @property
    def mode(self) -> Mode:
        """Following, browsing, or free."""
        if self.leader_place is None:
            return Mode.FREE
        return Mode.FOLLOWING if self.wants_to_follow else Mode.BROWSING

    @property
    def leader_place(self) -> Place | None:
        """The leader's page, whether this person may see it or not; None while nobody leads."""
        stage = self.stage
        if stage is None or not stage.is_leading or stage.paper is None:
            return None
        return Place(stage.paper, stage.page)

    @property
    def is_with_leader(self) -> bool:
        """Whether the page shown is the leader's."""
        return self.place is not None and self.place == self.leader_place


def is_newer(stage: Stage, than: Stage | None) -> bool:
    """Whether `stage` comes after `than` in (term, revision); a seat never goes back."""
    return than is None or (stage.term, stage.revision) > (than.term, than.revision)


def with_stage(reading: Reading, stage: Stage, shelf: Shelf) -> Reading:
    """After the leader moved, began or ended. An older stage changes nothing."""
    if not is_newer(stage, reading.stage):
        return reading
    return _followed(msgspec.structs.replace(reading, stage=stage), shelf)


def with_shelf(reading: Reading, shelf: Shelf, active_item: ItemId | None) -> Reading:
    """After the meeting went to another item, or the person's papers changed."""
    moved = active_item != reading.active_item
    reading = msgspec.structs.replace(reading, active_item=active_item)
    if reading.leader_place is not None and reading.wants_to_follow:
        return _followed(reading, shelf)
    if reading.place is None or shelf.find(reading.place.paper) is None:
        return _at(reading, _left_off(reading, shelf) or _opening(reading, shelf), shelf)
    if moved and reading.wants_to_follow:
        return _at(reading, _opening(reading, shelf), shelf)
    return reading


def with_person(reading: Reading, person: PersonId | None) -> Reading:
    """After another person was seated here: they follow, and have their own places. Nothing is in view yet."""
    if person == reading.person:
        return reading
    others = dict(reading.others)
    if reading.person is not None:
        others[reading.person] = reading.own
    own = OwnPlaces() if person is None else others.pop(person, OwnPlaces())
    return msgspec.structs.replace(
        reading, person=person, own=own, others=others, place=None, wants_to_follow=True
    )


def turned(reading: Reading, by: int, shelf: Shelf) -> Reading:
    """After the person turned `by` pages (negative: back). At the ends nothing changes."""
    if reading.place is None:
        return reading
    return gone_to(reading, Place(reading.place.paper, reading.place.page + by), shelf)


def gone_to(reading: Reading, place: Place, shelf: Shelf) -> Reading:
    """After the person opened `place`; its page is kept within the paper. A paper they have not changes nothing."""
    target = within(place, shelf)
    if target is None or target == reading.place:
        return reading
    wants = reading.wants_to_follow and reading.leader_place is None
    return _at(msgspec.structs.replace(reading, wants_to_follow=wants), target, shelf)


def jumped_to(reading: Reading, place: Place, shelf: Shelf) -> Reading:
    """Like `gone_to`, and the person can come back to where they were."""
    gone = gone_to(reading, place, shelf)
    if gone is reading or reading.place is None:
        return gone
    return _with_history(gone, history.jumped(gone.own.history, reading.place))


def stepped_back(reading: Reading, shelf: Shelf) -> Reading:
    """After the person went back to where they last jumped from; with nothing behind them nothing changes."""
    return _stepped(reading, history.step_back(reading.own.history, reading.place, shelf), shelf)


def stepped_forward(reading: Reading, shelf: Shelf) -> Reading:
    """After the person took a step back again; with nothing ahead nothing changes."""
    return _stepped(reading, history.step_forward(reading.own.history, reading.place, shelf), shelf)


def paper_opened(reading: Reading, paper: Sha256, shelf: Shelf) -> Reading:
    """After the person opened a paper: at the page last read. It and the one they leave stay open as tabs."""
    gone = jumped_to(reading, reading.own.place_in(paper), shelf)
    if gone is reading:
        return reading
    row = gone.own.tabs if reading.place is None else tabs.opened(gone.own.tabs, reading.place.paper)
    return _with_tabs(gone, tabs.opened(row, paper))


def tab_chosen(reading: Reading, paper: Sha256, shelf: Shelf) -> Reading:
    """After the person went to another paper that stands in the row; that is no jump to come back from."""
    gone = gone_to(reading, reading.own.place_in(paper), shelf)
    if gone is reading or paper not in gone.own.tabs.papers:
        return gone
    return _with_tabs(gone, tabs.opened(gone.own.tabs, paper))


def tab_closed(reading: Reading, paper: Sha256, shelf: Shelf) -> Reading:
    """After the person closed a tab. Where it was in view, the one looked at before it comes, else the leader's."""
    row = tabs.closed(reading.own.tabs, paper)
    without = _with_tabs(reading, row)
    if reading.place is None or reading.place.paper != paper:
        return without
    next_papers = [p for p in reversed(row.recent) if shelf.find(p) is not None]
    if next_papers:
        return gone_to(without, without.own.place_in(next_papers[0]), shelf)
    return without if reading.leader_place is None else back_to_leader(without, shelf)


def tab_moved(reading: Reading, paper: Sha256, to: int) -> Reading:
    """After the person put a tab at place `to` of the row, from 0."""
    return _with_tabs(reading, tabs.moved(reading.own.tabs, paper, to))


def tab_row(reading: Reading, shelf: Shelf) -> tuple[Sha256, ...]:
    """The papers in the row of tabs: open ones, then the one in view and the leader's where they are not open."""
    here = None if reading.place is None else reading.place.paper
    leader = None if reading.leader_place is None else reading.leader_place.paper
    return tabs.strip(reading.own.tabs, shelf, here, leader)


def back_to_leader(reading: Reading, shelf: Shelf) -> Reading:
    """After the one tap back: follow, on the leader's page."""
    return _followed(msgspec.structs.replace(reading, wants_to_follow=True), shelf)


def _stepped(reading: Reading, step: history.Step | None, shelf: Shelf) -> Reading:
    if step is None:
        return reading
    gone = gone_to(reading, step.place, shelf)
    return _with_history(gone, step.history)


def _with_tabs(reading: Reading, row: tabs.Tabs) -> Reading:
    return msgspec.structs.replace(reading, own=msgspec.structs.replace(reading.own, tabs=row))


def _with_history(reading: Reading, past: history.History) -> Reading:
    return msgspec.structs.replace(reading, own=msgspec.structs.replace(reading.own, history=past))


def _followed(reading: Reading, shelf: Shelf) -> Reading:
    if not reading.wants_to_follow:
        return reading
    target = reading.leader_place
    if target is None:
        return reading if reading.place is not None else _at(reading, _opening(reading, shelf), shelf)
    return _at(reading, within(target, shelf), shelf)


def _left_off(reading: Reading, shelf: Shelf) -> Place | None:
    """Where the person was when they left, with a paper of the item that the meeting is on."""
    last = reading.own.last
    found = None if last is None else shelf.find(last)
    if last is None or found is None or found.item.id != reading.active_item:
        return None
    return within(reading.own.place_in(last), shelf)


def _opening(reading: Reading, shelf: Shelf) -> Place | None:
    """The first paper of the active item at the page last read there."""
    if reading.active_item is None:
        return None
    papers = shelf.of_item(reading.active_item)
    return within(reading.own.place_in(papers[0].paper.sha256), shelf) if papers else None


def _at(reading: Reading, place: Place | None, shelf: Shelf) -> Reading:
    if place is None:
        return msgspec.structs.replace(reading, place=None)
    return msgspec.structs.replace(reading, place=place, own=been_at(reading.own, place, shelf))
