"""`meetings/<id>/ink.sqlite`: all ink of a meeting, layer by layer. The hub writes it, the clerk reads it.

Every layer counts its changes with numbers of its own; a mark keeps the number of its newest change only. Ink is bulk
and no part of the record.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from shared.domain.ink import Layer, Mark, MarkId
from shared.domain.papers import PageRun, Sha256
from shared.protocol.ink import MAX_CHANGES, InkChanges, PackedChange
from shared.storage.database import SqlFile, faults_of, open_to_read
from shared.storage.ink_rows import (
    ERASED,
    DamagedMark,
    PagePiece,
    Written,
    change_of,
    layer_of,
    mark_of,
)
from shared.storage.ink_tables import INK, base_of
from shared.storage.ink_writing import Carried, Full, Pushed, Stored, Writing, number_of

_log = logging.getLogger(__name__)

_MOST_ANSWER_BYTES: Final = 160 * 1024
_PIECE: Final = 200


class MeetingInk:
    """The ink of one meeting, open for writing. Only the hub does."""

    def __init__(self, file: SqlFile, heads: dict[Layer, int], public_n: int, base: int) -> None:
        self._file = file
        self._heads = heads
        self._public_n = public_n
        self._base = base

    @classmethod
    async def open(cls, path: Path, *, now: datetime) -> MeetingInk:
        """Open the file at `path`, made when missing. A damaged file is set aside. Raises StorageFault."""
        file = await SqlFile.open(path, INK, now=now)
        try:
            if file.set_aside is not None:
                # Seats see by the numbers that ink was lost here, and hand theirs over again.
                await file.write(lambda d: d.execute("UPDATE counters SET base = ?", (base_of(now),)))
            public_n, base = await file.read(
                lambda d: d.execute("SELECT public_n, base FROM counters").fetchone()
            )
            heads = await file.read(_heads)
        except BaseException:
            await file.close()
            raise
        return cls(file, heads, int(public_n), int(base))

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged file went that was found at opening."""
        return self._file.set_aside

    @property
    def heads(self) -> Mapping[Layer, int]:
        """Every layer with its newest number."""
        return self._heads

    @property
    def public_n(self) -> int:
        """Grows with every change that all seats may see."""
        return self._public_n

    async def close(self) -> None:
        """Close the file after all that was asked for."""
        await self._file.close()

    # -- writing --------------------------------------------------------------------------------------------------

    async def take(self, pushes: Sequence[Pushed]) -> tuple[Stored | Full, ...]:
        """Store what seats hand over, in this order; on return all of it is on the disk. Raises StorageFault."""
        writing = Writing(self._base, self._public_n)
        stored = await self._file.write(lambda d: tuple(writing.take(d, pushed) for pushed in pushes))
        self._take_over(writing)
        return stored

    async def write(self, written: Sequence[tuple[Written, bool]]) -> tuple[Stored, ...]:
        """Store what is written at the podium itself, where nothing bounds it but the hand; and whether it is public.

        Raises StorageFault.
        """
        writing = Writing(self._base, self._public_n)
        stored = await self._file.write(
            lambda d: tuple(writing.write(d, one, is_public=is_public) for one, is_public in written)
        )
        self._take_over(writing)
        return stored

    async def grow_public_n(self) -> int:
        """What all seats may see changed otherwise: they ask when they hear the new number. Raises StorageFault."""
        public_n = self._public_n + 1
        await self._file.write(lambda d: d.execute("UPDATE counters SET public_n = ?", (public_n,)))
        self._public_n = public_n
        return public_n

    async def carry(self, layer: Layer, paper: Sha256, runs: Sequence[PageRun], after: int) -> Carried:
        """Copy some marks of `layer`, numbered above `after`, that lie on unchanged pages, to the new draft `paper`.

        A copy follows what is changed later in the draft before, unless it was changed in the new one as often; what
        was erased there stays erased. Doing it again changes nothing.
        Raises StorageFault.
        """
        writing = Writing(self._base, self._public_n)
        carried = await self._file.write(lambda d: writing.carry(d, layer, paper, runs, after))
        self._heads.update(writing.heads)
        return carried

    def _take_over(self, writing: Writing) -> None:
        self._heads.update(writing.heads)
        self._public_n = writing.public_n

    # -- reading --------------------------------------------------------------------------------------------------

    async def changes_after(self, layer: Layer, after: int) -> InkChanges:
        """The next changes of a layer after number `after`, as many as one message holds. Raises StorageFault."""

        def work(database: Database) -> InkChanges:
            return _changes_after(database, layer, after)

        return await self._file.read(work)

    async def page(self, layers: Sequence[Layer], page: int, after: int = 0) -> PagePiece:
        """The next marks of a page in `layers`; `after` is `last` of the piece before. Raises StorageFault."""

        def work(database: Database) -> PagePiece:
            numbers = [number for layer in layers if (number := number_of(database, layer)) is not None]
            marks = ", ".join("?" * len(numbers))
            rows = database.execute(
                f"""
                SELECT author, paper, kind, place, content FROM marks JOIN layers USING (layer)
                WHERE layer IN ({marks}) AND page = ? AND place > ? ORDER BY place LIMIT ?
                """,  # noqa: S608 - question marks
                (*numbers, page, after, _PIECE),
            ).fetchall()
            return _piece(rows)

        return await self._file.read(work)


