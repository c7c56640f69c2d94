"""A developer's option: when events were applied and pages painted, for benchmarks. Never titles or choices."""

from __future__ import annotations

import json
import time
from pathlib import Path

from kiosk.session.view import SessionView


class Trace:
    """Appends one JSON object a line: `at_ns` is CLOCK_MONOTONIC, which all programs of a machine share."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when the file cannot be written."""
        self._file = path.open("a", encoding="ascii", buffering=1)
        self._n = 0
        self._stage = (0, 0)
        self._painted = (0, 0)
        self._note("started")

    def heard(self, view: SessionView) -> None:
        """A new view: note the events and the stage applied since the last one."""
        n = 0 if view.room is None else view.room.n
        if n != self._n:
            self._n = n
            self._note("event", n=n)
        stage = view.reading.stage
        place = (0, 0) if stage is None else (stage.term, stage.revision)
        if place != self._stage:
            self._stage = place
            self._note("stage", term=place[0], revision=place[1])

    def painted(self, view: SessionView, page: int) -> None:
        """A page's picture is on the glass: note the stage whose page it is."""
        place = view.reading.place
        if place is None or place.page != page or not view.reading.is_with_leader:
            return
        if self._painted != self._stage:
            self._painted = self._stage
            self._note("painted", term=self._stage[0], revision=self._stage[1])

    def nameplate_painted(self) -> None:
        """The first picture of the program is on the glass."""
        self._note("nameplate")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _note(self, what: str, **figures: int) -> None:
        line = {"what": what, "at_ns": time.monotonic_ns(), **figures}
        self._file.write(json.dumps(line) + "\n")
