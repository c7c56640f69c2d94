"""The papers a person has open beside one another. Pure."""

from __future__ import annotations

import msgspec

from kiosk.session.shelf import Shelf
from shared.domain.papers import Sha256

MOST_TABS = 8
"""With a ninth paper, the one that was not looked at for longest is closed."""


class Tabs(msgspec.Struct, frozen=True, kw_only=True):
    """`papers` in the order in which they stand; `recent` the same papers, the one looked at last at the end."""

    papers: tuple[Sha256, ...] = ()
    recent: tuple[Sha256, ...] = ()


def opened(tabs: Tabs, paper: Sha256) -> Tabs:
    """After the person opened `paper`, which may be open already: it stands last, or stays where it is."""
    recent = (*(p for p in tabs.recent if p != paper), paper)
    papers = tabs.papers if paper in tabs.papers else (*tabs.papers, paper)
    while len(papers) > MOST_TABS:
        papers = tuple(p for p in papers if p != recent[0])
        recent = recent[1:]
    return Tabs(papers=papers, recent=recent)


def closed(tabs: Tabs, paper: Sha256) -> Tabs:
    """After the person closed `paper`; one that is not open changes nothing."""
    return Tabs(
        papers=tuple(p for p in tabs.papers if p != paper), recent=tuple(p for p in tabs.recent if p != paper)
    )


def moved(tabs: Tabs, paper: Sha256, to: int) -> Tabs:
    """After the person put an open paper at place `to` of the row, from 0."""
    if paper not in tabs.papers:
        return tabs
    others = [p for p in tabs.papers if p != paper]
    others.insert(max(0, to), paper)
    return Tabs(papers=tuple(others), recent=tabs.recent)


def strip(tabs: Tabs, shelf: Shelf, *visiting: Sha256 | None) -> tuple[Sha256, ...]:
    """What stands in the row: the open papers that still exist, then those that are only visiting.

    Visiting is the paper in view and the leader's: they come and go with what is read, without being opened.
    """
    row = dict.fromkeys((*tabs.papers, *(paper for paper in visiting if paper is not None)))
    return tuple(paper for paper in row if shelf.find(paper) is not None)
