"""A program that finds its data too new once it runs; for tests in a process of its own.

Its window is closed as a person would, although the platform draws off the screen.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from shared.storage.faults import StorageFailure, StorageFault
from shared.system.i18n import use_language
from shared.ui.hands import find
from shared.ui.scale import Program
from shared.ui.starting import run_program
from shared.ui.windows import Exit, Net, run_app

LOOK_EVERY_MS = 20


def main() -> int:
    use_language("en")

    async def program(_net: Net, _way_out: Exit) -> int:
        raise StorageFault(StorageFailure.TOO_NEW, Path("/data/seat.sqlite"))

    def run(application: QApplication) -> int:
        person = QTimer(application)
        person.timeout.connect(look_and_close)
        person.start(LOOK_EVERY_MS)
        return run_app(application, program)

    return run_program(Program.PRESENTER, run, is_seen=lambda _application: True)


def look_and_close() -> None:
    close = find("cannot_start_close")
    if close is not None and close.isVisible():
        sys.stdout.write("closed\n")
        sys.stdout.flush()
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)


if __name__ == "__main__":
    sys.exit(main())
