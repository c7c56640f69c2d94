"""What every seat may know of a ballot: never an interim result, never a choice before the announcement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

import msgspec

from shared.domain import ballot_events as bev
from shared.domain.agenda import ItemId
from shared.domain.ballot_terms import BallotAnswer, MotionTerms, Outcome, Terms
from shared.domain.ballots import Announced, Apart, Ballot, BallotId, BallotSpec, Following, Open
from shared.domain.count_ballots import awaited, who_voted
from shared.domain.majority import Base, Rule
from shared.domain.people import PersonId
from shared.domain.room_sealed import SealedPublic, TermsWithdrawn, project_sealed, sealed_progress
from shared.domain.secrecy import Grade
from shared.domain.state import MeetingState


class BallotShown(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_shown"):
    """A ballot opened. `needed` is None where the base is known only at the close.

    `apart` take no part in it. `closes_at`: when it closes by itself.
    """

    ballot: BallotId
    item: ItemId | None
    question: str
    rule: Rule
    entitled_count: int
    needed: int | None
    voters_count: int
    terms: Terms = MotionTerms()
    is_roll_call: bool = False
    closes_at: datetime | None = None
    apart: tuple[PersonId, ...] = ()
    follows: BallotId | None = None
    following: Following | None = None
    grade: Grade | None = None


class VotesProgressed(msgspec.Struct, frozen=True, kw_only=True, tag="votes_progressed"):
    """How many have voted out of how many; never what or who.

    `awaited`: whose answer is waited for; who passed or votes on paper is neither. `called`: at whom the roll call is.
    """

    ballot: BallotId
    voted: int
    voters_count: int
    awaited: int = 0
    called: PersonId | None = None


class BallotPaused(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_paused"):
    """Voting was held or goes on; `closes_at` is later by the pause."""

    ballot: BallotId
    is_held: bool
    closes_at: datetime | None = None


class BallotEnded(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_ended"):
    """Voting closed (the result is not public yet) or was aborted."""

    ballot: BallotId
    is_aborted: bool


class NamedVote(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an announced named ballot; `answer` None = present but did not vote, or voted on paper."""

    person: PersonId
    answer: BallotAnswer | None
    receipt: str = ""
    is_on_paper: bool = False


class ResultShown(msgspec.Struct, frozen=True, kw_only=True, tag="result_shown"):
    """The announced result; shown again, with its reason, when it was corrected.

    `votes` are everybody's in a named ballot. A secret one has none: `voted` says who took part, in roster order, whether
    by an envelope or with a ballot on paper that they were given.
    """

    ballot: BallotId
    result: Outcome
    votes: tuple[NamedVote, ...]
    voted: tuple[PersonId, ...] = ()
    excluded: tuple[Apart, ...] = ()
    recused: tuple[Apart, ...] = ()
    correction: str = ""


AboutBallot = VotesProgressed | BallotPaused | BallotEnded | ResultShown
BallotPublic = BallotShown | AboutBallot
SomethingPublic = BallotPublic | SealedPublic


