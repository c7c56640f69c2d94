"""Writes strokes until it is killed; prints the id of each after its commit. Arguments: `seat` or `hub`, the file."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, MarkId, Pen
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.ink import PackedChange, pack
from shared.storage.ink_file import MeetingInk
from shared.storage.ink_rows import Written
from shared.storage.ink_writing import Pushed, Stored
from shared.storage.seat_store import SeatStore

NOW = datetime(2026, 9, 1, tzinfo=UTC)
MEETING = MeetingId("m" * 10)
LAYER = Layer(author=PersonId("li"), paper=Sha256("a" * 64))


def stroke(number: int) -> Pen:
    points = tuple((n / 100, number % 100 / 100, 0.5) for n in range(100))
    return Pen(id=MarkId(f"{number:08}"), page=1 + number % 9, color="#1A3D8F", width=0.004, points=points)


async def at_a_seat(path: Path) -> None:
    store = await SeatStore.open(path, now=NOW)
    number = sum(sum(held.pages.values()) for held in await store.ink.layers(MEETING, LAYER.author))
    while True:
        await store.ink.put(MEETING, [Written(LAYER, (stroke(number),))])
        say(number)
        number += 1


async def at_the_podium(path: Path) -> None:
    ink = await MeetingInk.open(path, now=NOW)
    number = ink.heads.get(LAYER, 0)
    while True:
        mark = stroke(number)
        (stored,) = await ink.take([Pushed(LAYER, (PackedChange(id=mark.id, revision=1, mark=pack(mark)),))])
        assert isinstance(stored, Stored)
        say(number)
        number += 1


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run({"seat": at_a_seat, "hub": at_the_podium}[sys.argv[1]](Path(sys.argv[2])))
