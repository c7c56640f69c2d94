"""The frame of both programs: one loop for Qt and asyncio, the net under it, and the way out."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from types import FrameType, TracebackType
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.ui.event_loop import WindowLoop
from shared.ui.garbage import WindowThreadGarbage
from shared.ui.scale import READING_DISTANCE_CM, Program, Scale, physical_dpi, scale_for_screen
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_log = logging.getLogger(__name__)

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_QT_CHATTER = ("This plugin does not support propagateSizeHints",)


class Net(QObject):
    """Catches what nobody caught: writes it down with its traceback and lets the program show it calmly."""

    fault = Signal()
    """Something broke and was logged; the program shows `FaultScreen` and opens its screen again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.faults = 0

    def report(self, where: str, failure: BaseException) -> None:
        """Take a failure of the task or place `where`; fits `TaskScope`."""
        _log.error("unexpected failure in %s", where, exc_info=failure)
        self.faults += 1
        self.fault.emit()

    def on_unhandled(
        self, _kind: type[BaseException], failure: BaseException, trace: TracebackType | None
    ) -> None:
        """Replaces `sys.excepthook`: failures in Qt's slots end here."""
        self.report("a slot", failure.with_traceback(trace))

    def on_loop_failure(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Replaces the loop's exception handler: failures of tasks without an owner end here."""
        failure = context.get("exception")
        if isinstance(failure, BaseException):
            self.report(str(context.get("message", "the loop")), failure)
        else:
            _log.error("the loop says: %s", context.get("message"))


class FaultScreen(QWidget):
    """The calm screen after a fault, shown until the program has opened its own screen again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fault_screen")
        self.setProperty("ground", "sheet")
        lead = TextBlock(
            theme, tr("Something broke and was logged."), step=Step.QUESTION, bold=True, name="fault_lead"
        )
        rest = TextBlock(
            theme,
            tr("Votes and notes are safe; reopening"),
            step=Step.LEAD,
            tone=Tone.INK2,
            name="fault_rest",
        )
        column = QVBoxLayout(self)
        side = theme.space(72)
        column.setContentsMargins(side, side, side, side)
        column.addStretch(2)
        column.addWidget(lead)
        column.addWidget(rest)
        column.addStretch(3)
        self.setAccessibleName(f"{lead.text()} {rest.text()}")


class Exit:
    """Becomes due when the last window closes, the system asks the program to end, or the program says so."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """End the program in order."""
        self._asked.set()

    async def wait_for_it(self) -> None:
        """Return when the program is to end."""
        await self._asked.wait()


Main = Callable[[Net, Exit], Coroutine[Any, Any, int]]
"""The program: runs until it is done or `Exit` is due, cleans up, returns the exit code."""


def run_app(application: QApplication, main: Main) -> int:
    """Run a program on one loop for Qt and asyncio, over the net; returns its exit code.

    An EnvironmentFault that escapes from `main` is raised, for the caller to tell a person; any other exception
    is logged and gives exit code 1.
    """
    application.setQuitOnLastWindowClosed(False)
    net = Net()
    sys.excepthook = net.on_unhandled
    qInstallMessageHandler(_log_qt)
    loop = WindowLoop(application)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(net.on_loop_failure)
    garbage = WindowThreadGarbage()
    garbage.start()
    with loop:
        try:
            return int(loop.run_until_complete(_watched(application, net, main)))
        finally:
            qInstallMessageHandler(None)
            sys.excepthook = sys.__excepthook__
            asyncio.set_event_loop(None)
            garbage.stop()


async def _watched(application: QApplication, net: Net, main: Main) -> int:
    way_out = Exit()
    application.lastWindowClosed.connect(way_out.ask)
    signals = _SignalWatch(way_out.ask)
    try:
        return await main(net, way_out)
    except EnvironmentFault:
        raise
    except Exception as failure:  # noqa: BLE001  # the net under the whole program
        net.report("the program", failure)
        return 1
    finally:
        signals.close()
        application.lastWindowClosed.disconnect(way_out.ask)


class _SignalWatch:
    """Tells the loop about SIGINT and SIGTERM, which Python alone would only notice at its next instruction."""

    def __init__(self, on_signal: Callable[[], None]) -> None:
        self._on_signal = on_signal
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_byte)
        self._former_wakeup = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._former = {
            number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._former_wakeup)
        for number, former in self._former.items():
            signal.signal(number, former)
        self._read.close()
        self._write.close()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        """Nothing to do here: the byte on the socket wakes the loop."""

    def _on_byte(self) -> None:
        numbers = self._read.recv(64)
        if any(number in (signal.SIGINT, signal.SIGTERM) for number in numbers):
            self._on_signal()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if message.startswith(_QT_CHATTER):
        return
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)


def scale_of_screen(
    program: Program, *, override_dpi: float | None = None, distance_cm: float | None = None
) -> Scale:
    """The scale for the screen this program runs on; needs a QApplication.

    `override_dpi` and `distance_cm` (from the eye to the glass) are what a person set; None: as measured, and the
    usual distance.
    """
    application = QCoreApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("there is no QApplication")
    screen = application.primaryScreen()
    pixels, size = screen.size(), screen.physicalSize()
    measured = None
    if application.platformName() != "offscreen":
        measured = physical_dpi(pixels.width(), pixels.height(), size.width(), size.height())
    return scale_for_screen(
        program, measured, override_dpi=override_dpi, distance_cm=distance_cm or READING_DISTANCE_CM
    )