class RoomBallot(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot as every seat sees it. `awaited` and `called` as in `VotesProgressed`."""

    shown: BallotShown
    voted: int = 0
    voters_count: int = 0
    awaited: int = 0
    called: PersonId | None = None
    closes_at: datetime | None = None
    is_held: bool = False
    is_ended: bool = False
    is_aborted: bool = False
    result: ResultShown | None = None
    result_at: datetime | None = None


def public_spec(spec: BallotSpec) -> BallotSpec:
    """A prepared ballot without what only the podium knows: written opinions, and why somebody takes no part."""
    return msgspec.structs.replace(
        spec, written=(), excluded=_unreasoned(spec.excluded), recused=_unreasoned(spec.recused)
    )


def project_ballot(state: MeetingState, event: bev.BallotEvent) -> SomethingPublic | None:
    """The public side of `event`, where `state` is the state just after it; None where it has none."""
    if isinstance(event, bev.BallotPrepared):
        return None
    ballot = state.ballots[event.ballot]
    phase = ballot.phase
    if isinstance(event, bev.SecretEvent):
        return _secret(ballot, event)
    match event:
        case bev.BallotOpened():
            return _shown(state, ballot, event)
        case (
            bev.VoterAdmitted()
            | bev.WrittenOpinionCounted()
            | bev.VoteCast()
            | bev.VoterCalled()
            | bev.VoterPassed()
            | bev.PaperGiven()
        ):
            return _progress(event.ballot, phase) if isinstance(phase, Open) else None
        case bev.BallotHeld() | bev.BallotContinued():
            closes_at = phase.closes_at if isinstance(phase, Open) else None
            is_held = isinstance(event, bev.BallotHeld)
            return BallotPaused(ballot=event.ballot, is_held=is_held, closes_at=closes_at)
        case bev.BallotClosed() | bev.BallotAborted():
            return BallotEnded(ballot=event.ballot, is_aborted=isinstance(event, bev.BallotAborted))
        case bev.BallotAnnounced() | bev.BallotCorrected():
            return _result(ballot, phase) if isinstance(phase, Announced) else None
        case bev.PartAssigned() | bev.ResultFixed() | bev.VoteArrivedLate() | bev.PaperEntered():
            return _of_secret_only(ballot, event)
        case _:
            assert_never(event)


def _secret(ballot: Ballot, event: bev.SecretEvent) -> SomethingPublic | None:
    if isinstance(event, bev.SealedVoteCast):
        return _progress(event.ballot, ballot.phase) if isinstance(ballot.phase, Open) else None
    return project_sealed(ballot, event)


def _of_secret_only(ballot: Ballot, event: bev.BallotEvent) -> SomethingPublic | None:
    """The public side of what has one in a secret ballot only: nobody sees who was left out, or that a result is fixed."""
    match event:
        case bev.PartAssigned() if ballot.spec.grade is not None:
            return TermsWithdrawn(event.ballot)
        case bev.ResultFixed():
            return sealed_progress(ballot)
        case _:
            return None


def fold_ballot(
    ballots: Mapping[BallotId, RoomBallot], at: datetime, event: BallotPublic
) -> Mapping[BallotId, RoomBallot]:
    """The ballots after `event`; what concerns one that was never shown changes nothing."""
    if isinstance(event, BallotShown):
        count = event.voters_count
        opened = RoomBallot(shown=event, voters_count=count, awaited=count, closes_at=event.closes_at)
        return {**ballots, event.ballot: opened}
    known = ballots.get(event.ballot)
    return ballots if known is None else {**ballots, event.ballot: _after(known, at, event)}


def _unreasoned(persons: tuple[Apart, ...]) -> tuple[Apart, ...]:
    return tuple(Apart(person=a.person, reason="") for a in persons)


def _shown(state: MeetingState, ballot: Ballot, event: bev.BallotOpened) -> BallotShown:
    spec, phase = ballot.spec, ballot.phase
    fixed = {Base.ENTITLED: event.entitled_count, Base.PRESENT: len(event.voters)}.get(event.rule.base)
    return BallotShown(
        ballot=event.ballot,
        item=state.item_of(event.ballot),
        question=spec.question,
        rule=event.rule,
        entitled_count=event.entitled_count,
        needed=None if fixed is None else event.rule.passing.least(fixed),
        voters_count=len(event.voters),
        terms=spec.terms,
        is_roll_call=spec.is_roll_call,
        closes_at=phase.closes_at if isinstance(phase, Open) else None,
        apart=tuple(a.person for a in (*spec.excluded, *spec.recused)),
        follows=spec.follows,
        following=spec.following,
        grade=spec.grade,
    )


def _progress(ballot: BallotId, phase: Open) -> VotesProgressed:
    return VotesProgressed(
        ballot=ballot,
        voted=len(phase.votes),
        voters_count=len(phase.voters),
        awaited=len(awaited(phase)),
        called=phase.called[-1] if phase.called else None,
    )


def _result(ballot: Ballot, phase: Announced) -> ResultShown | None:
    closed = phase.closed
    result = closed.valid_result
    if result is None:
        return None
    is_secret = ballot.spec.grade is not None
    return ResultShown(
        ballot=ballot.spec.id,
        result=result,
        votes=() if is_secret else tuple(_line(phase, person) for person in closed.voters),
        voted=who_voted(closed) if is_secret else (),
        excluded=ballot.spec.excluded,
        recused=ballot.spec.recused,
        correction=closed.corrections[-1].reason if closed.corrections else "",
    )


def _line(phase: Announced, person: PersonId) -> NamedVote:
    vote = phase.closed.votes.get(person)
    if vote is None:
        return NamedVote(person=person, answer=None, is_on_paper=person in phase.closed.on_paper)
    return NamedVote(person=person, answer=vote.answer, receipt=vote.receipt)


def _after(ballot: RoomBallot, at: datetime, event: AboutBallot) -> RoomBallot:
    replace = msgspec.structs.replace
    match event:
        case VotesProgressed(voted=voted, voters_count=voters_count):
            return replace(
                ballot, voted=voted, voters_count=voters_count, awaited=event.awaited, called=event.called
            )
        case BallotPaused(is_held=is_held, closes_at=closes_at):
            return replace(ballot, is_held=is_held, closes_at=closes_at)
        case BallotEnded(is_aborted=is_aborted):
            return replace(ballot, is_ended=True, is_held=False, is_aborted=is_aborted)
        case ResultShown():
            return replace(ballot, is_ended=True, result=event, result_at=at)
        case _:
            assert_never(event)
