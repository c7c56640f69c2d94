"""The passwords of papers that were unlocked here: asked for once, held for every view, kept in memory only."""

from PySide6.QtCore import QObject, Signal


class PaperPasswords(QObject):
    """Shared by the views of a window."""

    proved = Signal(str)
    """The password held for the paper with this digest opens it: whoever waits for it may try."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[str, str] = {}

    def of(self, digest: str) -> str | None:
        """The password of a paper, where one is held."""
        return self._held.get(digest)

    def hold(self, digest: str, password: str) -> None:
        """Hold a password that is to be tried."""
        self._held[digest] = password

    def forget(self, digest: str) -> bool:
        """It does not open the paper. Whether one was held."""
        return self._held.pop(digest, None) is not None

    def tell_proved(self, digest: str) -> None:
        """A paper was opened with what is held for it."""
        if digest in self._held:
            self.proved.emit(digest)
