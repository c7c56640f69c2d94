"""The tables of a meeting's record. What is written stays: triggers refuse to change or delete it."""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

from shared.storage.database import Schema

_APPLICATION_ID: Final = 0x575A5243  # "WZRC"

_APPEND_ONLY: Final = """
CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END;
CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are never deleted'); END;
"""

# INSERT OR REPLACE would delete without asking the trigger above; with this it finds nothing to replace.
_IN_ORDER: Final = """
CREATE TRIGGER events_follow BEFORE INSERT ON events
WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;
CREATE TRIGGER intents_once BEFORE INSERT ON intents
WHEN EXISTS (SELECT 1 FROM intents WHERE seat = NEW.seat AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an intent is answered once'); END;
"""


def _create(database: Database) -> None:
    database.table("events").create(
        {"n": int, "at": int, "bytes": bytes, "hash": bytes}, pk="n", not_null={"at", "bytes", "hash"}
    )
    database.table("intents").create(
        {"seat": str, "id": str, "request": bytes, "reply": bytes},
        pk=("seat", "id"),
        not_null={"seat", "id", "request", "reply"},
    )
    database.table("snapshots").create(
        {"n": int, "form": int, "bytes": bytes}, pk="n", not_null={"form", "bytes"}
    )
    # One row: the term of the stage grows at each start of a presenter, `bytes` is the last stage.
    database.table("stage").create({"id": int, "term": int, "bytes": bytes}, pk="id", not_null={"term"})
    for statement in _statements(_APPEND_ONLY.format(table="events") + _APPEND_ONLY.format(table="intents")):
        database.execute(statement)
    for statement in _statements(_IN_ORDER):
        database.execute(statement)


def _statements(script: str) -> list[str]:
    """The triggers of `script` one by one: running a whole script at once would commit what is open."""
    return [part.strip() + "END" for part in script.split("END;") if part.strip()]


RECORD: Final = Schema(application_id=_APPLICATION_ID, migrations=(_create,))
