"""What a person at the seat can ask for; the session fulfils it."""

from __future__ import annotations

from typing import Protocol

from kiosk.session.places import Place
from shared.domain.ballots import BallotId, Choice
from shared.domain.papers import Sha256
from shared.link.faults import Address


class Wishes(Protocol):
    """Every call returns at once; what follows comes as a new view."""

    def sign_in(self) -> None:
        """The person here signs in."""
        ...

    def call_service(self) -> None:
        """Ask for the clerk."""
        ...

    def cast_vote(self, ballot: BallotId, choice: Choice) -> None:
        """The person here confirmed a choice."""
        ...

    def turn(self, by: int) -> None:
        """Turn pages."""
        ...

    def go_to(self, place: Place) -> None:
        """Open a page."""
        ...

    def open_paper(self, paper: Sha256) -> None:
        """Open a paper at the page last read."""
        ...

    def back_to_leader(self) -> None:
        """Follow again."""
        ...

    def try_address(self, door: Address) -> None:
        """Look for the podium at this door too."""
        ...
