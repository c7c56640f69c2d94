"""What only one seat may see: who sits there, the restricted papers of that person, and their own votes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId, IntentId, Vote
from shared.domain.count_ballots import on_paper_of, voters_of, votes_of
from shared.domain.ink import SharedInk
from shared.domain.papers import Paper, is_for_everybody, may_see
from shared.domain.people import Person, PersonId, SeatId
from shared.domain.presence import Standing, standing
from shared.domain.sign_off import SignOffSeen, seen_by
from shared.domain.sittings import sitting_at
from shared.domain.state import MeetingState


class OwnVote(msgspec.Struct, frozen=True, kw_only=True):
    """This person's vote as the hub counted it."""

    answer: BallotAnswer
    receipt: str
    intent: IntentId
    at: datetime


class InTheBox(msgspec.Struct, frozen=True, kw_only=True):
    """This person's sealed vote is in the ballot box of a secret ballot; what it says nobody here knows."""

    receipt: str
    intent: IntentId
    at: datetime


class RestrictedPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that not everybody may see, and the item it belongs to; `is_earlier`: a draft that was replaced."""

    item: ItemId
    paper: Paper
    is_earlier: bool = False


class PrivateView(msgspec.Struct, frozen=True, kw_only=True, tag="private_view"):
    """The whole private side of a seat after record event `n`; the newest one replaces all earlier ones.

    `on_paper` lists the ballots for which the person was given one on paper. `may_vote` lists the ballots in whose list of voters the person stands (open or closed).
    `sharing` says with whom the person shares their own ink, `sign_offs` what they are asked to read or sign.
    `sitting` is the record's number of the event that seated the person here; it goes into every vote they confirm.
    `is_signed_in` and `signed_in_at` tell of the person's presence; `has_called` of an unanswered call.
    """

    n: int
    seat: SeatId
    person: PersonId | None = None
    sitting: int = 0
    is_signed_in: bool = False
    signed_in_at: datetime | None = None
    has_called: bool = False
    papers: tuple[RestrictedPaper, ...] = ()
    votes: Mapping[BallotId, OwnVote] = {}
    in_the_box: Mapping[BallotId, InTheBox] = {}
    may_vote: tuple[BallotId, ...] = ()
    on_paper: tuple[BallotId, ...] = ()
    sharing: tuple[SharedInk, ...] = ()
    sign_offs: tuple[SignOffSeen, ...] = ()


def private_view(state: MeetingState, seat: SeatId) -> PrivateView:
    """What the terminal at `seat` may know beyond the public view."""
    person = state.person_at(seat)
    if person is None:
        return PrivateView(n=state.n, seat=seat, has_called=seat in state.calls)
    last = state.last_entries.get(person.id)
    sitting = sitting_at(state.sittings, seat)
    is_signed_in = standing(person, last) is Standing.PRESENT
    return PrivateView(
        n=state.n,
        seat=seat,
        person=person.id,
        sitting=0 if sitting is None else sitting.n,
        is_signed_in=is_signed_in,
        signed_in_at=last.at if last is not None and is_signed_in else None,
        has_called=seat in state.calls,
        papers=restricted_papers(state.meeting, person) if is_signed_in else (),
        votes=_own_votes(state, person.id),
        in_the_box=_sealed_votes(state, person.id),
        may_vote=tuple(b for b, ballot in state.ballots.items() if person.id in voters_of(ballot.phase)),
        on_paper=tuple(b for b, ballot in state.ballots.items() if person.id in on_paper_of(ballot.phase)),
        sharing=tuple(s for s in state.shared_ink if s.author == person.id) if is_signed_in else (),
        sign_offs=_sign_offs(state, person.id) if is_signed_in else (),
    )


def restricted_papers(meeting: Meeting, person: Person) -> tuple[RestrictedPaper, ...]:
    """The papers `person` may see that not everybody may."""
    return tuple(
        RestrictedPaper(item=item.id, paper=paper, is_earlier=is_earlier)
        for item in meeting.agenda
        for papers, is_earlier in ((item.papers, False), (item.earlier, True))
        for paper in papers
        if not (is_for_everybody(item.audience) and is_for_everybody(paper.audience))
        and may_see(item.audience, person)
        and may_see(paper.audience, person)
    )


def _sign_offs(state: MeetingState, person: PersonId) -> tuple[SignOffSeen, ...]:
    seen = (seen_by(state.meeting, sign_off, person) for sign_off in state.sign_offs.values())
    return tuple(s for s in seen if s is not None)


def _own_votes(state: MeetingState, person: PersonId) -> dict[BallotId, OwnVote]:
    cast = {ballot_id: votes_of(ballot.phase).get(person) for ballot_id, ballot in state.ballots.items()}
    own = {ballot_id: _own(vote) for ballot_id, vote in cast.items() if vote is not None}
    return {ballot_id: vote for ballot_id, vote in own.items() if vote is not None}


def _own(vote: Vote) -> OwnVote | None:
    if vote.answer is None:
        return None
    return OwnVote(answer=vote.answer, receipt=vote.receipt, intent=vote.intent, at=vote.at)


def _sealed_votes(state: MeetingState, person: PersonId) -> dict[BallotId, InTheBox]:
    cast = {ballot_id: votes_of(ballot.phase).get(person) for ballot_id, ballot in state.ballots.items()}
    return {
        ballot_id: InTheBox(receipt=vote.receipt, intent=vote.intent, at=vote.at)
        for ballot_id, vote in cast.items()
        if vote is not None and vote.answer is None
    }
