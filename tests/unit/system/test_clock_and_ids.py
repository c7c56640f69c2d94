"""Clocks, ids and receipt codes."""

import random
import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.system.clock import SystemClock
from shared.system.ids import new_id, new_receipt
from tests.fakes.clock import FakeClock


def test_the_system_clock_tells_aware_utc_and_a_monotonic_time() -> None:
    clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert clock.monotonic_s() <= clock.monotonic_s()


def test_the_fake_clock_moves_only_when_told() -> None:
    clock = FakeClock()
    before = clock.now(), clock.monotonic_s()

    assert (clock.now(), clock.monotonic_s()) == before
    clock.advance(1.5)
    assert clock.now() - before[0] == timedelta(seconds=1.5)
    assert clock.monotonic_s() == before[1] + 1.5
    clock.set_now(before[0])
    assert clock.monotonic_s() == before[1] + 1.5


MOMENTS = st.datetimes(
    datetime(1970, 1, 2, tzinfo=UTC).replace(tzinfo=None),
    datetime(9999, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    timezones=st.just(UTC),
)


@given(MOMENTS, MOMENTS)
def test_ids_sort_by_time_and_are_valid_tokens(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    older, newer = new_id(first, secrets.token_bytes), new_id(second, secrets.token_bytes)

    assert re.fullmatch("[0-9a-z]{26}", older)
    assert older[:10] <= newer[:10]


def test_an_id_follows_from_time_and_chance() -> None:
    at = datetime.fromtimestamp(1469918176.385, UTC)

    assert new_id(at, bytes)[:10] == "01ARYZ6S41".lower()  # the example of the specification
    assert new_id(at, bytes) == new_id(at, bytes)
    assert new_id(at, random.Random(1).randbytes) != new_id(at, random.Random(2).randbytes)


def test_a_time_before_1970_has_no_id() -> None:
    with pytest.raises(ValueError, match="1970"):
        new_id(datetime(1969, 12, 31, tzinfo=UTC), bytes)


def test_a_receipt_code_is_easy_to_read_aloud() -> None:
    codes = {new_receipt(secrets.token_bytes) for _ in range(200)}

    assert len(codes) == 200
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
