from hypothesis import given
from hypothesis import strategies as st

from shared.link.pace import FIRST_REPORT_S, PATIENCE_S, WINDOW, Pace


def pace_of(**places: int) -> Pace:
    """A broadcast to listeners who are known from the paper before, and how far they are in this one."""
    pace = Pace()
    for listener in places:
        pace.heard(listener, 999, 0.0)
    pace.begin(0.0)
    for listener, place in places.items():
        pace.heard(listener, place, 0.0)
    return pace


def test_the_first_window_goes_out_at_once() -> None:
    pace = Pace()
    assert all(pace.wait_s(index, 0.0) == 0 for index in range(WINDOW))


def test_without_any_listener_the_hub_waits_once_for_a_report_and_then_no_more() -> None:
    pace = Pace()
    assert pace.wait_s(WINDOW, 0.0) == FIRST_REPORT_S
    assert pace.wait_s(WINDOW, FIRST_REPORT_S) == 0
    assert pace.wait_s(WINDOW + 1, FIRST_REPORT_S) == 0


def test_the_slowest_listener_that_moves_sets_the_pace() -> None:
    pace = pace_of(seat_5=20, seat_6=8)
    assert pace.wait_s(WINDOW + 8, 0.1) > 0
    pace.heard("seat_6", 16, 0.2)
    assert pace.wait_s(WINDOW + 8, 0.2) == 0


def test_a_listener_that_stands_still_is_waited_for_only_so_long() -> None:
    pace = pace_of(seat_5=8, seat_6=100)
    assert pace.wait_s(WINDOW + 8, 5.0) == PATIENCE_S
    assert pace.wait_s(WINDOW + 8, 5.0 + PATIENCE_S) == 0
    assert pace.wait_s(WINDOW + 9, 5.0 + PATIENCE_S) == 0


def test_listeners_of_the_last_paper_are_waited_for_from_the_start_of_the_next() -> None:
    pace = pace_of(seat_5=0)
    assert 0 < pace.wait_s(WINDOW, 0.0) <= PATIENCE_S


def test_the_first_report_alone_does_not_let_the_broadcast_run_away() -> None:
    pace = Pace()
    pace.heard("fast", WINDOW, 0.0)
    assert pace.wait_s(WINDOW, 0.0) == FIRST_REPORT_S
    pace.heard("slow", 0, 0.1)
    assert pace.wait_s(WINDOW, FIRST_REPORT_S) > 0


def test_an_old_report_never_takes_a_listener_back() -> None:
    pace = pace_of(seat_5=50)
    pace.heard("seat_5", 8, 0.1)
    assert pace.wait_s(50 + WINDOW - 1, 0.2) == 0


def test_reports_without_progress_do_not_hold_a_broadcast() -> None:
    pace = pace_of(seat_5=8, seat_6=100)
    now = 5.0
    while pace.wait_s(WINDOW + 8, now) > 0:
        now += PATIENCE_S / 4
        pace.heard("seat_5", 8, now)
        pace.heard("seat_5", 0, now)
        assert now <= 5.0 + 2 * PATIENCE_S
    pace.heard("seat_5", 8, now)
    assert pace.wait_s(WINDOW + 9, now) == 0
    pace.heard("seat_5", 9, now)
    assert pace.wait_s(WINDOW + 9, now) > 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["05", "06", "07"]), st.integers(0, 10_000), st.floats(0, 3)), max_size=50
    ),
    st.integers(0, 10_000),
)
def test_no_reports_can_hold_a_broadcast_for_ever(reports: list[tuple[str, int, float]], index: int) -> None:
    pace = Pace()
    now = 0.0
    for listener, place, passed in reports:
        now += passed
        pace.heard(listener, place, now)
    waited = 0.0
    while (wait_s := pace.wait_s(index, now)) > 0:
        waited += wait_s
        now += wait_s
        assert waited <= 2 * PATIENCE_S
