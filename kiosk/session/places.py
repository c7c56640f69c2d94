"""A page of a paper, and where it lies among the papers of a person. Pure."""

from __future__ import annotations

import msgspec

from kiosk.session.shelf import Shelf
from shared.domain.papers import Sha256


class Place(msgspec.Struct, frozen=True):
    """A page of a paper; pages count from 1."""

    paper: Sha256
    page: int


def within(place: Place, shelf: Shelf) -> Place | None:
    """The place with its page kept inside the paper; None where the person has no such paper."""
    found = shelf.find(place.paper)
    if found is None:
        return None
    return Place(place.paper, min(max(1, place.page), found.paper.page_count))
