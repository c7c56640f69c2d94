"""Publish → painted on three real kiosks: the chair presses PageDown, every window paints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from staging.actor import Actor, State
from staging.packs import SAMPLE
from staging.seen import shows_a_page
from staging.stage import KIOSK_SEATS, Stage

TURNS: Final = 60
WARM_UP: Final = 5


class Turns(msgspec.Struct, frozen=True):
    """Milliseconds from the leader's turn until each kiosk painted it, and the presenter's loop lag meanwhile."""

    painted_ms: tuple[float, ...]
    loop_lag_ms: tuple[float, ...]


def measure(folder: Path) -> Turns:
    """Play a meeting of one presenter and three kiosks and read what they noted."""
    folder.mkdir(parents=True)
    stage = Stage(folder, SAMPLE, language="en", has_screen=False, has_traces=True)
    kiosks: tuple[Actor, ...] = ()
    try:
        door = _open_room(stage)
        # By address, not by zeroconf: another room may be open on this machine.
        kiosks = tuple(stage.kiosk(seat, "--connect", door, "--no-search") for seat in KIOSK_SEATS)
        _meet(stage.presenter, kiosks)
        _turn_pages(stage.presenter, kiosks)
    finally:
        for kiosk in kiosks:
            kiosk.end()
        stage.clear()
    return _read(stage, kiosks)


def _open_room(stage: Stage) -> str:
    presenter = stage.presenter
    presenter.start()
    presenter.connect(30)
    return str(presenter.wait_for(lambda s: bool(s["door"]) and s["n"] > 0, "open", 30)["door"])


def _meet(presenter: Actor, kiosks: Sequence[Actor]) -> None:
    for kiosk in kiosks:
        kiosk.start()
    for kiosk in kiosks:
        kiosk.connect(30)
        kiosk.wait_for(lambda s: s["connection"] == "in" and bool(s["person"]), "is in the room", 30)
    presenter.press("open_sign_in")
    for kiosk in kiosks:
        kiosk.wait_for(lambda s: s["session"] == "signing_in", "hears that sign-in is open")
        kiosk.press("nameplate")
        kiosk.press("sign_in")
        kiosk.wait_for(lambda s: bool(s["signed_in"]), "signed in")
    presenter.press("start_meeting")
    presenter.wait_for(lambda s: s["session"] == "in_session", "in session")
    items = presenter.state()["items"]
    longest = max(range(len(items)), key=lambda i: int(items[i]["pages"])) + 1
    presenter.press(f"item_{longest}")
    presenter.press("activate_item")
    for kiosk in kiosks:
        kiosk.wait_for(lambda s: s["screen"] == "reading" and shows_a_page(s), "shows the paper", 30)


def _turn_pages(presenter: Actor, kiosks: Sequence[Actor]) -> None:
    for number in range(TURNS + WARM_UP):
        forward = number % 30 < 15
        before = int(presenter.state()["stage"]["revision"])
        presenter.key("PageDown" if forward else "PageUp")
        presenter.wait_for(_turned_since(before), "turned")
        page = int(presenter.state()["stage"]["page"])
        for kiosk in kiosks:
            kiosk.wait_for(_shows(page), "shows the page")


def _turned_since(revision: int) -> Callable[[State], bool]:
    return lambda state: bool(state["stage"]["revision"] > revision)


def _shows(page: int) -> Callable[[State], bool]:
    return lambda state: bool(state["page"] == page) and shows_a_page(state)


def _read(stage: Stage, kiosks: Sequence[Actor]) -> Turns:
    turned = {
        (line["term"], line["revision"]): int(line["ns"])
        for line in _lines(stage.trace_of("presenter"))
        if line["event"] == "stage"
    }
    late = sorted(turned)[WARM_UP:]
    painted = []
    for kiosk in kiosks:
        first: dict[tuple[int, int], int] = {}
        for line in _lines(stage.trace_of(kiosk.name)):
            if line["event"] == "painted":
                first.setdefault((line["term"], line["revision"]), int(line["ns"]))
        painted += [(first[place] - turned[place]) / 1e6 for place in late if place in first]
    first_ns, last_ns = turned[late[0]], turned[late[-1]]
    lag = [
        float(line["ms"])
        for line in _lines(stage.trace_of("presenter"))
        if line["event"] == "loop_lag" and first_ns <= int(line["ns"]) <= last_ns
    ]
    return Turns(tuple(painted), tuple(lag))


def _lines(trace: Path) -> Iterator[dict[str, Any]]:
    for line in trace.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
