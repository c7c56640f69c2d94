"""One writer per database file, across processes: SQLite up to 3.51.2 can corrupt a WAL that two write."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from shared.storage.faults import StorageFailure, StorageFault, failure_of_os

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class WriterLock:
    """Held while a file's writing connection lives; the system lets go of it when the process dies."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def take(cls, path: Path) -> WriterLock:
        """Take the right to write the database at `path`. Raises StorageFault (IN_USE, or of the disk).

        The lock is a file beside it: a lock on the database itself would be dropped by SQLite's own closing.
        """
        beside = path.with_name(f"{path.name}.lock")
        try:
            file = beside.open("ab")
        except OSError as error:
            raise StorageFault(failure_of_os(error), path) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise StorageFault(StorageFailure.IN_USE, path) from error
        return cls(file)

    def release(self) -> None:
        """Let go; calling it again does nothing."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
