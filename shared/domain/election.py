"""Elections: which ballots are valid and who is elected (rules: section "Elections" of the meeting rules). Pure."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence

import msgspec

from shared.domain.election_names import is_name, same_name
from shared.domain.majority import Base, Rule

MOST_CANDIDATES = 200


class Mark(enum.StrEnum):
    """What is set beside a candidate: ○, × or neither."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class BallotFault(enum.StrEnum):
    """Why a ballot is invalid."""

    NOT_THIS_ELECTION = "not_this_election"
    """Other candidates than this election has, or one of them marked twice."""
    TOO_MANY = "too_many"
    """More ○ and written-in names than seats."""
    WRITE_INS_CLOSED = "write_ins_closed"
    WRITE_IN_WITHOUT_NO = "write_in_without_no"
    """More written-in names than ×: who writes somebody in puts a × for it."""
    WRITE_IN_LISTED = "write_in_listed"
    WRITE_IN_TWICE = "write_in_twice"
    WRITE_IN_NO_NAME = "write_in_no_name"
    """Nothing, too long, or with characters that nobody can see."""


class ElectionTerms(msgspec.Struct, frozen=True, kw_only=True, tag="election"):
    """What is elected: `seats` persons out of `candidates`, in ballot order, each name once."""

    seats: int
    candidates: tuple[str, ...]
    allows_write_ins: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.seats <= MOST_CANDIDATES or not 0 < len(self.candidates) <= MOST_CANDIDATES:
            raise ValueError(f"an election has 1 to {MOST_CANDIDATES} seats and candidates")
        if not all(map(is_name, self.candidates)):
            raise ValueError("a candidate has no proper name")
        if len(set(map(same_name, self.candidates))) < len(self.candidates):
            raise ValueError("a candidate stands twice")


class ElectionBallot(msgspec.Struct, frozen=True, kw_only=True, tag="election"):
    """One person's ballot: a mark per candidate in ballot order, and written-in names (另选人)."""

    marks: tuple[Mark, ...]
    write_ins: tuple[str, ...] = ()


class CandidateCount(msgspec.Struct, frozen=True, kw_only=True):
    """Marks of the valid ballots; those beside a listed candidate add up to them. A written-in name has only ○."""

    name: str
    yes: int
    no: int
    abstain: int
    listed: bool


class RunOff(msgspec.Struct, frozen=True, kw_only=True):
    """The ballot that a tie asks for: `seats` among these and no others, in ballot order."""

    among: tuple[str, ...]
    seats: int


class ElectionResult(msgspec.Struct, frozen=True, kw_only=True, tag="election"):
    """The figures of an election; `returned == valid + invalid`, blank ballots are valid.

    Nobody is elected without a quorum, nor when more ballots came back than were issued (`is_void`). Otherwise
    `len(elected)`, the seats of `run_off` and `open_seats` add up to the seats. `candidates`: the listed in
    ballot order, then the written-in by votes.
    """

    entitled: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    blank: int
    quorum_needed: int
    needed: int
    candidates: tuple[CandidateCount, ...]
    is_void: bool
    elected: tuple[str, ...] = ()
    run_off: RunOff | None = None
    open_seats: int = 0

    @property
    def has_quorum(self) -> bool:
        """Whether enough persons were present."""
        return self.present >= self.quorum_needed


def fault_of(terms: ElectionTerms, ballot: ElectionBallot) -> BallotFault | None:
    """Why `ballot` is invalid; None when it is valid. Fewer ○ than seats are fine, and a blank one is valid."""
    if len(ballot.marks) != len(terms.candidates):
        return BallotFault.NOT_THIS_ELECTION
    written = ballot.write_ins
    if ballot.marks.count(Mark.YES) + len(written) > terms.seats:
        return BallotFault.TOO_MANY
    if written and not terms.allows_write_ins:
        return BallotFault.WRITE_INS_CLOSED
    if len(written) > ballot.marks.count(Mark.NO):
        return BallotFault.WRITE_IN_WITHOUT_NO
    if not all(map(is_name, written)):
        return BallotFault.WRITE_IN_NO_NAME
    names = set(map(same_name, written))
    if not names.isdisjoint(map(same_name, terms.candidates)):
        return BallotFault.WRITE_IN_LISTED
    return BallotFault.WRITE_IN_TWICE if len(names) < len(written) else None


