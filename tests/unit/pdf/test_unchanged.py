import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.unchanged import unchanged_pages

CASES = [
    ("abc", "abc", [(1, 1), (2, 2), (3, 3)]),
    ("abc", "axbc", [(1, 1), (2, 3), (3, 4)]),
    ("abcd", "acd", [(1, 1), (3, 2), (4, 3)]),
    ("abc", "xyz", []),
    ("abc", "abX", [(1, 1), (2, 2)]),
    ("abc", "cab", [(1, 2), (2, 3), (3, 1)]),
    ("a_b_c", "a_b_c", [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
    ("a_b_c", "a_bc", [(1, 1), (2, 2), (3, 3), (5, 4)]),
    ("a_b_c", "ab_c", [(1, 1), (3, 2), (4, 3), (5, 4)]),
    ("___", "__", [(1, 1), (2, 2)]),
    ("", "abc", []),
]


@pytest.mark.parametrize(("old", "new", "pairs"), CASES)
def test_pages_are_paired(old: str, new: str, pairs: list[tuple[int, int]]) -> None:
    assert list(unchanged_pages(old, new)) == pairs


def test_a_page_of_which_nothing_is_known_is_never_unchanged() -> None:
    assert unchanged_pages(["a", "", "b", ""], ["a", "", "b", ""]) == ((1, 1), (3, 3))


versions = st.lists(st.sampled_from(["a", "b", "c", "d", "_", ""]), max_size=25)
distinct = st.lists(st.integers(0, 40).map(str), max_size=25, unique=True)


@given(versions, versions)
def test_as_many_pages_as_can_are_paired_each_once_with_an_equal_one(old: list[str], new: list[str]) -> None:
    pairs = unchanged_pages(old, new)
    assert all(old[a - 1] == new[b - 1] != "" for a, b in pairs)
    assert [a for a, _ in pairs] == sorted({a for a, _ in pairs})
    assert len({b for _, b in pairs}) == len(pairs)
    common = Counter(filter(None, old)) & Counter(filter(None, new))
    assert len(pairs) == common.total()


@given(versions)
def test_a_paper_that_did_not_change_keeps_every_page(pages: list[str]) -> None:
    assert unchanged_pages(pages, pages) == tuple((n, n) for n, page in enumerate(pages, 1) if page)


@given(distinct, st.data())
def test_pages_taken_out_or_put_in_leave_the_others_where_they_belong(
    pages: list[str], data: st.DataObject
) -> None:
    kept = [page for page in pages if data.draw(st.booleans())]
    new = list(kept)
    for number in range(data.draw(st.integers(0, 5))):
        new.insert(data.draw(st.integers(0, len(new))), f"new {number}")
    assert unchanged_pages(pages, new) == tuple((pages.index(page) + 1, new.index(page) + 1) for page in kept)


@given(versions, versions)
def test_what_became_of_a_page_is_the_same_seen_from_the_other_side(old: list[str], new: list[str]) -> None:
    assert len(unchanged_pages(old, new)) == len(unchanged_pages(new, old))


def test_twenty_thousand_blank_pages_are_paired_in_no_time() -> None:
    began = time.monotonic()
    old, new = ["_"] * 20_000, [*"ab", *["_"] * 19_000, "c"]
    assert len(unchanged_pages(old, new)) == 19_000
    assert time.monotonic() - began < 2.0
