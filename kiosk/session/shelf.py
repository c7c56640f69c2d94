"""The papers that the person at this seat may read, in the order of the agenda. Pure."""

from __future__ import annotations

import msgspec

from shared.domain.agenda import AgendaItem, ItemId
from shared.domain.papers import Paper, Sha256
from shared.domain.private_view import PrivateView
from shared.domain.room import RoomView


class ShelfPaper(msgspec.Struct, frozen=True):
    """A paper and the item it belongs to.

    `is_restricted`: its bytes come to this seat by request only. `is_earlier`: a new draft stands in its place.
    """

    item: AgendaItem
    paper: Paper
    is_restricted: bool = False
    is_earlier: bool = False


class Shelf(msgspec.Struct, frozen=True):
    """All papers of one person; a paper used by two items stands in both, `find` gives the first.

    `papers` are those of the agenda now; `earlier` the drafts that were replaced: they can still be read.
    """

    papers: tuple[ShelfPaper, ...] = ()
    earlier: tuple[ShelfPaper, ...] = ()

    def find(self, sha256: Sha256) -> ShelfPaper | None:
        """The paper with this digest, an earlier draft too, or None where this person has no such paper."""
        return next((p for p in (*self.papers, *self.earlier) if p.paper.sha256 == sha256), None)

    def of_item(self, item: ItemId) -> tuple[ShelfPaper, ...]:
        """The papers of one item as they are now."""
        return tuple(p for p in self.papers if p.item.id == item)

    def all_papers(self) -> tuple[Paper, ...]:
        """Every paper that can be read here, earlier drafts last."""
        return tuple(p.paper for p in (*self.papers, *self.earlier))

    def is_earlier(self, sha256: Sha256) -> bool:
        """Whether a new draft stands in the place of this one."""
        found = self.find(sha256)
        return found is not None and found.is_earlier

    def draft_after(self, sha256: Sha256) -> Paper | None:
        """The draft that replaced this one."""
        return next((p for p in self.all_papers() if p.replaces == sha256), None)

    def draft_before(self, sha256: Sha256) -> Paper | None:
        """The draft that this one replaced."""
        found = self.find(sha256)
        before = None if found is None or found.paper.replaces is None else self.find(found.paper.replaces)
        return None if before is None else before.paper

    def newest_of(self, sha256: Sha256) -> Paper | None:
        """The draft that stands in the agenda now, the paper itself where it was never replaced."""
        found = self.find(sha256)
        newest = None if found is None else found.paper
        steps = len(self.earlier)
        while newest is not None and steps > 0 and (after := self.draft_after(newest.sha256)) is not None:
            newest, steps = after, steps - 1
        return newest


EMPTY = Shelf()


def shelf_of(room: RoomView | None, private: PrivateView | None) -> Shelf:
    """What the person may read: everybody's papers and their own restricted ones."""
    if room is None:
        return EMPTY
    restricted = () if private is None else private.papers
    papers: list[ShelfPaper] = []
    earlier: list[ShelfPaper] = []
    for item in room.meeting.agenda:
        papers += [ShelfPaper(item, paper) for paper in item.papers]
        earlier += [ShelfPaper(item, paper, is_earlier=True) for paper in item.earlier]
        for own in restricted:
            if own.item == item.id:
                shelf = earlier if own.is_earlier else papers
                shelf.append(ShelfPaper(item, own.paper, is_restricted=True, is_earlier=own.is_earlier))
    return Shelf(tuple(papers), tuple(earlier))
