"""Between the window, which wishes, and the session, which fulfils."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from typing_extensions import override

from kiosk.session.places import Place
from kiosk.session.session import Session
from kiosk.session.sign_off import Answer
from kiosk.ui.wishes import Wishes
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffId
from shared.link.faults import Address
from shared.system.faults import EnvironmentFault
from shared.ui.task_scope import TaskScope


class Fulfilment(Wishes):
    """Starts what has to wait for the disk as a task; what the disk refuses is said to the person."""

    def __init__(self, session: Session, scope: TaskScope, say: Callable[[str, str], None]) -> None:
        """`say(sentence, remedy)` shows why something could not be done."""
        self._session = session
        self._scope = scope
        self._say = say
        self._latest: asyncio.Task[None] | None = None

    @override
    def sign_in(self) -> None:
        self._start(self._session.sign_in(), "sign_in")

    @override
    def call_service(self) -> None:
        self._start(self._session.call_service(), "call_service")

    @override
    def cast_vote(self, ballot: BallotId, answer: BallotAnswer) -> None:
        self._start(self._session.cast_vote(ballot, answer), "cast_vote")

    @override
    def open_as_teller(self, ballot: BallotId) -> None:
        self._session.open_as_teller(ballot)

    @override
    def sign(self, sign_off: SignOffId, answer: Answer) -> None:
        self._start(self._session.sign_offs.sign(sign_off, answer), "sign_off")

    @override
    def share_ink(self, paper: Sha256, audience: InkAudience) -> None:
        self._start(self._session.share_ink(paper, audience), "share_ink")

    @override
    def note_page(self, paper: Sha256, page: int) -> None:
        if self._session.sign_offs.note_page(paper, page):
            self._start(self._session.sign_offs.tell_progress(paper), "sign_off_progress")

    @override
    def turn(self, by: int) -> None:
        self._session.reader.turn(by)

    @override
    def go_to(self, place: Place) -> None:
        self._session.reader.go_to(place)

    @override
    def jump_to(self, place: Place) -> None:
        self._session.reader.jump_to(place)

    @override
    def step(self, by: int) -> None:
        if by < 0:
            self._session.reader.step_back()
        else:
            self._session.reader.step_forward()

    @override
    def open_paper(self, paper: Sha256) -> None:
        self._session.reader.open_paper(paper)

    @override
    def choose_tab(self, paper: Sha256) -> None:
        self._session.reader.choose_tab(paper)

    @override
    def close_tab(self, paper: Sha256) -> None:
        self._session.reader.close_tab(paper)

    @override
    def move_tab(self, paper: Sha256, to: int) -> None:
        self._session.reader.move_tab(paper, to)

    @override
    def back_to_leader(self) -> None:
        self._session.reader.back_to_leader()

    @override
    def try_address(self, door: Address) -> None:
        self._session.try_address(door)

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._latest = self._scope.start(self._carefully(work), name=name)

    async def _carefully(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except EnvironmentFault as fault:
            self._say(fault.sentence, fault.remedy)
