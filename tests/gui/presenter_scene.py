"""One window of the podium over a fake hub, brought into the states that are drawn."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from presenter.ui.main_window import PodiumWindow
from presenter.ui.podium import Podium
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballot_terms import Choice
from shared.domain.people import SeatId
from tests.fakes.podium_meeting import AWAY, BALLOT, ITEMS
from tests.fakes.room_hub import FakeRoomHub

FENG, SUN, WU, ZHAO = SeatId("18"), SeatId("07"), SeatId("19"), SeatId("06")
BROWSING = (SeatId("06"), SeatId("08"), SeatId("14"))


class Scene:
    """One window over a fake hub."""

    def __init__(
        self, meeting: Meeting, podium: Podium, hub: FakeRoomHub, window: PodiumWindow, papers: Path
    ) -> None:
        self.meeting, self.podium, self.hub, self.window, self.papers = meeting, podium, hub, window, papers

    def press(self, name: str) -> None:
        button = self.window.findChild(QAbstractButton, name)
        assert button is not None, name
        button.click()

    def change(self, **changes: object) -> None:
        self.podium._change(**changes)

    async def prepared(self) -> None:
        self.hub.opens(self.meeting)
        self.podium.select(self.meeting.agenda[0].id)

    async def signing_in(self) -> None:
        await self.prepared()
        self.hub.decides(cmd.OpenSignIn())
        here = [seat for seat in self.meeting.seats if seat not in AWAY]
        self.hub.connects(*here)
        self.hub.signs_in(*here[:12])

    async def running(self) -> None:
        await self.signing_in()
        here = [seat for seat in self.meeting.seats if seat not in AWAY]
        self.hub.signs_in(*here[12:])
        self.hub.decides(cmd.StartMeeting())
        self.hub.set_leading(True)
        for place, minutes in enumerate((22, 34, 21)):
            item = ItemId(ITEMS[place])
            self.hub.decides(cmd.ActivateItem(item))
            self.hub.clock.advance(minutes * 60)
            self.hub.decides(cmd.FinishItem(item))
        self.podium.select(ItemId("target"))
        self.hub.decides(cmd.ActivateItem(ItemId("target")))
        self.podium.pages.lead_to_item(ItemId("target"))
        self.podium.pages.turn(1)
        self.hub.clock.advance(372)
        self.hub.connects(*here)
        self.hub.connects(*BROWSING, page=3, is_following=False)
        self.hub.loses(FENG)
        self.podium.tick()

    async def ballot(self) -> None:
        await self.running()
        self.hub.decides(bcmd.OpenBallot(BALLOT))
        self.hub.held = (self.hub.state.seating[FENG],)
        voters = [s for s in self.meeting.seats[:10] + self.meeting.seats[15:] if s not in AWAY]
        late = (FENG, ZHAO, WU)
        choices = {seat: Choice.NO if seat == SUN else Choice.YES for seat in voters if seat not in late}
        self.hub.votes(BALLOT, choices)
        self.hub.loses(FENG, unsent_votes=1)
        self.hub.clock.advance(84)
        self.podium.tick()

    async def closed(self) -> None:
        await self.ballot()
        self.hub.votes(BALLOT, {ZHAO: Choice.YES, WU: Choice.ABSTAIN})
        self.hub.decides(bcmd.CloseBallot(BALLOT))
