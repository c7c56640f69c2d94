"""Ink of a real seat, drawn by hand: it outlives the kiosk, the podium and the terminal, and is taken home."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pymupdf
import pytest

from staging.actor import Actor, State
from staging.packs import SAMPLE
from staging.seen import shows_a_page
from staging.stage import LOOPBACK, ROOT, Stage

pytestmark = [pytest.mark.end2end, pytest.mark.slow]

SEAT: Final = "05"
PERSON: Final = "\u674e\u5efa\u56fd"
"""Who sits there in the sample meeting."""

Touches = Sequence[tuple[float, float, float]]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path, SAMPLE, language="en", has_screen=False)
    yield stage
    stage.clear()


class Hand:
    """Draws short lines one below the other on page 1 of what a kiosk shows, and remembers those it finished."""

    def __init__(self) -> None:
        self.finished: list[Touches] = []
        self._drawn = 0

    def draw(self, kiosk: Actor, times: int, *, by: str = "pen") -> None:
        """Draw and lift."""
        for _ in range(times):
            touches = self._next()
            kiosk.tell("draw", name="page_view", page=1, by=by, touches=touches)
            self.finished.append(touches)

    def begin(self, kiosk: Actor) -> None:
        """Draw, and keep the pen down."""
        kiosk.tell("draw", name="page_view", page=1, touches=self._next(), lift=False)

    def _next(self) -> Touches:
        self._drawn += 1
        v = 0.04 + 0.02 * self._drawn
        return [(0.2 + 0.02 * step, v, 0.3 + 0.05 * step) for step in range(10)]


def sit_down(stage: Stage) -> Actor:
    """A presenter, and a kiosk whose member has signed in and has the leader's page before them."""
    presenter, kiosk = stage.presenter, stage.kiosks[0]
    for actor in (presenter, kiosk):
        actor.start()
    presenter.connect(30)
    kiosk.connect(30)
    kiosk.wait_for(lambda s: s["connection"] == "in" and bool(s["person"]), "is in the room", 30)
    presenter.press("open_sign_in")
    kiosk.wait_for(lambda s: s["session"] == "signing_in", "hears that sign-in is open")
    kiosk.press("nameplate")
    kiosk.press("sign_in")
    kiosk.wait_for(lambda s: bool(s["signed_in"]), "signed in")
    presenter.press("start_meeting")
    presenter.press("item_2")
    presenter.press("activate_item")
    kiosk.wait_for(reads, "shows the paper", 30)
    return kiosk


def reads(state: State) -> bool:
    """Whether a page is on the glass."""
    return bool(state["screen"] == "reading") and shows_a_page(state)


def has(count: int) -> Callable[[State], bool]:
    """Whether the page shows so many own marks, and no other."""
    return lambda state: reads(state) and bool(state["ink"] == {"own": count, "board": 0})


def is_delivered(state: State) -> bool:
    """Whether the podium has all that was written."""
    return bool(state["connection"] == "in") and not state["unstored_ink"] and not state["unsent_ink"]


def test_finished_strokes_outlive_kiosk_podium_and_terminal_and_are_taken_home(stage: Stage) -> None:
    kiosk, presenter, hand = sit_down(stage), stage.presenter, Hand()
    kiosk.press("ink")
    for by, times in (("finger", 2), ("mouse", 2), ("pen", 4)):
        hand.draw(kiosk, times, by=by)
    for _ in range(2):
        hand.begin(kiosk)
        kiosk.wait_for(lambda s: s["unstored_ink"] == 0, "has stored the strokes before while one is drawn")
        kiosk.kill()
        kiosk.start()
        kiosk.connect(30)
        kiosk.wait_for(has(len(hand.finished)), "has every finished stroke, and none that was not", 30)
        hand.draw(kiosk, 3)

    presenter.kill()
    hand.draw(kiosk, 3)
    kiosk.wait_for(lambda s: s["connection"] != "in" and s["unsent_ink"] >= 3, "keeps what it cannot send")
    presenter.start()
    presenter.connect(30)
    presenter.wait_for(lambda s: s["session"] == "in_session", "is in the meeting again", 30)
    kiosk.wait_for(is_delivered, "has handed over what was written meanwhile", 30)
    hand.draw(kiosk, 1)
    kiosk.wait_for(is_delivered, "has handed over the last stroke")

    kiosk.kill()
    presenter.wait_for(lambda s: not s["seats"][SEAT]["connected"], "misses the terminal", 20)
    presenter.press(f"seat_{SEAT}")
    presenter.press("release_seat")
    other = stage.kiosk(SEAT, "--interface", LOOPBACK, "--data", str(stage.folder / "another-terminal"))
    other.start()
    try:
        other.connect(30)
        shown = other.wait_for(has(len(hand.finished)), "shows the person's ink on another terminal", 40)
        assert shown["person"] == PERSON
        check_taken_home(export(stage), hand.finished)
    finally:
        other.end()


def export(stage: Stage) -> Path:
    """What the clerk takes home from the running meeting."""
    out = stage.folder / "exports"
    record = str(stage.presenter.state()["record"])
    command = [sys.executable, "-m", "presenter.clerk", "--lang", "en", "export", record, "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return out


def check_taken_home(exports: Path, strokes: Sequence[Touches]) -> None:
    """The person's copy of the paper holds each stroke once, as an annotation, and beside it its source."""
    (copy,) = exports.rglob(f"*{PERSON}*.pdf")
    (source,) = exports.rglob(f"*{PERSON}*.json")
    marks: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))["marks"]
    assert {mark["page"] for mark in marks} == {1}
    assert [len(mark["points"]) > 2 for mark in marks] == [True] * len(strokes)
    for mark, touches in zip(sorted(marks, key=height), sorted(strokes, key=lambda t: t[0][1]), strict=True):
        for (u, v, _), (drawn_u, drawn_v, _) in ((mark["points"][i], touches[i]) for i in (0, -1)):
            assert (u, v) == pytest.approx((drawn_u, drawn_v), abs=0.002)
    with pymupdf.open(copy) as document:
        page = document[0]
        annotations = [annotation for annotation in page.annots() if annotation.type[1] == "Ink"]
        assert len(annotations) == len(strokes)


def height(mark: dict[str, Any]) -> float:
    """How far down a stroke begins."""
    return float(mark["points"][0][1])
