"""The podium's program writes for all: what it wrote is there after a kill, and leaves with the copies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.storage.ink_file import ink_path, read_ink
from shared.system.resources import resource_path
from staging.actor import Actor, wait_until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.end2end,
    pytest.mark.skipif(sys.platform == "win32", reason="the driver needs Unix sockets"),
]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
LOOPBACK = ("--listen", "127.0.0.1", "--interface", "127.0.0.1", "--engine-port", "0", "--door-port", "0")
STROKE = [[0.3, 0.2, 0.5], [0.4, 0.25, 0.6], [0.5, 0.2, 0.5]]


@pytest.fixture
def podium(tmp_path: Path) -> Iterator[Actor]:
    pack = str(resource_path("sample"))
    own = ("--data", str(tmp_path / "room"), "--pack", pack, "--lang", "en", "--windowed", *LOOPBACK)
    actor = Actor("presenter", (sys.executable, "-m", "presenter", *own), tmp_path, ENVIRONMENT)
    actor.start()
    actor.connect(30)
    yield actor
    actor.end()


def marks_on_disk(record: Path) -> int:
    return sum(len(marks) for _, marks in read_ink(ink_path(record)))


def test_what_was_written_on_a_new_whiteboard_is_there_after_a_kill(podium: Actor) -> None:
    podium.wait_for(lambda s: s["session"] == "preparing", "has opened the pack", 30)
    podium.press("open_sign_in")
    podium.press("start_meeting")
    podium.press("item_2")
    podium.press("activate_item")
    podium.wait_for(lambda s: s["active_item"] == "plan" and s["painted_page"] == 1, "is on the plan")
    podium.press("paper_menu_1")
    podium.press("add_whiteboard")
    made = podium.wait_for(
        lambda s: any(draft["is_whiteboard"] for draft in s["drafts"]), "has made a whiteboard"
    )
    board = next(draft for draft in made["drafts"] if draft["is_whiteboard"])
    podium.press("paper_3")
    podium.wait_for(
        lambda s: s["stage"]["paper"] == board["paper"] and s["painted_page"] == 1, "shows the whiteboard"
    )
    podium.press("board")
    podium.tell("draw", name="page_view", touches=STROKE, page=1, by="pen")
    podium.tell("draw", name="page_view", touches=STROKE, page=1, by="mouse")
    podium.wait_for(lambda s: s["board_marks"] == 2, "has written")
    record = Path(podium.state()["record"])
    wait_until(lambda: marks_on_disk(record) == 2, "both are on the disk", 10)
    podium.tell("key", name="page_view", key="Ctrl+Z")
    podium.wait_for(lambda s: s["board_marks"] == 1, "has taken one back")
    wait_until(lambda: marks_on_disk(record) == 1, "one is left on the disk", 10)
    podium.kill()
    podium.start()
    podium.connect(30)
    after = podium.wait_for(lambda s: s["painted_page"] == 1 and s["board_marks"] == 1, "is back", 30)
    assert after["stage"]["paper"] == board["paper"]
    assert not after["is_board"]
