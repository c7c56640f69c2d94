"""Waiting at a window as a person does: until something can be seen or pressed."""

import asyncio
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from shared.ui.buttons import Button
from shared.ui.hands import Impossible, find, press, words_of

Until = Literal["visible", "hidden", "enabled", "text"]

_RECHECK = frozenset(
    {
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.EnabledChange,
        QEvent.Type.Paint,
        QEvent.Type.ChildAdded,
        QEvent.Type.Close,
        QEvent.Type.DeferredDelete,
    }
)


async def press_when_ready(name: str, *, timeout_s: float) -> None:
    """Press a widget as soon as a person could. Raises Impossible after the time."""
    await wait_for_widget(name, "enabled", timeout_s=timeout_s)
    await outside_tasks(lambda: press(name))


async def wait_for_widget(name: str, until: Until, *, text: str = "", timeout_s: float) -> None:
    """Return when the widget is so; for `until="text"`, when its words contain `text`.

    Raises Impossible after the time.
    """
    if _holds(name, until, text):
        return
    watch = _Watch()
    try:
        async with asyncio.timeout(max(0.0, timeout_s)):
            while not _holds(name, until, text):
                await watch.wait_for_change()
    except TimeoutError as error:
        raise Impossible(f"{name} was not {until} within {timeout_s:g} s") from error
    finally:
        watch.close()


async def outside_tasks(act: Callable[[], None]) -> None:
    """Run `act` from Qt's loop instead of from a task; raises what it raises, whatever it is.

    QTest processes events while it presses, and these may let other tasks step, which asyncio forbids within a
    task.
    """
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def run() -> None:
        if done.cancelled():
            return
        try:
            act()
        except Exception as error:
            if done.done():  # whoever waited has gone: it belongs to the window's own net
                raise
            done.set_exception(error)
        else:
            if not done.done():
                done.set_result(None)

    QTimer.singleShot(0, run)
    await done


def _holds(name: str, until: Until, text: str) -> bool:
    widget = find(name)
    match until:
        case "visible":
            return widget is not None and widget.isVisible()
        case "hidden":
            return widget is None or not widget.isVisible()
        case "enabled":
            is_asleep = isinstance(widget, Button) and widget.is_inert
            return widget is not None and widget.isVisible() and widget.isEnabled() and not is_asleep
        case "text":
            return widget is not None and widget.isVisible() and text in words_of(widget)


class _Watch(QObject):
    """Wakes when something appears, vanishes or is drawn anew; there only while somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    async def wait_for_change(self) -> None:
        await self._changed.wait()
        self._changed.clear()

    def close(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.deleteLater()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _RECHECK:
            self._changed.set()
        return False
