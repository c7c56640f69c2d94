"""Who is on stage: one presenter, three kiosks, and colleagues without a window, all on the loopback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from staging.actor import Actor, StepFailed

ROOT: Final = Path(__file__).resolve().parents[2]
LOOPBACK: Final = "127.0.0.1"
KIOSK_SEATS: Final = ("05", "06", "07")
PRESENTER_SIZE: Final = "1366x768"
KIOSK_SIZE: Final = "1280x800"


class Stage:
    """The programs of a demo, their data below `folder`.

    `has_screen` False: they draw off the screen. `has_traces`: each writes the moments of what it does to
    `trace_of` its name, for benchmarks. `ports` are those of the engine and of the door, 0: any.
    """

    def __init__(
        self,
        folder: Path,
        pack: Path,
        *,
        language: str | None,
        has_screen: bool,
        has_traces: bool = False,
        ports: tuple[int, int] = (0, 0),
    ) -> None:
        self.folder = folder
        self._has_traces = has_traces
        self._language = ("--lang", language) if language else ()
        self._environment = dict(os.environ)
        self._environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "build")))
        if not has_screen:
            self._environment["QT_QPA_PLATFORM"] = "offscreen"
        self.presenter = self.actor(
            "presenter",
            *("-m", "presenter", "--data", str(folder / "room"), "--pack", str(pack), "--open-room"),
            *("--listen", LOOPBACK, "--interface", LOOPBACK),
            *("--engine-port", str(ports[0]), "--door-port", str(ports[1])),
            *("--windowed", PRESENTER_SIZE, *self._language),
        )
        self.kiosks = tuple(self.kiosk(seat, "--interface", LOOPBACK) for seat in KIOSK_SEATS)
        self.colleagues: Actor | None = None

    def call_colleagues(self, door: str, seats: Sequence[str]) -> Actor:
        """Start real seat sessions without windows in one process; they sign in, follow and vote by themselves."""
        self.colleagues = self.actor(
            "colleagues",
            *("-m", "staging.colleagues", "--connect", door, "--data", str(self.folder / "colleagues")),
            *("--seats", ",".join(seats)),
            is_steered=False,
        )
        self.colleagues.start()
        return self.colleagues

    def trace_of(self, name: str) -> Path:
        """Where the program of this name writes its moments: JSON lines with `event` and `ns` (CLOCK_MONOTONIC)."""
        return self.folder / f"{name}.trace"

    def everybody(self) -> tuple[Actor, ...]:
        """All with a window."""
        return (self.presenter, *self.kiosks)

    def clear(self, timeout_s: float = 10.0) -> None:
        """End all programs, the seats first. Raises `StepFailed` when some did not end; they are killed then."""
        stubborn = []
        for actor in (*self.kiosks, self.colleagues, self.presenter):
            if actor is not None:
                try:
                    actor.end(timeout_s)
                except StepFailed as failure:
                    stubborn.append(str(failure))
        if stubborn:
            raise StepFailed("\n".join(stubborn))

    def kiosk(self, seat: str, *way: str, terminal: str = "") -> Actor:
        """A kiosk that comes to the podium on its `way`: options of the program.

        `terminal` tells it from another one at the same seat.
        """
        return self.actor(
            f"kiosk-{seat}{terminal}",
            *("-m", "kiosk", "--data", str(self.folder / f"seat-{seat}{terminal}"), "--seat", seat),
            *(*way, "--windowed", KIOSK_SIZE, *self._language),
        )

    def actor(self, name: str, *arguments: str, is_steered: bool = True) -> Actor:
        """Another Python program, in the same surroundings."""
        trace = ("--trace", str(self.trace_of(name))) if self._has_traces and is_steered else ()
        command = (sys.executable, *arguments, *trace)
        return Actor(name, command, self.folder, self._environment, is_steered=is_steered)
