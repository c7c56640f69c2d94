"""Sentences for refusals, times and durations."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.domain.verdicts import Reason
from shared.system import wording_time
from shared.system.i18n import use_language
from shared.system.wording import refusal_sentence

CHINA = timezone(timedelta(hours=8))
OPENING = datetime(2026, 7, 16, 1, 30, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_has_a_sentence(reason: Reason) -> None:
    sentence = refusal_sentence(reason, {"present": 7, "needed": 8, "persons": 3})

    assert sentence
    assert "{" not in sentence


def test_a_refusal_for_lack_of_quorum_says_both_numbers() -> None:
    sentence = refusal_sentence(Reason.NO_QUORUM, {"present": 7, "needed": 8, "persons": 3})

    assert sentence == "7 present, quorum is 8: no ballot can be opened"


def test_moments_are_shown_in_the_local_zone() -> None:
    assert wording_time.clock_time(OPENING, CHINA) == "9:30"
    assert wording_time.clock_time_s(OPENING, CHINA) == "9:30:07"
    assert wording_time.day(OPENING, CHINA) == "16 July"
    assert wording_time.full_day(OPENING, CHINA) == "16 July 2026"
    assert wording_time.day_and_time(OPENING, CHINA) == "Thursday, 16 July, 9:30"


def test_a_moment_near_midnight_belongs_to_the_local_day() -> None:
    late = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)

    assert wording_time.full_day(late, CHINA) == "1 January 2027"
    assert wording_time.clock_time(late, CHINA) == "0:05"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 min"), (59.9, "0 min"), (60, "1 min"), (3599, "59 min"), (5280, "1 h 28 min"), (-5, "0 min")],
)
def test_durations_are_whole_minutes(seconds: float, shown: str) -> None:
    assert wording_time.duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (372.9, "6:12"), (3966, "1:06:06"), (-1, "0:00")]
)
def test_the_stopwatch_counts_seconds(seconds: float, shown: str) -> None:
    assert wording_time.stopwatch(seconds) == shown
