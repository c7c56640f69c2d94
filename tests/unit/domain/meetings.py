"""Meetings for tests, and a small record to play them on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballot_terms import Choice, Outcome
from shared.domain.ballots import BallotId, BallotSpec, IntentId
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.majority import Base, MotionResult, Rule, Share
from shared.domain.papers import Audience, Everybody, NamedPersons, Paper, Sha256, Voters
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.reducer import reduce
from shared.domain.room import PublicEvent, RoomView, fold, project
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Refused, Verdict

MORE_THAN_HALF = Share(1, 2, strict=True)
HALF = Share(1, 2, strict=False)
START = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
ITEM = ItemId("item-1")
BALLOT = BallotId("ballot-1")


def rule(**changes: object) -> Rule:
    plain = Rule(name="house rule", quorum=HALF, passing=MORE_THAN_HALF, base=Base.ENTITLED)
    return msgspec.structs.replace(plain, **changes)


def person_id(number: int) -> PersonId:
    return PersonId(f"p{number:02}")


def seat_id(number: int) -> SeatId:
    return SeatId(f"{number:02}")


EVERYBODY = Everybody()


def paper(mark: str, audience: Audience = EVERYBODY) -> Paper:
    return Paper(
        sha256=Sha256(mark * 64), title=f"paper {mark}", size_bytes=9, page_count=3, audience=audience
    )


def meeting(voters: int = 5, observers: int = 1, *, ballot_rule: Rule | None = None) -> Meeting:
    people = tuple(
        Person(
            id=person_id(n),
            name=f"name {n}",
            role=Role.CHAIR if n == 1 else Role.MEMBER if n <= voters else Role.OBSERVER,
            seat=seat_id(n),
        )
        for n in range(1, voters + observers + 1)
    )
    papers = (paper("a"), paper("b", Voters()), paper("c", NamedPersons((person_id(2),))))
    specs = tuple(
        BallotSpec(id=BallotId(f"ballot-{n}"), question=f"question {n}", rule=ballot_rule or rule())
        for n in (1, 2)
    )
    return Meeting(
        id=MeetingId("testmeeting"),
        title="a meeting",
        roster=people,
        seats=(*(p.seat for p in people if p.seat), SeatId("spare")),
        agenda=(
            AgendaItem(id=ITEM, number=1, title="first", papers=papers, ballots=specs),
            AgendaItem(id=ItemId("item-2"), number=2, title="second"),
        ),
    )


class Record:
    """Plays commands as the hub does, without disk or network; every event is folded both ways."""

    def __init__(self, prepared: Meeting | None = None) -> None:
        self.state: MeetingState | None = None
        self.view: RoomView | None = None
        self.records: list[Recorded] = []
        self.public: list[PublicEvent] = []
        self._intents = 0
        if prepared is not None:
            self.when(cmd.PrepareMeeting(prepared))

    @property
    def known(self) -> MeetingState:
        assert self.state is not None
        return self.state

    @property
    def seen(self) -> RoomView:
        assert self.view is not None
        return self.view

    def when(
        self,
        command: cmd.Command,
        *,
        seat: SeatId | None = None,
        intent: str = "",
        receipt: str = "AAAA-AAAA",
    ) -> Verdict:
        given = Circumstances(seat=seat, intent=IntentId(intent), receipt=receipt)
        verdict = decide(self.state, command, given)
        for event in verdict.events if isinstance(verdict, Accepted) else verdict.notes:
            n = len(self.records) + 1
            recorded = Recorded(n=n, at=START + timedelta(seconds=n), event=event)
            self.state = reduce(self.state, recorded)
            self.records.append(recorded)
            self.public.append(project(self.state, event))
            self.view = fold(self.view, n, recorded.at, self.public[-1])
        return verdict

    def sign_in(self, *numbers: int) -> None:
        for n in numbers:
            assert isinstance(self.when(cmd.SignIn(person_id(n)), seat=seat_id(n)), Accepted)

    def vote(self, number: int, choice: Choice, *, intent: str = "", ballot: BallotId = BALLOT) -> Verdict:
        self._intents += 1
        return self.when(
            bcmd.CastVote(ballot=ballot, person=person_id(number), answer=choice),
            seat=seat_id(number),
            intent=intent or f"intent-{self._intents}",
            receipt=f"R{self._intents:03}",
        )


def in_session(voters: int = 5, present: int | None = None, *, ballot_rule: Rule | None = None) -> Record:
    """A record of a meeting in session with the first `present` voters signed in (all, when None)."""
    record = Record(meeting(voters, ballot_rule=ballot_rule))
    record.when(cmd.StartMeeting())
    record.sign_in(*range(1, (voters if present is None else present) + 1))
    record.when(cmd.ActivateItem(ITEM))
    return record


def motion(result: Outcome | None) -> MotionResult:
    assert isinstance(result, MotionResult), result
    return result


def reason_of(verdict: Verdict) -> str:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason.value
