"""One presenter per room folder: the lock that everything else in the folder relies on."""

import os
import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class RoomTaken(Exception):
    """Another presenter runs this room on this machine; the text says so."""


class RoomLock:
    """Held as long as the presenter lives; the system lets go of it when the presenter dies, however it dies.

    Take it before anything else in the room's folder is read or made.
    """

    def __init__(self, folder: Path, file: IO[bytes]) -> None:
        self.folder = folder
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> "RoomLock":
        """Take the room in `folder` (made with mode 0700 when missing). Raises RoomTaken, or OSError of the disk."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not inherited by the engine (Python's default): an orphaned engine must not keep the room.
        file = (folder / "room.lock").open("ab")
        try:
            _lock(file)
        except OSError as fault:
            file.close()
            raise RoomTaken(
                f"another presenter runs the room in {folder}; use its window, or close it first"
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
