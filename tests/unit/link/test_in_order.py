from hypothesis import given
from hypothesis import strategies as st

from shared.link.in_order import InOrder

NUMBERS = st.integers(1, 40)


@given(st.integers(0, 20), st.lists(NUMBERS, max_size=200))
def test_each_number_is_given_once_and_in_order_however_often_and_late_it_comes(
    last: int, arrivals: list[int]
) -> None:
    order: InOrder[str] = InOrder(last, window=10)
    given_on: list[tuple[int, str]] = []
    for n in arrivals:
        given_on.extend(order.take(n, f"event {n}"))
        assert len(order._early) <= 10
    assert given_on == [(n, f"event {n}") for n in range(last + 1, last + 1 + len(given_on))]
    assert order.last == last + len(given_on)


@given(st.integers(0, 20), st.permutations(range(1, 31)), st.integers(1, 40))
def test_whatever_was_lost_or_too_early_reading_from_last_on_completes_it(
    last: int, arrivals: list[int], window: int
) -> None:
    order: InOrder[int] = InOrder(last, window)
    given_on: list[int] = []
    for n in arrivals:
        given_on.extend(number for number, _ in order.take(n, n))
    while order.last < 30:
        given_on.extend(number for number, _ in order.take(order.last + 1, order.last + 1))
    assert given_on == list(range(last + 1, 31))
    assert not order.is_behind
    assert not order.has_gap


def test_the_first_that_came_for_a_number_counts() -> None:
    order: InOrder[str] = InOrder(0, 10)
    assert order.take(2, "first") == ()
    assert order.take(2, "second") == ()
    assert order.take(1, "one") == ((1, "one"), (2, "first"))


def test_a_rumour_is_forgotten_when_nothing_newer_was_found() -> None:
    order: InOrder[str] = InOrder(5, 10)
    order.knows_of(2**53)
    assert order.is_behind
    order.forget_rumours()
    assert not order.is_behind


def test_a_gap_is_not_forgotten() -> None:
    order: InOrder[str] = InOrder(5, 10)
    order.take(8, "eight")
    order.forget_rumours()
    assert order.is_behind
    assert order.has_gap
