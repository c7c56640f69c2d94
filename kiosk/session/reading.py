"""Following and browsing: which page this seat shows, and where the leader is. Pure.

Following is a wish that stays until the person turns a page or opens another paper while somebody leads. While
nobody leads, turning pages does not end it: when leading begins again, the seat is on the leader's page.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from kiosk.session.shelf import Shelf
from shared.domain.agenda import ItemId
from shared.domain.papers import Sha256
from shared.protocol.messages import Stage


class Place(msgspec.Struct, frozen=True):
    """A page of a paper; pages count from 1."""

    paper: Sha256
    page: int


class Mode(enum.StrEnum):
    """How this seat reads: with the leader, on its own although somebody leads, or freely as nobody leads."""

    FOLLOWING = "following"
    BROWSING = "browsing"
    FREE = "free"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person reads, and the newest stage.

    `place` None: there is nothing to show (no paper, or the leader's paper is not this person's).
    `remembered` keeps the page last read of each paper.
    """

    place: Place | None = None
    wants_to_follow: bool = True
    stage: Stage | None = None
    active_item: ItemId | None = None
    remembered: Mapping[Sha256, int] = {}

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
    is_gone = reading.place is not None and shelf.find(reading.place.paper) is None
    if reading.place is None or is_gone or (moved and reading.wants_to_follow):
        return _at(reading, _opening(reading, shelf), shelf)
    return reading


def turned(reading: Reading, by: int, shelf: Shelf) -> Reading:
    """After the person turned `by` pages (negative: back). At the ends nothing changes."""
    if reading.place is None:
        return reading
    return gone_to(reading, Place(reading.place.paper, reading.place.page + by), shelf)


def gone_to(reading: Reading, place: Place, shelf: Shelf) -> Reading:
    """After the person opened `place`; its page is kept within the paper. A paper they have not changes nothing."""
    target = _within(place, shelf)
    if target is None or target == reading.place:
        return reading
    wants = reading.wants_to_follow and reading.leader_place is None
    return _at(msgspec.structs.replace(reading, wants_to_follow=wants), target, shelf)


def paper_opened(reading: Reading, paper: Sha256, shelf: Shelf) -> Reading:
    """After the person opened a paper: at the page last read."""
    return gone_to(reading, Place(paper, reading.remembered.get(paper, 1)), shelf)


def back_to_leader(reading: Reading, shelf: Shelf) -> Reading:
    """After the one tap back: follow, on the leader's page."""
    return _followed(msgspec.structs.replace(reading, wants_to_follow=True), shelf)


def _followed(reading: Reading, shelf: Shelf) -> Reading:
    if not reading.wants_to_follow:
        return reading
    target = reading.leader_place
    if target is None:
        return reading if reading.place is not None else _at(reading, _opening(reading, shelf), shelf)
    return _at(reading, _within(target, shelf), shelf)


def _opening(reading: Reading, shelf: Shelf) -> Place | None:
    """The first paper of the active item at the page last read there."""
    if reading.active_item is None:
        return None
    papers = shelf.of_item(reading.active_item)
    if not papers:
        return None
    sha256 = papers[0].paper.sha256
    return _within(Place(sha256, reading.remembered.get(sha256, 1)), shelf)


def _within(place: Place, shelf: Shelf) -> Place | None:
    found = shelf.find(place.paper)
    if found is None:
        return None
    return Place(place.paper, min(max(1, place.page), found.paper.page_count))


def _at(reading: Reading, place: Place | None, shelf: Shelf) -> Reading:
    if place is None:
        return msgspec.structs.replace(reading, place=None)
    kept = {paper: page for paper, page in reading.remembered.items() if shelf.find(paper) is not None}
    return msgspec.structs.replace(reading, place=place, remembered={**kept, place.paper: place.page})
