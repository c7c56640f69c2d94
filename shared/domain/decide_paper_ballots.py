"""The part of the law that concerns ballots on paper, and corrections of closed ballots.

Two persons enter what came back on paper; it counts when they entered the same. In a secret ballot they enter it without
persons. A closed ballot is never edited: a correction is a new record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from shared.domain import ballot_commands as bcmd
from shared.domain import ballot_events as bev
from shared.domain.ballots import Announced, Ballot, Closed, Open, PaperSheet, agreed_sheet
from shared.domain.count_ballots import result_with
from shared.domain.paper_sheets import is_sheet_of
from shared.domain.people import PersonId
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict


def decide_paper_ballot(state: MeetingState, ballot: Ballot, command: bcmd.PaperBallotCommand) -> Verdict:
    """Whether paper may be given out, entered or corrected."""
    match command:
        case bcmd.GivePaper(person=person):
            return _give(ballot, person)
        case bcmd.EnterPaper():
            return _enter(state, ballot, command)
        case bcmd.CorrectBallot():
            return _correct(ballot, command)
        case _:
            assert_never(command)


def _give(ballot: Ballot, person: PersonId) -> Verdict:
    phase = ballot.phase
    if not isinstance(phase, Open):
        return Refused(Reason.BALLOT_NOT_OPEN)
    if person not in phase.voters:
        return Refused(Reason.NOT_ENTITLED)
    if person in phase.on_paper:
        return Accepted(())
    if person in phase.votes:
        return Refused(Reason.VOTED_AT_SEAT)
    return Accepted((bev.PaperGiven(ballot=ballot.spec.id, person=person),))


def _enter(state: MeetingState, ballot: Ballot, command: bcmd.EnterPaper) -> Verdict:
    if state.meeting.person(command.by) is None:
        return Refused(Reason.UNKNOWN_PERSON)
    match ballot.phase:
        case Open():
            return Refused(Reason.BALLOT_STILL_OPEN)
        case Closed(result=None) as closed:
            pass
        case _:
            return Refused(Reason.BALLOT_CLOSED)
    if not is_sheet_of(command.sheet, ballot.spec, closed.on_paper):
        return Refused(Reason.SHEET_DOES_NOT_FIT)
    if closed.sheets.get(command.by) == command.sheet:
        return Accepted(())
    entered = bev.PaperEntered(ballot=ballot.spec.id, by=command.by, sheet=command.sheet)
    return Accepted((entered, *_fixed(ballot, closed, {**closed.sheets, command.by: command.sheet})))


def _fixed(
    ballot: Ballot, closed: Closed, sheets: Mapping[PersonId, PaperSheet]
) -> tuple[bev.ResultFixed, ...]:
    agreed = agreed_sheet(sheets)
    result = None if agreed is None else result_with(ballot, closed, agreed)
    return () if result is None else (bev.ResultFixed(ballot=ballot.spec.id, result=result),)


def _correct(ballot: Ballot, command: bcmd.CorrectBallot) -> Verdict:
    match ballot.phase:
        case Closed() as closed:
            pass
        case Announced(closed=closed):
            pass
        case _:
            return Refused(Reason.BALLOT_NOT_CLOSED)
    reason = command.reason.strip()
    if not reason:
        return Refused(Reason.REASON_NEEDED)
    result = None
    if command.sheet is not None:
        if not is_sheet_of(command.sheet, ballot.spec, closed.on_paper):
            return Refused(Reason.SHEET_DOES_NOT_FIT)
        result = result_with(ballot, closed, command.sheet)
    known = closed.corrections[-1] if closed.corrections else None
    if known is not None and (known.reason, known.result, known.sheet) == (reason, result, command.sheet):
        return Accepted(())
    corrected = bev.BallotCorrected(ballot=ballot.spec.id, reason=reason, result=result, sheet=command.sheet)
    return Accepted((corrected,))
