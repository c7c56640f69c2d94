"""What a person asked of a window, noted."""

from __future__ import annotations

from typing_extensions import override

from kiosk.session.places import Place
from kiosk.session.sign_off import Answer
from kiosk.ui.wishes import Wishes
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffId
from shared.link.faults import Address


class FakeWishes(Wishes):
    """Fulfils nothing; `asked` holds every wish as (name, arguments…), `pages` what was on the screen."""

    def __init__(self) -> None:
        self.pages: list[tuple[Sha256, int]] = []
        self.asked: list[tuple[object, ...]] = []

    @override
    def sign_in(self) -> None:
        self.asked.append(("sign_in",))

    @override
    def call_service(self) -> None:
        self.asked.append(("call_service",))

    @override
    def cast_vote(self, ballot: BallotId, answer: BallotAnswer) -> None:
        self.asked.append(("cast_vote", ballot, answer))

    @override
    def open_as_teller(self, ballot: BallotId) -> None:
        self.asked.append(("open_as_teller", ballot))

    @override
    def sign(self, sign_off: SignOffId, answer: Answer) -> None:
        self.asked.append(("sign", sign_off, answer))

    @override
    def share_ink(self, paper: Sha256, audience: InkAudience) -> None:
        self.asked.append(("share_ink", paper, audience))

    @override
    def note_page(self, paper: Sha256, page: int) -> None:
        self.pages.append((paper, page))

    @override
    def turn(self, by: int) -> None:
        self.asked.append(("turn", by))

    @override
    def go_to(self, place: Place) -> None:
        self.asked.append(("go_to", place))

    @override
    def jump_to(self, place: Place) -> None:
        self.asked.append(("jump_to", place))

    @override
    def step(self, by: int) -> None:
        self.asked.append(("step", by))

    @override
    def open_paper(self, paper: Sha256) -> None:
        self.asked.append(("open_paper", paper))

    @override
    def choose_tab(self, paper: Sha256) -> None:
        self.asked.append(("choose_tab", paper))

    @override
    def close_tab(self, paper: Sha256) -> None:
        self.asked.append(("close_tab", paper))

    @override
    def move_tab(self, paper: Sha256, to: int) -> None:
        self.asked.append(("move_tab", paper, to))

    @override
    def back_to_leader(self) -> None:
        self.asked.append(("back_to_leader",))

    @override
    def try_address(self, door: Address) -> None:
        self.asked.append(("try_address", door))
