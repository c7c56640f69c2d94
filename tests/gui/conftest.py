"""A theme on the application, a window to put widgets into, and a way to run a coroutine on Qt's own loop."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from shared.ui.event_loop import WindowLoop
from shared.ui.scale import Program, scale_for_window
from shared.ui.theme import Theme

T = TypeVar("T")
RunInQt = Callable[[Coroutine[Any, Any, T]], T]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let Qt's offscreen platform say what it always says when a window has a smallest size."""
    item.add_marker(pytest.mark.gui)
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def garbage_on_this_thread() -> Iterator[None]:
    """Collect as the programs do: widgets of a finished test must not die on a worker's thread."""
    gc.disable()
    gc.freeze()  # so that collecting looks only at what this test made
    yield
    # Windows that pytest-qt has asked to go: left for a loop that never comes, they slow down every later test.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.enable()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    look = Theme(scale_for_window(Program.KIOSK, 1280, 800), reduced_motion=True)
    look.dress(qapp)
    yield look
    look.deleteLater()


@pytest.fixture
def run_in_qt(qapp: QApplication) -> Iterator[RunInQt[Any]]:
    loop = WindowLoop(qapp)
    asyncio.set_event_loop(loop)

    def run(work: Coroutine[Any, Any, T]) -> T:
        answer: T = loop.run_until_complete(work)
        return answer

    with loop:
        yield run
    asyncio.set_event_loop(None)


@pytest.fixture
def stage(qapp: QApplication) -> Iterator[QWidget]:
    """A shown window of the kiosk's size to put widgets into."""
    window = QWidget()
    window.setObjectName("stage")
    window.setProperty("ground", "sheet")
    window.resize(1280, 800)
    window.show()
    qapp.processEvents()
    yield window
    window.close()
    window.deleteLater()
    qapp.processEvents()
