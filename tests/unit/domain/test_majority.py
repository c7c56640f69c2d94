"""Majorities by the worked numbers of the meeting rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.majority import Base, EmptyBase, Share, Tally, outcome
from tests.unit.domain.meetings import rule

LEAST = {  # base: (>1/2, >=1/2, >2/3, >=2/3)
    7: (4, 4, 5, 5),
    8: (5, 4, 6, 6),
    9: (5, 5, 7, 6),
    12: (7, 6, 9, 8),
    15: (8, 8, 11, 10),
    20: (11, 10, 14, 14),
    21: (11, 11, 15, 14),
}
FOUR_FIFTHS = {25: (21, 20), 27: (22, 22), 31: (25, 25), 35: (29, 28)}

TALLY = Tally(entitled=15, present=12, yes=8, no=2, abstain=1)
WORKED = {  # base: (size, needed for >1/2, >=2/3, >2/3)
    Base.ENTITLED: (15, 8, 10, 11),
    Base.PRESENT: (12, 7, 8, 9),
    Base.CAST: (11, 6, 8, 8),
    Base.YES_NO: (10, 6, 7, 7),
}


@pytest.mark.parametrize("base", LEAST)
def test_the_least_number_for_halves_and_two_thirds(base: int) -> None:
    shares = (Share(1, 2, True), Share(1, 2, False), Share(2, 3, True), Share(2, 3, False))
    assert tuple(share.least(base) for share in shares) == LEAST[base]


@pytest.mark.parametrize("base", FOUR_FIFTHS)
def test_the_least_number_for_four_fifths(base: int) -> None:
    assert (Share(4, 5, True).least(base), Share(4, 5, False).least(base)) == FOUR_FIFTHS[base]


@pytest.mark.parametrize("base", WORKED)
def test_the_worked_motion(base: Base) -> None:
    size, *needed = WORKED[base]
    for share, least in zip((Share(1, 2, True), Share(2, 3, False), Share(2, 3, True)), needed, strict=True):
        result = outcome(rule(passing=share, base=base), TALLY)
        assert (result.base_size, result.needed) == (size, least)
        assert result.passed is (least <= 8)
        assert result.margin == 8 - least


def test_quorum_of_the_worked_motion() -> None:
    assert Share(2, 3, False).is_reached(12, 15)
    assert Share(4, 5, False).is_reached(12, 15)
    assert not Share(4, 5, True).is_reached(12, 15)
    assert not Share(4, 5, False).is_reached(11, 15)


def test_a_tie_never_passes() -> None:
    tie = outcome(rule(), Tally(entitled=10, present=10, yes=5, no=5, abstain=0))
    assert (tie.needed, tie.passed, tie.margin) == (6, False, -1)


def test_nobody_cast_a_vote_never_passes() -> None:
    for base in (Base.CAST, Base.YES_NO):
        result = outcome(rule(base=base), Tally(entitled=5, present=3, yes=0, no=0, abstain=0))
        assert not result.passed
        assert result.needed == 1


def test_a_share_of_nothing_is_an_error() -> None:
    with pytest.raises(EmptyBase):
        Share(1, 2, True).least(0)


@pytest.mark.parametrize(
    ("num", "den", "strict"), [(0, 2, False), (3, 2, False), (2, 2, True), (1, 0, False)]
)
def test_a_share_is_valid_by_construction(num: int, den: int, strict: bool) -> None:
    with pytest.raises(ValueError, match=r"share|reached"):
        Share(num, den, strict)


@pytest.mark.parametrize("wrong", [{"present": 16}, {"yes": 12}, {"no": -1}])
def test_a_tally_is_valid_by_construction(wrong: dict[str, int]) -> None:
    numbers = {"entitled": 15, "present": 12, "yes": 8, "no": 2, "abstain": 1} | wrong
    with pytest.raises(ValueError, match=r"negative|more"):
        Tally(**numbers)


SHARES = st.tuples(st.integers(1, 20), st.integers(1, 20), st.booleans()).filter(
    lambda s: s[0] < s[1] or (s[0] == s[1] and not s[2])
)


@given(SHARES, st.integers(1, 2000))
def test_the_least_is_the_least_and_needs_no_floating_point(share: tuple[int, int, bool], base: int) -> None:
    num, den, strict = share
    least = Share(num, den, strict).least(base)

    def is_reached(n: int) -> bool:
        return n * den > base * num if strict else n * den >= base * num

    assert is_reached(least)
    assert not is_reached(least - 1)
    assert least <= base


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.sampled_from(Base), SHARES)
def test_one_more_in_favour_never_turns_passed_into_failed(
    yes: int, no: int, abstain: int, base: Base, share: tuple[int, int, bool]
) -> None:
    used = rule(passing=Share(*share), base=base)
    entitled = yes + no + abstain + 1
    before = outcome(used, Tally(entitled=entitled, present=entitled, yes=yes, no=no, abstain=abstain))
    after = outcome(used, Tally(entitled=entitled, present=entitled, yes=yes + 1, no=no, abstain=abstain))
    assert after.passed >= before.passed
