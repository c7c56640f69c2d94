"""The one loop for Qt and asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any

import qasync
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication
from typing_extensions import override


class WindowLoop(qasync.QEventLoop):  # type: ignore[misc]  # it has no annotations
    """qasync's loop, on which a call from another thread is one turn of Qt's loop and not two.

    qasync makes a timer of each such call when it hears of it. Every picture of a page comes this way.
    """

    def __init__(self, application: QApplication) -> None:
        self._box: _LetterBox | None = _LetterBox()
        super().__init__(application)

    @override
    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """As asyncio has it; a call that comes after the end is not made."""
        handle = asyncio.Handle(callback, args, self, context)
        box = self._box
        if box is not None:
            box.came.emit(handle)
        return handle

    @override
    def close(self) -> None:
        self._box = None
        super().close()


class _LetterBox(QObject):
    """Lives in the window's thread; calls put in from any thread are made there, in their order."""

    came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.came.connect(self._make, Qt.ConnectionType.QueuedConnection)

    def _make(self, handle: asyncio.Handle) -> None:
        if not handle.cancelled():
            handle._run()  # noqa: SLF001  # as every loop does; it tells the loop of what is raised
