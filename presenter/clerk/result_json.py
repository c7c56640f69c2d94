"""Announced results as JSON: the same numbers, for programs."""

from __future__ import annotations

import msgspec

from presenter.clerk.recount_rule import rule_entry
from presenter.clerk.report import BallotReport, BallotResult, BallotStatus, MeetingReport

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


def _ballot(ballot: BallotReport) -> dict[str, object]:
    head: dict[str, object] = {
        "id": ballot.id,
        "item": ballot.item.number,
        "kind": "motion",
        "form": "named",
        "question": ballot.question,
        "rule": rule_entry(ballot.rule),
    }
    match ballot.outcome:
        case BallotStatus(status=status, reason=reason):
            return head | {"status": status, "reason": reason}
        case BallotResult() as outcome:
            return head | {"status": "announced"} | _numbers(outcome)


def _numbers(outcome: BallotResult) -> dict[str, object]:
    result, tally = outcome.result, outcome.result.tally
    return {
        "entitled": tally.entitled,
        "present": tally.present,
        "leave": outcome.leave,
        "absent": outcome.absent,
        "counts": {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain},
        "not_voted": tally.not_voted,
        "quorum_needed": result.quorum_needed,
        "needed": result.needed,
        "passed": result.passed,
        "short_by": max(0, -result.margin),
        "opened_at": outcome.opened_at,
        "closed_at": outcome.closed_at,
        "announced_at": outcome.announced_at,
        "undelivered": [person.name for person in outcome.undelivered],
        "reason": outcome.reason,
        "late": [person.name for person in outcome.late],
        "votes": [
            {
                "seat": vote.seat,
                "name": vote.person.name,
                "choice": vote.answer,
                "receipt": vote.receipt,
                "counted_at": vote.at,
            }
            for vote in outcome.votes
        ],
    }
