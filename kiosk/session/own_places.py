"""What one person read at this terminal and has open here; it is theirs, and waits for them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kiosk.session.history import MOST_STEPS, History
from kiosk.session.places import Place
from kiosk.session.shelf import Shelf
from kiosk.session.tabs import MOST_TABS, Tabs
from shared.domain.papers import Sha256
from shared.storage.seat_store import KeptPlaces


class OwnPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """`last` is the paper read last, `pages` the page last read of each paper."""

    last: Sha256 | None = None
    pages: Mapping[Sha256, int] = {}
    tabs: Tabs = Tabs()
    history: History = History()

    def place_in(self, paper: Sha256) -> Place:
        """Where the person left a paper; its first page where they never read it."""
        return Place(paper, self.pages.get(paper, 1))


def been_at(own: OwnPlaces, place: Place, shelf: Shelf) -> OwnPlaces:
    """After the person was on this page; the pages of papers that are gone are forgotten."""
    pages = {paper: page for paper, page in own.pages.items() if shelf.find(paper) is not None}
    return msgspec.structs.replace(own, last=place.paper, pages={**pages, place.paper: place.page})


def kept_places(own: OwnPlaces) -> KeptPlaces:
    """As it is stored."""
    return KeptPlaces(
        last=own.last,
        pages=own.pages,
        tabs=own.tabs.papers,
        back=tuple((place.paper, place.page) for place in own.history.back),
        forward=tuple((place.paper, place.page) for place in own.history.forward),
    )


def own_places(kept: KeptPlaces) -> OwnPlaces:
    """Out of what was stored."""
    tabs = tuple(dict.fromkeys(kept.tabs))[:MOST_TABS]
    history = History(
        back=tuple(Place(paper, page) for paper, page in kept.back[-MOST_STEPS:]),
        forward=tuple(Place(paper, page) for paper, page in kept.forward[:MOST_STEPS]),
    )
    return OwnPlaces(last=kept.last, pages=kept.pages, tabs=Tabs(papers=tabs, recent=tabs), history=history)
