"""What was written and the podium has not taken is counted without a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.domain.agenda import MeetingId
from shared.storage.seat_ink import SeatInk
from tests.fakes.ink_room import InkRoom, in_room, pen
from tests.fakes.small_room import PLAN, SEAT


def test_what_is_written_counts_as_undelivered_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = SeatInk.unsent_count
    waiting: list[int] = []

    async def story(room: InkRoom) -> None:
        end = room.seats[SEAT]
        await room.settle()

        async def look_and_count(self: SeatInk, meeting: MeetingId) -> int:
            waiting.append(end.desk.unstored + end.desk.unsent)
            return await count(self, meeting)

        monkeypatch.setattr(SeatInk, "unsent_count", look_and_count)
        assert end.desk.put(PLAN, marks=(pen("1"), pen("2")))
        assert end.desk.unstored == 1
        await end.desk.wait_for_delivered()
        assert waiting
        assert all(waiting)

    in_room(tmp_path, story)
