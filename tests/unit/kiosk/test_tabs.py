"""Papers open beside one another."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.places import Place
from kiosk.session.reading import (
    Mode,
    Reading,
    paper_opened,
    tab_chosen,
    tab_closed,
    tab_moved,
    tab_row,
    turned,
    with_shelf,
    with_stage,
)
from kiosk.session.shelf import Shelf, ShelfPaper
from kiosk.session.tabs import MOST_TABS, Tabs, closed, moved, opened
from shared.domain.papers import Sha256
from shared.protocol.messages import Stage
from tests.fakes.small_room import ITEM_1, PLAN, TABLES, meeting, paper

ONE, TWO = meeting().agenda
THIRD = Sha256("c" * 64)
SHELF = Shelf(
    (
        ShelfPaper(ONE, paper(PLAN, 18)),
        ShelfPaper(TWO, paper(TABLES, 6)),
        ShelfPaper(TWO, paper(THIRD, 4)),
    )
)
READING = with_shelf(Reading(), SHELF, ITEM_1)
LEADING = Stage(term=1, revision=1, leader="", is_leading=True, paper=PLAN, page=5)
PAPERS = [Sha256(f"{n:064x}") for n in range(12)]


def test_who_only_reads_what_comes_has_one_paper_in_the_row() -> None:
    assert tab_row(READING, SHELF) == (PLAN,)
    assert tab_row(with_stage(READING, LEADING, SHELF), SHELF) == (PLAN,)


def test_opening_a_paper_keeps_the_one_left_open_too() -> None:
    reading = paper_opened(READING, TABLES, SHELF)
    assert tab_row(reading, SHELF) == (PLAN, TABLES)


def test_opening_another_paper_starts_browsing() -> None:
    following = with_stage(READING, LEADING, SHELF)
    assert paper_opened(following, TABLES, SHELF).mode is Mode.BROWSING


def test_a_tab_is_where_it_was_left() -> None:
    reading = turned(paper_opened(READING, TABLES, SHELF), 3, SHELF)
    away = tab_chosen(reading, PLAN, SHELF)
    assert away.place == Place(PLAN, 1)
    assert tab_chosen(away, TABLES, SHELF).place == Place(TABLES, 4)


def test_going_to_another_tab_is_no_jump() -> None:
    reading = paper_opened(READING, TABLES, SHELF)
    assert tab_chosen(reading, PLAN, SHELF).own.history == reading.own.history


def test_the_leaders_paper_visits_the_row_without_being_opened() -> None:
    reading = paper_opened(READING, TABLES, SHELF)
    led = with_stage(reading, msgspec.structs.replace(LEADING, paper=THIRD, page=1), SHELF)
    assert tab_row(led, SHELF) == (PLAN, TABLES, THIRD)
    assert led.own.tabs.papers == (PLAN, TABLES)
    back = with_stage(led, msgspec.structs.replace(LEADING, revision=2), SHELF)
    assert tab_row(back, SHELF) == (PLAN, TABLES)


def test_closing_the_tab_in_view_shows_the_one_looked_at_before_it() -> None:
    reading = paper_opened(paper_opened(READING, TABLES, SHELF), THIRD, SHELF)
    reading = tab_closed(tab_chosen(reading, PLAN, SHELF), PLAN, SHELF)
    assert reading.place == Place(THIRD, 1)
    assert tab_row(reading, SHELF) == (TABLES, THIRD)


def test_closing_another_tab_leaves_the_page_alone() -> None:
    reading = paper_opened(READING, TABLES, SHELF)
    after = tab_closed(reading, PLAN, SHELF)
    assert after.place == reading.place
    assert tab_row(after, SHELF) == (TABLES,)


def test_a_paper_that_was_taken_away_leaves_the_row() -> None:
    reading = paper_opened(READING, TABLES, SHELF)
    assert tab_row(reading, Shelf(SHELF.papers[1:])) == (TABLES,)


def test_tabs_can_be_put_in_another_order() -> None:
    reading = paper_opened(paper_opened(READING, TABLES, SHELF), THIRD, SHELF)
    assert tab_row(tab_moved(reading, THIRD, 0), SHELF) == (THIRD, PLAN, TABLES)
    assert tab_moved(reading, Sha256("f" * 64), 0) == reading


def test_with_a_ninth_paper_the_one_not_looked_at_for_longest_is_closed() -> None:
    tabs = Tabs()
    for paper_ in PAPERS[:8]:
        tabs = opened(tabs, paper_)
    tabs = opened(tabs, PAPERS[0])
    assert opened(tabs, PAPERS[8]).papers == (PAPERS[0], *PAPERS[2:9])


ACTS = st.lists(
    st.tuples(st.sampled_from(("open", "close", "move")), st.sampled_from(PAPERS), st.integers(-2, 12)),
    max_size=60,
)


@given(ACTS)
def test_the_row_is_bounded_and_holds_each_paper_once(acts: list[tuple[str, Sha256, int]]) -> None:
    tabs = Tabs()
    for act, one, to in acts:
        match act:
            case "open":
                tabs = opened(tabs, one)
                assert one in tabs.papers
            case "close":
                tabs = closed(tabs, one)
                assert one not in tabs.papers
            case _:
                before = set(tabs.papers)
                tabs = moved(tabs, one, to)
                assert set(tabs.papers) == before
        assert len(tabs.papers) == len(set(tabs.papers)) <= MOST_TABS
        assert sorted(tabs.papers) == sorted(tabs.recent)


@pytest.mark.parametrize("to", [-5, 0, 2, 99])
def test_moving_beyond_the_ends_moves_to_the_end(to: int) -> None:
    tabs = Tabs(papers=tuple(PAPERS[:3]), recent=tuple(PAPERS[:3]))
    assert moved(tabs, PAPERS[1], to).papers[min(max(0, to), 2)] == PAPERS[1]
