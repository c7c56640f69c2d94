"""Papers: who may see them, and which pages of a new draft are the old ones."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.papers import (
    Audience,
    Everybody,
    NamedPersons,
    PageRun,
    Voters,
    carried_page,
    is_for_everybody,
    may_see,
    page_runs,
)
from shared.domain.people import Person, Role
from tests.unit.domain.meetings import paper, person_id

PAIRS = st.dictionaries(st.integers(1, 40), st.integers(1, 40), max_size=30).map(
    lambda found: {old: new for new, old in {new: old for old, new in found.items()}.items()}
)
"""Old page → new page, each new page once."""


@given(PAIRS)
def test_a_carried_page_is_found_where_it_stands_now(pairs: dict[int, int]) -> None:
    draft = msgspec.structs.replace(paper("a"), carried=page_runs(pairs.items()))
    assert {old: carried_page(draft, old) for old in range(42)} == {old: pairs.get(old) for old in range(42)}


@given(PAIRS)
def test_runs_are_as_long_as_they_can_be(pairs: dict[int, int]) -> None:
    runs = page_runs(pairs.items())
    assert sum(run.count for run in runs) == len(pairs)
    for left, right in itertools.pairwise(runs):
        assert left.old + left.count <= right.old
        assert (left.old + left.count, left.new + left.count) != (right.old, right.new)


def test_a_draft_with_a_page_put_in_is_two_runs() -> None:
    assert page_runs([(3, 4), (1, 1), (2, 2), (4, 5)]) == (PageRun(1, 1, 2), PageRun(3, 4, 2))


@pytest.mark.parametrize("page", [-1, 0, 1, 10**9])
def test_a_paper_without_a_draft_before_carries_nothing(page: int) -> None:
    assert carried_page(paper("a"), page) is None


@pytest.mark.parametrize(
    ("audience", "seeing"),
    [
        (Everybody(), {Role.CHAIR, Role.MEMBER, Role.OBSERVER, Role.CLERK, Role.STAFF, Role.DISPLAY}),
        (Voters(), {Role.CHAIR, Role.MEMBER}),
        (NamedPersons((person_id(9),)), set()),
    ],
)
def test_an_audience_says_who_sees(audience: Audience, seeing: set[Role]) -> None:
    def sees(role: Role) -> bool:
        return may_see(audience, Person(id=person_id(1), name="n", role=role))

    assert {role for role in Role if sees(role)} == seeing
    assert is_for_everybody(audience) == (audience == Everybody())


def test_named_persons_see_whatever_their_role_is() -> None:
    named = Person(id=person_id(1), name="n", role=Role.OBSERVER)
    assert may_see(NamedPersons((person_id(1),)), named)
