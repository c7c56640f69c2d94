"""The tables of a meeting's ink."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from shared.storage.database import Schema
from shared.storage.seat_ink_rows import GENERATION_BITS


def base_of(now: datetime) -> int:
    """Where a file that takes the place of a damaged one begins to count: above all that the other one can have given."""
    return int(now.timestamp()) << GENERATION_BITS


def _create(database: Database) -> None:
    # One row: `public_n` is told in heartbeats; the numbers of a layer follow `base`.
    database.execute(
        "CREATE TABLE counters (public_n INTEGER NOT NULL, base INTEGER NOT NULL) STRICT",
    )
    database.execute("INSERT INTO counters (public_n, base) VALUES (0, 0)")
    database.execute(
        """
        CREATE TABLE layers (
            layer INTEGER PRIMARY KEY,
            author TEXT NOT NULL,
            paper TEXT NOT NULL,
            kind TEXT NOT NULL,
            n INTEGER NOT NULL,
            UNIQUE (author, paper, kind)
        ) STRICT
        """
    )
    # A row is never deleted: an erased mark keeps its number, page 0 and no content.
    database.execute(
        """
        CREATE TABLE marks (
            place INTEGER PRIMARY KEY,
            layer INTEGER NOT NULL REFERENCES layers (layer),
            mark TEXT NOT NULL,
            revision INTEGER NOT NULL,
            n INTEGER NOT NULL,
            page INTEGER NOT NULL,
            content BLOB NOT NULL,
            UNIQUE (layer, mark)
        ) STRICT
        """
    )
    database.execute("CREATE INDEX marks_by_number ON marks (layer, n)")
    database.execute("CREATE INDEX marks_of_page ON marks (layer, page)")
    # What each person handed over, to be bounded; copies on new drafts are the podium's own and do not count.
    database.execute(
        "CREATE TABLE authors (author TEXT PRIMARY KEY, marks INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT"
    )


INK: Final = Schema(application_id=0x575A494B, migrations=(_create,))  # "WZIK"
