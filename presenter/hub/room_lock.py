"""One presenter per room folder: the lock that everything else in the folder relies on."""

from __future__ import annotations

from pathlib import Path

from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.file_lock import FileLock, Taken
from shared.system.files import make_private_folder
from shared.system.i18n import tr


class RoomTaken(EnvironmentFault):
    """Another presenter runs this room on this machine."""


class RoomLock:
    """Held as long as the presenter lives.

    Take it before anything else in the room's folder is read or made.
    """

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder = folder
        self._lock = lock

    @classmethod
    def take(cls, folder: Path) -> RoomLock:
        """Take the room in `folder`, made with mode 0700 when missing. Raises RoomTaken or EnvironmentFault."""
        make_private_folder(folder)
        path = folder / "room.lock"
        try:
            return cls(folder, FileLock.take(path))
        except Taken as taken:
            raise RoomTaken(
                tr("Another presenter already runs this room."), tr("Use its window, or close it first.")
            ) from taken
        except OSError as fault:
            raise disk_fault(path, fault) from fault

    @property
    def is_held(self) -> bool:
        """False after `release`."""
        return self._lock.is_held

    def release(self) -> None:
        """Let go; calling it again does nothing."""
        self._lock.release()
