"""A program on `run_app`, for tests in a process of its own: `python sample_program.py WHAT`."""

import logging
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from shared.ui.windows import Exit, Net, run_app


def main() -> int:
    what = sys.argv[1]
    logging.basicConfig(stream=sys.stderr, format="%(message)s")
    application = QApplication(sys.argv[:1])

    async def program(net: Net, way_out: Exit) -> int:
        window = QWidget()
        window.show()
        if what == "slot":
            net.fault.connect(way_out.ask)
            QTimer.singleShot(0, application, fail)
        if what == "escape":
            fail()
        if what == "close":
            QTimer.singleShot(0, window, window.close)
        tell("ready")
        await way_out.wait_for_it()
        tell("cleaned up")
        return 7

    return run_app(application, program)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fail() -> None:
    raise ValueError("our own mistake")


if __name__ == "__main__":
    sys.exit(main())
