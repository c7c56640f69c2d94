"""The tables of ink on a terminal, and the steps of its transactions."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlite_utils import Database

from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, Mark, MarkId
from shared.domain.people import PersonId
from shared.protocol.ink import MAX_CHANGES, InkPush, PackedChange
from shared.storage.ink_rows import (
    NO_PAGE,
    Changed,
    DamagedMark,
    MarkRow,
    PagePiece,
    Written,
    change_of,
    is_newer,
    is_sound,
    layer_of,
    mark_of,
    row_of,
    row_of_mark,
)

_log = logging.getLogger(__name__)

UNSENT: Final = 0
SENT: Final = 1
REFUSED: Final = 2
_DAMAGED: Final = 3
AGAIN: Final = 4
"""Refused once, and to be delivered again."""
WAITS: Final = f"({UNSENT}, {AGAIN})"
NOT_THERE: Final = f"({UNSENT}, {REFUSED}, {AGAIN})"

MOST_PUSH_BYTES: Final = 128 * 1024
"""Marks of one push; the frame is bounded by 192 KiB, and the largest mark takes 150 KB and goes alone."""
PIECE: Final = 200
"""Marks of a page that are read in one go; what is written meanwhile waits no longer than this."""
GENERATION_BITS: Final = 20
"""The bits of a number above these tell of the file that counts it: a podium that lost its ink counts from above."""


def make_ink_tables(database: Database) -> None:
    """A migration: `viewer` is the person for whom a layer was replicated last, '' when it is only to be delivered."""
    database.execute(
        """
        CREATE TABLE ink_layers (
            layer INTEGER PRIMARY KEY,
            meeting TEXT NOT NULL,
            author TEXT NOT NULL,
            paper TEXT NOT NULL,
            kind TEXT NOT NULL,
            viewer TEXT NOT NULL,
            n INTEGER NOT NULL DEFAULT 0,
            UNIQUE (meeting, author, paper, kind)
        ) STRICT
        """
    )
    database.execute(
        """
        CREATE TABLE ink_marks (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            layer INTEGER NOT NULL REFERENCES ink_layers (layer) ON DELETE CASCADE,
            mark TEXT NOT NULL,
            revision INTEGER NOT NULL,
            page INTEGER NOT NULL,
            kind TEXT NOT NULL,
            content BLOB NOT NULL,
            state INTEGER NOT NULL,
            UNIQUE (layer, mark)
        ) STRICT
        """
    )
    database.execute("CREATE INDEX ink_of_page ON ink_marks (layer, page)")
    # What waits, in its order. SQLite takes it only where a query says the same words: state <> 1.
    database.execute("CREATE INDEX ink_waiting ON ink_marks (place, state, layer) WHERE state <> 1")


SEEN: Final = "meeting = ? AND (viewer = ? OR author = ?)"
PENDING: Final = (
    f"FROM ink_marks INDEXED BY ink_waiting WHERE state <> 1 AND state IN {NOT_THERE} AND layer IN "  # noqa: S608
    "(SELECT layer FROM ink_layers WHERE meeting = ?)"
)
PENDING_ELSEWHERE: Final = PENDING.replace("meeting = ?", "meeting <> ?")


def number_of(database: Database, meeting: MeetingId, layer: Layer, *, viewer: str) -> int:
    """The row of a layer, made when missing; a `viewer` is noted."""
    key = (meeting, layer.author, layer.paper, layer.kind.value)
    row = database.execute(
        "SELECT layer, viewer FROM ink_layers WHERE meeting = ? AND author = ? AND paper = ? AND kind = ?",
        key,
    ).fetchone()
    if row is None:
        made = database.execute(
            "INSERT INTO ink_layers (meeting, author, paper, kind, viewer) VALUES (?, ?, ?, ?, ?) RETURNING layer",
            (*key, viewer),
        ).fetchall()
        return int(made[0][0])
    number, noted = row
    if viewer not in ("", noted):
        database.execute("UPDATE ink_layers SET viewer = ? WHERE layer = ?", (viewer, number))
    return int(number)


def _found(database: Database, number: int, mark: MarkId) -> tuple[int, int, bytes] | None:
    """Revision, page and bytes of a mark."""
    row: tuple[int, int, bytes] | None = database.execute(
        "SELECT revision, page, content FROM ink_marks WHERE layer = ? AND mark = ?", (number, mark)
    ).fetchone()
    return row


def _set(database: Database, number: int, row: MarkRow, state: int) -> None:
    # A mark that is changed again goes to the end of what waits: `place` is given anew.
    database.execute("DELETE FROM ink_marks WHERE layer = ? AND mark = ?", (number, row.id))
    database.execute(
        "INSERT INTO ink_marks (layer, mark, revision, page, kind, content, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, row.id, row.revision, row.page, row.kind, row.content, state),
    )


def put_all(database: Database, number: int, written: Written) -> Iterator[Changed]:
    """Store what a person wrote and erased in layer `number`, with the next revision of each mark."""
    for mark in written.marks:
        found = _found(database, number, mark.id)
        revision, left = (0, NO_PAGE) if found is None else (found[0], found[1])
        row = row_of_mark(mark, revision + 1)
        _set(database, number, row, UNSENT)
        yield Changed(written.layer, mark.id, left, change_of(mark.id, row.revision, row.content).mark)
    for erased in written.erased:
        found = _found(database, number, erased)
        if found is not None and found[1] != NO_PAGE:
            change = PackedChange(id=erased, revision=found[0] + 1, mark=None)
            _set(database, number, row_of(change), UNSENT)
            yield Changed(written.layer, erased, found[1], None)


def take_all(
    database: Database, number: int, layer: Layer, changes: Sequence[PackedChange]
) -> Iterator[Changed]:
    """Store changes of layer `number` that the podium has; what is newer here stays and still waits."""
    sound = [change for change in changes if is_sound(change)]
    if len(sound) < len(changes):
        _log.warning("ink that the podium sent is passed over: it cannot be read")
    for change in sound:
        row = row_of(change)
        found = _found(database, number, change.id)
        if found is None or is_newer(row, found[0], found[2]):
            _set(database, number, row, SENT)
            yield Changed(layer, change.id, NO_PAGE if found is None else found[1], change.mark)
        elif (row.revision, row.content) == (found[0], found[2]):
            database.execute(
                "UPDATE ink_marks SET state = ? WHERE layer = ? AND mark = ? AND state <> ?",
                (SENT, number, change.id, SENT),
            )


def note(database: Database, number: int, push: InkPush, state: int) -> None:
    """Note what became of these very revisions."""
    database.conn.executemany(
        "UPDATE ink_marks SET state = ? WHERE layer = ? AND mark = ? AND revision = ?",
        [(state, number, change.id, change.revision) for change in push.changes],
    )


def take_next_push(database: Database, meeting: MeetingId) -> InkPush | None:
    """The oldest changes that wait, of one layer. What cannot be read waits no longer."""
    rows = database.execute(
        f"""
        SELECT m.layer, author, paper, l.kind, mark, revision, content
        FROM ink_marks m INDEXED BY ink_waiting CROSS JOIN ink_layers l USING (layer)
        WHERE m.state <> 1 AND m.state IN {WAITS} AND meeting = ? ORDER BY place LIMIT ?
        """,  # noqa: S608 - a constant of ours
        (meeting, 4 * MAX_CHANGES),
    ).fetchall()
    changes: list[PackedChange] = []
    size = 0
    for number, _author, _paper, _kind, mark, revision, content in rows:
        size += len(content)
        if number != rows[0][0] or (changes and size > MOST_PUSH_BYTES):
            continue
        try:
            changes.append(change_of(MarkId(mark), revision, content))
        except DamagedMark as damage:
            _log.warning("ink of this terminal is passed over: %s", damage)
            database.execute(
                "UPDATE ink_marks SET state = ? WHERE layer = ? AND mark = ?", (_DAMAGED, number, mark)
            )
        if len(changes) == MAX_CHANGES:
            break
    if changes:
        _, author, paper, kind, *_ = rows[0]
        return InkPush(layer=layer_of(author, paper, kind), changes=tuple(changes))
    return take_next_push(database, meeting) if rows else None


def see_only(
    database: Database,
    meeting: MeetingId,
    viewer: PersonId,
    heads: Mapping[Layer, int],
    *,
    is_signed_in: bool,
) -> bool:
    """What `SeatInk.see` does."""
    is_changed = False
    rows = database.execute(
        "SELECT layer, author, paper, kind, viewer, n FROM ink_layers WHERE meeting = ?", (meeting,)
    ).fetchall()
    for number, author, paper, kind, seen_by, n in rows:
        head = heads.get(layer_of(author, paper, kind))
        is_own = author == viewer
        if head is None and not is_own:
            _forget(database, number)
            is_changed |= seen_by == viewer
            continue
        if seen_by != viewer:
            database.execute("UPDATE ink_layers SET viewer = ? WHERE layer = ?", (viewer, number))
            is_changed |= not is_own
        is_lost = is_signed_in if head is None else _is_counted_anew(head, n)
        if is_lost:
            database.execute("UPDATE ink_layers SET n = 0 WHERE layer = ?", (number,))
            if is_own:
                database.execute(
                    "UPDATE ink_marks SET state = ? WHERE layer = ? AND state = ?", (UNSENT, number, SENT)
                )
    return is_changed


def _is_counted_anew(head: int, n: int) -> bool:
    return head < n or (n > 0 and head >> GENERATION_BITS != n >> GENERATION_BITS)


def _forget(database: Database, number: int) -> None:
    """Forget a layer that is not seen any more; one that holds what was not delivered stays, unseen."""
    row = database.execute(
        f"SELECT count(*) FROM ink_marks WHERE layer = ? AND state IN {NOT_THERE}",  # noqa: S608
        (number,),
    ).fetchone()
    if row[0]:
        database.execute("UPDATE ink_layers SET viewer = '' WHERE layer = ?", (number,))
    else:
        database.execute("DELETE FROM ink_layers WHERE layer = ?", (number,))


def piece_of(rows: Sequence[tuple[str, str, str, int, bytes]], *, is_whole: bool) -> PagePiece:
    """The rows (author, paper, kind of the layer, place, content) as a piece of a page."""
    marks: list[tuple[Layer, Mark]] = []
    damaged = 0
    for author, paper, kind, _place, content in rows:
        try:
            marks.append((layer_of(author, paper, kind), mark_of(content)))
        except DamagedMark as damage:
            if not damaged:
                _log.warning("ink on a page is passed over: %s", damage)
            damaged += 1
    return PagePiece(tuple(marks), None if is_whole else rows[-1][3], damaged)
