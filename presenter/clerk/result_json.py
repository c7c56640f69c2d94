"""Announced results as JSON: the same numbers, for programs, and all that a recount needs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from presenter.clerk.ballot_forms import form_of
from presenter.clerk.ballot_report import BallotReport, BallotResult, BallotStatus, CountedVote, PersonApart
from presenter.clerk.recount_output import Object, result_entry
from presenter.clerk.recount_writing import recountable
from presenter.clerk.report import MeetingReport
from presenter.clerk.secret_report import SecretReport
from shared.domain.ballots import Correction
from shared.domain.majority import MotionResult
from shared.domain.people import Person

FORMAT = "wuzhi-results"
VERSION = 1


def results_json(report: MeetingReport) -> bytes:
    """The meeting's headcount and ballots; indented, UTF-8. Times are ISO 8601 in UTC."""
    count = report.headcount
    content = {
        "format": FORMAT,
        "version": VERSION,
        "meeting": {
            "id": report.meeting.id,
            "title": report.meeting.title,
            "place": report.meeting.place,
            "started_at": report.started_at,
            "adjourned_at": report.adjourned_at,
        },
        "attendance": {
            "entitled": count.entitled,
            "present": count.present,
            "leave": count.leave,
            "absent": count.absent,
        },
        "ballots": [_ballot(ballot) for ballot in report.ballots],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _ballot(ballot: BallotReport) -> Object:
    head: Object = {
        "id": ballot.id,
        "item": ballot.item.number,
        "form": form_of(ballot.grade),
        "question": ballot.question,
        "is_roll_call": ballot.is_roll_call,
        "follows": ballot.follows,
        "following": ballot.following,
    }
    match ballot.outcome:
        case BallotStatus(status=status, reason=reason):
            return head | {"status": status, "reason": reason}
        case BallotResult() as outcome:
            return head | _counted(ballot, outcome) | _circumstances(ballot, outcome)


def _counted(ballot: BallotReport, outcome: BallotResult) -> Object:
    """What a recount reads, and under `result` what it has to print.

    Where a correction was recorded without the sheet behind it, a motion can still be counted from its numbers;
    of others the status says that a recount cannot give the result.
    """
    result = outcome.result
    counted = recountable(ballot.rule, ballot.terms, outcome.figures, outcome.answers, outcome.unreadable)
    if isinstance(result, MotionResult):
        tally = result.tally
        counted |= {"counts": {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain}}
    is_countable = isinstance(result, MotionResult) or outcome.is_countable
    return {
        "status": "announced" if is_countable else "corrected",
        **counted,
        "leave": outcome.leave,
        "absent": outcome.absent,
        "result": result_entry(ballot.terms, result, quorum_needed=outcome.quorum_needed),
    }


def _circumstances(ballot: BallotReport, outcome: BallotResult) -> Object:
    return {
        "opened_at": outcome.opened_at,
        "closed_at": outcome.closed_at,
        "announced_at": outcome.announced_at,
        "excluded": _apart(outcome.excluded),
        "recused": _apart(outcome.recused),
        "undelivered": _names(outcome.undelivered),
        "reason": outcome.reason,
        "late": _names(outcome.late),
        "paper_entered_by": _names(outcome.entered_by),
        "corrections": [_correction(ballot, outcome, correction) for correction in outcome.corrections],
        **_voters(ballot, outcome),
    }


def _voters(ballot: BallotReport, outcome: BallotResult) -> Object:
    """By name with their votes; of a secret ballot only who took part, and how it was opened."""
    if ballot.grade is None:
        return {"votes": [_vote(vote) for vote in outcome.votes]}
    return {} if outcome.secret is None else _opening(outcome.secret)


def _opening(secret: SecretReport) -> Object:
    return {
        "tellers": _names(secret.tellers),
        "voted": [{"seat": one.seat, "name": one.person.name} for one in secret.voted],
        "unreadable_votes": secret.invalid,
        "checks": msgspec.structs.asdict(secret.checks),
        "wiped": {"keys": secret.keys_wiped, "seats": secret.seats_wiped},
    }


def _correction(ballot: BallotReport, outcome: BallotResult, correction: Correction) -> Object:
    """`before` is what was counted first; `after` null: the correction left the result as it was."""
    results = {"before": outcome.first_result, "after": correction.result}
    return {
        "at": correction.at,
        "reason": correction.reason,
        **{
            name: None
            if result is None
            else result_entry(ballot.terms, result, quorum_needed=outcome.quorum_needed)
            for name, result in results.items()
        },
    }


def _vote(vote: CountedVote) -> Object:
    return {
        "seat": vote.seat,
        "name": vote.person.name,
        "way": vote.way,
        "choice": vote.answer,
        "unreadable": vote.is_unreadable,
        "receipt": vote.receipt,
        "counted_at": vote.at,
    }


def _apart(persons: Sequence[PersonApart]) -> list[Object]:
    return [{"name": apart.person.name, "reason": apart.reason} for apart in persons]


def _names(persons: Sequence[Person]) -> list[str]:
    return [person.name for person in persons]
