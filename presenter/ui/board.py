"""The ink at the podium: where it is kept, and whose shared ink is shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from presenter.ui.ink_adapter import BoardDesk, BoardInk
from presenter.ui.pages_led import Change
from presenter.ui.ports import RoomHub
from presenter.ui.shared_ink import shared_paper
from presenter.ui.state import PodiumState
from shared.domain.ink import MarkId
from shared.domain.people import PersonId
from shared.system.clock import Clock


class Board:
    """What writing on the page needs of the podium."""

    def __init__(
        self,
        hub: RoomHub,
        clock: Clock,
        state: Callable[[], PodiumState],
        change: Change,
        begin: Callable[[Coroutine[Any, Any, object]], None],
        *,
        new_id: Callable[[], str],
    ) -> None:
        self._hub = hub
        self._clock = clock
        self._state = state
        self._change = change
        self._begin = begin
        self._new_id = new_id

    @property
    def desk(self) -> BoardDesk | None:
        """The ink of the meeting; None while there is none."""
        return self._hub.ink

    def new_mark_id(self) -> MarkId:
        """An id for a new mark."""
        return MarkId(self._new_id())

    def monotonic_s(self) -> float:
        """The machine's clock for durations, in seconds."""
        return self._clock.monotonic_s()

    def drop(self, ink: BoardInk, mark: MarkId) -> None:
        """Tell the seats that a stroke is given up."""
        self._begin(ink.desk.drop(ink.paper, mark))

    def show_shared(self, person: PersonId, on: bool) -> None:
        """Show on the paper of the stage what a person shared, or hide it; only at the podium."""
        paper = shared_paper(self._state())
        if paper is not None:
            pair = frozenset({(paper, person)})
            shown = self._state().ink_shown
            self._change(ink_shown=shown | pair if on else shown - pair)
