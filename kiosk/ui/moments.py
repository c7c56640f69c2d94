"""For benchmarks: when a seat applied events and painted pages. Never titles or choices."""

from __future__ import annotations

from kiosk.session.view import SessionView
from shared.system.trace import Trace


class Moments:
    """Notes `applied` (n), `stage` and `painted` (term, revision) and `painted_nameplate`, each with its `ns`."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._n = 0
        self._stage = (0, 0)
        self._painted = (0, 0)

    def heard(self, view: SessionView) -> None:
        """A new view: note the event and the stage applied since the last one."""
        n = 0 if view.room is None else view.room.n
        if n != self._n:
            self._n = n
            self._trace.note("applied", n=n, ns=self._trace.now_ns())
        stage = view.reading.stage
        place = (0, 0) if stage is None else (stage.term, stage.revision)
        if place != self._stage:
            self._stage = place
            self._note_stage("stage")

    def painted(self, view: SessionView, page: int) -> None:
        """A page's picture is on the glass: note the stage whose page it is, once."""
        place = view.reading.place
        if place is None or place.page != page or not view.reading.is_with_leader:
            return
        if self._painted != self._stage:
            self._painted = self._stage
            self._note_stage("painted")

    def nameplate_painted(self) -> None:
        """The first picture of the program is on the glass."""
        self._trace.note("painted_nameplate", ns=self._trace.now_ns())

    def _note_stage(self, event: str) -> None:
        term, revision = self._stage
        self._trace.note(event, term=term, revision=revision, ns=self._trace.now_ns())
