"""What a seat tells of itself keeps within what the podium takes."""

from kiosk.session import reports
from presenter.hub import intake


def test_a_seat_that_follows_every_turn_is_never_told_that_it_asks_too_often() -> None:
    _, taken_per_s = intake._LIMITS["status"]
    assert taken_per_s > 1 / reports._STATUS_AT_MOST_EVERY_S
