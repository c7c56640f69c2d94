"""The podium's program as a process: it comes back, it ends in order, it is alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.system.resources import resource_path
from staging.actor import Actor, wait_until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.end2end,
    pytest.mark.skipif(sys.platform == "win32", reason="the driver needs Unix sockets"),
]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
LOOPBACK = ("--listen", "127.0.0.1", "--interface", "127.0.0.1", "--engine-port", "0", "--door-port", "0")


def options(folder: Path) -> tuple[str, ...]:
    pack = str(resource_path("sample"))
    return ("--data", str(folder / "room"), "--pack", pack, "--lang", "en", "--windowed", *LOOPBACK)


@pytest.fixture
def podium(tmp_path: Path) -> Iterator[Actor]:
    command = (sys.executable, "-m", "presenter", *options(tmp_path), "--trace", str(tmp_path / "trace"))
    actor = Actor("presenter", command, tmp_path, ENVIRONMENT)
    actor.start()
    actor.connect(30)
    yield actor
    actor.end()


def leads_the_plan(podium: Actor) -> None:
    podium.wait_for(lambda s: s["session"] == "preparing", "has opened the pack", 30)
    podium.press("open_sign_in")
    podium.press("start_meeting")
    podium.press("item_2")
    podium.press("activate_item")
    podium.wait_for(lambda s: s["active_item"] == "plan" and s["painted_page"] == 1, "is on the plan")
    for page in (2, 3):
        podium.key("PageDown")
        podium.wait_for(lambda s, p=page: s["stage"]["page"] == p and s["painted_page"] == p, "turned")  # type: ignore[misc]


def trace_lines(trace: Path) -> list[dict[str, Any]]:
    """The lines that are written whole."""
    return [
        json.loads(line) for line in trace.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")
    ]


def last_place(trace: Path, event: str) -> tuple[int, int]:
    places = [(line["term"], line["revision"]) for line in trace_lines(trace) if line["event"] == event]
    return places[-1] if places else (0, 0)


def test_the_podium_comes_back_into_the_meeting_after_a_kill(podium: Actor) -> None:
    leads_the_plan(podium)
    before = podium.state()
    podium.kill()
    podium.start()
    podium.connect(30)
    after = podium.wait_for(lambda s: s["session"] == "in_session" and s["painted_page"] == 3, "is back", 30)
    assert (after["active_item"], after["n"], after["record"]) == ("plan", before["n"], before["record"])
    assert after["stage"]["page"] == 3
    assert after["stage"]["term"] == before["stage"]["term"] + 1
    note = str(podium.tell("text", name="notice")["text"])
    assert note == "The meeting that was left goes on; sample was not opened"


def test_the_podium_ends_in_order_within_seconds(podium: Actor) -> None:
    leads_the_plan(podium)
    engine = int(podium.state()["engine_pid"])
    assert podium.end(5) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)


def test_a_second_podium_on_the_same_data_says_so_and_ends(podium: Actor, tmp_path: Path) -> None:
    podium.wait_for(lambda s: s["session"] == "preparing", "has opened the pack", 30)
    second = subprocess.run(
        [sys.executable, "-m", "presenter", *options(tmp_path)],
        env=ENVIRONMENT,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 1
    assert len(second.stderr.strip().splitlines()) == 1
    assert podium.state()["session"] == "preparing"


def test_the_trace_tells_of_moments_and_never_of_titles(podium: Actor, tmp_path: Path) -> None:
    leads_the_plan(podium)
    trace = tmp_path / "trace"
    # A picture is told of one turn of the loop after it was painted, and the driver may have asked in between.
    wait_until(
        lambda: last_place(trace, "painted") == last_place(trace, "stage"), "the last page is told", 10
    )
    lines = trace_lines(trace)
    seen = [line["event"] for line in lines]
    assert seen.index("window") < seen.index("joinable")
    assert {"loop_lag", "stage", "painted"} <= set(seen)
    fields = {field for line in lines for field in line}
    assert fields <= {"event", "ns", "ms", "term", "revision"}
    last = [line for line in lines if line["event"] == "stage"][-1]
    painted = [line for line in lines if line["event"] == "painted"][-1]
    assert (painted["term"], painted["revision"]) == (last["term"], last["revision"])
    assert painted["ns"] > last["ns"]


def test_the_self_test_tells_each_check() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "presenter", "--self-test"],
        env=ENVIRONMENT,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "ok room open",
        "ok engine running",
        "ok page drawn",
        "ok window painted",
    ]
