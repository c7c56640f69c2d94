"""The part of the law that concerns what only secret ballots have: terms, tellers, keys, lists, checks.

The signatures of the statements were checked before; here is decided whether they belong to this ballot now.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from shared.domain import ballot_commands as bcmd
from shared.domain import ballot_events as bev
from shared.domain.ballot_terms import Outcome
from shared.domain.ballots import Aborted, Announced, Ballot, Closed, Open, Prepared
from shared.domain.count_ballots import result_with
from shared.domain.decide_ballots import secrecy_hindrance, those_present
from shared.domain.paper_sheets import sheet_at
from shared.domain.people import PersonId
from shared.domain.sealed_ballots import SealedBallot, digest_of, statement_in
from shared.domain.secrecy import (
    AnswersListed,
    Grade,
    InclusionChecked,
    InnersListed,
    SecretTerms,
    SecretWiped,
    TellerKeyMade,
    TellerRole,
    VoterAdded,
    terms_fault,
)
from shared.domain.state import MeetingState, Session
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict

SealedCommand = (
    bcmd.TakeTellerKey
    | bcmd.NoteVoterKey
    | bcmd.NoteTellerLost
    | bcmd.TakeInners
    | bcmd.TakeAnswers
    | bcmd.NoteInclusion
    | bcmd.NoteTellerWiped
)
"""What needs fixed terms."""


def decide_secret_ballot(state: MeetingState, command: bcmd.SecretCommand) -> Verdict:
    """Whether a step of a secret ballot is taken; the same statement again is accepted without events."""
    ballot = state.ballots.get(command.ballot)
    if ballot is None:
        return Refused(Reason.UNKNOWN_BALLOT)
    if ballot.spec.grade is None:
        return Refused(Reason.IS_BY_NAME)
    match command:
        case bcmd.NameTellers():
            return _name(state, ballot, command)
        case bcmd.FixSecretTerms():
            return _fix(state, ballot, command)
        case _:
            return _sealed(ballot, command)


def _sealed(ballot: Ballot, command: SealedCommand) -> Verdict:
    sealed = ballot.sealed
    if sealed is None:
        return Refused(Reason.ENVELOPES_NOT_READY)
    match command:
        case bcmd.TakeTellerKey():
            return _take_key(ballot, sealed, command)
        case bcmd.NoteVoterKey():
            return _note_voter(ballot, sealed, command)
        case bcmd.NoteTellerLost(role=role):
            return _note_lost(ballot, sealed, role)
        case bcmd.TakeInners():
            return _take_inners(ballot, sealed, command)
        case bcmd.TakeAnswers():
            return _take_answers(ballot, sealed, command)
        case bcmd.NoteInclusion():
            return _note_inclusion(ballot, sealed, command)
        case bcmd.NoteTellerWiped():
            return _note_wiped(ballot, sealed, command)
        case _:
            assert_never(command)


def _name(state: MeetingState, ballot: Ballot, command: bcmd.NameTellers) -> Verdict:
    if not isinstance(ballot.phase, Prepared):
        return Refused(Reason.BALLOT_NOT_PREPARED)
    if ballot.spec.tellers == command.tellers:
        return Accepted(())
    hindrance = secrecy_hindrance(state, msgspec.structs.replace(ballot.spec, tellers=command.tellers))
    if hindrance is not None:
        return Refused(hindrance)
    return Accepted((bev.TellersNamed(ballot=ballot.spec.id, tellers=command.tellers),))


def _fix(state: MeetingState, ballot: Ballot, command: bcmd.FixSecretTerms) -> Verdict:
    spec = ballot.spec
    if not isinstance(ballot.phase, Prepared):
        return Refused(Reason.BALLOT_NOT_PREPARED)
    if state.session is not Session.IN_SESSION:
        is_over = state.session is Session.ADJOURNED
        return Refused(Reason.ADJOURNED if is_over else Reason.NOT_IN_SESSION)
    if state.open_ballot() is not None:
        return Refused(Reason.ANOTHER_BALLOT_OPEN)
    hindrance = secrecy_hindrance(state, spec)
    if hindrance is not None:
        return Refused(hindrance)
    if spec.grade is Grade.TWO_TELLERS and not spec.tellers:
        return Refused(Reason.TELLERS_NOT_TWO)
    those = those_present(state, spec)
    if isinstance(those, Refused):
        return those
    terms = statement_in(command.terms, SecretTerms)
    if terms is None or not _are_of(terms, state, ballot, those.voters):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    return Accepted((bev.SecretTermsFixed(ballot=spec.id, terms=command.terms, voters=those.voters),))


def _are_of(terms: SecretTerms, state: MeetingState, ballot: Ballot, voters: tuple[PersonId, ...]) -> bool:
    spec = ballot.spec
    named = spec.tellers if spec.grade is Grade.TWO_TELLERS else (None, None)
    return (
        (terms.meeting, terms.ballot, terms.grade) == (state.meeting.id, spec.id, spec.grade)
        and terms_fault(terms) is None
        and tuple(teller.person for teller in terms.tellers) == named
        and {voter.person for voter in terms.voters} <= set(voters)
    )


def _take_key(ballot: Ballot, sealed: SealedBallot, command: bcmd.TakeTellerKey) -> Verdict:
    made = statement_in(command.key, TellerKeyMade)
    if made is None or made.terms_sha256 != digest_of(sealed.terms):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    if sealed.keys.get(made.role) == command.key:
        return Accepted(())
    if not isinstance(ballot.phase, Prepared):
        return Refused(Reason.BALLOT_NOT_PREPARED)
    return Accepted((bev.TellerKeyTaken(ballot=ballot.spec.id, role=made.role, key=command.key),))


def _note_voter(ballot: Ballot, sealed: SealedBallot, command: bcmd.NoteVoterKey) -> Verdict:
    added = statement_in(command.added, VoterAdded)
    if added is None or added.terms_sha256 != digest_of(sealed.terms):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    match ballot.phase:
        case Prepared():
            voters = sealed.voters
        case Open(voters=those):
            voters = those
        case _:
            return Refused(Reason.BALLOT_NOT_OPEN)
    if added.voter.person not in voters:
        return Refused(Reason.NOT_ENTITLED)
    is_known = added.voter in sealed.urn.terms.voters or added.voter in sealed.urn.added
    return Accepted(() if is_known else (bev.VoterKeyNoted(ballot=ballot.spec.id, added=command.added),))


def _note_lost(ballot: Ballot, sealed: SealedBallot, role: TellerRole) -> Verdict:
    match ballot.phase:
        case Prepared():
            is_known = role not in sealed.keys
        case Open() | Closed():
            is_known = role in sealed.urn.lost
        case _:
            return Accepted(())
    return Accepted(() if is_known else (bev.TellerLost(ballot=ballot.spec.id, role=role),))


def _take_inners(ballot: Ballot, sealed: SealedBallot, command: bcmd.TakeInners) -> Verdict:
    if sealed.inners == command.inners:
        return Accepted(())
    listed = statement_in(command.inners, InnersListed)
    if listed is None or listed.terms_sha256 != digest_of(sealed.terms):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    hindrance = _stage_hindrance(ballot, sealed, UrnStage.CLOSED)
    if hindrance is not None:
        return hindrance
    return Accepted((bev.InnersTaken(ballot=ballot.spec.id, inners=command.inners),))


def _take_answers(ballot: Ballot, sealed: SealedBallot, command: bcmd.TakeAnswers) -> Verdict:
    if sealed.answers == command.answers:
        return Accepted(())
    hindrance = _stage_hindrance(ballot, sealed, UrnStage.FIRST_OPENED)
    if hindrance is not None:
        return hindrance
    listed = statement_in(command.answers, AnswersListed)
    inners_sha256 = None if sealed.inners is None else digest_of(sealed.inners)
    if listed is None or (listed.terms_sha256, listed.inners_sha256) != (
        digest_of(sealed.terms),
        inners_sha256,
    ):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    opened = msgspec.structs.replace(ballot, sealed=msgspec.structs.replace(sealed, answers=command.answers))
    taken = bev.AnswersTaken(ballot=ballot.spec.id, answers=command.answers)
    result = _result_now(opened)
    if result is None:
        return Accepted((taken,))
    return Accepted((taken, bev.ResultFixed(ballot=ballot.spec.id, result=result)))


def _result_now(opened: Ballot) -> Outcome | None:
    """The result of the opened box and the ballots on paper; None while these are not entered by two persons."""
    closed = opened.phase
    if not isinstance(closed, Closed):
        return None
    sheet = sheet_at(closed)
    return None if sheet is None else result_with(opened, closed, sheet)


def _stage_hindrance(ballot: Ballot, sealed: SealedBallot, stage: UrnStage) -> Refused | None:
    if not isinstance(ballot.phase, Closed):
        return Refused(Reason.BALLOT_NOT_CLOSED)
    if sealed.urn.stage is UrnStage.STRANDED:
        return Refused(Reason.KEY_LOST)
    return None if sealed.urn.stage is stage else Refused(Reason.ENVELOPES_DO_NOT_FIT)


def _note_inclusion(ballot: Ballot, sealed: SealedBallot, command: bcmd.NoteInclusion) -> Verdict:
    checked = statement_in(command.checked, InclusionChecked)
    wiped = statement_in(command.wiped, SecretWiped)
    terms_sha256 = digest_of(sealed.terms)
    if checked is None or wiped is None or {checked.terms_sha256, wiped.terms_sha256} != {terms_sha256}:
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    if wiped.person != checked.person or checked.opened_sha256 != sealed.opened_sha256:
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    if checked.person not in sealed.urn.votes:
        return Refused(Reason.NOT_ENTITLED)
    if checked.person in sealed.checks or not isinstance(ballot.phase, Closed | Announced):
        return Accepted(())
    noted = bev.InclusionNoted(
        ballot=ballot.spec.id,
        person=checked.person,
        inclusion=checked.inclusion,
        recount_agrees=checked.recount_agrees,
        checked=command.checked,
        wiped=command.wiped,
    )
    return Accepted((noted,))


def _note_wiped(ballot: Ballot, sealed: SealedBallot, command: bcmd.NoteTellerWiped) -> Verdict:
    wiped = statement_in(command.wiped, SecretWiped)
    if wiped is None or wiped.role is None or wiped.terms_sha256 != digest_of(sealed.terms):
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    if not isinstance(ballot.phase, Closed | Announced | Aborted):
        return Refused(Reason.BALLOT_STILL_OPEN)
    if wiped.role in sealed.wiped_by:
        return Accepted(())
    return Accepted((bev.TellerWiped(ballot=ballot.spec.id, role=wiped.role, wiped=command.wiped),))
