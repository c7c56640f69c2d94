"""Every stroke that was said to be stored is there after kill -9, at a seat and at the podium."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.domain.ink import MarkId
from shared.storage.ink_file import read_ink
from shared.storage.seat_store import SeatStore
from tests.unit.storage.writing_child import LAYER, MEETING, NOW, stroke

CHILD = Path(__file__).with_name("writing_child.py")
ROOT = Path(__file__).parents[3]


async def _at_the_seat(path: Path) -> dict[MarkId, object]:
    store = await SeatStore.open(path, now=NOW)
    assert store.set_aside is None
    found: dict[MarkId, object] = {}
    for held in await store.ink.layers(MEETING, LAYER.author):
        for page in held.pages:
            after: int | None = 0
            while after is not None:
                piece = await store.ink.page(MEETING, LAYER.author, LAYER.paper, page, after)
                assert not piece.damaged
                found.update({mark.id: mark for _, mark in piece.marks})
                after = piece.last
    await store.close()
    return found


@pytest.mark.parametrize("where", ["seat", "hub"])
def test_what_was_said_to_be_stored_survives_kill_9_in_the_middle_of_a_stroke(
    tmp_path: Path, where: str
) -> None:
    path = tmp_path / "x.sqlite"
    chance = random.Random(20260901)
    for _ in range(5):
        acknowledged = -1
        with subprocess.Popen(
            [sys.executable, str(CHILD), where, str(path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 100)):
                acknowledged = int(child.stdout.readline())
            os.kill(child.pid, signal.SIGKILL)
            for line in child.stdout:
                if line.endswith(b"\n"):
                    acknowledged = int(line)
        if where == "seat":
            found = asyncio.run(_at_the_seat(path))
        else:
            found = {mark.id: mark for _, marks in read_ink(path) for mark in marks}
        assert {stroke(n).id for n in range(acknowledged + 1)} <= set(found)
        assert len(found) <= acknowledged + 2  # at most the one that was being stored
        assert all(len(mark.points) == 100 for mark in found.values())  # type: ignore[attr-defined]
