"""The part of the law that concerns ballots and votes (rules: section "Ballot life" of the meeting rules)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from shared.domain import ballot_commands as bcmd
from shared.domain import ballot_events as bev
from shared.domain import events as ev
from shared.domain.ballots import (
    Aborted,
    Announced,
    Ballot,
    Choice,
    Closed,
    IntentId,
    Open,
    Prepared,
    Vote,
)
from shared.domain.majority import Tally, outcome
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Standing, standing
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict

BallotCommand = (
    bcmd.OpenBallot
    | bcmd.HoldBallot
    | bcmd.ContinueBallot
    | bcmd.CloseBallot
    | bcmd.AnnounceBallot
    | bcmd.AbortBallot
)


def decide_ballot(state: MeetingState, command: BallotCommand) -> Verdict:
    """What the chair may do with a ballot. A closed ballot may still be announced after the adjournment."""
    ballot = state.ballots.get(command.ballot)
    if ballot is None:
        return Refused(Reason.UNKNOWN_BALLOT)
    match command:
        case bcmd.OpenBallot():
            return _open(state, ballot)
        case bcmd.HoldBallot():
            return _hold(ballot, hold=True)
        case bcmd.ContinueBallot():
            return _hold(ballot, hold=False)
        case bcmd.CloseBallot():
            return _close(ballot)
        case bcmd.AnnounceBallot():
            return _announce(ballot, command)
        case bcmd.AbortBallot(reason=reason):
            return _abort(ballot, reason)
        case _:
            assert_never(command)


def decide_vote(
    state: MeetingState, command: bcmd.CastVote, *, seat: SeatId | None, intent: IntentId, receipt: str
) -> Verdict:
    """Whether a vote counts. The key of a vote is the person: a terminal may be replaced, a vote is never doubled.

    The same intent again is accepted without events; a vote after the close is noted as late, not counted.
    """
    if seat is None or state.seating.get(seat) != command.person:
        return Refused(Reason.NOT_YOUR_SEAT)
    ballot = state.ballots.get(command.ballot)
    if ballot is None:
        return Refused(Reason.UNKNOWN_BALLOT)
    match ballot.phase:
        case Prepared():
            return Refused(Reason.BALLOT_NOT_OPEN)
        case Open() as phase:
            return _count(ballot, phase, command, seat=seat, intent=intent, receipt=receipt)
        case Closed() as closed:
            return _late(closed, command, intent)
        case Announced(closed=closed):
            return _late(closed, command, intent)
        case Aborted():
            return Refused(Reason.BALLOT_CLOSED)


def late_voter(state: MeetingState, person_id: PersonId) -> tuple[ev.Event, ...]:
    """The admission to the open ballot that follows when `person_id` comes in now, if its rule admits late ones."""
    person = state.meeting.person(person_id)
    ballot = state.open_ballot()
    if person is None or ballot is None or not isinstance(ballot.phase, Open):
        return ()
    if not (person.role.has_vote and ballot.spec.rule.admits_late) or person_id in ballot.phase.voters:
        return ()
    return (bev.VoterAdmitted(ballot=ballot.spec.id, person=person_id),)


def tally_of(entitled: int, voters: tuple[PersonId, ...], votes: Mapping[PersonId, Vote]) -> Tally:
    """The counted numbers of a named ballot."""
    choices = [vote.choice for vote in votes.values()]
    return Tally(
        entitled=entitled,
        present=len(voters),
        yes=choices.count(Choice.YES),
        no=choices.count(Choice.NO),
        abstain=choices.count(Choice.ABSTAIN),
    )


def _open(state: MeetingState, ballot: Ballot) -> Verdict:
    if isinstance(ballot.phase, Open):
        return Accepted(())
    if not isinstance(ballot.phase, Prepared):
        return Refused(Reason.BALLOT_NOT_PREPARED)
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    if state.session is not Session.IN_SESSION:
        return Refused(Reason.NOT_IN_SESSION)
    if state.open_ballot() is not None:
        return Refused(Reason.ANOTHER_BALLOT_OPEN)
    entitled = state.meeting.voters()
    voters = tuple(p.id for p in entitled if standing(p, state.last_entries.get(p.id)) is Standing.PRESENT)
    rule = ballot.spec.rule
    if not entitled:
        return Refused(Reason.NO_QUORUM, {"present": 0, "needed": 1})
    needed = rule.quorum.least(len(entitled))
    if len(voters) < needed:
        return Refused(Reason.NO_QUORUM, {"present": len(voters), "needed": needed})
    opened = bev.BallotOpened(
        ballot=ballot.spec.id, rule=rule, entitled_count=len(entitled), quorum_needed=needed, voters=voters
    )
    return Accepted((opened,))


def _hold(ballot: Ballot, *, hold: bool) -> Verdict:
    phase = ballot.phase
    if not isinstance(phase, Open):
        return Refused(Reason.BALLOT_NOT_OPEN)
    if phase.is_held == hold:
        return Accepted(())
    return Accepted((bev.BallotHeld(ballot.spec.id) if hold else bev.BallotContinued(ballot.spec.id),))


def _close(ballot: Ballot) -> Verdict:
    match ballot.phase:
        case Open(entitled_count=entitled, voters=voters, votes=votes):
            result = outcome(ballot.spec.rule, tally_of(entitled, voters, votes))
            return Accepted((bev.BallotClosed(ballot=ballot.spec.id, result=result),))
        case Closed() | Announced():
            return Accepted(())
        case _:
            return Refused(Reason.BALLOT_NOT_OPEN)


def _announce(ballot: Ballot, command: bcmd.AnnounceBallot) -> Verdict:
    match ballot.phase:
        case Closed():
            if command.undelivered and not command.reason.strip():
                return Refused(Reason.VOTES_MAY_BE_UNDELIVERED, {"persons": len(command.undelivered)})
            reason = command.reason.strip() if command.undelivered else ""
            announced = bev.BallotAnnounced(
                ballot=ballot.spec.id, undelivered=command.undelivered, reason=reason
            )
            return Accepted((announced,))
        case Announced():
            return Accepted(())
        case _:
            return Refused(Reason.BALLOT_NOT_CLOSED)


def _abort(ballot: Ballot, reason: str) -> Verdict:
    match ballot.phase:
        case Prepared() | Open() | Closed():
            if not reason.strip():
                return Refused(Reason.REASON_NEEDED)
            return Accepted((bev.BallotAborted(ballot=ballot.spec.id, reason=reason.strip()),))
        case Aborted():
            return Accepted(())
        case Announced():
            return Refused(Reason.BALLOT_CLOSED)


def _count(
    ballot: Ballot, phase: Open, command: bcmd.CastVote, *, seat: SeatId, intent: IntentId, receipt: str
) -> Verdict:
    if command.person not in phase.voters:
        return Refused(Reason.NOT_ENTITLED)
    if phase.intents.get(intent) == command.person:
        return Accepted(())
    if phase.is_held:
        return Refused(Reason.BALLOT_HELD)
    if command.person in phase.votes and not ballot.spec.rule.may_change:
        return Refused(Reason.VOTE_IS_FINAL)
    cast = bev.VoteCast(
        ballot=command.ballot,
        person=command.person,
        choice=command.choice,
        receipt=receipt,
        intent=intent,
        seat=seat,
    )
    return Accepted((cast,))


def _late(closed: Closed, command: bcmd.CastVote, intent: IntentId) -> Verdict:
    if closed.intents.get(intent) == command.person:
        return Accepted(())
    if command.person not in closed.voters:
        return Refused(Reason.NOT_ENTITLED)
    return Refused(
        Reason.BALLOT_CLOSED,
        notes=()
        if command.person in closed.late
        else (bev.VoteArrivedLate(ballot=command.ballot, person=command.person, intent=intent),),
    )
