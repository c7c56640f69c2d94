"""How both programs begin, and how they say that they cannot."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from shared.storage.faults import StorageFailure, StorageFault
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.ui.buttons import PrimaryButton
from shared.ui.dressing import dressed
from shared.ui.scale import Program
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.windows import Exit, run_app, scale_of_screen

OK: Final = 0
NO: Final = 1
DAMAGED: Final = 5

_UNUSABLE: Final = (StorageFailure.DAMAGED, StorageFailure.FOREIGN, StorageFailure.TOO_NEW)
_UNSEEN: Final = ("offscreen", "minimal")
"""Qt's platforms that draw where nobody looks."""


def is_seen(application: QApplication) -> bool:
    """Whether somebody can see this program's windows."""
    return application.platformName() not in _UNSEEN


def run_program(
    program: Program,
    run: Callable[[QApplication], int],
    *,
    is_seen: Callable[[QApplication], bool] = is_seen,
) -> int:
    """Make the application and `run` the program with it; returns its exit code.

    An EnvironmentFault that escapes from `run` is told on stderr, and in a window where somebody can see one;
    the exit code is then `code_of` it.
    """
    if not can_draw(os.environ, sys.platform):
        _complain(tr("There is no screen to draw on."), tr("Start the program from a desktop session."))
        return NO
    application = QApplication(sys.argv[:1])
    try:
        return run(application)
    except EnvironmentFault as fault:
        _complain(fault.sentence, fault.remedy)
        if is_seen(application):
            _say_in_window(application, program, fault)
        return code_of(fault)


def code_of(fault: EnvironmentFault) -> int:
    """The exit code of a program that could not start: 5 where its data cannot be used, 1 for all else."""
    is_unusable = isinstance(fault, StorageFault) and fault.failure in _UNUSABLE
    return DAMAGED if is_unusable else NO


def can_draw(environ: Mapping[str, str], system: str) -> bool:
    """Whether Qt will find a screen on this `system` (as `sys.platform`).

    Without one it would end the process by itself, and say so in its own words.
    """
    if not system.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


class CannotStart(QWidget):
    """Says calmly why the program cannot start and what to do; it ends with this window."""

    def __init__(self, theme: Theme, fault: EnvironmentFault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cannot_start")
        self.setWindowTitle(tr("Wuzhi"))
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lead = TextBlock(theme, fault.sentence, step=Step.TITLE, bold=True, name="cannot_start_why")
        rest = TextBlock(theme, fault.remedy, step=Step.LEAD, tone=Tone.INK2, name="cannot_start_remedy")
        if not fault.remedy:
            rest.hide()
        close = PrimaryButton(theme, tr("Close"), name="cannot_start_close")
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        side = theme.space(48)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.space(16))
        column.addStretch(2)
        column.addWidget(lead)
        column.addWidget(rest)
        column.addStretch(3)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column.addLayout(row)
        self.setAccessibleName(f"{fault.sentence} {fault.remedy}".strip())
        self.resize(theme.space(720), theme.space(400))


def _say_in_window(application: QApplication, program: Program, fault: EnvironmentFault) -> None:
    with contextlib.suppress(EnvironmentFault):  # no letters to say it with: stderr has it
        run_app(application, lambda _net, way_out: say_until_closed(application, program, fault, way_out))


async def say_until_closed(
    application: QApplication, program: Program, fault: EnvironmentFault, way_out: Exit
) -> int:
    """Show why the program cannot start until its window is closed or the program is asked to end."""
    window = CannotStart(await dressed(application, scale_of_screen(program)), fault)
    window.show()
    await way_out.wait_for_it()
    window.close()
    return NO


def _complain(sentence: str, remedy: str) -> None:
    sys.stderr.write(f"{sentence} {remedy}".strip() + "\n")
