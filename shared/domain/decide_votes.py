"""The part of the law that says whether a vote counts (rules: section "Ballot life" of the meeting rules)."""

from __future__ import annotations

from shared.domain.ballot_commands import CastSealed, CastVote
from shared.domain.ballot_events import SealedVoteCast, VoteArrivedLate, VoteCast
from shared.domain.ballot_terms import is_valid
from shared.domain.ballots import Aborted, Announced, Ballot, Closed, IntentId, Open, Phase, Prepared
from shared.domain.count_ballots import awaited
from shared.domain.people import PersonId, Role, SeatId
from shared.domain.sealed_ballots import digest_of
from shared.domain.sittings import is_sitting_of, sat_at
from shared.domain.state import MeetingState
from shared.domain.urn import Drop, drop_in
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict


def decide_vote(
    state: MeetingState,
    command: CastVote | CastSealed,
    *,
    seat: SeatId | None,
    intent: IntentId,
    receipt: str,
) -> Verdict:
    """Whether a vote counts. The key of a vote is the person: a terminal may be replaced, a vote is never doubled.

    The same intent again is accepted without events; a vote after the close is noted as late, not counted. One that was
    confirmed before the person was seated elsewhere counts too, unless they voted since. The seal of a `CastSealed` was
    checked before.
    """
    ballot = state.ballots.get(command.ballot)
    if seat is None or not _is_theirs(state, seat, command, None if ballot is None else ballot.phase):
        return Refused(Reason.NOT_YOUR_SEAT)
    if ballot is None:
        return Refused(Reason.UNKNOWN_BALLOT)
    if isinstance(command, CastSealed) != (ballot.spec.grade is not None):
        return Refused(Reason.IS_BY_NAME if ballot.spec.grade is None else Reason.SEALED_ONLY)
    match ballot.phase:
        case Prepared():
            return Refused(Reason.BALLOT_NOT_OPEN)
        case Open() as phase:
            return _count(state, ballot, phase, command, seat=seat, intent=intent, receipt=receipt)
        case Closed() as closed:
            return _late(closed, command, intent)
        case Announced(closed=closed):
            return _late(closed, command, intent)
        case Aborted():
            return Refused(Reason.BALLOT_CLOSED)


def _is_theirs(
    state: MeetingState, seat: SeatId, command: CastVote | CastSealed, phase: Phase | None
) -> bool:
    """Whether the terminal at `seat` may hold a vote of the person: they sit there, or sat there while the ballot was open.

    A ballot that opened after they had left was on no screen of theirs there: nobody else votes for them.
    """
    closed = phase.closed if isinstance(phase, Announced) else phase
    opened_n = closed.opened_n if isinstance(closed, Open | Closed) else 0
    sat_there = sat_at(state.sittings, seat, command.person)
    since = [s.n for s in sat_there if s.until is None or s.until > opened_n]
    if isinstance(command, CastSealed):
        # The box takes it under the key of a terminal only that was made known for this person.
        return bool(since)
    if command.sitting in since:
        return True
    if state.seating.get(seat) != command.person:
        return False
    # A terminal may have come along from another seat.
    return command.sitting == 0 or is_sitting_of(state.sittings, command.person, command.sitting)


def _count(
    state: MeetingState,
    ballot: Ballot,
    phase: Open,
    command: CastVote | CastSealed,
    *,
    seat: SeatId,
    intent: IntentId,
    receipt: str,
) -> Verdict:
    if command.person not in phase.voters:
        return Refused(Reason.NOT_ENTITLED)
    if phase.intents.get(intent) == command.person:
        return Accepted(())
    if isinstance(command, CastSealed):
        return _seal(ballot, phase, command, seat=seat, intent=intent, receipt=receipt)
    hindrance = _hindrance(state, ballot, phase, command)
    if hindrance is not None:
        return hindrance
    cast = VoteCast(
        ballot=command.ballot,
        person=command.person,
        answer=command.answer,
        receipt=receipt,
        intent=intent,
        seat=seat,
        sitting=command.sitting,
    )
    return Accepted((cast,))


_DROPPED = {
    Drop.FINAL: Reason.VOTE_IS_FINAL,
    Drop.LATE: Reason.BALLOT_CLOSED,
    Drop.NOT_ENTITLED: Reason.TERMINAL_NOT_LISTED,
    Drop.WRONG_LENGTH: Reason.ANSWER_NOT_VALID,
}


def _seal(
    ballot: Ballot, phase: Open, command: CastSealed, *, seat: SeatId, intent: IntentId, receipt: str
) -> Verdict:
    """Whether the envelope goes into the ballot box; the first one of a person is final."""
    if phase.is_held:
        return Refused(Reason.BALLOT_HELD)
    sealed = ballot.sealed
    if sealed is None or command.terms_sha256 != digest_of(sealed.terms):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    if command.vote.person != command.person:
        return Refused(Reason.NOT_YOUR_SEAT)
    if command.person in phase.on_paper:
        return Refused(Reason.VOTES_ON_PAPER)
    _, drop = drop_in(sealed.urn, command.vote)
    if drop is Drop.TAKEN_BEFORE:
        return Accepted(())
    if drop is not Drop.TAKEN:
        return Refused(_DROPPED[drop])
    cast = SealedVoteCast(
        ballot=command.ballot,
        person=command.person,
        vote=command.vote,
        receipt=receipt,
        intent=intent,
        seat=seat,
    )
    return Accepted((cast,))


def _hindrance(state: MeetingState, ballot: Ballot, phase: Open, command: CastVote) -> Refused | None:
    if phase.is_held:
        return Refused(Reason.BALLOT_HELD)
    if command.person in phase.on_paper:
        return Refused(Reason.VOTES_ON_PAPER)
    if not is_valid(ballot.spec.terms, command.answer):
        return Refused(Reason.ANSWER_NOT_VALID)
    counted = phase.votes.get(command.person)
    if counted is not None and command.sitting < counted.sitting:
        return Refused(Reason.VOTED_ELSEWHERE)
    if counted is not None and not ballot.spec.rule.may_change:
        return Refused(Reason.VOTE_IS_FINAL)
    if ballot.spec.is_roll_call and command.person not in phase.called:
        return Refused(Reason.NOT_CALLED_YET)
    return _chair_waits(state, ballot, phase, command.person)


def _chair_waits(state: MeetingState, ballot: Ballot, phase: Open, person_id: PersonId) -> Refused | None:
    """末位表态: the chair answers when everybody else has."""
    person = state.meeting.person(person_id)
    if not ballot.spec.rule.chair_last or person is None or person.role is not Role.CHAIR:
        return None
    others = [p for p in awaited(phase) if p != person_id]
    return Refused(Reason.CHAIR_VOTES_LAST, {"persons": len(others)}) if others else None


def _late(closed: Closed, command: CastVote | CastSealed, intent: IntentId) -> Verdict:
    if closed.intents.get(intent) == command.person:
        return Accepted(())
    if command.person not in closed.voters:
        return Refused(Reason.NOT_ENTITLED)
    is_noted = command.person in closed.late
    late = VoteArrivedLate(ballot=command.ballot, person=command.person, intent=intent)
    return Refused(Reason.BALLOT_CLOSED, notes=() if is_noted else (late,))
