"""Elections by the worked numbers of the meeting rules, and what holds for every election."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.election import (
    BallotFault,
    ElectionBallot,
    ElectionResult,
    ElectionTerms,
    Mark,
    RunOff,
    count_election,
    fault_of,
    is_blank,
    least_candidates,
)
from shared.domain.majority import Base, EmptyBase, Rule, Share
from tests.unit.domain.meetings import rule

NAMES = ("A", "B", "C", "D", "E", "F")
TERMS = ElectionTerms(seats=5, candidates=NAMES)
TWO = ElectionTerms(seats=2, candidates=("A", "B", "C"))
FOUR_FIFTHS = Share(4, 5, strict=False)
YES, NO, ABSTAIN = Mark.YES, Mark.NO, Mark.ABSTAIN


def ballot(marks: str, *write_ins: str) -> ElectionBallot:
    """`o` is ○, `x` is ×, anything else neither."""
    by_letter = {"o": YES, "x": NO}
    return ElectionBallot(marks=tuple(by_letter.get(mark, ABSTAIN) for mark in marks), write_ins=write_ins)


BLANK = ballot("------")
SPOILT = ballot("oooooo")


def with_votes(votes: Mapping[str, int], valid: int) -> list[ElectionBallot]:
    """`valid` ballots with so many ○ for each: every candidate's ○ go on the ballots with the fewest so far."""
    chosen: list[set[str]] = [set() for _ in range(valid)]
    for name, number in votes.items():
        for marked in sorted(chosen, key=len)[:number]:
            marked.add(name)
    assert max(map(len, chosen)) <= TERMS.seats
    return [ElectionBallot(marks=tuple(YES if n in marked else ABSTAIN for n in NAMES)) for marked in chosen]


def elect(votes: Mapping[str, int], base: Base = Base.ENTITLED) -> ElectionResult:
    """The worked election: E=31, P=27, issued 27, returned 26, one with six ○."""
    return count(rule(quorum=FOUR_FIFTHS, base=base), [*with_votes(votes, 25), SPOILT])


def count(used: Rule, ballots: Sequence[ElectionBallot], terms: ElectionTerms = TERMS) -> ElectionResult:
    return count_election(used, terms, entitled=31, present=27, issued=27, ballots=ballots)


WORKED = {"A": 25, "B": 24, "C": 22, "D": 18, "F": 16, "E": 15}


def test_the_worked_election() -> None:
    result = elect(WORKED)
    assert (result.quorum_needed, result.has_quorum, result.needed) == (25, True, 16)
    assert (result.issued, result.returned, result.valid, result.invalid) == (27, 26, 25, 1)
    assert {c.name: c.yes for c in result.candidates} == WORKED
    assert (result.elected, result.run_off, result.open_seats) == (tuple("ABCDF"), None, 0)


def test_the_worked_election_of_those_present_elects_the_highest_five_of_six() -> None:
    result = elect(WORKED, Base.PRESENT)
    assert result.needed == 14
    assert sum(c.yes >= result.needed for c in result.candidates) == 6
    assert (result.elected, result.run_off, result.open_seats) == (tuple("ABCDF"), None, 0)


def test_with_one_vote_less_a_seat_stays_open_or_two_tie() -> None:
    votes = WORKED | {"F": 15}
    of_all = elect(votes)
    assert (of_all.elected, of_all.run_off, of_all.open_seats) == (tuple("ABCD"), None, 1)
    of_present = elect(votes, Base.PRESENT)
    assert of_present.elected == tuple("ABCD")
    assert (of_present.run_off, of_present.open_seats) == (RunOff(among=("E", "F"), seats=1), 0)


def test_a_tie_for_the_last_two_seats_is_between_the_tied_only() -> None:
    result = elect({"A": 25, "B": 24, "C": 22, "D": 16, "E": 16, "F": 16})
    assert (result.elected, result.open_seats) == (tuple("ABC"), 0)
    assert result.run_off == RunOff(among=("D", "E", "F"), seats=2)


def test_who_is_short_leaves_a_seat_open() -> None:
    result = elect({"A": 25, "B": 24, "C": 22, "D": 16, "E": 14, "F": 10})
    assert (result.elected, result.run_off, result.open_seats) == (tuple("ABCD"), None, 1)


def test_more_ballots_than_issued_are_a_void_election() -> None:
    result = count(rule(quorum=FOUR_FIFTHS), [ballot("o-----")] * 28)
    assert result.is_void
    assert (result.elected, result.run_off, result.open_seats) == ((), None, 5)


def test_blank_ballots_are_valid_and_elect_nobody() -> None:
    result = count(rule(quorum=FOUR_FIFTHS), [BLANK] * 27)
    assert (result.is_void, result.valid, result.invalid, result.blank) == (False, 27, 0, 27)
    assert (result.elected, result.open_seats) == ((), 5)


