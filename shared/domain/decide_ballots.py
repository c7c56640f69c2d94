"""The part of the law that concerns the life of a ballot (rules: section "Ballot life" of the meeting rules)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

import msgspec

from shared.domain import ballot_commands as bcmd
from shared.domain import ballot_events as bev
from shared.domain.ballots import Aborted, Announced, Apart, Ballot, BallotSpec, Closed, Open, Prepared
from shared.domain.count_ballots import result_at_close
from shared.domain.decide_paper_ballots import decide_paper_ballot
from shared.domain.election import ElectionTerms
from shared.domain.people import PersonId
from shared.domain.presence import Standing, standing
from shared.domain.secrecy import Grade
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict


def decide_ballot(state: MeetingState, command: bcmd.BallotCommand) -> Verdict:
    """What the chair may do with a ballot. A closed ballot may still be announced after the adjournment."""
    if isinstance(command, bcmd.PrepareBallot):
        return _prepare(state, command)
    ballot = state.ballots.get(command.ballot)
    if ballot is None:
        return Refused(Reason.UNKNOWN_BALLOT)
    match command:
        case bcmd.AssignPart():
            return _assign(state, ballot, command)
        case bcmd.GivePaper() | bcmd.EnterPaper() | bcmd.CorrectBallot():
            return decide_paper_ballot(state, ballot, command)
        case _:
            return _live(state, ballot, command)


def _live(state: MeetingState, ballot: Ballot, command: bcmd.LifeCommand) -> Verdict:
    match command:
        case bcmd.OpenBallot():
            return _open(state, ballot)
        case bcmd.HoldBallot():
            return _hold(ballot, hold=True)
        case bcmd.ContinueBallot():
            return _hold(ballot, hold=False)
        case bcmd.CallVoter(person=person):
            return _call(ballot, person)
        case bcmd.PassVoter(person=person):
            return _pass(ballot, person)
        case bcmd.CloseBallot():
            return _close(ballot)
        case bcmd.AnnounceBallot():
            return _announce(ballot, command)
        case bcmd.AbortBallot(reason=reason):
            return _abort(ballot, reason)
        case _:
            assert_never(command)


def late_voter(state: MeetingState, person_id: PersonId) -> tuple[bev.VoterAdmitted, ...]:
    """The admission to the open ballot that follows when `person_id` comes in now, if its rule admits late ones."""
    person = state.meeting.person(person_id)
    ballot = state.open_ballot()
    if person is None or ballot is None or not isinstance(ballot.phase, Open):
        return ()
    spec = ballot.spec
    is_apart = person_id in apart(spec.excluded) | apart(spec.recused)
    if not (person.role.has_vote and spec.rule.admits_late) or is_apart or person_id in ballot.phase.voters:
        return ()
    return (bev.VoterAdmitted(ballot=spec.id, person=person_id),)


def apart(persons: Iterable[Apart]) -> frozenset[PersonId]:
    """Who takes no part."""
    return frozenset(a.person for a in persons)


def entitled_persons(state: MeetingState, spec: BallotSpec) -> tuple[PersonId, ...]:
    """Who is in E for this ballot, in roster order."""
    outside = apart(spec.excluded)
    if not spec.rule.recused_in_base:
        outside |= apart(spec.recused)
    return tuple(p.id for p in state.meeting.voters() if p.id not in outside)


def _prepare(state: MeetingState, command: bcmd.PrepareBallot) -> Verdict:
    known = state.ballots.get(command.spec.id)
    if known is not None:
        is_same = known.spec == command.spec and state.item_of(command.spec.id) == command.item
        return Accepted(()) if is_same else Refused(Reason.BALLOT_IS_THERE)
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    if state.meeting.item(command.item) is None:
        return Refused(Reason.UNKNOWN_ITEM)
    spec = command.spec
    if not spec.question.strip():
        return Refused(Reason.QUESTION_NEEDED)
    concerned = [a.person for a in (*spec.excluded, *spec.recused)] + [w.person for w in spec.written]
    if any(state.meeting.person(person) is None for person in concerned):
        return Refused(Reason.UNKNOWN_PERSON)
    if spec.follows is not None and spec.follows not in state.ballots:
        return Refused(Reason.UNKNOWN_BALLOT)
    hindrance = secrecy_hindrance(state, spec)
    if hindrance is not None:
        return Refused(hindrance)
    return Accepted((bev.BallotPrepared(item=command.item, spec=spec),))


def _assign(state: MeetingState, ballot: Ballot, command: bcmd.AssignPart) -> Verdict:
    if not isinstance(ballot.phase, Prepared):
        return Refused(Reason.BALLOT_NOT_PREPARED)
    person = state.meeting.person(command.person)
    if person is None:
        return Refused(Reason.UNKNOWN_PERSON)
    if not person.role.has_vote:
        return Refused(Reason.NOT_ENTITLED)
    if part_of(ballot.spec, command.person) is command.part:
        return Accepted(())
    reason = command.reason.strip()
    if command.part is not bcmd.Part.VOTES and not reason:
        return Refused(Reason.REASON_NEEDED)
    assigned = bev.PartAssigned(
        ballot=ballot.spec.id, person=command.person, part=command.part, reason=reason
    )
    return Accepted((assigned,))


def part_of(spec: BallotSpec, person: PersonId) -> bcmd.Part:
    """The part that a person with a vote takes."""
    if person in apart(spec.excluded):
        return bcmd.Part.EXCLUDED
    return bcmd.Part.RECUSED if person in apart(spec.recused) else bcmd.Part.VOTES


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
    spec = ballot.spec
    if spec.rule.is_secret_only and spec.grade is None:
        return Refused(Reason.NOT_BY_NAME)
    those = those_present(state, spec)
    if isinstance(those, Refused):
        return those
    if spec.grade is not None:
        hindrance = _envelopes_hindrance(ballot, those.voters)
        if hindrance is not None:
            return Refused(hindrance)
    opened = bev.BallotOpened(
        ballot=spec.id,
        rule=spec.rule,
        entitled_count=len(those.entitled),
        quorum_needed=those.quorum_needed,
        voters=those.voters,
    )
    return Accepted((opened, *_written(spec, those.entitled, those.voters)))


def _envelopes_hindrance(ballot: Ballot, voters: tuple[PersonId, ...]) -> Reason | None:
    """Why a secret ballot cannot open now. Who left since the terms were fixed does not hinder."""
    sealed = ballot.sealed
    if sealed is None or not sealed.has_keys:
        return Reason.ENVELOPES_NOT_READY
    return None if set(voters) <= set(sealed.voters) else Reason.VOTERS_CHANGED


def secrecy_hindrance(state: MeetingState, spec: BallotSpec) -> Reason | None:
    """Why `spec` cannot be held as secretly as it says."""
    if spec.grade is None:
        return Reason.IS_BY_NAME if spec.tellers else None
    if spec.is_roll_call or spec.written:
        return Reason.WITHOUT_NAMES
    if not spec.tellers:
        return None
    if spec.grade is not Grade.TWO_TELLERS or len(set(spec.tellers)) != 2 or len(spec.tellers) != 2:
        return Reason.TELLERS_NOT_TWO
    persons = [state.meeting.person(teller) for teller in spec.tellers]
    if any(person is None for person in persons):
        return Reason.UNKNOWN_PERSON
    candidates = spec.terms.candidates if isinstance(spec.terms, ElectionTerms) else ()
    is_candidate = any(person is not None and person.name in candidates for person in persons)
    return Reason.TELLER_IS_CANDIDATE if is_candidate else None


class ThosePresent(msgspec.Struct, frozen=True):
    """E, and who of them is present and votes, in roster order; `quorum_needed` <= their number."""

    entitled: tuple[PersonId, ...]
    voters: tuple[PersonId, ...]
    quorum_needed: int


def those_present(state: MeetingState, spec: BallotSpec) -> ThosePresent | Refused:
    """Who votes if the ballot opens now; refused without a quorum."""
    entitled = entitled_persons(state, spec)
    if not entitled:
        return Refused(Reason.NO_QUORUM, {"present": 0, "needed": 1})
    voters = tuple(p for p in entitled if _is_present(state, p) and p not in apart(spec.recused))
    needed = spec.rule.quorum.least(len(entitled))
    if len(voters) < needed:
        return Refused(Reason.NO_QUORUM, {"present": len(voters), "needed": needed})
    return ThosePresent(entitled, voters, needed)


def _is_present(state: MeetingState, person_id: PersonId) -> bool:
    person = state.meeting.person(person_id)
    if person is None:
        return False
    return standing(person, state.last_entries.get(person_id)) is Standing.PRESENT


def _written(
    spec: BallotSpec, entitled: tuple[PersonId, ...], voters: tuple[PersonId, ...]
) -> Iterable[bev.WrittenOpinionCounted]:
    """Opinions of absent persons, where the rule counts them; they never help the quorum."""
    if not spec.rule.written_opinions or spec.grade is not None:
        return
    for opinion in spec.written:
        if opinion.person in entitled and opinion.person not in {*voters, *apart(spec.recused)}:
            yield bev.WrittenOpinionCounted(ballot=spec.id, person=opinion.person, answer=opinion.answer)


def _hold(ballot: Ballot, *, hold: bool) -> Verdict:
    phase = ballot.phase
    if not isinstance(phase, Open):
        return Refused(Reason.BALLOT_NOT_OPEN)
    if phase.is_held == hold:
        return Accepted(())
    return Accepted((bev.BallotHeld(ballot.spec.id) if hold else bev.BallotContinued(ballot.spec.id),))


def _call(ballot: Ballot, person: PersonId) -> Verdict:
    phase = ballot.phase
    if not isinstance(phase, Open):
        return Refused(Reason.BALLOT_NOT_OPEN)
    if not ballot.spec.is_roll_call:
        return Refused(Reason.NO_ROLL_CALL)
    if person not in phase.voters:
        return Refused(Reason.NOT_ENTITLED)
    is_at_them = bool(phase.called) and phase.called[-1] == person
    return Accepted(() if is_at_them else (bev.VoterCalled(ballot=ballot.spec.id, person=person),))


def _pass(ballot: Ballot, person: PersonId) -> Verdict:
    phase = ballot.phase
    if not isinstance(phase, Open):
        return Refused(Reason.BALLOT_NOT_OPEN)
    if person not in phase.voters:
        return Refused(Reason.NOT_ENTITLED)
    is_settled = person in phase.passed or person in phase.votes
    return Accepted(() if is_settled else (bev.VoterPassed(ballot=ballot.spec.id, person=person),))


def _close(ballot: Ballot) -> Verdict:
    match ballot.phase:
        case Open() as phase:
            result = result_at_close(ballot.spec, phase)
            return Accepted((bev.BallotClosed(ballot=ballot.spec.id, result=result),))
        case Closed() | Announced():
            return Accepted(())
        case _:
            return Refused(Reason.BALLOT_NOT_OPEN)


def _announce(ballot: Ballot, command: bcmd.AnnounceBallot) -> Verdict:
    match ballot.phase:
        case Closed(valid_result=None):
            return Refused(Reason.RESULT_PENDING)
        case Closed() if ballot.sealed is not None and ballot.sealed.failed:
            return Refused(Reason.VOTE_NOT_FOUND, {"persons": ballot.sealed.failed})
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
