"""A lock that one process of this machine holds, and that the system lets go of when the process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Taken(Exception):
    """Another process holds the lock."""


class FileLock:
    """Held until `release`, or until the process ends, however it ends.

    Child processes do not inherit it (Python's default for files): an orphaned child must not keep it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def take(cls, path: Path) -> FileLock:
        """Lock the file at `path`, made when missing. Raises Taken, and OSError when it cannot be opened."""
        file = path.open("ab")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise Taken from error
        return cls(file)

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