def ink_path(record: Path) -> Path:
    """Where the ink of the meeting lies whose record is at `record`."""
    return record.with_name("ink.sqlite")


def read_ink(path: Path) -> Iterator[tuple[Layer, tuple[Mark, ...]]]:
    """Every layer of the file at `path` with its marks by page and age; the meeting may be running.

    Damaged rows are passed over with one line in the log. Blocks; for the clerk's programs. Raises StorageFault:
    also when there is no such file, as when nobody wrote anything in an older version.
    """
    with faults_of(path), contextlib.closing(open_to_read(path, INK)) as database:
        layers = database.execute(
            "SELECT layer, author, paper, kind FROM layers ORDER BY author, paper, kind"
        ).fetchall()
        for number, author, paper, kind in layers:
            rows = database.execute(
                "SELECT content FROM marks WHERE layer = ? AND page > 0 ORDER BY page, mark", (number,)
            )
            marks = tuple(mark for (content,) in rows if (mark := _readable(content)) is not None)
            if marks:
                yield layer_of(author, paper, kind), marks


def _heads(database: Database) -> dict[Layer, int]:
    rows = database.execute("SELECT author, paper, kind, n FROM layers").fetchall()
    return {layer_of(author, paper, kind): n for author, paper, kind, n in rows}


def _changes_after(database: Database, layer: Layer, after: int) -> InkChanges:
    number = number_of(database, layer)
    if number is None:
        return InkChanges(layer=layer, before=after, n=after, changes=())
    newest = database.execute("SELECT n FROM layers WHERE layer = ?", (number,)).fetchone()[0]
    rows = database.execute(
        "SELECT n, mark, revision, content FROM marks WHERE layer = ? AND n > ? ORDER BY n LIMIT ?",
        (number, after, MAX_CHANGES + 1),
    ).fetchall()
    changes: list[PackedChange] = []
    size, last, is_more = 0, after, len(rows) > MAX_CHANGES
    for n, mark, revision, content in rows[:MAX_CHANGES]:
        size += len(content)
        if changes and size > _MOST_ANSWER_BYTES:
            is_more = True
            break
        last = n
        try:
            changes.append(change_of(MarkId(mark), revision, content))
        except DamagedMark as damage:
            _log.warning("ink of the meeting is passed over: %s", damage)
    # All up to the newest number is told, also where later numbers of the same marks took the place of earlier ones.
    return InkChanges(
        layer=layer,
        before=after,
        n=last if is_more else max(newest, after),
        changes=tuple(changes),
        is_more=is_more,
    )


def _piece(rows: Sequence[tuple[str, str, str, int, bytes]]) -> PagePiece:
    marks = []
    damaged = 0
    for author, paper, kind, _place, content in rows:
        mark = _readable(content)
        if mark is None:
            damaged += 1
        else:
            marks.append((layer_of(author, paper, kind), mark))
    return PagePiece(tuple(marks), rows[-1][3] if len(rows) == _PIECE else None, damaged)


def _readable(content: bytes) -> Mark | None:
    if content == ERASED:
        return None
    try:
        return mark_of(content)
    except DamagedMark as damage:
        _log.warning("ink of the meeting is passed over: %s", damage)
        return None
