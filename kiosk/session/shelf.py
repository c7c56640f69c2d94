"""The papers that the person at this seat may read, in the order of the agenda. Pure."""

from __future__ import annotations

import msgspec

from shared.domain.agenda import AgendaItem, ItemId
from shared.domain.papers import Paper, Sha256
from shared.domain.private_view import PrivateView
from shared.domain.room import RoomView


class ShelfPaper(msgspec.Struct, frozen=True):
    """A paper and the item it belongs to. `is_restricted`: its bytes come to this seat by request only."""

    item: AgendaItem
    paper: Paper
    is_restricted: bool = False


class Shelf(msgspec.Struct, frozen=True):
    """All papers of one person; a paper used by two items stands in both, `find` gives the first."""

    papers: tuple[ShelfPaper, ...] = ()

    def find(self, sha256: Sha256) -> ShelfPaper | None:
        """The paper with this digest, or None where this person has no such paper."""
        return next((p for p in self.papers if p.paper.sha256 == sha256), None)

    def of_item(self, item: ItemId) -> tuple[ShelfPaper, ...]:
        """The papers of one item."""
        return tuple(p for p in self.papers if p.item.id == item)


EMPTY = Shelf()


def shelf_of(room: RoomView | None, private: PrivateView | None) -> Shelf:
    """What the person may read: everybody's papers and their own restricted ones."""
    if room is None:
        return EMPTY
    restricted = () if private is None else private.papers
    shelf: list[ShelfPaper] = []
    for item in room.meeting.agenda:
        shelf += [ShelfPaper(item, paper) for paper in item.papers]
        shelf += [ShelfPaper(item, r.paper, True) for r in restricted if r.item == item.id]
    return Shelf(tuple(shelf))
