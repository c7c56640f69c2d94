"""How a database file is opened, kept and given up."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from shared.storage.database import Schema, SqlFile, open_to_read
from shared.storage.faults import StorageFailure, StorageFault

NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


def make_papers(database: Database) -> None:
    database.table("papers").create({"id": int, "title": str}, pk="id", not_null={"title"})


def add_pages(database: Database) -> None:
    database.table("papers").add_column("pages", int)


FIRST = Schema(application_id=0x57555A01, migrations=(make_papers,))
SECOND = Schema(application_id=0x57555A01, migrations=(make_papers, add_pages))
OTHER = Schema(application_id=0x57555A7F, migrations=(make_papers,))


def add(path: Path, title: str, schema: Schema = FIRST) -> SqlFile:
    async def go() -> SqlFile:
        file = await SqlFile.open(path, schema, now=NOW)
        try:
            await file.write(lambda d: d.table("papers").insert({"title": title}))
        finally:
            await file.close()
        return file

    return asyncio.run(go())


def titles(path: Path, schema: Schema = FIRST) -> list[str]:
    with closing(open_to_read(path, schema)) as database:
        return [str(row["title"]) for row in database.query("SELECT title FROM papers ORDER BY id")]


def failure_of_opening(path: Path, schema: Schema) -> StorageFailure:
    async def go() -> None:
        file = await SqlFile.open(path, schema, now=NOW)
        await file.close()

    with pytest.raises(StorageFault) as caught:
        asyncio.run(go())
    assert caught.value.sentence
    return caught.value.failure


def test_what_was_written_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "room" / "a.sqlite"
    add(path, "one")
    add(path, "two")
    assert titles(path) == ["one", "two"]


def test_a_file_is_kept_durable_strict_and_with_a_write_ahead_log(tmp_path: Path) -> None:
    async def go() -> None:
        file = await SqlFile.open(tmp_path / "a.sqlite", FIRST, now=NOW)
        names = ("journal_mode", "synchronous", "foreign_keys", "application_id", "user_version")
        pragmas = await file.read(
            lambda d: {name: d.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
        )
        assert pragmas == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "application_id": FIRST.application_id,
            "user_version": 1,
        }
        with pytest.raises(sqlite3.IntegrityError):
            await file.write(lambda d: d.execute("INSERT INTO papers (id, title) VALUES ('x', 'y')"))
        await file.close()

    asyncio.run(go())


def test_work_that_raises_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "one")

    def half(database: Database) -> None:
        database.table("papers").insert({"title": "half"})
        raise LookupError

    async def go() -> None:
        file = await SqlFile.open(path, FIRST, now=NOW)
        with pytest.raises(LookupError):
            await file.write(half)
        await file.close()

    asyncio.run(go())
    assert titles(path) == ["one"]


@pytest.mark.parametrize("damage", ["no database at all", "pages overwritten", "cut in the middle"])
def test_a_damaged_file_is_set_aside_with_the_time_and_never_deleted(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "x" * 20_000)
    content = bytearray(path.read_bytes())
    if damage == "no database at all":
        content[:] = b"this is not a database, it is a letter of 60 characters......"
    elif damage == "pages overwritten":
        content[4096:8192] = os.urandom(4096)
    else:
        del content[len(content) // 2 :]
    path.write_bytes(content)

    file = add(path, "begun anew")

    assert file.set_aside == tmp_path / "a.sqlite.damaged-20260901T083000Z"
    assert file.set_aside.read_bytes() == content
    assert titles(path) == ["begun anew"]


def test_two_damaged_files_of_one_moment_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"damage one" * 100)
    first = add(path, "a").set_aside
    path.write_bytes(b"damage two" * 100)
    second = add(path, "b").set_aside
    assert first is not None
    assert second is not None
    assert first != second
    assert {first.read_bytes()[:10], second.read_bytes()[:10]} == {b"damage one", b"damage two"}


def test_an_older_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "old")
    add(path, "new", SECOND)
    assert titles(path, SECOND) == ["old", "new"]
    assert titles(tmp_path / "a.sqlite.before-2") == ["old"]


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "old")

    def breaks(database: Database) -> None:
        database.table("papers").add_column("more", int)
        raise LookupError

    async def go() -> None:
        await SqlFile.open(
            path, Schema(application_id=FIRST.application_id, migrations=(make_papers, breaks)), now=NOW
        )

    with pytest.raises(LookupError):
        asyncio.run(go())
    assert titles(path) == ["old"]
    add(path, "still usable")


def test_a_file_of_a_newer_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "one", SECOND)
    assert failure_of_opening(path, FIRST) is StorageFailure.TOO_NEW
    assert titles(path, SECOND) == ["one"]


def test_a_file_of_something_else_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "one", OTHER)
    assert failure_of_opening(path, FIRST) is StorageFailure.FOREIGN
    assert titles(path, OTHER) == ["one"]


def test_a_file_has_one_writer_at_a_time(tmp_path: Path) -> None:
    async def go() -> None:
        path = tmp_path / "a.sqlite"
        first = await SqlFile.open(path, FIRST, now=NOW)
        with pytest.raises(StorageFault) as caught:
            await SqlFile.open(path, FIRST, now=NOW)
        assert caught.value.failure is StorageFailure.IN_USE
        await first.close()
        again = await SqlFile.open(path, FIRST, now=NOW)
        await again.close()

    asyncio.run(go())


def test_a_reader_stands_beside_the_writer_and_cannot_write(tmp_path: Path) -> None:
    async def go() -> None:
        path = tmp_path / "a.sqlite"
        file = await SqlFile.open(path, FIRST, now=NOW)
        await file.write(lambda d: d.table("papers").insert({"title": "one"}))
        assert titles(path) == ["one"]
        with closing(open_to_read(path, FIRST)) as database, pytest.raises(sqlite3.OperationalError):
            database.execute("INSERT INTO papers (title) VALUES ('two')")
        await file.close()

    asyncio.run(go())


def test_a_full_disk_is_told_as_such_and_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, "one")

    async def go() -> None:
        file = await SqlFile.open(path, FIRST, now=NOW)
        # SQLite reports the end of its page budget with the very code of a full disk.
        await file.read(lambda d: d.execute("PRAGMA max_page_count = 4").fetchall())
        with pytest.raises(StorageFault) as caught:
            await file.write(lambda d: d.table("papers").insert({"title": "x" * 100_000}))
        assert caught.value.failure is StorageFailure.DISK_FULL
        await file.write(lambda d: d.table("papers").insert({"title": "two"}))
        await file.close()

    asyncio.run(go())
    assert titles(path) == ["one", "two"]


@pytest.mark.skipif(os.name == "nt", reason="folders are written by their owner there")
def test_a_file_where_the_folder_should_be_is_told_as_not_reachable(tmp_path: Path) -> None:
    (tmp_path / "room").write_text("in the way")
    assert failure_of_opening(tmp_path / "room" / "a.sqlite", FIRST) is StorageFailure.NOT_REACHABLE


def test_a_file_may_be_closed_twice_and_does_nothing_afterwards(tmp_path: Path) -> None:
    async def go() -> None:
        file = await SqlFile.open(tmp_path / "a.sqlite", FIRST, now=NOW)
        await file.close()
        await file.close()
        with pytest.raises(StorageFault):
            await file.read(lambda d: None)

    asyncio.run(go())


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StorageFault) as caught:
        open_to_read(tmp_path / "none.sqlite", FIRST)
    assert caught.value.failure is StorageFailure.NOT_REACHABLE
    assert list(tmp_path.iterdir()) == []