def test_approved_exclusions_leave_the_entitled() -> None:
    assert (FOUR_FIFTHS.least(40 - 4), FOUR_FIFTHS.least(40)) == (29, 32)


def test_exactly_half_is_not_elected() -> None:
    half = [ballot("o--")] * 5
    result = count_election(rule(), TWO, entitled=10, present=10, issued=10, ballots=half)
    assert (result.needed, result.elected) == (6, ())


def test_without_a_quorum_nobody_is_elected() -> None:
    used = rule(quorum=FOUR_FIFTHS, base=Base.PRESENT)
    ballots = [ballot("ooooo-")] * 24
    result = count_election(used, TERMS, entitled=31, present=24, issued=24, ballots=ballots)
    assert (result.has_quorum, result.elected, result.open_seats) == (False, (), 5)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (ballot("ox-", "W"), None),
        (ballot("oox", "W"), BallotFault.TOO_MANY),
        (ballot("o--", "W"), BallotFault.WRITE_IN_WITHOUT_NO),
        (ballot("---"), None),
        (ballot("oo-"), None),
        (ballot("ooo"), BallotFault.TOO_MANY),
        (ballot("xxx", "V", "W"), None),
        (ballot("xxx", "V", "W", "X"), BallotFault.TOO_MANY),
        (ballot("xx-", "W", " W "), BallotFault.WRITE_IN_TWICE),
        (ballot("x--", "\uff21"), BallotFault.WRITE_IN_LISTED),
        (ballot("x--", " "), BallotFault.WRITE_IN_NO_NAME),
        (ballot("x--", "W" * 61), BallotFault.WRITE_IN_NO_NAME),
        (ballot("x--", "W\u202e"), BallotFault.WRITE_IN_NO_NAME),
        (ballot("oo"), BallotFault.NOT_THIS_ELECTION),
        (ballot(""), BallotFault.NOT_THIS_ELECTION),
    ],
)
def test_a_ballot_is_valid_or_says_why_not(given: ElectionBallot, fault: BallotFault | None) -> None:
    assert fault_of(TWO, given) is fault


def test_where_write_ins_are_closed_one_makes_the_ballot_invalid() -> None:
    closed = ElectionTerms(seats=2, candidates=("A", "B"), allows_write_ins=False)
    assert fault_of(closed, ballot("x-", "W")) is BallotFault.WRITE_INS_CLOSED


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("\u674e\u9e23", "\u674e\u3000\u9e23"),
        ("\u674e \u9e23", "\u674e\u9e23"),
        ("\u963f\u00b7\u70ed", "\u963f\u30fb\u70ed"),
        ("Ann Lee", "Ann  Lee"),
    ],
)
def test_a_name_is_the_same_however_it_is_spaced(listed: str, written: str) -> None:
    terms = ElectionTerms(seats=1, candidates=(listed, "Z"))
    assert fault_of(terms, ballot("x-", written)) is BallotFault.WRITE_IN_LISTED


def test_another_name_is_another_person() -> None:
    terms = ElectionTerms(seats=1, candidates=("Ann Lee", "Z"))
    assert fault_of(terms, ballot("x-", "Annlee")) is None


@pytest.mark.parametrize(
    ("seats", "names"),
    [
        (0, ("A",)),
        (201, ("A",)),
        (1, ()),
        (1, ("A", "\uff21")),
        (1, ("",)),
        (1, ("A\u202eB",)),
        (1, ("A" * 61,)),
        (1, ("A\nB\x00",)),
        (1, tuple(f"N{n}" for n in range(201))),
    ],
)
def test_terms_are_valid_by_construction(seats: int, names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"seats|name|twice"):
        ElectionTerms(seats=seats, candidates=names)


def test_write_ins_are_counted_and_may_be_elected_after_the_listed_with_as_many() -> None:
    ballots = (
        [ballot("ox-", "\u738b \u4e94")] * 3 + [ballot("-xx", "\u738b\u4e94", "V")] * 2 + [ballot("oo-")] * 2
    )
    result = count_election(rule(), TWO, entitled=8, present=7, issued=7, ballots=ballots)
    written = [(c.name, c.yes, c.no, c.abstain) for c in result.candidates if not c.listed]
    assert written == [("\u738b\u4e94", 5, 0, 0), ("V", 2, 0, 0)]
    assert result.elected == ("A", "\u738b\u4e94")


@pytest.mark.parametrize(
    ("figures", "error"),
    [((10, 11, 10), ValueError), ((10, 8, 9), ValueError), ((10, 8, -1), ValueError), ((0, 0, 0), EmptyBase)],
)
def test_impossible_figures_are_refused(figures: tuple[int, int, int], error: type[ValueError]) -> None:
    entitled, present, issued = figures
    with pytest.raises(error):
        count_election(rule(), TERMS, entitled=entitled, present=present, issued=issued, ballots=[])


