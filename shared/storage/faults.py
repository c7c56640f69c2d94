"""What a disk can do to our databases, each with a sentence for a person."""

from __future__ import annotations

import enum
import errno
import sqlite3
from pathlib import Path
from typing import assert_never

from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr


class StorageFailure(enum.StrEnum):
    """Why a database could not be opened, read or written."""

    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    NOT_REACHABLE = "not_reachable"
    """The folder or file is missing, or may not be opened."""
    IN_USE = "in_use"
    """Another program writes this file now."""
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    """A healthy database, but of something else."""
    TOO_NEW = "too_new"
    """Written by a newer version of this program."""
    BROKEN_DISK = "broken_disk"


class StorageFault(EnvironmentFault):
    """The environment does not let us store or read. Nothing that was acknowledged is lost by it."""

    def __init__(self, failure: StorageFailure, path: Path) -> None:
        super().__init__(*_told(failure, path))
        self.failure = failure
        self.path = path


def failure_of(error: sqlite3.Error) -> StorageFailure | None:
    """What the environment did, or None when the error is a bug of ours (a wrong statement, a broken rule)."""
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the kind of error; the rest tells where in SQLite it arose.
    return None if code is None else _FAILURES.get(code & 0xFF)


def failure_of_os(error: OSError) -> StorageFailure:
    """The same for an error of the file system."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return StorageFailure.DISK_FULL
        case errno.EPERM | errno.EACCES | errno.EROFS:
            return StorageFailure.READ_ONLY
        case errno.EIO:
            return StorageFailure.BROKEN_DISK
        case _:
            return StorageFailure.NOT_REACHABLE


_FAILURES = {
    sqlite3.SQLITE_FULL: StorageFailure.DISK_FULL,
    sqlite3.SQLITE_READONLY: StorageFailure.READ_ONLY,
    sqlite3.SQLITE_PERM: StorageFailure.READ_ONLY,
    sqlite3.SQLITE_AUTH: StorageFailure.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StorageFailure.NOT_REACHABLE,
    sqlite3.SQLITE_BUSY: StorageFailure.IN_USE,
    sqlite3.SQLITE_LOCKED: StorageFailure.IN_USE,
    sqlite3.SQLITE_CORRUPT: StorageFailure.DAMAGED,
    sqlite3.SQLITE_NOTADB: StorageFailure.DAMAGED,
    sqlite3.SQLITE_IOERR: StorageFailure.BROKEN_DISK,
}


def _told(failure: StorageFailure, path: Path) -> tuple[str, str]:
    place = str(path)
    match failure:
        case StorageFailure.DISK_FULL:
            return tr("The disk is full: {path}", path=place), tr("Free some space and try again.")
        case StorageFailure.READ_ONLY:
            return (
                tr("This program may not write here: {path}", path=place),
                tr("Give this user the right to write there, or choose another folder."),
            )
        case StorageFailure.NOT_REACHABLE:
            return tr("Not found: {path}", path=place), tr("Check the path.")
        case StorageFailure.IN_USE:
            return (
                tr("Another program is using this file: {path}", path=place),
                tr("Close the other program and try again."),
            )
        case StorageFailure.DAMAGED:
            return (
                tr("This file is damaged: {path}", path=place),
                tr("Keep it and use a copy of it from before, if there is one."),
            )
        case StorageFailure.FOREIGN:
            return tr("This file belongs to something else: {path}", path=place), tr("Check the path.")
        case StorageFailure.TOO_NEW:
            return (
                tr("This file was written by a newer version of the program: {path}", path=place),
                tr("Update this program."),
            )
        case StorageFailure.BROKEN_DISK:
            return (
                tr("The disk does not work as it should: {path}", path=place),
                tr("Check the disk or choose another folder."),
            )
        case _:
            assert_never(failure)
