"""The one bridge from a session, which knows no Qt, to the screens that draw it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication
from typing_extensions import override

S = TypeVar("S")

_DELIVER = QEvent.Type(QEvent.registerEventType())


class _Doorbell(QObject):
    """Turns any number of rings within one turn of the event loop into one signal."""

    rang = Signal()

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._is_due = False

    def ring(self) -> None:
        if not self._is_due:
            self._is_due = True
            QApplication.postEvent(self, QEvent(_DELIVER))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() != _DELIVER:
            return super().event(event)
        self._is_due = False
        self.rang.emit()
        return True


class Feed(Generic[S]):
    """Holds the newest state and tells its screens once per turn of the loop that there is a newer one.

    Between two turns only the newest state counts; a screen never sees the ones it skipped. `push` is called
    on the window's thread (the session runs on the same loop).
    """

    def __init__(self, state: S, parent: QObject | None = None) -> None:
        self._state = state
        self._bell = _Doorbell(parent)

    @property
    def state(self) -> S:
        """The newest state."""
        return self._state

    def push(self, state: S) -> None:
        """Take a newer state. The same object again changes nothing."""
        if state is self._state:
            return
        self._state = state
        self._bell.ring()

    def connect(self, render_state: Callable[[S], None]) -> Callable[[], None]:
        """Call `render_state` with the present state now and with each newer one; returns the way to stop."""

        def deliver() -> None:
            render_state(self._state)

        connection = self._bell.rang.connect(deliver)
        deliver()

        def stop() -> None:
            self._bell.rang.disconnect(connection)

        return stop
