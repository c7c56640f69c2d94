"""A small meeting for the tests of a seat: three papers, one of them restricted, one ballot."""

from __future__ import annotations

import msgspec

from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.commands import Command
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Event, Recorded
from shared.domain.majority import Base, Rule, Share
from shared.domain.papers import NamedPersons, Paper, Sha256
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.private_view import PrivateView, private_view
from shared.domain.reducer import reduce
from shared.domain.room import PublicEvent, RoomView, fold, project
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from tests.fakes.clock import MEETING_MORNING

MEETING = MeetingId("meeting01")
SEAT = SeatId("05")
LI = PersonId("li")
ITEM_1, ITEM_2 = ItemId("item1"), ItemId("item2")
BALLOT = BallotId("ballot1")
PLAN, TABLES, SECRET = Sha256("a" * 64), Sha256("b" * 64), Sha256("c" * 64)

RULE = Rule(
    name="区委常委会议事规则",
    quorum=Share(1, 2, True),
    passing=Share(1, 2, True),
    base=Base.ENTITLED,
    may_change=True,
)


def paper(sha256: Sha256, pages: int = 18) -> Paper:
    return Paper(sha256=sha256, title="材料", size_bytes=400_000, page_count=pages)


def meeting() -> Meeting:
    secret = msgspec.structs.replace(paper(SECRET, 4), audience=NamedPersons((PersonId("zhang"),)))
    return Meeting(
        id=MEETING,
        title="区委常委会（扩大）会议",
        place="区委三楼会议室",
        starts_at=MEETING_MORNING,
        roster=(
            Person(id=PersonId("zhang"), name="张立新", role=Role.CHAIR, seat=SeatId("01")),
            Person(id=LI, name="李建国", role=Role.MEMBER, seat=SEAT, post="区委常委、常务副区长"),
            Person(id=PersonId("wang"), name="王秀兰", role=Role.MEMBER, seat=SeatId("06")),
        ),
        seats=(SeatId("01"), SEAT, SeatId("06")),
        agenda=(
            AgendaItem(id=ITEM_1, number=1, title="计划执行情况", papers=(paper(PLAN), secret)),
            AgendaItem(
                id=ITEM_2,
                number=2,
                title="调整固定资产投资目标",
                papers=(paper(TABLES, 6),),
                ballots=(BallotSpec(id=BALLOT, question="关于调整目标的决定（草案）", rule=RULE),),
            ),
        ),
    )


class SmallRoom:
    """The hub's law without its wires: runs commands and keeps the record, the public events and their times."""

    def __init__(self) -> None:
        self.state: MeetingState | None = None
        self.public: list[PublicEvent] = []

    def does(self, command: Command, given: Circumstances | None = None) -> int:
        """Accept `command`; returns how many public events there are now."""
        verdict = decide(self.state, command, given or Circumstances())
        assert isinstance(verdict, Accepted), verdict
        for event in verdict.events:
            self._record(event)
        return len(self.public)

    def _record(self, event: Event) -> None:
        recorded = Recorded(n=len(self.public) + 1, at=MEETING_MORNING, event=event)
        self.state = reduce(self.state, recorded)
        self.public.append(project(self.state, event))

    def room(self) -> RoomView:
        """What a seat folds from all public events."""
        view: RoomView | None = None
        for n, event in enumerate(self.public, 1):
            view = fold(view, n, MEETING_MORNING, event)
        assert view is not None
        return view

    def private(self, seat: SeatId = SEAT) -> PrivateView:
        """The private side of a seat now."""
        assert self.state is not None
        return private_view(self.state, seat)
