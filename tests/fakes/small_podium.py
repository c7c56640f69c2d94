"""The small meeting of the podium's tests: a chair, three members, an observer, two items, one ballot."""

from __future__ import annotations

from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.majority import Base, Rule, Share
from shared.domain.papers import Paper, Sha256
from shared.domain.people import Person, PersonId, Role, SeatId

BALLOT = BallotId("ballot1")
FIRST, SECOND = ItemId("item1"), ItemId("item2")
SEATS = tuple(SeatId(f"{n:02}") for n in range(1, 6))
REPORT, ANNEX, DECISION = (Sha256(letter * 64) for letter in "abc")
RULE = Rule(name="rules", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.ENTITLED)


def small_meeting() -> Meeting:
    """A chair, three members and an observer; an item with two papers, and one with a ballot."""
    people = ("Zhang", "Li", "Wang", "Chen", "Gao")
    roles = (Role.CHAIR, Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.OBSERVER)
    return Meeting(
        id=MeetingId("meeting00001"),
        title="Standing meeting",
        roster=tuple(
            Person(id=PersonId(name.lower()), name=name, role=role, seat=seat)
            for name, role, seat in zip(people, roles, SEATS, strict=True)
        ),
        seats=SEATS,
        agenda=(
            AgendaItem(
                id=FIRST,
                number=1,
                title="The plan",
                planned_minutes=10,
                papers=(_paper(REPORT, "Report", 9), _paper(ANNEX, "Annex", 3)),
            ),
            AgendaItem(
                id=SECOND,
                number=2,
                title="The target",
                papers=(_paper(DECISION, "Decision", 5),),
                ballots=(BallotSpec(id=BALLOT, question="Raise the target?", rule=RULE),),
            ),
        ),
    )


def _paper(digest: Sha256, title: str, pages: int) -> Paper:
    return Paper(sha256=digest, title=title, size_bytes=1000, page_count=pages)
