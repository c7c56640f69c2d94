"""Appends to the record given as argument until it is killed; prints each number after its commit."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from shared.domain.agenda import Meeting, MeetingId
from shared.domain.ballots import IntentId
from shared.domain.events import MeetingPrepared, Recorded, ServiceAnswered, ServiceCalled
from shared.domain.people import SeatId
from shared.storage.record import AnsweredIntent, Record

NOW = datetime(2026, 9, 1, tzinfo=UTC)
SEAT = SeatId("05")


async def append_for_ever(path: Path) -> None:
    record = await Record.open(path, now=NOW)
    n = await record.last_n()
    if n == 0:
        prepared = MeetingPrepared(Meeting(id=MeetingId("m" * 10), title="会议", seats=(SEAT,)))
        await record.append(0, [Recorded(n=1, at=NOW, event=prepared)])
        n = 1
    while True:
        event = ServiceCalled(SEAT) if n % 2 else ServiceAnswered(SEAT)
        intent = AnsweredIntent(seat=SEAT, id=IntentId(f"i{n}"), request=b"asked", reply=b"answered")
        await record.append(n, [Recorded(n=n + 1, at=NOW, event=event)], [intent])
        n += 1
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(append_for_ever(Path(sys.argv[1])))
