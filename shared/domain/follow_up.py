"""The ballot that follows from a result: the same question again, a run-off, another round. Pure."""

from __future__ import annotations

import msgspec

from shared.domain.ballots import Aborted, Announced, Ballot, BallotId, BallotSpec, Following
from shared.domain.election import ElectionResult, ElectionTerms


def re_vote(ballot: Ballot, new: BallotId) -> BallotSpec | None:
    """The same question again; None while the ballot is neither announced nor aborted."""
    if not isinstance(ballot.phase, Announced | Aborted):
        return None
    return _after(ballot, new, Following.RE_VOTE)


def run_off(ballot: Ballot, new: BallotId) -> BallotSpec | None:
    """The ballot among the tied for the last seats; None where the announced result asks for none."""
    result = _elected(ballot)
    if result is None or result.run_off is None:
        return None
    tied = result.run_off
    terms = ElectionTerms(seats=tied.seats, candidates=tied.among, allows_write_ins=False)
    return msgspec.structs.replace(_after(ballot, new, Following.RUN_OFF), terms=terms)


def next_round(ballot: Ballot, new: BallotId) -> BallotSpec | None:
    """The ballot for the seats that stayed open, among who was not elected; None where none stayed open.

    Written-in names that were not elected stand in it only when they are written in again.
    """
    result, terms = _elected(ballot), ballot.spec.terms
    if result is None or not isinstance(terms, ElectionTerms) or not result.open_seats:
        return None
    left = tuple(name for name in terms.candidates if name not in result.elected)
    if not left:
        return None
    again = ElectionTerms(seats=result.open_seats, candidates=left, allows_write_ins=terms.allows_write_ins)
    return msgspec.structs.replace(_after(ballot, new, Following.NEXT_ROUND), terms=again)


def _elected(ballot: Ballot) -> ElectionResult | None:
    if not isinstance(ballot.phase, Announced):
        return None
    result = ballot.phase.closed.valid_result
    return result if isinstance(result, ElectionResult) and not result.is_void else None


def _after(ballot: Ballot, new: BallotId, following: Following) -> BallotSpec:
    return msgspec.structs.replace(ballot.spec, id=new, follows=ballot.spec.id, following=following)
