"""A developer's option: steers a running program through a local socket, with real presses and keys.

It is there only when the program was started with `--driver PATH`. The socket is a Unix socket that only the
same user may open; on Windows there is none, and starting it raises EnvironmentFault.

One JSON object per line goes in, one comes out:

    {"do": "press", "name": "sign_in"}                     {"do": "key", "name": "-", "key": "PageDown"}
    {"do": "grab", "file": "/tmp/now.png"}                 {"do": "text", "name": "page_number"}
    {"do": "look", "name": "sign_in"}                      {"do": "state"}
    {"do": "wait", "name": "sign_in", "until": "visible", "timeout_s": 5}

An answer is `{"ok": true, …}` or `{"ok": false, "why": "…"}`.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.ui.buttons import Button
from shared.ui.hands import (
    Impossible,
    find,
    found,
    grab_windows,
    look_at,
    press,
    send_key,
    words_of,
    write_text,
)
from shared.ui.motion import VEIL
from shared.ui.task_scope import Report, TaskScope

MAX_LINE_BYTES = 64 * 1024
MAX_WAIT_S = 60.0

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


class Press(msgspec.Struct, frozen=True, tag_field="do", tag="press"):
    """Press the widget of this name in its middle with the left button."""

    name: str


class Key(msgspec.Struct, frozen=True, tag_field="do", tag="key"):
    """Press a key such as `PageDown` or `Ctrl+Return`; `name` "-" sends it to where the keyboard is."""

    name: str
    key: str


class Write(msgspec.Struct, frozen=True, tag_field="do", tag="write"):
    """Type this text into the field of this name."""

    name: str
    text: str


class Grab(msgspec.Struct, frozen=True, tag_field="do", tag="grab"):
    """Write a PNG of every visible window once nothing fades; the second one gets `-2` before the ending."""

    file: str


class Text(msgspec.Struct, frozen=True, tag_field="do", tag="text"):
    """Tell the words of a widget."""

    name: str


class Look(msgspec.Struct, frozen=True, tag_field="do", tag="look"):
    """Tell whether a widget exists, is visible, is enabled, is checked, and its accessible name."""

    name: str


class Wait(msgspec.Struct, frozen=True, tag_field="do", tag="wait"):
    """Answer when the widget is so; `text` waits until its words contain `text`."""

    name: str
    until: Literal["visible", "hidden", "enabled", "text"] = "visible"
    text: str = ""
    timeout_s: float = 5.0


class State(msgspec.Struct, frozen=True, tag_field="do", tag="state"):
    """Tell what the program says about itself."""


Order = Press | Key | Write | Grab | Text | Look | Wait | State

Answer = dict[str, Any]


class Driver:
    """Listens at a path and carries out one order after another."""

    def __init__(self, state: Callable[[], object], report: Report) -> None:
        """`state` returns what can be written as JSON; `report` is told of failures of our own."""
        self._state = state
        self._scope = TaskScope("driver", report)
        self._server: asyncio.Server | None = None
        self._path: Path | None = None

    async def listen(self, path: Path) -> None:
        """Open the socket. Raises EnvironmentFault where there are no Unix sockets or the path is taken."""
        if sys.platform == "win32":
            raise EnvironmentFault(tr("The driver needs Unix sockets, which this system does not have"))
        mask = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._on_visitor, path, limit=MAX_LINE_BYTES)
        except OSError as error:
            raise EnvironmentFault(tr("The driver cannot listen at {path}", path=path)) from error
        finally:
            os.umask(mask)
        self._path = path

    async def close(self) -> None:
        """Close the socket and end the conversations."""
        await self._scope.close()
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None

    def _on_visitor(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._scope.is_closed:
            writer.close()
        else:
            self._scope.launch(self._talk(reader, writer), name="talk")

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(msgspec.json.encode(await self._answer(line)) + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            return  # the other side left, or sent a line beyond the limit
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> Answer:
        try:
            order = msgspec.json.decode(line, type=Order)
            return {"ok": True, **await self._carry_out(order)}
        except msgspec.DecodeError as error:
            return {"ok": False, "why": f"not an order: {error}"}
        except Impossible as error:
            return {"ok": False, "why": str(error)}

    async def _carry_out(self, order: Order) -> Answer:
        match order:
            case Press(name):
                await _outside_tasks(lambda: press(name))
                return {}
            case Key(name, key):
                await _outside_tasks(lambda: send_key(name, key))
                return {}
            case Write(name, text):
                await _outside_tasks(lambda: write_text(name, text))
                return {}
            case Grab(file):
                await wait_for(Wait(name=VEIL, until="hidden"))
                return {"files": grab_windows(Path(file))}
            case Text(name):
                return {"text": words_of(found(name))}
            case Look(name):
                return look_at(name)
            case Wait():
                await wait_for(order)
                return {}
            case State():
                return {"state": self._state()}


async def _outside_tasks(act: Callable[[], None]) -> None:
    """Run `act` from Qt's loop instead of from a task.

    QTest processes events while it presses, and these may let other tasks step, which asyncio forbids within a
    task.
    """
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def run() -> None:
        if done.cancelled():
            return
        try:
            act()
        except Impossible as error:
            done.set_exception(error)
        else:
            done.set_result(None)

    QTimer.singleShot(0, run)
    await done


async def wait_for(order: Wait) -> None:
    """Return when the condition holds; raises Impossible after the time."""
    if _holds(order):
        return
    watch = _Watch()
    try:
        async with asyncio.timeout(min(MAX_WAIT_S, max(0.0, order.timeout_s))):
            while not _holds(order):
                await watch.wait_for_change()
    except TimeoutError as error:
        raise Impossible(f"{order.name} was not {order.until} within {order.timeout_s:g} s") from error
    finally:
        watch.close()


def _holds(order: Wait) -> bool:
    widget = find(order.name)
    match order.until:
        case "visible":
            return widget is not None and widget.isVisible()
        case "hidden":
            return widget is None or not widget.isVisible()
        case "enabled":
            is_asleep = isinstance(widget, Button) and widget.is_inert
            return widget is not None and widget.isVisible() and widget.isEnabled() and not is_asleep
        case "text":
            return widget is not None and widget.isVisible() and order.text in words_of(widget)


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
