"""A program that cannot start says why and what to do, in a window, and ends with the code for it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shared.storage.faults import StorageFailure, StorageFault
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr, use_language
from shared.ui.hands import found, words_of
from shared.ui.scale import Program
from shared.ui.starting import DAMAGED, NO, CannotStart, can_draw, code_of, is_seen, say_until_closed
from shared.ui.theme import Theme
from shared.ui.waiting import press_when_ready
from shared.ui.windows import Exit
from tests.gui.conftest import RunInQt

ROOT = Path(__file__).resolve().parents[3]
TAKEN = StorageFault(StorageFailure.IN_USE, Path("/data/seat.sqlite"))


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_the_window_says_what_happened_and_what_to_do(theme: Theme, qtbot: QtBot) -> None:
    window = CannotStart(theme, TAKEN)
    qtbot.addWidget(window)
    window.show()
    assert words_of(found("cannot_start_why")) == TAKEN.sentence
    assert words_of(found("cannot_start_remedy")) == TAKEN.remedy
    assert window.accessibleName() == f"{TAKEN.sentence} {TAKEN.remedy}"
    assert found("cannot_start_close").isVisible()


def test_nothing_is_said_where_there_is_nothing_to_do(theme: Theme, qtbot: QtBot) -> None:
    window = CannotStart(theme, EnvironmentFault("The disk is gone"))
    qtbot.addWidget(window)
    window.show()
    assert not found("cannot_start_remedy").isVisible()


@pytest.mark.parametrize("program", Program)
def test_the_program_ends_when_the_window_is_closed(
    program: Program, qapp: QApplication, run_in_qt: RunInQt[int]
) -> None:
    way_out = Exit()

    async def read_and_close() -> int:
        saying = asyncio.create_task(say_until_closed(qapp, program, TAKEN, way_out))
        await press_when_ready("cannot_start_close", timeout_s=10)
        return await saying

    qapp.lastWindowClosed.connect(way_out.ask)
    assert run_in_qt(read_and_close()) == NO
    qapp.lastWindowClosed.disconnect(way_out.ask)


def test_a_fault_at_the_start_is_told_on_stderr_and_in_a_window_that_a_person_closes() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("unstartable_program.py"))],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (DAMAGED, "closed\n")
    assert done.stderr == (
        "This file was written by a newer version of the program: /data/seat.sqlite Update this program.\n"
    )


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (StorageFailure.DAMAGED, DAMAGED),
        (StorageFailure.FOREIGN, DAMAGED),
        (StorageFailure.TOO_NEW, DAMAGED),
        (StorageFailure.IN_USE, NO),
        (StorageFailure.READ_ONLY, NO),
        (StorageFailure.DISK_FULL, NO),
    ],
)
def test_only_data_that_cannot_be_used_has_a_code_of_its_own(failure: StorageFailure, code: int) -> None:
    assert code_of(StorageFault(failure, Path("/data"))) == code


def test_every_other_fault_has_the_same_code() -> None:
    assert code_of(EnvironmentFault(tr("There is no screen to draw on."))) == NO


def test_a_platform_that_draws_off_the_screen_is_not_seen(qapp: QApplication) -> None:
    assert qapp.platformName() != "offscreen" or not is_seen(qapp)


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_screen_is_what_the_environment_names(name: str) -> None:
    assert can_draw({name: ":0"}, "linux")
    assert not can_draw({name: ""}, "linux")
    assert can_draw({}, "win32")
