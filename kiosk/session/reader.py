"""What the person at this seat does with their papers; each is a step of `reading`."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.session import reading as r
from kiosk.session import replica
from kiosk.session.places import Place
from kiosk.session.shelf import Shelf
from kiosk.session.view import SessionView
from shared.domain.papers import Sha256


class Reader:
    """Every call is done on return; a paper that the person has not changes nothing."""

    def __init__(self, *, view: Callable[[], SessionView], read: Callable[[r.Reading], None]) -> None:
        """`read` takes what is read from then on."""
        self._view = view
        self._read = read

    def turn(self, by: int) -> None:
        """Turn pages; negative: back."""
        self._read(r.turned(self._here, by, self._shelf))

    def go_to(self, place: Place) -> None:
        """Open a page, as turning pages would."""
        self._read(r.gone_to(self._here, place, self._shelf))

    def jump_to(self, place: Place) -> None:
        """Open a page and be able to step back."""
        self._read(r.jumped_to(self._here, place, self._shelf))

    def step_back(self) -> None:
        """Go back to where the person last jumped from."""
        self._read(r.stepped_back(self._here, self._shelf))

    def step_forward(self) -> None:
        """Take a step back again."""
        self._read(r.stepped_forward(self._here, self._shelf))

    def open_paper(self, paper: Sha256) -> None:
        """Open a paper at the page last read, beside those that are open."""
        self._read(r.paper_opened(self._here, paper, self._shelf))

    def choose_tab(self, paper: Sha256) -> None:
        """Look at another paper that is open."""
        self._read(r.tab_chosen(self._here, paper, self._shelf))

    def close_tab(self, paper: Sha256) -> None:
        """Close an open paper."""
        self._read(r.tab_closed(self._here, paper, self._shelf))

    def move_tab(self, paper: Sha256, to: int) -> None:
        """Put an open paper at place `to` of the row, from 0."""
        self._read(r.tab_moved(self._here, paper, to))

    def back_to_leader(self) -> None:
        """Follow again."""
        self._read(r.back_to_leader(self._here, self._shelf))

    @property
    def _here(self) -> r.Reading:
        return self._view().reading

    @property
    def _shelf(self) -> Shelf:
        return replica.readable(self._view())
