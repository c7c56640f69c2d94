"""Back and forward through the places jumped from."""

from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.history import MOST_STEPS, History, jumped, step_back, step_forward
from kiosk.session.places import Place
from kiosk.session.reading import (
    Mode,
    Reading,
    back_to_leader,
    jumped_to,
    paper_opened,
    stepped_back,
    stepped_forward,
    turned,
    with_shelf,
    with_stage,
)
from kiosk.session.shelf import Shelf, ShelfPaper
from shared.protocol.messages import Stage
from tests.fakes.small_room import ITEM_1, PLAN, TABLES, meeting, paper

ONE, TWO = meeting().agenda
SHELF = Shelf((ShelfPaper(ONE, paper(PLAN, 18)), ShelfPaper(TWO, paper(TABLES, 6))))
ONLY_TABLES = Shelf(SHELF.papers[1:])
READING = with_shelf(Reading(), SHELF, ITEM_1)


def on(page: int) -> Place:
    return Place(PLAN, page)


def test_a_jump_can_be_taken_back_and_made_again() -> None:
    there = jumped_to(READING, on(9), SHELF)
    back = stepped_back(there, SHELF)
    assert back.place == on(1)
    assert stepped_forward(back, SHELF).place == on(9)


def test_turning_pages_leaves_no_step_back() -> None:
    reading = turned(turned(READING, 1, SHELF), 3, SHELF)
    assert reading.own.history == History()
    assert stepped_back(reading, SHELF) is reading


def test_the_leaders_turns_leave_no_step_back() -> None:
    stage = Stage(term=1, revision=1, leader="", is_leading=True, paper=PLAN, page=5)
    following = with_stage(READING, stage, SHELF)
    moved = with_stage(following, msgspec.structs.replace(stage, revision=2, page=6), SHELF)
    assert moved.place == on(6)
    assert moved.own.history == History()


def test_from_a_jump_while_following_one_step_back_is_ones_own_page_and_home_is_the_leaders() -> None:
    stage = Stage(term=1, revision=1, leader="", is_leading=True, paper=PLAN, page=5)
    there = jumped_to(with_stage(READING, stage, SHELF), on(12), SHELF)
    later = with_stage(there, msgspec.structs.replace(stage, revision=2, page=7), SHELF)
    back = stepped_back(later, SHELF)
    assert (back.place, back.mode) == (on(5), Mode.BROWSING)
    assert back_to_leader(later, SHELF).place == on(7)


def test_a_new_jump_forgets_what_lay_ahead() -> None:
    back = stepped_back(jumped_to(READING, on(9), SHELF), SHELF)
    other = jumped_to(back, on(4), SHELF)
    assert stepped_forward(other, SHELF) is other


def test_opening_another_paper_is_a_jump() -> None:
    other = paper_opened(READING, TABLES, SHELF)
    assert other.place == Place(TABLES, 1)
    assert stepped_back(other, SHELF).place == on(1)


def test_a_paper_that_is_gone_is_passed_over() -> None:
    history = History(back=(Place(TABLES, 2), on(3), on(4)))
    step = step_back(history, Place(TABLES, 6), ONLY_TABLES)
    assert step is not None
    assert step.place == Place(TABLES, 2)


def test_a_step_never_leads_to_where_one_is() -> None:
    history = History(back=(on(2), on(7)), forward=(on(7),))
    step = step_back(history, on(7), SHELF)
    assert step is not None
    assert step.place == on(2)
    assert step_forward(history, on(7), SHELF) is None


@given(st.lists(st.integers(1, 18), max_size=80))
def test_all_steps_back_lead_to_the_beginning_and_forward_to_the_end(pages: list[int]) -> None:
    reading = READING
    for page in pages:
        reading = jumped_to(reading, on(page), SHELF)
    end = reading
    assert len(end.own.history.back) <= MOST_STEPS
    while (before := stepped_back(reading, SHELF)) is not reading:
        reading = before
    if len(pages) <= MOST_STEPS:
        assert reading.place == on(1)
    while (after := stepped_forward(reading, SHELF)) is not reading:
        reading = after
    assert reading.place == end.place


@given(st.lists(st.tuples(st.sampled_from(("jump", "back", "forward")), st.integers(1, 30)), max_size=60))
def test_history_is_bounded_and_holds_no_two_equal_steps_in_a_row(moves: list[tuple[str, int]]) -> None:
    reading = READING
    for move, page in moves:
        match move:
            case "jump":
                reading = jumped_to(reading, on(page), SHELF)
            case "back":
                reading = stepped_back(reading, SHELF)
            case _:
                reading = stepped_forward(reading, SHELF)
        past = reading.own.history
        assert len(past.back) <= MOST_STEPS
        assert len(past.forward) <= MOST_STEPS
        assert all(a != b for a, b in pairwise(past.back))
        assert reading.place is not None
        assert 1 <= reading.place.page <= 18


def test_jumping_twice_from_one_place_is_one_step() -> None:
    history = jumped(jumped(History(), on(3)), on(3))
    assert history.back == (on(3),)
