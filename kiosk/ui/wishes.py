"""What a person at the seat can ask for; the session fulfils it."""

from __future__ import annotations

from typing import Protocol

from kiosk.session.places import Place
from kiosk.session.sign_off import Answer
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffId
from shared.link.faults import Address


class Wishes(Protocol):
    """Every call returns at once; what follows comes as a new view."""

    def sign_in(self) -> None:
        """The person here signs in."""
        ...

    def call_service(self) -> None:
        """Ask for the clerk."""
        ...

    def cast_vote(self, ballot: BallotId, answer: BallotAnswer) -> None:
        """The person here confirmed a choice."""
        ...

    def open_as_teller(self, ballot: BallotId) -> None:
        """The teller here opens the envelopes of a secret ballot."""
        ...

    def sign(self, sign_off: SignOffId, answer: Answer) -> None:
        """The person here confirmed what they filled in for a paper to be read or signed."""
        ...

    def share_ink(self, paper: Sha256, audience: InkAudience) -> None:
        """The person here shares their ink on a paper, or takes that back."""
        ...

    def note_page(self, paper: Sha256, page: int) -> None:
        """A page (from 1) is on the screen."""
        ...

    def turn(self, by: int) -> None:
        """Turn pages."""
        ...

    def go_to(self, place: Place) -> None:
        """Open a page."""
        ...

    def jump_to(self, place: Place) -> None:
        """Open a page, to be able to step back."""
        ...

    def step(self, by: int) -> None:
        """Step back (-1) to where the person last jumped from, or forward (1) again."""
        ...

    def open_paper(self, paper: Sha256) -> None:
        """Open a paper at the page last read, beside those that are open."""
        ...

    def choose_tab(self, paper: Sha256) -> None:
        """Look at another paper that is open."""
        ...

    def close_tab(self, paper: Sha256) -> None:
        """Close an open paper."""
        ...

    def move_tab(self, paper: Sha256, to: int) -> None:
        """Put an open paper at this place of the row, from 0."""
        ...

    def back_to_leader(self) -> None:
        """Follow again."""
        ...

    def try_address(self, door: Address) -> None:
        """Look for the podium at this door too."""
        ...
