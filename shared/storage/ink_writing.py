"""One transaction on a meeting's ink: which changes stay, and the numbers that they get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlite_utils import Database

from shared.domain.ink import Layer, MarkId
from shared.domain.papers import PageRun, Sha256
from shared.protocol.ink import InkChanges, PackedChange
from shared.storage.ink_rows import (
    NO_PAGE,
    Changed,
    DamagedMark,
    MarkRow,
    Written,
    change_of,
    is_newer,
    is_sound,
    row_of,
    row_of_mark,
)

MOST_MARKS: Final = 50_000
"""Marks that one person can hand over in a meeting, erased ones included."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes of them."""
_CARRY: Final = 200


class Pushed(msgspec.Struct, frozen=True):
    """Changes to store; `is_public`: every seat will be told, so the public number grows."""

    layer: Layer
    changes: tuple[PackedChange, ...]
    is_public: bool = False


class Full(msgspec.Struct, frozen=True):
    """Nothing was stored: the author's share of the disk is used up."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What was stored: `told` holds the changes that stay, numbered, to be told to others; `changed` is for screens.

    Nothing new: `told` holds no changes, and its numbers are equal. `public_n` is 0 where not every seat is told.
    """

    told: InkChanges
    changed: tuple[Changed, ...]


class Carried(msgspec.Struct, frozen=True):
    """Some marks of a layer were copied; `after` is where to go on, None: all were looked at."""

    changed: tuple[Changed, ...]
    after: int | None


class Writing:
    """One transaction: the numbers that it gives count only when it is committed."""

    def __init__(self, base: int, public_n: int) -> None:
        self.heads: dict[Layer, int] = {}
        self.public_n = public_n
        self._base = base

    def take(self, database: Database, pushed: Pushed) -> Stored | Full:
        layer = pushed.layer
        rows = [row_of(change) for change in pushed.changes if is_sound(change)]
        number, before = self._layer(database, layer)
        # The newest of several changes of one mark in one message decides.
        newest: dict[MarkId, MarkRow] = {}
        for row in rows:
            known = newest.get(row.id)
            if known is None or is_newer(row, known.revision, known.content):
                newest[row.id] = row
        found = {row.id: _found(database, number, row.id) for row in newest.values()}
        staying = [row for row in newest.values() if _stays(row, found[row.id])]
        new_marks = sum(1 for row in staying if found[row.id] is None)
        new_bytes = sum(len(row.content) - len(f[2] if (f := found[row.id]) else b"") for row in staying)
        if not _has_room(database, layer, new_marks, new_bytes):
            return Full()
        return self._stored(database, layer, number, before, staying, is_public=pushed.is_public)

    def write(self, database: Database, written: Written, *, is_public: bool) -> Stored:
        number, before = self._layer(database, written.layer)
        rows = []
        for mark in written.marks:
            found = _found(database, number, mark.id)
            rows.append(row_of_mark(mark, 1 if found is None else found[0] + 1))
        for erased in written.erased:
            found = _found(database, number, erased)
            if found is not None and found[1] != NO_PAGE:
                rows.append(row_of(PackedChange(id=erased, revision=found[0] + 1, mark=None)))
        return self._stored(database, written.layer, number, before, rows, is_public=is_public)

    def carry(
        self, database: Database, layer: Layer, paper: Sha256, runs: Sequence[PageRun], after: int
    ) -> Carried:
        old = number_of(database, layer)
        if old is None:
            return Carried((), None)
        rows = database.execute(
            "SELECT n, mark, revision, page, content FROM marks WHERE layer = ? AND n > ? ORDER BY n LIMIT ?",
            (old, after, _CARRY),
        ).fetchall()
        copies = [
            row
            for _n, mark, revision, page, content in rows
            if (row := _copy(MarkId(mark), revision, page, content, runs)) is not None
        ]
        target = msgspec.structs.replace(layer, paper=paper)
        known = number_of(database, target)
        due = [
            row for row in copies if _is_due(row, None if known is None else _found(database, known, row.id))
        ]
        changed: tuple[Changed, ...] = ()
        if due:
            number, before = self._layer(database, target)
            changed = self._stored(database, target, number, before, due, is_public=False).changed
        return Carried(changed, rows[-1][0] if len(rows) == _CARRY else None)

    def _layer(self, database: Database, layer: Layer) -> tuple[int, int]:
        """The row of a layer, made when missing, and its newest number."""
        known = database.execute(
            "SELECT layer, n FROM layers WHERE author = ? AND paper = ? AND kind = ?", _key(layer)
        ).fetchone()
        if known is None:
            known = database.execute(
                "INSERT INTO layers (author, paper, kind, n) VALUES (?, ?, ?, ?) RETURNING layer, n",
                (*_key(layer), self._base),
            ).fetchall()[0]
        return int(known[0]), int(known[1])

    def _stored(
        self,
        database: Database,
        layer: Layer,
        number: int,
        before: int,
        rows: Sequence[MarkRow],
        *,
        is_public: bool,
    ) -> Stored:
        n = before
        changed = []
        for row in rows:
            found = _found(database, number, row.id)
            n += 1
            _set(database, number, row, n)
            left = NO_PAGE if found is None else found[1]
            changed.append(Changed(layer, row.id, left, change_of(row.id, row.revision, row.content).mark))
        if rows:
            database.execute("UPDATE layers SET n = ? WHERE layer = ?", (n, number))
            if is_public:
                self.public_n += 1
                database.execute("UPDATE counters SET public_n = ?", (self.public_n,))
        self.heads[layer] = n
        told = InkChanges(
            layer=layer,
            before=before,
            n=n,
            changes=tuple(change_of(row.id, row.revision, row.content) for row in rows),
            public_n=self.public_n if rows and is_public else 0,
        )
        return Stored(told=told, changed=tuple(changed))


