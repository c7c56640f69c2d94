"""States of the podium for tests without a window, made by the real law."""

from __future__ import annotations

import msgspec

from presenter.ui.state import PodiumState
from shared.domain.ballot_commands import OpenBallot
from shared.domain.commands import ActivateItem, OpenSignIn, StartMeeting
from tests.fakes.clock import FakeClock
from tests.fakes.room_hub import FakeRoomHub
from tests.fakes.small_podium import BALLOT, SEATS, SECOND, small_meeting


class Story:
    """A hub that goes through a meeting, and the state of the podium at any moment."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.hub = FakeRoomHub(self.clock)
        self.hub.opens(small_meeting())
        self.changes: dict[str, object] = {"selected": SECOND, "is_ready": True}

    @property
    def state(self) -> PodiumState:
        now = PodiumState(hub=self.hub.view, now=self.clock.now(), undelivered=self.hub.held)
        return msgspec.structs.replace(now, **self.changes)

    def runs(self) -> None:
        """Three voters and the observer are there, on the second item."""
        self.hub.decides(OpenSignIn())
        self.hub.connects(*SEATS)
        self.hub.signs_in(*SEATS[:3], SEATS[4])
        self.hub.decides(StartMeeting())
        self.hub.decides(ActivateItem(SECOND))
        self.hub.set_leading(True)

    def takes_votes(self) -> None:
        """The ballot is open."""
        self.runs()
        self.hub.decides(OpenBallot(BALLOT))
