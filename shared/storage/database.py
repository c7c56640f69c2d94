"""A SQLite file the way this project keeps one: durable at every commit, one writer, checked when opened."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlite_utils import Database

from shared.storage.faults import StorageFailure, StorageFault, failure_of, failure_of_os
from shared.system.file_lock import FileLock, Taken

T = TypeVar("T")

Migration = Callable[[Database], None]
"""One step of a schema. Runs inside the transaction of all steps that are due; never changed once released."""

_BUSY_S = 5.0


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of file looks like.

    `application_id` (32 bits, in the file's header) tells our files apart; the file's `user_version` is the
    number of `migrations` it has gone through. Tables are made STRICT.
    """

    application_id: int
    migrations: tuple[Migration, ...]


class SqlFile:
    """One database file with its one writing connection, which lives in one thread of its own.

    WAL, `synchronous=FULL`, foreign keys enforced. What `write` did is on the disk when it returns.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """Where the damaged file went that was found at opening; None when the file was sound or new."""
        self._schema = schema
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"sqlite-{path.stem}")
        self._lock: FileLock | None = None
        self._database: Database | None = None
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path, schema: Schema, *, now: datetime) -> SqlFile:
        """Open the file at `path`, made with its folder (mode 0700) when missing.

        A damaged file is renamed with the time `now`, never deleted, and a new one is begun: look at `set_aside`.
        Older files are migrated after a copy was put beside them. Raises StorageFault.
        """
        file = cls(path, schema)
        try:
            await file._submit(lambda: file._open(now))
        except BaseException:
            await file.close()
            raise
        return file

    async def read(self, work: Callable[[Database], T]) -> T:
        """The result of `work`, which only reads. Raises StorageFault."""
        return await self._submit(lambda: work(self._opened()))

    async def write(self, work: Callable[[Database], T]) -> T:
        """The result of `work`, done in one transaction and on the disk. When it raises, nothing was changed.

        Raises StorageFault; after one during the commit itself it is unknown whether the change is kept.
        """

        def transaction() -> T:
            database = self._opened()
            with database.atomic():
                return work(database)

        return await self._submit(transaction)

    async def close(self) -> None:
        """Close the file after all work that was asked for. Calling it again does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self._in_thread(self._close)
        finally:
            self._thread.shutdown(wait=False)

    async def _submit(self, work: Callable[[], T]) -> T:
        if self._is_closed:
            raise StorageFault(StorageFailure.NOT_REACHABLE, self.path)
        return await self._in_thread(work)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        def translated() -> T:
            with faults_of(self.path):
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, translated)

    # -- in the file's thread -----------------------------------------------------------------------------------

    def _opened(self) -> Database:
        if self._database is None:
            raise StorageFault(StorageFailure.NOT_REACHABLE, self.path)
        return self._database

    def _close(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()
        if self._lock is not None:
            self._lock.release()

    def _open(self, now: datetime) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _writer_lock(self.path)
        if self.path.exists() and not _is_sound(self.path):
            self.set_aside = _put_aside(self.path, now)
        database = _connect(self.path)
        try:
            _check_kind(database, self._schema, self.path)
            _configure(database)
            _migrate(database, self._schema, self.path)
        except BaseException:
            database.close()
            raise
        self._database = database


def _writer_lock(path: Path) -> FileLock:
    """The right to write the database at `path`, for one process: SQLite up to 3.51.2 can corrupt a WAL of two.

    It is a file beside it: a lock on the database itself would be dropped by SQLite's own closing. Raises
    StorageFault (IN_USE, or of the disk).
    """
    try:
        return FileLock.take(path.with_name(f"{path.name}.lock"))
    except Taken as taken:
        raise StorageFault(StorageFailure.IN_USE, path) from taken
    except OSError as error:
        raise StorageFault(failure_of_os(error), path) from error


@contextlib.contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what the disk does into StorageFault; errors of ours pass unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        failure = failure_of(error)
        if failure is None:
            raise
        raise StorageFault(failure, path) from error
    except OSError as error:
        raise StorageFault(failure_of_os(error), path) from error


def open_to_read(path: Path, schema: Schema) -> Database:
    """A reading connection of its own, for programs that only look; it may stand beside the writer.

    The caller closes it, in the same thread. Raises StorageFault: missing, damaged, foreign or too new. A file of
    an older version is read as it is.
    """
    with faults_of(path):
        if not path.is_file():
            raise StorageFault(StorageFailure.NOT_REACHABLE, path)
        database = _connect_to_read(path)
        try:
            _check_kind(database, schema, path)
        except BaseException:
            database.close()
            raise
    return database


def _connect_to_read(path: Path) -> Database:
    # On a read-only medium there is nowhere to put the WAL's index; a file without a WAL is then read as it lies.
    has_log = path.with_name(f"{path.name}-wal").exists()
    suffix = "" if has_log or os.access(path.parent, os.W_OK) else "&immutable=1"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{suffix}", uri=True, timeout=_BUSY_S)
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=_BUSY_S)
    connection.execute("PRAGMA trusted_schema = OFF")
    return Database(connection, execute_plugins=False, strict=True)


def _configure(database: Database) -> None:
    mode = database.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise sqlite3.NotSupportedError(f"journal mode {mode} instead of wal")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")


def _is_sound(path: Path) -> bool:
    """Whether SQLite finds no damage; errors other than damage are the caller's."""
    if path.stat().st_size == 0:
        return True
    database = _connect(path)
    try:
        rows = database.execute("PRAGMA quick_check").fetchall()
    except sqlite3.DatabaseError as error:
        if failure_of(error) is StorageFailure.DAMAGED:
            return False
        raise
    finally:
        database.close()
    return [tuple(row) for row in rows] == [("ok",)]


def _put_aside(path: Path, now: datetime) -> Path:
    """Rename the file and its log; a name that is taken is never reused."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    attempt = 1
    while aside.exists():
        attempt += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{attempt}")
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside


def _check_kind(database: Database, schema: Schema, path: Path) -> None:
    is_new = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if not is_new and _number(database, "application_id") != schema.application_id:
        raise StorageFault(StorageFailure.FOREIGN, path)
    if _number(database, "user_version") > len(schema.migrations):
        raise StorageFault(StorageFailure.TOO_NEW, path)


def _migrate(database: Database, schema: Schema, path: Path) -> None:
    version = _number(database, "user_version")
    due = schema.migrations[version:]
    if not due:
        return
    if version:
        _copy(database, path.with_name(f"{path.name}.before-{len(schema.migrations)}"))
    with database.atomic():
        for migration in due:
            migration(database)
        # Both are written in the same transaction; PRAGMA takes no parameters.
        database.execute(f"PRAGMA application_id = {int(schema.application_id)}")
        database.execute(f"PRAGMA user_version = {len(schema.migrations)}")


def _copy(database: Database, to: Path) -> None:
    beside = to.with_name(f"{to.name}.part")
    beside.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(beside)) as copy:
        database.conn.backup(copy)
    descriptor = os.open(beside, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.replace(to)


def _number(database: Database, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])