def count_election(
    rule: Rule,
    terms: ElectionTerms,
    *,
    entitled: int,
    present: int,
    issued: int,
    ballots: Sequence[ElectionBallot],
) -> ElectionResult:
    """Count `ballots`, all that came back, invalid ones included; their order makes no difference.

    Under a rule of votes cast the base is the valid ballots. Raises `EmptyBase` when nobody is in the base, and
    `ValueError` for counts that cannot be, or a rule of in favour and against: that is a different base for
    every candidate.
    """
    if not 0 <= issued <= present <= entitled:
        raise ValueError("issued <= present <= entitled does not hold")
    valid = [ballot for ballot in ballots if fault_of(terms, ballot) is None]
    result = ElectionResult(
        entitled=entitled,
        present=present,
        issued=issued,
        returned=len(ballots),
        valid=len(valid),
        invalid=len(ballots) - len(valid),
        blank=sum(is_blank(ballot) for ballot in valid),
        quorum_needed=rule.quorum.least(entitled),
        needed=rule.passing.least(_base_size(rule.base, entitled, present, len(valid))),
        candidates=(*_listed(terms, valid), *_written_in(valid)),
        is_void=len(ballots) > issued,
        open_seats=terms.seats,
    )
    return result if result.is_void or not result.has_quorum else _seated(terms, result)


def is_blank(ballot: ElectionBallot) -> bool:
    """Whether nothing is marked nor written."""
    return not ballot.write_ins and all(mark is Mark.ABSTAIN for mark in ballot.marks)


def least_candidates(seats: int, surplus_percent: int) -> int:
    """How many candidates an election with a surplus (差额选举) must have; the surplus is rounded up."""
    return seats + -(-seats * surplus_percent // 100)


def _base_size(base: Base, entitled: int, present: int, valid: int) -> int:
    match base:
        case Base.ENTITLED:
            return entitled
        case Base.PRESENT:
            return present
        case Base.CAST:
            return valid
        case Base.YES_NO:
            raise ValueError("an election counts of the entitled, the present or the votes cast")


def _listed(terms: ElectionTerms, valid: Sequence[ElectionBallot]) -> list[CandidateCount]:
    counted = []
    for n, name in enumerate(terms.candidates):
        marks = Counter(ballot.marks[n] for ballot in valid)
        counted.append(
            CandidateCount(
                name=name, yes=marks[Mark.YES], no=marks[Mark.NO], abstain=marks[Mark.ABSTAIN], listed=True
            )
        )
    return counted


def _written_in(valid: Sequence[ElectionBallot]) -> list[CandidateCount]:
    votes = Counter(same_name(name) for ballot in valid for name in ballot.write_ins)
    by_votes = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    return [CandidateCount(name=name, yes=yes, no=0, abstain=0, listed=False) for name, yes in by_votes]


def _seated(terms: ElectionTerms, result: ElectionResult) -> ElectionResult:
    # sorted() is stable: equals stay in ballot order.
    over = sorted((c for c in result.candidates if c.yes >= result.needed), key=lambda c: -c.yes)
    if len(over) <= terms.seats:
        elected = tuple(c.name for c in over)
        return msgspec.structs.replace(result, elected=elected, open_seats=terms.seats - len(over))
    last = over[terms.seats - 1].yes
    if over[terms.seats].yes < last:
        return msgspec.structs.replace(
            result, elected=tuple(c.name for c in over[: terms.seats]), open_seats=0
        )
    sure = tuple(c.name for c in over if c.yes > last)
    tied = RunOff(among=tuple(c.name for c in over if c.yes == last), seats=terms.seats - len(sure))
    return msgspec.structs.replace(result, elected=sure, run_off=tied, open_seats=0)
