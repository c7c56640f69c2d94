"""The table of contents as it is unfolded. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.pdf.pages import OutlineEntry

ALL_OPEN_UP_TO = 40
"""A table of contents with more entries begins with only its highest level unfolded."""


def has_children(entries: Sequence[OutlineEntry], entry: int) -> bool:
    """Whether anything lies below the entry at this place."""
    return entry + 1 < len(entries) and entries[entry + 1].level > entries[entry].level


def shown_entries(entries: Sequence[OutlineEntry], folded: frozenset[int]) -> tuple[int, ...]:
    """The places of the entries that are seen while those in `folded` hide what lies below them."""
    shown: list[int] = []
    hidden_below: int | None = None
    for place, entry in enumerate(entries):
        if hidden_below is not None and entry.level > hidden_below:
            continue
        hidden_below = entry.level if place in folded else None
        shown.append(place)
    return tuple(shown)


def first_folded(entries: Sequence[OutlineEntry], page: int) -> frozenset[int]:
    """What is folded when the card opens on `page` (from 0): nothing of a short table, else all but the way there."""
    if len(entries) <= ALL_OPEN_UP_TO:
        return frozenset()
    way = ancestors(entries, entry_of(entries, page))
    return frozenset(p for p in range(len(entries)) if has_children(entries, p) and p not in way)


def entry_of(entries: Sequence[OutlineEntry], page: int) -> int:
    """The first entry that begins on `page` (from 0), else the last that begins before it; -1 where there is none."""
    found, at = -1, -1
    for place, entry in enumerate(entries):
        if 0 <= entry.page <= page and at <= entry.page and at != page:
            found, at = place, entry.page
    return found


def ancestors(entries: Sequence[OutlineEntry], entry: int) -> frozenset[int]:
    """The entries that the one at this place lies below."""
    found: set[int] = set()
    level = entries[entry].level if 0 <= entry < len(entries) else 0
    for place in range(entry - 1, -1, -1):
        if entries[place].level < level:
            found.add(place)
            level = entries[place].level
    return frozenset(found)
