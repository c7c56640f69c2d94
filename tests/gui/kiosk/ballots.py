"""Ballots of every kind put before a seat by the real law."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from kiosk.session.view import SessionView
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer, Terms
from shared.domain.ballots import Apart, BallotId, BallotSpec
from shared.domain.election import ElectionTerms
from shared.domain.majority import Base, Rule, Share, Wording
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.people import PersonId, Role
from shared.domain.questionnaire import FreeText, Question, QuestionnaireTerms
from tests.fakes.story_room import ITEMS, LI, SEAT, SHEN, YANG, StoryRoom

OWN = BallotId("own")


def rule(
    *,
    name: str = "Rules of the standing committee",
    wording: Wording = Wording.APPROVE,
    may_change: bool = True,
    chair_last: bool = False,
    base: Base = Base.ENTITLED,
) -> Rule:
    """More than half of those entitled, as the meeting of the pictures has it."""
    half = Share(1, 2, True)
    return Rule(
        name=name,
        quorum=half,
        passing=half,
        base=base,
        wording=wording,
        may_change=may_change,
        chair_last=chair_last,
    )


def put_ballot(
    room: StoryRoom,
    terms: Terms,
    *,
    question: str = "Members of the committee",
    by: Rule | None = None,
    is_roll_call: bool = False,
    open_for_s: int = 0,
    excluded: tuple[Apart, ...] = (),
    recused: tuple[Apart, ...] = (),
) -> StoryRoom:
    """Prepare a ballot under item 4 and open it."""
    spec = BallotSpec(
        id=OWN,
        question=question,
        rule=by or rule(),
        terms=terms,
        is_roll_call=is_roll_call,
        open_for_s=open_for_s,
        excluded=excluded,
        recused=recused,
    )
    room.does(bcmd.PrepareBallot(item=ITEMS[3], spec=spec))
    room.does(bcmd.OpenBallot(OWN))
    return room


def election(*names: str, seats: int = 5, allows_write_ins: bool = True) -> ElectionTerms:
    """Six of the meeting's members stand for five seats."""
    candidates = names or ("Wang Siqi", "Feng Yaqin", "Sun Guodong", "Li Jianguo", "Zheng Ming", "Jiang Hong")
    return ElectionTerms(seats=seats, candidates=candidates, allows_write_ins=allows_write_ins)


def choice(*options: str, least: int = 0, most: int = 3) -> ChoiceTerms:
    """Some of four options."""
    return ChoiceTerms(options=options or ("North", "East", "South", "West"), least=least, most=most)


def questionnaire() -> QuestionnaireTerms:
    """One question with one answer, one with several, one in words."""
    return QuestionnaireTerms(
        questions=(
            Question(text="How was the preparation?", answer=choice("Good", "Fair", "Poor", least=1, most=1)),
            Question(text="What should be on the next agenda?", answer=choice(most=2)),
            Question(text="Anything else?", answer=FreeText(longest=40)),
        )
    )


def everybody_votes(
    room: StoryRoom,
    answer: Callable[[int], BallotAnswer],
    *,
    but: Sequence[PersonId] = (),
    ballot: BallotId = OWN,
) -> None:
    """All present but these give the answer that belongs to their place on the roster."""
    assert room.state is not None
    for place, person in enumerate(room.state.meeting.roster):
        if person.id in (*but, YANG, SHEN) or person.seat is None:
            continue
        vote = bcmd.CastVote(ballot=ballot, person=person.id, answer=answer(place))
        room.does(vote, seat=person.seat, intent=f"v{place}", receipt=f"BBBB-{place:04}")


def own_vote(room: StoryRoom, answer: BallotAnswer, receipt: str = "K7QM-2P9D") -> None:
    """The vote of this seat is counted."""
    vote = bcmd.CastVote(ballot=OWN, person=LI, answer=answer)
    room.does(vote, seat=SEAT, intent="mine", receipt=receipt)


def announced(room: StoryRoom) -> None:
    """Closed and made public."""
    room.does(bcmd.CloseBallot(OWN))
    room.does(bcmd.AnnounceBallot(ballot=OWN))


def as_chair(view: SessionView) -> SessionView:
    """Li Jianguo presides."""
    assert view.room is not None
    roster = tuple(
        msgspec.structs.replace(person, role=Role.CHAIR if person.id == LI else Role.MEMBER)
        for person in view.room.meeting.roster
    )
    meeting = msgspec.structs.replace(view.room.meeting, roster=roster)
    return msgspec.structs.replace(view, room=msgspec.structs.replace(view.room, meeting=meeting))
