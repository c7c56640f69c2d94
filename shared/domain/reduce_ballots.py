"""The fold of a ballot's events. Total on every record that `decide` wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from shared.domain import ballot_events as bev
from shared.domain.agenda import ItemId
from shared.domain.ballot_commands import Part
from shared.domain.ballots import (
    Aborted,
    Announced,
    Apart,
    Ballot,
    BallotId,
    BallotSpec,
    Closed,
    Correction,
    IntentId,
    Open,
    Phase,
    Prepared,
    Vote,
)
from shared.domain.count_ballots import figures_of
from shared.domain.reduce_sealed import DoesNotFollow, after_close, reduce_sealed
from shared.domain.state import MeetingState


class CannotFollow(ValueError):
    """The event does not fit the ballot; the record was altered or mixed up."""


def reduce_ballots(state: MeetingState, event: bev.BallotEvent, at: datetime) -> MeetingState:
    """The state after `event`, which was recorded at `at`. Raises `CannotFollow`."""
    if isinstance(event, bev.BallotPrepared):
        return _prepared(state, event.item, event.spec)
    ballot = state.ballots.get(event.ballot)
    if ballot is None:
        raise CannotFollow("a ballot that was never prepared")
    if isinstance(event, bev.PartAssigned):
        return _assigned(state, ballot, event)
    if isinstance(event, bev.SecretEvent):
        try:
            return _with(state, reduce_sealed(ballot, event, at))
        except DoesNotFollow as error:
            raise CannotFollow(str(error)) from error
    sealed = ballot.sealed
    if sealed is not None and isinstance(event, bev.BallotClosed):
        sealed = after_close(sealed)
    phase = _phase(ballot, event, at, n=state.n + 1)
    return _with(state, msgspec.structs.replace(ballot, phase=phase, sealed=sealed))


def _prepared(state: MeetingState, item_id: ItemId, spec: BallotSpec) -> MeetingState:
    if spec.id in state.ballots or state.meeting.item(item_id) is None:
        raise CannotFollow("a ballot was prepared twice, or under no item")
    agenda = tuple(
        msgspec.structs.replace(item, ballots=(*item.ballots, spec)) if item.id == item_id else item
        for item in state.meeting.agenda
    )
    meeting = msgspec.structs.replace(state.meeting, agenda=agenda)
    return msgspec.structs.replace(
        state, meeting=meeting, ballots={**state.ballots, spec.id: Ballot(spec=spec)}
    )


def _assigned(state: MeetingState, ballot: Ballot, event: bev.PartAssigned) -> MeetingState:
    if not isinstance(ballot.phase, Prepared):
        raise CannotFollow("who takes part was changed after the opening")
    spec, person = ballot.spec, event.person
    excluded = tuple(a for a in spec.excluded if a.person != person)
    recused = tuple(a for a in spec.recused if a.person != person)
    apart = Apart(person=person, reason=event.reason)
    match event.part:
        case Part.VOTES:
            pass
        case Part.EXCLUDED:
            excluded = (*excluded, apart)
        case Part.RECUSED:
            recused = (*recused, apart)
        case _:
            assert_never(event.part)
    changed = msgspec.structs.replace(spec, excluded=excluded, recused=recused)
    # Who votes stands in the terms of a secret ballot: they are made again.
    return _with(state, msgspec.structs.replace(ballot, spec=changed, sealed=None))


def _with(state: MeetingState, ballot: Ballot) -> MeetingState:
    return msgspec.structs.replace(state, ballots={**state.ballots, ballot.spec.id: ballot})


def _phase(ballot: Ballot, event: bev.AfterPrepared, at: datetime, *, n: int) -> Phase:
    match ballot.phase, event:
        case Prepared(), bev.BallotOpened(entitled_count=entitled, voters=voters):
            open_for_s = ballot.spec.open_for_s
            closes_at = at + timedelta(seconds=open_for_s) if open_for_s else None
            return Open(opened_n=n, opened_at=at, entitled_count=entitled, voters=voters, closes_at=closes_at)
        case ((Prepared() | Open() | Closed()), bev.BallotAborted(reason=reason)):
            return Aborted(aborted_at=at, reason=reason)
        case Open() as phase, _:
            return _open_phase(ballot.spec.id, phase, event, at)
        case Closed() as phase, bev.BallotAnnounced(undelivered=undelivered, reason=reason):
            return Announced(closed=phase, announced_at=at, undelivered=undelivered, reason=reason)
        case Closed() as phase, _:
            return _closed_phase(phase, event, at)
        case Announced(closed=closed) as phase, (bev.VoteArrivedLate() | bev.BallotCorrected()):
            return msgspec.structs.replace(phase, closed=_closed_phase(closed, event, at))
        case phase, _:
            raise _cannot_follow(event, phase)


def _open_phase(ballot: BallotId, phase: Open, event: bev.AfterPrepared, at: datetime) -> Phase:
    replace = msgspec.structs.replace
    match event:
        case bev.VoterAdmitted(person=person):
            return replace(phase, voters=(*phase.voters, person))
        case bev.WrittenOpinionCounted(person=person, answer=answer):
            intent = IntentId(f"written:{ballot}:{person}")
            vote = Vote(answer=answer, receipt="", intent=intent, at=at, seat=None)
            return replace(phase, voters=(*phase.voters, person), votes={**phase.votes, person: vote})
        case bev.VoterCalled(person=person):
            return replace(phase, called=(*(p for p in phase.called if p != person), person))
        case bev.VoterPassed(person=person):
            return replace(phase, passed=(*phase.passed, person))
        case bev.PaperGiven(person=person):
            return replace(phase, on_paper=(*phase.on_paper, person))
        case bev.BallotHeld() | bev.BallotContinued():
            return _held(phase, at, is_held=isinstance(event, bev.BallotHeld))
        case bev.VoteCast(person=person, intent=intent):
            vote = _vote(event, at)
            return replace(
                phase, votes={**phase.votes, person: vote}, intents={**phase.intents, intent: person}
            )
        case bev.BallotClosed():
            return _closed(phase, event, at)
        case _:
            raise _cannot_follow(event, phase)


def _vote(event: bev.VoteCast, at: datetime) -> Vote:
    return Vote(
        answer=event.answer,
        receipt=event.receipt,
        intent=event.intent,
        at=at,
        seat=event.seat,
        sitting=event.sitting,
    )


def _held(phase: Open, at: datetime, *, is_held: bool) -> Open:
    """A timed ballot closes later by as long as it was held."""
    if is_held or phase.held_since is None:
        return msgspec.structs.replace(phase, held_since=at if is_held else None)
    closes_at = phase.closes_at
    if closes_at is not None:
        closes_at += max(timedelta(0), at - phase.held_since)
    return msgspec.structs.replace(phase, held_since=None, closes_at=closes_at)


def _closed(phase: Open, event: bev.BallotClosed, at: datetime) -> Closed:
    return Closed(
        opened_n=phase.opened_n,
        opened_at=phase.opened_at,
        closed_at=at,
        figures=figures_of(phase),
        voters=phase.voters,
        votes=phase.votes,
        intents=phase.intents,
        result=event.result,
        on_paper=phase.on_paper,
    )


def _closed_phase(phase: Closed, event: bev.AfterPrepared, at: datetime) -> Closed:
    match event:
        case bev.VoteArrivedLate(person=person):
            return msgspec.structs.replace(phase, late=(*phase.late, person))
        case bev.PaperEntered(by=by, sheet=sheet):
            return msgspec.structs.replace(phase, sheets={**phase.sheets, by: sheet})
        case bev.ResultFixed(result=result):
            return msgspec.structs.replace(phase, result=result)
        case bev.BallotCorrected(reason=reason, result=result, sheet=sheet):
            correction = Correction(at=at, reason=reason, result=result, sheet=sheet)
            return msgspec.structs.replace(phase, corrections=(*phase.corrections, correction))
        case _:
            raise _cannot_follow(event, phase)


def _cannot_follow(event: bev.AfterPrepared, phase: Phase) -> CannotFollow:
    return CannotFollow(f"{type(event).__name__} cannot follow {type(phase).__name__}")
