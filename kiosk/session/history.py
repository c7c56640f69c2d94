"""Back and forward through the places a person jumped from. Pure.

Turning a page is no jump; following a link, a search hit, an entry of the contents or a thumbnail is. The leader's
turns are nobody's jump.
"""

from __future__ import annotations

import msgspec

from kiosk.session.places import Place, within
from kiosk.session.shelf import Shelf

MOST_STEPS = 50
"""So many steps back are kept; beyond, the oldest is forgotten."""


class History(msgspec.Struct, frozen=True, kw_only=True):
    """`back` oldest first, `forward` nearest first; the place the person is on stands in neither."""

    back: tuple[Place, ...] = ()
    forward: tuple[Place, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """Where a step leads, and the history after it."""

    place: Place
    history: History


def jumped(history: History, origin: Place) -> History:
    """After a jump away from `origin`; what lay ahead is forgotten."""
    if history.back and history.back[-1] == origin:
        return History(back=history.back)
    return History(back=(*history.back, origin)[-MOST_STEPS:])


def step_back(history: History, here: Place | None, shelf: Shelf) -> Step | None:
    """To the last place jumped from that still exists and is another one than `here`; None where there is none."""
    reached = _nearest(tuple(reversed(history.back)), here, shelf)
    if reached is None:
        return None
    place, rest = reached
    forward = history.forward if here is None else (here, *history.forward)[:MOST_STEPS]
    return Step(place, History(back=tuple(reversed(rest)), forward=forward))


def step_forward(history: History, here: Place | None, shelf: Shelf) -> Step | None:
    """To where the last step back came from; None where there is none."""
    reached = _nearest(history.forward, here, shelf)
    if reached is None:
        return None
    place, rest = reached
    back = history.back if here is None else (*history.back, here)[-MOST_STEPS:]
    return Step(place, History(back=back, forward=rest))


def _nearest(
    places: tuple[Place, ...], here: Place | None, shelf: Shelf
) -> tuple[Place, tuple[Place, ...]] | None:
    for count, kept in enumerate(places, 1):
        place = within(kept, shelf)
        if place is not None and place != here:
            return place, places[count:]
    return None
