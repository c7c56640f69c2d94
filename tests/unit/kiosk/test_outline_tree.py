"""A table of contents, unfolded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.screens.outline_tree import (
    ALL_OPEN_UP_TO,
    ancestors,
    entry_of,
    first_folded,
    has_children,
    shown_entries,
)
from shared.pdf.pages import OutlineEntry

ENTRIES = (
    OutlineEntry(1, "one", 0),
    OutlineEntry(2, "one one", 1),
    OutlineEntry(3, "one one one", 1),
    OutlineEntry(2, "one two", 4),
    OutlineEntry(1, "two", 9),
    OutlineEntry(1, "nowhere", -1),
)


def test_everything_is_seen_while_nothing_is_folded() -> None:
    assert shown_entries(ENTRIES, frozenset()) == tuple(range(6))


def test_a_folded_entry_hides_all_below_it() -> None:
    assert shown_entries(ENTRIES, frozenset({0})) == (0, 4, 5)
    assert shown_entries(ENTRIES, frozenset({1})) == (0, 1, 3, 4, 5)


def test_only_what_has_something_below_can_be_folded() -> None:
    assert [has_children(ENTRIES, n) for n in range(6)] == [True, True, False, False, False, False]


def test_the_part_of_a_page_is_the_first_that_begins_there_or_the_last_before() -> None:
    assert entry_of(ENTRIES, 1) == 1
    assert entry_of(ENTRIES, 3) == 2
    assert entry_of(ENTRIES, 30) == 4
    assert entry_of((), 3) == -1


def test_the_way_to_an_entry_are_those_it_lies_below() -> None:
    assert ancestors(ENTRIES, 2) == {0, 1}
    assert ancestors(ENTRIES, 4) == frozenset()
    assert ancestors(ENTRIES, -1) == frozenset()


def test_a_long_table_begins_folded_but_for_the_way_to_the_page_that_is_read() -> None:
    long = tuple(OutlineEntry(1 if n % 10 == 0 else 2, str(n), n) for n in range(ALL_OPEN_UP_TO + 20))
    shown = shown_entries(long, first_folded(long, 23))
    assert shown == (0, 10, *range(20, 30), 30, 40, 50)
    assert first_folded(ENTRIES, 3) == frozenset()


OUTLINES = st.lists(
    st.builds(OutlineEntry, st.integers(1, 6), st.just("x"), st.integers(-1, 40)), max_size=80
).map(tuple)


@given(OUTLINES, st.sets(st.integers(0, 79)), st.integers(-1, 50))
def test_any_outline_can_be_folded_and_shown(
    entries: tuple[OutlineEntry, ...], folded: set[int], page: int
) -> None:
    shown = shown_entries(entries, frozenset(folded))
    assert list(shown) == sorted(set(shown))
    assert all(0 <= place < len(entries) for place in shown)
    if entries:
        assert shown[0] == 0
    entry = entry_of(entries, page)
    assert entry < len(entries)
    assert entry not in ancestors(entries, entry)
    assert entry < 0 or entry in shown_entries(entries, first_folded(entries, page))