def _key(layer: Layer) -> tuple[str, str, str]:
    return (layer.author, layer.paper, layer.kind.value)


def _found(database: Database, number: int, mark: MarkId) -> tuple[int, int, bytes] | None:
    """Revision, page and bytes of a mark."""
    row: tuple[int, int, bytes] | None = database.execute(
        "SELECT revision, page, content FROM marks WHERE layer = ? AND mark = ?", (number, mark)
    ).fetchone()
    return row


def _stays(row: MarkRow, found: tuple[int, int, bytes] | None) -> bool:
    return found is None or is_newer(row, found[0], found[2])


def _has_room(database: Database, layer: Layer, marks: int, size: int) -> bool:
    """Count what the author hands over; False when that would be too much, and then nothing is counted."""
    row = database.execute(
        "SELECT marks, bytes FROM authors WHERE author = ?", (layer.author,)
    ).fetchone() or (0, 0)
    counted_marks, counted_bytes = row[0] + marks, row[1] + size
    is_more = marks > 0 or size > 0
    if is_more and (counted_marks > MOST_MARKS or counted_bytes > MOST_BYTES):
        return False
    database.execute(
        """
        INSERT INTO authors (author, marks, bytes) VALUES (?, ?, ?)
        ON CONFLICT (author) DO UPDATE SET marks = excluded.marks, bytes = excluded.bytes
        """,
        (layer.author, counted_marks, max(0, counted_bytes)),
    )
    return True


def _set(database: Database, number: int, row: MarkRow, n: int) -> None:
    database.execute(
        """
        INSERT INTO marks (layer, mark, revision, n, page, content) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (layer, mark) DO UPDATE
        SET revision = excluded.revision, n = excluded.n, page = excluded.page, content = excluded.content
        """,
        (number, row.id, row.revision, n, row.page, row.content),
    )


def _is_due(row: MarkRow, found: tuple[int, int, bytes] | None) -> bool:
    """Whether what became of a mark in the draft before is to become of its copy, which is `found` in the new one.

    Whoever has not turned to the new draft yet goes on writing in the one before: there they also undo and move.
    """
    if found is None:
        return row.page != NO_PAGE
    return found[1] != NO_PAGE and row.revision > found[0]


def _copy(mark: MarkId, revision: int, page: int, content: bytes, runs: Sequence[PageRun]) -> MarkRow | None:
    """The mark on its page in the new draft, or that it was erased; None where it cannot be read or has no page there."""
    if page == NO_PAGE:
        return row_of(PackedChange(id=mark, revision=revision, mark=None))
    run = next((r for r in runs if r.old <= page < r.old + r.count), None)
    if run is None:
        return None
    try:
        change = change_of(mark, revision, content)
    except DamagedMark:
        return None
    if change.mark is None:
        return None
    moved = msgspec.structs.replace(change.mark, page=run.new + page - run.old)
    return row_of(msgspec.structs.replace(change, mark=moved))


def number_of(database: Database, layer: Layer) -> int | None:
    """The row of a layer, None when there is none."""
    row = database.execute(
        "SELECT layer FROM layers WHERE author = ? AND paper = ? AND kind = ?", _key(layer)
    ).fetchone()
    return None if row is None else int(row[0])