def test_of_votes_cast_the_base_is_the_valid_ballots() -> None:
    used = rule(base=Base.CAST)
    assert count(used, [BLANK, BLANK, SPOILT]).needed == 2
    with pytest.raises(EmptyBase):
        count(used, [SPOILT])


def test_a_rule_of_in_favour_and_against_is_none_for_an_election() -> None:
    with pytest.raises(ValueError, match="counts of"):
        count(rule(base=Base.YES_NO), [BLANK])


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (20, {1: 2, 2: 3, 3: 4, 5: 6, 7: 9, 9: 11, 10: 12, 11: 14}),
        (10, {9: 10, 11: 13, 31: 35}),
        (0, {1: 1, 9: 9}),
    ],
)
def test_a_surplus_of_candidates_is_rounded_up(percent: int, expected: dict[int, int]) -> None:
    assert {seats: least_candidates(seats, percent) for seats in expected} == expected


MARKS = st.sampled_from(Mark)
WRITTEN = st.lists(st.sampled_from(["V", "W", "X Y", "\u738b\u4e94", "A"]), max_size=3).map(tuple)


@st.composite
def elections(draw: st.DrawFn) -> tuple[Rule, ElectionTerms, int, int, list[ElectionBallot]]:
    number = draw(st.integers(1, 6))
    terms = ElectionTerms(seats=draw(st.integers(1, 6)), candidates=NAMES[:number])
    marks = st.lists(MARKS, min_size=number, max_size=number).map(tuple)
    ballots = draw(
        st.lists(st.builds(ElectionBallot, marks=marks, write_ins=st.just(()) | WRITTEN), max_size=12)
    )
    present = draw(st.integers(max(1, len(ballots)), 15))
    used = rule(
        base=draw(st.sampled_from([Base.ENTITLED, Base.PRESENT])),
        passing=draw(st.sampled_from([Share(1, 2, True), Share(1, 2, False), Share(1, 5, False)])),
    )
    return used, terms, draw(st.integers(present, 20)), present, ballots


Election = tuple[Rule, ElectionTerms, int, int, list[ElectionBallot]]


def outcome_of(election: Election, ballots: Sequence[ElectionBallot]) -> ElectionResult:
    used, terms, entitled, present, _ = election
    return count_election(used, terms, entitled=entitled, present=present, issued=present, ballots=ballots)


@given(elections(), st.integers())
def test_the_order_of_the_ballots_makes_no_difference(election: Election, seed: int) -> None:
    ballots = election[-1]
    shuffled = random.Random(seed).sample(ballots, len(ballots))
    assert outcome_of(election, shuffled) == outcome_of(election, ballots)


@given(elections())
def test_ballots_marks_and_seats_add_up(election: Election) -> None:
    _, terms, _, _, ballots = election
    result = outcome_of(election, ballots)
    assert result.returned == len(ballots) == result.valid + result.invalid
    assert result.blank == sum(map(is_blank, ballots)) <= result.valid
    listed = [c for c in result.candidates if c.listed]
    assert [c.name for c in listed] == list(terms.candidates)
    assert all(c.yes + c.no + c.abstain == result.valid for c in listed)
    assert sum(c.yes for c in result.candidates) <= terms.seats * result.valid
    run_off_seats = result.run_off.seats if result.run_off else 0
    assert len(result.elected) + run_off_seats + result.open_seats == terms.seats


@given(elections())
def test_who_is_elected_has_more_than_who_is_not_and_equals_run_off(election: Election) -> None:
    result = outcome_of(election, election[-1])
    votes = {c.name: c.yes for c in result.candidates}
    tied = result.run_off.among if result.run_off else ()
    others = [votes[name] for name in votes if name not in result.elected and name not in tied]
    assert all(votes[name] >= result.needed for name in (*result.elected, *tied))
    assert len({votes[name] for name in tied}) <= 1
    assert [votes[name] for name in result.elected] == sorted(
        (votes[n] for n in result.elected), reverse=True
    )
    if result.run_off:
        assert 0 < result.run_off.seats < len(tied)
        assert (
            min((votes[name] for name in result.elected), default=99)
            > votes[tied[0]]
            > max(others, default=-1)
        )
    elif result.elected and result.has_quorum:
        assert result.open_seats == 0 or max(others, default=-1) < result.needed
        assert min(votes[name] for name in result.elected) > max(others, default=-1)


@given(elections(), st.integers(0, 5))
def test_one_more_vote_never_costs_a_seat(election: Election, place: int) -> None:
    used, terms, entitled, present, ballots = election
    name = terms.candidates[place % len(terms.candidates)]
    before = outcome_of(election, ballots)
    more = ElectionBallot(marks=tuple(YES if n == name else ABSTAIN for n in terms.candidates))
    raised = [b for b in ballots if not is_blank(b)]
    added = [more] * (len(ballots) - len(raised))  # every blank ballot now says one name
    after = count_election(
        used, terms, entitled=entitled, present=present, issued=present, ballots=[*raised, *added]
    )
    if name in before.elected:
        assert name in after.elected
