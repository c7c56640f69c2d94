"""How a secret ballot was opened, and who took part: what an export may tell beside the totals. Pure.

Nothing here stands beside an answer, and no receipt and no time does: who voted and what was voted are two lists.
"""

from __future__ import annotations

import msgspec

from shared.domain.agenda import Meeting
from shared.domain.ballots import Ballot, Closed
from shared.domain.count_ballots import who_voted
from shared.domain.people import Person, PersonId, SeatId
from shared.domain.sealed_ballots import SealedBallot, opened_answers
from shared.domain.secrecy import Grade, Inclusion
from shared.domain.state import MeetingState


class TookPart(msgspec.Struct, frozen=True):
    """Somebody whose envelope lies in the box or who was given a ballot on paper, and where they sat."""

    seat: SeatId | None
    person: Person


class SeatChecks(msgspec.Struct, frozen=True, kw_only=True):
    """What the seats said of their own votes; together they are the envelopes in the box.

    `unable` were started anew since and know their code no more; of `silent` ones no word came.
    """

    found: int
    unable: int
    failed: int
    silent: int


class SecretReport(msgspec.Struct, frozen=True, kw_only=True):
    """An announced secret ballot; `voted` in seat order.

    `tellers`: teller 1 and teller 2, nobody where the podium opened it alone. `invalid` envelopes could not be read.
    `keys_wiped` of the two keys and `seats_wiped` seats: whose terminal said that it dropped what it held.
    """

    grade: Grade
    tellers: tuple[Person, ...]
    voted: tuple[TookPart, ...]
    not_voted: int
    invalid: int
    checks: SeatChecks
    keys_wiped: int
    seats_wiped: int


def secret_report(state: MeetingState, ballot: Ballot, closed: Closed) -> SecretReport | None:
    """What is told of the opening of `ballot`; None of a ballot by name, and of one that was never opened."""
    grade, sealed = ballot.spec.grade, ballot.sealed
    opened = None if sealed is None else opened_answers(sealed, ballot.spec.terms)
    if grade is None or sealed is None or opened is None:
        return None
    took_part = who_voted(closed)
    return SecretReport(
        grade=grade,
        tellers=_persons(state.meeting, ballot.spec.tellers),
        voted=_in_seat_order(state, closed, took_part),
        not_voted=len(closed.voters) - len(took_part),
        invalid=opened.invalid,
        checks=_checks(sealed),
        keys_wiped=len(sealed.wiped_by),
        # A seat says what it found and that it dropped answer and code in one: `decide` takes both or neither.
        seats_wiped=len(sealed.checks),
    )


def _checks(sealed: SealedBallot) -> SeatChecks:
    checks = sealed.checks.values()
    right = [check.inclusion for check in checks if not check.is_failed]
    return SeatChecks(
        found=right.count(Inclusion.INCLUDED),
        unable=right.count(Inclusion.FORGOTTEN),
        failed=sealed.failed,
        silent=len(sealed.urn.votes) - len(checks),
    )


def _in_seat_order(
    state: MeetingState, closed: Closed, persons: tuple[PersonId, ...]
) -> tuple[TookPart, ...]:
    order = {seat: place for place, seat in enumerate(state.meeting.seats)}
    found = [
        TookPart(closed.votes[p.id].seat if p.id in closed.votes else state.seat_of(p.id), p)
        for p in _persons(state.meeting, persons)
    ]
    return tuple(sorted(found, key=lambda one: order.get(one.seat or SeatId(""), len(order))))


def _persons(meeting: Meeting, ids: tuple[PersonId, ...]) -> tuple[Person, ...]:
    return tuple(person for person in map(meeting.person, ids) if person is not None)
