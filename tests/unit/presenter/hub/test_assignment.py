"""Which seat a terminal gets in an open room."""

from __future__ import annotations

from presenter.hub.assignment import choose_seat
from shared.domain.people import SeatId

PLAN = (SeatId("03"), SeatId("01"), SeatId("07"))
KEY = b"k" * 32


def seat(wanted: str | None, own: str | None, *taken: str, plan: tuple[SeatId, ...] = PLAN) -> str | None:
    return choose_seat(
        wanted=None if wanted is None else SeatId(wanted),
        own=None if own is None else SeatId(own),
        plan=plan,
        taken={SeatId(name): KEY for name in taken},
    )


def test_a_free_seat_that_is_wanted_is_given() -> None:
    assert seat("01", None) == "01"


def test_a_terminal_that_comes_again_keeps_its_seat() -> None:
    assert seat(None, "07", "07") == "07"
    assert seat("07", "07", "07") == "07"


def test_a_terminal_may_move_to_a_free_seat() -> None:
    assert seat("01", "07", "07") == "01"


def test_a_seat_of_another_terminal_is_not_given_away() -> None:
    assert seat("03", None, "03") == "01"
    assert seat("03", "07", "03", "07") == "07"


def test_the_next_free_seat_is_the_first_of_the_plan() -> None:
    assert seat(None, None) == "03"
    assert seat(None, None, "03") == "01"


def test_a_seat_outside_the_plan_is_not_given() -> None:
    assert seat("99", None) == "03"
    assert seat(None, "99", "99") == "03"


def test_a_full_room_has_no_seat() -> None:
    assert seat(None, None, "01", "03", "07") is None


def test_before_a_meeting_any_seat_may_be_had() -> None:
    assert seat("A-12", None, plan=()) == "A-12"
    assert seat(None, None, "01", "02", plan=()) == "03"
