"""What became of each ballot, drawn once from the record of a meeting. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime

import msgspec

from presenter.clerk.secret_report import SecretReport, secret_report
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ballot_terms import BallotAnswer, Figures, Outcome, Terms
from shared.domain.ballots import (
    Aborted,
    Announced,
    Apart,
    Ballot,
    BallotId,
    Closed,
    Correction,
    Following,
    Open,
    PaperBallot,
    Prepared,
    agreed_sheet,
)
from shared.domain.count_ballots import answers_at_seats
from shared.domain.decide_ballots import entitled_persons
from shared.domain.majority import Rule
from shared.domain.people import Person, PersonId, SeatId
from shared.domain.presence import Standing, standing
from shared.domain.secrecy import Grade
from shared.domain.state import MeetingState


class Way(enum.StrEnum):
    """How an answer came."""

    SEAT = "seat"
    PAPER = "paper"
    WRITTEN = "written"
    """Sent in before the meeting by an absent person, where the rule counts it."""


class CountedVote(msgspec.Struct, frozen=True, kw_only=True):
    """One voter of an announced named ballot, in seat order; `answer` None = present, no answer.

    On paper, `answer` None is a ballot that was not given back, that nobody can read (`is_unreadable`), or one
    whose correction was recorded without its sheet.
    """

    seat: SeatId | None
    person: Person
    answer: BallotAnswer | None
    receipt: str = ""
    at: datetime | None = None
    way: Way = Way.SEAT
    is_unreadable: bool = False


class PersonApart(msgspec.Struct, frozen=True):
    """Who took no part, and why."""

    person: Person
    reason: str


class BallotResult(msgspec.Struct, frozen=True, kw_only=True):
    """An announced ballot: `figures.present + leave + absent == figures.entitled`.

    Who is recused, is in the entitled by the rule and is not on leave stands among the absent. `result` is the one
    that is valid; `first_result` what was counted before `corrections` (None: nothing was). `entered_by`: who
    entered the ballots on paper. `answers` and `unreadable` are what `result` was counted from, if `is_countable`:
    a correction may have been recorded without its sheet. `votes` are everybody's in a ballot by name; a secret one
    has none, and `secret` in their place.
    """

    result: Outcome
    first_result: Outcome | None
    corrections: tuple[Correction, ...]
    figures: Figures
    quorum_needed: int
    leave: int
    absent: int
    opened_at: datetime
    closed_at: datetime
    announced_at: datetime
    votes: tuple[CountedVote, ...]
    answers: tuple[BallotAnswer, ...]
    unreadable: int
    is_countable: bool = True
    secret: SecretReport | None = None
    excluded: tuple[PersonApart, ...] = ()
    recused: tuple[PersonApart, ...] = ()
    entered_by: tuple[Person, ...] = ()
    late: tuple[Person, ...] = ()
    undelivered: tuple[Person, ...] = ()
    reason: str = ""

    @property
    def is_recounted(self) -> bool:
        """Whether a correction gave another result than the one counted first."""
        return any(correction.result is not None for correction in self.corrections)


class BallotStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot without a public result: prepared, open, closed or aborted (with the reason)."""

    status: str
    reason: str = ""


