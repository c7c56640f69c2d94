"""Whiteboards: papers of blank pages, as wide as a screen."""

from __future__ import annotations

from collections.abc import Callable

from shared.pdf.sheet_blank import MAX_BLANK_PAGES, WIDE_PT, blank_paper

DEFAULT_PAGES = 20

BlankPaper = Callable[[int, str], bytes]
"""A PDF of so many blank pages, with this name in it; another name makes another file."""


def blank_board(pages: int, name: str) -> bytes:
    """A whiteboard of this name as PDF."""
    return blank_paper(pages, *WIDE_PT, name)


def page_count(wanted: int) -> int:
    """As many pages as a whiteboard can have."""
    return min(max(1, wanted), MAX_BLANK_PAGES)
