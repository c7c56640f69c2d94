"""Subjects name the meeting, the seat and the kind, and parse back."""

from __future__ import annotations

import pytest

from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.protocol import subjects

MEETING = MeetingId("abcdefgh")


def test_what_a_seat_asks_parses_back() -> None:
    assert subjects.parse_up(subjects.up(MEETING, SeatId("05"), "intent")) == ("abcdefgh", "05", "intent")


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "mt.x.up.05",
        "mt.x.up.05.a.b",
        "xx.x.up.05.a",
        "mt.x.down.05.a",
        "mt.x.up.*.a",
        "mt.x.up.0123456789abcdef0.a",
    ],
)
def test_other_subjects_are_not_taken_for_a_seats(subject: str) -> None:
    assert subjects.parse_up(subject) is None


def test_the_stored_subject_of_a_republished_event() -> None:
    live = subjects.live_room_events(MEETING).replace(">", "event")
    assert subjects.stored_of_live(live) == subjects.room_event(MEETING)
