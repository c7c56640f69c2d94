from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.turns import Busy, LookAgain, Stop, way_to_make

AFTER_S = 0.3
LOOKED_AT, NOT = True, False


def test_nobody_makes_way_while_a_worker_is_idle() -> None:
    assert way_to_make([Busy(0.0, NOT), None], True, 9.0, AFTER_S) is None


def test_what_is_looked_at_never_makes_way() -> None:
    assert way_to_make([Busy(0.0, LOOKED_AT), Busy(0.0, LOOKED_AT)], True, 9.0, AFTER_S) is None


def test_a_page_that_waits_gets_the_place_of_what_nobody_looks_at_after_a_while() -> None:
    workers = [Busy(1.0, LOOKED_AT), Busy(2.0, NOT)]
    assert way_to_make(workers, True, 2.2, AFTER_S) == LookAgain(2.3)
    assert way_to_make(workers, True, 2.3, AFTER_S) == Stop(1)


def test_the_oldest_makes_way() -> None:
    assert way_to_make([Busy(2.0, NOT), Busy(1.0, NOT)], True, 9.0, AFTER_S) == Stop(1)


def test_work_goes_on_beside_a_short_page_that_nobody_waits_behind() -> None:
    assert way_to_make([Busy(9.0, LOOKED_AT), Busy(1.0, NOT)], False, 9.0, AFTER_S) == LookAgain(9.3)


def test_when_both_are_stuck_what_nobody_looks_at_stops_before_anybody_waits() -> None:
    assert way_to_make([Busy(8.0, LOOKED_AT), Busy(1.0, NOT)], False, 9.0, AFTER_S) == Stop(1)


workers = st.lists(
    st.none() | st.builds(Busy, st.integers(0, 9).map(float), st.booleans()), min_size=2, max_size=2
)


@given(workers, st.booleans(), st.integers(0, 9).map(float))
def test_whoever_stops_is_not_looked_at_and_was_given_its_time(
    workers: list[Busy | None], is_waiting: bool, now: float
) -> None:
    decided = way_to_make(workers, is_waiting, now, AFTER_S)
    if isinstance(decided, Stop):
        stopped = workers[decided.worker]
        assert stopped is not None
        assert not stopped.is_looked_at
        assert now - stopped.since >= AFTER_S
    elif isinstance(decided, LookAgain):
        assert now < decided.at
        assert way_to_make(workers, is_waiting, decided.at, AFTER_S) is not None