class BallotReport(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot, the item it belongs to, the rule that was used, and what came out.

    `follows` is the ballot that this one repeats or continues. `grade`: how far it is secret, None: by name.
    """

    id: BallotId
    item: AgendaItem
    question: str
    terms: Terms
    rule: Rule
    outcome: BallotResult | BallotStatus
    is_roll_call: bool = False
    grade: Grade | None = None
    follows: BallotId | None = None
    following: Following | None = None


def on_leave_now(state: MeetingState) -> frozenset[PersonId]:
    """Those with a vote who are on leave now."""
    return frozenset(
        person.id
        for person in state.meeting.voters()
        if standing(person, state.last_entries.get(person.id)) is Standing.LEAVE
    )


def ballot_report(
    state: MeetingState, item: AgendaItem, ballot: Ballot, on_leave: frozenset[PersonId]
) -> BallotReport:
    """The report of one ballot; `on_leave` were those on leave when it was opened."""
    spec = ballot.spec
    return BallotReport(
        id=spec.id,
        item=item,
        question=spec.question,
        terms=spec.terms,
        rule=spec.rule,
        outcome=_outcome(state, ballot, on_leave),
        is_roll_call=spec.is_roll_call,
        grade=spec.grade,
        follows=spec.follows,
        following=spec.following,
    )


def _outcome(
    state: MeetingState, ballot: Ballot, on_leave: frozenset[PersonId]
) -> BallotResult | BallotStatus:
    match ballot.phase:
        case Prepared():
            return BallotStatus(status="prepared")
        case Open():
            return BallotStatus(status="open")
        case Closed():
            return BallotStatus(status="closed")
        case Aborted(reason=reason):
            return BallotStatus(status="aborted", reason=reason)
        case Announced() as phase:
            result = phase.closed.valid_result
            if result is None:
                return BallotStatus(status="closed")  # `decide` announces none such; a record by another hand
            return _announced(state, ballot, phase, result, on_leave)


def _announced(
    state: MeetingState, ballot: Ballot, phase: Announced, result: Outcome, on_leave: frozenset[PersonId]
) -> BallotResult:
    closed, spec, meeting = phase.closed, ballot.spec, state.meeting
    entitled = frozenset(entitled_persons(state, spec))
    # Who was on leave at the opening may have been admitted since, and is among the voters then.
    leave = len((on_leave & entitled).difference(closed.voters))
    corrected, sheet = closed.last_corrected, closed.valid_sheet
    entered = () if sheet is None else sheet.ballots
    paper = {ballot_.person: ballot_ for ballot_ in entered if ballot_.person is not None}
    on_sheet = [ballot_.answer for ballot_ in entered if ballot_.answer is not None]
    agreed, secret = agreed_sheet(closed.sheets), secret_report(state, ballot, closed)
    return BallotResult(
        result=result,
        first_result=closed.result,
        corrections=closed.corrections,
        figures=closed.figures,
        quorum_needed=spec.rule.quorum.least(closed.figures.entitled),
        leave=leave,
        absent=closed.figures.entitled - closed.figures.present - leave,
        opened_at=closed.opened_at,
        closed_at=closed.closed_at,
        announced_at=phase.announced_at,
        votes=_votes(state, closed, paper) if spec.grade is None else (),
        answers=(*answers_at_seats(ballot, closed), *on_sheet),
        unreadable=len(entered) - len(on_sheet) + (0 if secret is None else secret.invalid),
        is_countable=corrected is None or sheet is not None,
        secret=secret,
        excluded=_apart(meeting, spec.excluded),
        recused=_apart(meeting, spec.recused),
        entered_by=_persons(meeting, (by for by, sheet in closed.sheets.items() if sheet == agreed)),
        late=_persons(meeting, closed.late),
        undelivered=_persons(meeting, phase.undelivered),
        reason=phase.reason,
    )


def _votes(
    state: MeetingState, closed: Closed, paper: dict[PersonId, PaperBallot]
) -> tuple[CountedVote, ...]:
    counted = []
    for person in _persons(state.meeting, closed.voters):
        vote, sheet = closed.votes.get(person.id), paper.get(person.id)
        if vote is not None:
            counted.append(
                CountedVote(
                    seat=vote.seat,
                    person=person,
                    answer=vote.answer,
                    receipt=vote.receipt,
                    at=vote.at,
                    way=Way.WRITTEN if vote.seat is None else Way.SEAT,
                )
            )
            continue
        counted.append(
            CountedVote(
                seat=state.seat_of(person.id),
                person=person,
                answer=None if sheet is None else sheet.answer,
                way=Way.PAPER if person.id in closed.on_paper else Way.SEAT,
                is_unreadable=sheet is not None and sheet.answer is None,
            )
        )
    order = {seat: index for index, seat in enumerate(state.meeting.seats)}
    return tuple(sorted(counted, key=lambda v: order.get(v.seat or SeatId(""), len(order))))


def _apart(meeting: Meeting, aparts: Iterable[Apart]) -> tuple[PersonApart, ...]:
    found = ((meeting.person(apart.person), apart.reason) for apart in aparts)
    return tuple(PersonApart(person, reason) for person, reason in found if person is not None)


def _persons(meeting: Meeting, ids: Iterable[PersonId]) -> tuple[Person, ...]:
    return tuple(person for person in map(meeting.person, ids) if person is not None)
