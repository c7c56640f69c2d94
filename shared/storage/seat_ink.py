"""Ink on a terminal: what was written here and is not delivered yet, and the replica of what the person may see.

Every call that writes waits for the disk. One row holds the newest change of a mark; of the strokes themselves
nothing stays in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from sqlite_utils import Database

from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.ink import InkChanges, InkPush
from shared.storage.database import SqlFile
from shared.storage.ink_rows import Changed, PagePiece, Written, layer_of
from shared.storage.seat_ink_rows import (
    AGAIN,
    NOT_THERE,
    PENDING,
    PENDING_ELSEWHERE,
    PIECE,
    REFUSED,
    SEEN,
    SENT,
    UNSENT,
    note,
    number_of,
    piece_of,
    put_all,
    see_only,
    take_all,
    take_next_push,
)


class HeldLayer(msgspec.Struct, frozen=True, kw_only=True):
    """A layer on this terminal: replicated up to number `n`, with so many marks on each page.

    `is_seen`: the person asked about may see it.
    """

    layer: Layer
    n: int
    is_seen: bool
    pages: Mapping[int, int]


class SeatInk:
    """The ink in one seat's file."""

    def __init__(self, file: SqlFile) -> None:
        self._file = file

    # -- reading --------------------------------------------------------------------------------------------------

    async def layers(self, meeting: MeetingId, viewer: PersonId) -> tuple[HeldLayer, ...]:
        """All layers of a meeting that lie here, as `viewer` may see them. Raises StorageFault."""

        def work(database: Database) -> tuple[HeldLayer, ...]:
            pages: dict[int, dict[int, int]] = {}
            counts = database.execute(
                """
                SELECT layer, page, count(*) FROM ink_marks
                WHERE page > 0 AND layer IN (SELECT layer FROM ink_layers WHERE meeting = ?)
                GROUP BY layer, page
                """,
                (meeting,),
            )
            for layer, page, count in counts:
                pages.setdefault(layer, {})[page] = count
            rows = database.execute(
                "SELECT layer, author, paper, kind, viewer, n FROM ink_layers WHERE meeting = ?", (meeting,)
            ).fetchall()
            return tuple(
                HeldLayer(
                    layer=layer_of(author, paper, kind),
                    n=n,
                    is_seen=viewer in (author, seen_by),
                    pages=pages.get(number, {}),
                )
                for number, author, paper, kind, seen_by, n in rows
            )

        return await self._file.read(work)

    async def page(
        self, meeting: MeetingId, viewer: PersonId, paper: Sha256, page: int, after: int = 0
    ) -> PagePiece:
        """The next marks of a page that `viewer` may see; `after` is `last` of the piece before. Raises StorageFault."""

        def work(database: Database) -> PagePiece:
            rows = database.execute(
                f"""
                SELECT author, paper, l.kind, place, content FROM (
                    SELECT place FROM ink_marks m JOIN ink_layers l USING (layer)
                    WHERE {SEEN} AND paper = ? AND page = ? AND place > ? ORDER BY place LIMIT ?
                ) JOIN ink_marks m USING (place) JOIN ink_layers l USING (layer) ORDER BY place
                """,  # noqa: S608 - a constant of ours
                (meeting, viewer, viewer, paper, page, after, PIECE),
            ).fetchall()
            return piece_of(rows, is_whole=len(rows) < PIECE)

        return await self._file.read(work)

    async def of_kinds(
        self, meeting: MeetingId, viewer: PersonId, paper: Sha256, kinds: Sequence[str]
    ) -> PagePiece:
        """The marks of some kinds (their tags) on all pages of a paper, by page, whole. Raises StorageFault."""
        wanted = ", ".join("?" * len(kinds))

        def work(database: Database) -> PagePiece:
            rows = database.execute(
                f"""
                SELECT author, paper, l.kind, place, content FROM ink_marks m JOIN ink_layers l USING (layer)
                WHERE {SEEN} AND paper = ? AND page > 0 AND m.kind IN ({wanted}) ORDER BY page, mark
                """,  # noqa: S608 - constants and question marks
                (meeting, viewer, viewer, paper, *kinds),
            ).fetchall()
            return piece_of(rows, is_whole=True)

        return await self._file.read(work)

    # -- what the person writes -----------------------------------------------------------------------------------

    async def put(self, meeting: MeetingId, written: Sequence[Written]) -> tuple[Changed, ...]:
        """Store what was written here; on return it survives a cut of power. Raises StorageFault."""

        def work(database: Database) -> tuple[Changed, ...]:
            changed: list[Changed] = []
            for one in written:
                number = number_of(database, meeting, one.layer, viewer=one.layer.author)
                changed += put_all(database, number, one)
            return tuple(changed)

        return await self._file.write(work)

    async def unsent_count(self, meeting: MeetingId) -> int:
        """How many changes of a meeting the podium has not taken, refused ones included. Raises StorageFault."""

        def work(database: Database) -> int:
            row = database.execute(f"SELECT count(*) {PENDING}", (meeting,)).fetchone()
            return int(row[0])

        return await self._file.read(work)

    async def next_push(self, meeting: MeetingId) -> InkPush | None:
        """The oldest changes that wait, of one layer, as many as one message holds. Raises StorageFault."""
        return await self._file.write(lambda database: take_next_push(database, meeting))

    async def note_taken(self, meeting: MeetingId, push: InkPush) -> None:
        """The podium has these changes; what was changed again since still waits. Raises StorageFault."""

        def work(database: Database) -> None:
            note(database, number_of(database, meeting, push.layer, viewer=""), push, SENT)

        await self._file.write(work)

    async def note_refused(self, meeting: MeetingId, push: InkPush) -> int:
        """The podium does not take these changes; they are kept and shown here. Raises StorageFault.

        Returns how many of them are refused for the first time.
        """

        def work(database: Database) -> int:
            number = number_of(database, meeting, push.layer, viewer="")
            first = sum(
                database.execute(
                    "SELECT count(*) FROM ink_marks WHERE layer = ? AND mark = ? AND revision = ? AND state = ?",
                    (number, change.id, change.revision, UNSENT),
                ).fetchone()[0]
                for change in push.changes
            )
            note(database, number, push, REFUSED)
            return int(first)

        return await self._file.write(work)

    async def retry_refused(self, meeting: MeetingId) -> None:
        """Have refused changes delivered again: the permission may be another one now. Raises StorageFault."""

        def work(database: Database) -> None:
            database.execute(
                "UPDATE ink_marks SET state = ? WHERE state = ? AND layer IN "
                "(SELECT layer FROM ink_layers WHERE meeting = ?)",
                (AGAIN, REFUSED, meeting),
            )

        await self._file.write(work)

    # -- what the podium tells ------------------------------------------------------------------------------------

    async def take(
        self, meeting: MeetingId, viewer: PersonId, told: InkChanges
    ) -> tuple[int, tuple[Changed, ...]]:
        """Store changes that the podium numbered; returns up to which number the layer is here, and what changed.

        Raises StorageFault.
        """

        def work(database: Database) -> tuple[int, tuple[Changed, ...]]:
            number = number_of(database, meeting, told.layer, viewer=viewer)
            changed = tuple(take_all(database, number, told.layer, told.changes))
            database.execute(
                "UPDATE ink_layers SET n = ? WHERE layer = ? AND n >= ? AND n < ?",
                (told.n, number, told.before, told.n),
            )
            row = database.execute("SELECT n FROM ink_layers WHERE layer = ?", (number,)).fetchone()
            return int(row[0]), changed

        return await self._file.write(work)

    async def see(
        self, meeting: MeetingId, viewer: PersonId, heads: Mapping[Layer, int], *, is_signed_in: bool
    ) -> bool:
        """`viewer` may see exactly these layers: forget all others, unless they hold what was not delivered.

        Where the podium has less of the viewer's own ink than it had, that ink is delivered again. Returns whether
        anything that is seen changed. Raises StorageFault.
        """

        def work(database: Database) -> bool:
            return see_only(database, meeting, viewer, heads, is_signed_in=is_signed_in)

        return await self._file.write(work)

    async def forget_other_meetings(self, meeting: MeetingId) -> int:
        """Forget the ink of all other meetings whose changes the podium has, all of them.

        Returns how many changes of other meetings were never taken; they stay, and are delivered when their meeting
        comes back. Raises StorageFault.
        """

        def work(database: Database) -> int:
            database.execute(
                f"""
                DELETE FROM ink_layers WHERE meeting <> ? AND meeting NOT IN (
                    SELECT meeting FROM ink_layers JOIN ink_marks m USING (layer)
                    WHERE m.state <> 1 AND m.state IN {NOT_THERE}
                )
                """,  # noqa: S608 - a constant of ours
                (meeting,),
            )
            row = database.execute(f"SELECT count(*) {PENDING_ELSEWHERE}", (meeting,)).fetchone()
            return int(row[0])

        return await self._file.write(work)
