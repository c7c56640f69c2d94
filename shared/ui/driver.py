"""A developer's option: steers a running program through a local socket, with real presses and keys.

It is there only when the program was started with `--driver PATH`. The socket is a Unix socket that only the
same user may open; on Windows there is none, and starting it raises EnvironmentFault.

One JSON object per line goes in, one comes out:

    {"do": "press", "name": "sign_in"}                     {"do": "key", "name": "-", "key": "PageDown"}
    {"do": "grab", "file": "/tmp/now.png"}                 {"do": "text", "name": "page_number"}
    {"do": "look", "name": "sign_in"}                      {"do": "state"}
    {"do": "wait", "name": "sign_in", "until": "visible", "timeout_s": 5}
    {"do": "draw", "name": "page_view", "page": 2, "by": "pen", "touches": [[0.4, 0.3, 0.5], [0.6, 0.3, 0.7]]}

An answer is `{"ok": true, …}` or `{"ok": false, "why": "…"}`.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.ui.drawing_hand import Hand, draw
from shared.ui.hands import (
    Impossible,
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
from shared.ui.waiting import Until, outside_tasks, wait_for_widget

MAX_LINE_BYTES = 64 * 1024
MAX_WAIT_S = 60.0
_FADES_S = 5.0


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


class Draw(msgspec.Struct, frozen=True, tag_field="do", tag="draw"):
    """Draw through (x, y, pressure), all 0..1 of the widget; without `lift` the pen, mouse or finger stays down.

    With `page` (from 1), x and y are (u, v) of that page of a page view.
    """

    name: str
    touches: tuple[tuple[float, float, float], ...]
    by: Hand = Hand.PEN
    page: int = 0
    lift: bool = True


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
    until: Until = "visible"
    text: str = ""
    timeout_s: float = 5.0


class State(msgspec.Struct, frozen=True, tag_field="do", tag="state"):
    """Tell what the program says about itself."""


Order = Press | Key | Write | Draw | Grab | Text | Look | Wait | State

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
                await outside_tasks(lambda: press(name))
                return {}
            case Key(name, key):
                await outside_tasks(lambda: send_key(name, key))
                return {}
            case Draw(name, touches, by, page, lift):
                await outside_tasks(lambda: draw(name, touches, by=by, page=page, lift=lift))
                return {}
            case Write(name, text):
                await outside_tasks(lambda: write_text(name, text))
                return {}
            case Grab(file):
                await wait_for_widget(VEIL, "hidden", timeout_s=_FADES_S)
                return {"files": grab_windows(Path(file))}
            case Text(name):
                return {"text": words_of(found(name))}
            case Look(name):
                return look_at(name)
            case Wait(name, until, text, timeout_s):
                await wait_for_widget(name, until, text=text, timeout_s=min(MAX_WAIT_S, timeout_s))
                return {}
            case State():
                return {"state": self._state()}
