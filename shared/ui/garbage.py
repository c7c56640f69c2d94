"""Cyclic garbage is collected on the window's thread only.

Python collects on whichever thread happens to allocate. Where the garbage holds a widget, Qt then destroys it on
a thread that reads a worker's pipe, which ends in a crash; this was seen, not feared. So automatic collection is
off while a program with windows runs, and a timer collects instead.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 500


class WindowThreadGarbage(QObject):
    """Collects a generation when as much was allocated as Python itself would wait for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.collect_if_due)

    def start(self) -> None:
        """Take over from Python's automatic collection."""
        self._was_automatic = gc.isenabled()
        gc.disable()
        gc.freeze()  # what the imports made lives as long as the program: it need not be looked at again
        self._timer.start()

    def stop(self) -> None:
        """Give back to Python's automatic collection, after a last full one on this thread."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        if self._was_automatic:
            gc.enable()

    def collect_if_due(self) -> int:
        """Collect the oldest generation that is due; returns how many objects were found, 0 for none."""
        due = [
            generation
            for generation, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if 0 < limit < count
        ]
        return gc.collect(max(due)) if due else 0
