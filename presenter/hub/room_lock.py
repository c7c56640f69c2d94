"""One presenter per room folder: the lock that everything else in the folder relies on."""

import os
import sys
from pathlib import Path
from typing import IO

from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import make_private_folder
from shared.system.i18n import tr

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class RoomTaken(EnvironmentFault):
    """Another presenter runs this room on this machine."""


class RoomLock:
    """Held as long as the presenter lives; the system lets go of it when the presenter dies, however it dies.

    Take it before anything else in the room's folder is read or made.
    """

    def __init__(self, folder: Path, file: IO[bytes]) -> None:
        self.folder = folder
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> "RoomLock":
        """Take the room in `folder`, made with mode 0700 when missing. Raises RoomTaken or EnvironmentFault."""
        make_private_folder(folder)
        path = folder / "room.lock"
        # Not inherited by the engine (Python's default): an orphaned engine must not keep the room.
        try:
            file = path.open("ab")
        except OSError as fault:
            raise disk_fault(path, fault) from fault
        try:
            _lock(file)
        except OSError as fault:
            file.close()
            raise RoomTaken(
                tr("Another presenter already runs this room."), tr("Use its window, or close it first.")
            ) from fault
        return cls(folder, file)

    @property
    def is_held(self) -> bool:
        """False after `release`."""
        return not self._file.closed

    def release(self) -> None:
        """Let go; calling it again does nothing."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
