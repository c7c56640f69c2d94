"""Chance sequences of what podium and seats want, for the tests of the hub."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, BallotSpec, IntentId
from shared.domain.majority import Base, Rule, Share
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.presence import Move
from shared.protocol.messages import Intent
from tests.unit.domain.paper_wishes import podium_wishes, seat_wishes

SEATS = tuple(SeatId(f"{n:02d}") for n in range(1, 5))
PERSONS = tuple(PersonId(f"p{n}") for n in range(1, 6))
BALLOTS = (BallotId("b1"), BallotId("b2"))
ITEM = ItemId("item")
MEETING = Meeting(
    id=MeetingId("chancemeeting"),
    title="会议",
    roster=tuple(
        Person(
            id=person,
            name=f"与会者{n}",
            role=Role.OBSERVER if n == 3 else Role.MEMBER,
            seat=SEATS[n] if n < len(SEATS) else None,
        )
        for n, person in enumerate(PERSONS)
    ),
    seats=SEATS,
    agenda=(
        AgendaItem(
            id=ITEM,
            number=1,
            title="议题",
            ballots=tuple(
                BallotSpec(
                    id=ballot,
                    question="是否同意",
                    rule=Rule(
                        name="规则",
                        quorum=Share(1, 5, False),
                        passing=Share(1, 2, True),
                        base=Base.PRESENT,
                        admits_late=late,
                        may_change=late,
                    ),
                )
                for ballot, late in zip(BALLOTS, (True, False), strict=True)
            ),
        ),
    ),
)

_ballots = st.sampled_from(BALLOTS)
_persons = st.sampled_from(PERSONS)
_seats = st.sampled_from(SEATS)

podium_commands: st.SearchStrategy[cmd.PodiumCommand] = st.one_of(
    st.sampled_from(
        (
            cmd.OpenSignIn(),
            cmd.StartMeeting(),
            cmd.PauseMeeting(),
            cmd.ResumeMeeting(),
            cmd.ActivateItem(ITEM),
        )
    ),
    _ballots.map(bcmd.OpenBallot),
    _ballots.map(bcmd.OpenBallot),
    _ballots.map(bcmd.HoldBallot),
    _ballots.map(bcmd.ContinueBallot),
    _ballots.map(bcmd.CloseBallot),
    st.builds(bcmd.AnnounceBallot, ballot=_ballots),
    st.builds(bcmd.AbortBallot, ballot=_ballots, reason=st.just("重来")),
    st.builds(cmd.RecordPresence, person=_persons, move=st.sampled_from(Move), reason=st.just("补签")),
    st.builds(cmd.SeatPerson, person=_persons, seat=_seats),
    _seats.map(cmd.AnswerService),
    podium_wishes((ITEM,), PERSONS),
)

_seat_commands: st.SearchStrategy[cmd.SeatCommand] = st.one_of(
    _persons.map(cmd.SignIn),
    st.builds(bcmd.CastVote, ballot=_ballots, person=_persons, answer=st.sampled_from(Choice)),
    st.just(cmd.CallService()),
    seat_wishes([(person, SEATS[0]) for person in PERSONS]).map(lambda wish: wish[0]),
)

intents: st.SearchStrategy[tuple[SeatId, Intent]] = st.tuples(
    _seats,
    st.builds(
        Intent,
        id=st.integers(0, 40).map(lambda n: IntentId(f"intent{n}")),
        meeting=st.just(MEETING.id),
        confirmed_at=st.just(datetime(2026, 9, 1, tzinfo=UTC)),
        command=_seat_commands,
    ),
)
