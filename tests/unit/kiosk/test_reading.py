"""Following and browsing: which page a seat shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.places import Place
from kiosk.session.reading import (
    Mode,
    Reading,
    back_to_leader,
    gone_to,
    paper_opened,
    turned,
    with_shelf,
    with_stage,
)
from kiosk.session.shelf import EMPTY, Shelf, ShelfPaper
from shared.protocol.messages import Stage
from tests.fakes.small_room import ITEM_1, ITEM_2, PLAN, SECRET, TABLES, meeting, paper

ONE, TWO = meeting().agenda
SHELF = Shelf((ShelfPaper(ONE, paper(PLAN, 18)), ShelfPaper(TWO, paper(TABLES, 6))))


def stage(
    revision: int, page: int = 1, *, paper: str | None = PLAN, term: int = 1, leads: bool = True
) -> Stage:
    return Stage(
        term=term,
        revision=revision,
        leader="张立新",
        is_leading=leads,
        paper=None if paper is None else type(PLAN)(paper),
        page=page,
    )


FOLLOWING = with_stage(Reading(active_item=ITEM_1), stage(1, 9), SHELF)


def test_a_seat_that_follows_is_on_the_leaders_page() -> None:
    assert FOLLOWING.place == Place(PLAN, 9)
    assert FOLLOWING.mode is Mode.FOLLOWING
    assert FOLLOWING.is_with_leader


def test_turning_a_page_starts_browsing_and_one_tap_leads_back() -> None:
    browsing = turned(FOLLOWING, 1, SHELF)
    assert (browsing.place, browsing.mode) == (Place(PLAN, 10), Mode.BROWSING)
    later = with_stage(browsing, stage(2, 14), SHELF)
    assert later.place == Place(PLAN, 10)
    assert later.leader_place == Place(PLAN, 14)
    back = back_to_leader(later, SHELF)
    assert (back.place, back.mode) == (Place(PLAN, 14), Mode.FOLLOWING)


def test_opening_another_paper_starts_browsing_at_the_page_last_read() -> None:
    reading = gone_to(FOLLOWING, Place(TABLES, 4), SHELF)
    reading = back_to_leader(reading, SHELF)
    reading = paper_opened(reading, TABLES, SHELF)
    assert (reading.place, reading.mode) == (Place(TABLES, 4), Mode.BROWSING)


@pytest.mark.parametrize("by", [-9, 10])
def test_beyond_the_ends_of_a_paper_is_its_first_or_last_page(by: int) -> None:
    page = {-9: 1, 10: 18}[by]
    assert turned(FOLLOWING, by, SHELF).place == Place(PLAN, page)


def test_at_the_end_a_turn_changes_nothing_and_following_goes_on() -> None:
    last = with_stage(FOLLOWING, stage(2, 18), SHELF)
    assert turned(last, 1, SHELF) == last


def test_an_older_stage_changes_nothing() -> None:
    newest = with_stage(FOLLOWING, stage(1, 3, term=2), SHELF)
    assert with_stage(newest, stage(7, 12, term=1), SHELF) == newest
    assert with_stage(newest, stage(1, 12, term=2), SHELF) == newest


def test_while_nobody_leads_turning_pages_does_not_end_following() -> None:
    free = with_stage(FOLLOWING, stage(2, leads=False), SHELF)
    assert (free.mode, free.place) == (Mode.FREE, Place(PLAN, 9))
    turned_on = turned(free, 3, SHELF)
    assert turned_on.mode is Mode.FREE
    assert with_stage(turned_on, stage(3, 2), SHELF).place == Place(PLAN, 2)


def test_the_leaders_paper_that_this_person_may_not_see_shows_no_page() -> None:
    reading = with_stage(FOLLOWING, stage(2, 2, paper=SECRET), SHELF)
    assert (reading.place, reading.mode) == (None, Mode.FOLLOWING)
    assert reading.leader_place == Place(SECRET, 2)
    assert paper_opened(reading, PLAN, SHELF).place == Place(PLAN, 9)


def test_a_restricted_paper_that_is_given_later_appears_by_itself() -> None:
    reading = with_stage(FOLLOWING, stage(2, 2, paper=SECRET), SHELF)
    wider = Shelf((*SHELF.papers, ShelfPaper(ONE, paper(SECRET, 4), True)))
    assert with_shelf(reading, wider, ITEM_1).place == Place(SECRET, 2)


def test_who_follows_without_a_leader_sees_the_first_paper_of_the_active_item() -> None:
    reading = with_shelf(Reading(), SHELF, ITEM_1)
    assert reading.place == Place(PLAN, 1)
    assert with_shelf(reading, SHELF, ITEM_2).place == Place(TABLES, 1)


def test_who_browses_stays_where_they_are_when_the_item_changes() -> None:
    browsing = turned(FOLLOWING, 1, SHELF)
    assert with_shelf(browsing, SHELF, ITEM_2).place == Place(PLAN, 10)


def test_a_paper_that_was_taken_away_is_shown_no_longer() -> None:
    browsing = gone_to(FOLLOWING, Place(TABLES, 2), SHELF)
    fewer = Shelf(SHELF.papers[:1])
    assert with_shelf(browsing, fewer, ITEM_1).place == Place(PLAN, 9)
    assert with_shelf(browsing, EMPTY, ITEM_1).place is None


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("turn"), st.integers(-30, 30)),
        st.tuples(st.just("stage"), st.integers(1, 1_000_000)),
        st.tuples(st.just("back"), st.just(0)),
        st.tuples(st.just("silence"), st.just(0)),
    ),
    max_size=30,
)


@given(MOVES)
def test_the_page_always_exists_and_following_means_the_leaders_page(moves: list[tuple[str, int]]) -> None:
    reading = Reading(active_item=ITEM_1)
    for revision, (move, number) in enumerate(moves, 1):
        match move:
            case "turn":
                reading = turned(reading, number, SHELF)
            case "stage":
                reading = with_stage(reading, stage(revision, number), SHELF)
            case "back":
                reading = back_to_leader(reading, SHELF)
            case _:
                reading = with_stage(reading, stage(revision, leads=False), SHELF)
        if reading.place is not None:
            assert 1 <= reading.place.page <= 18
        if reading.mode is Mode.FOLLOWING:
            leader = reading.leader_place
            assert leader is not None
            assert reading.place == Place(leader.paper, min(leader.page, 18))
