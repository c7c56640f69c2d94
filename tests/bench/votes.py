"""How soon a full room has its receipts: 1,000 simulated seats vote at once. JSON lines.

A receipt is given when the vote is on the disk; the podium commits votes that wait together in one transaction. The
reference is a bare SQLite loop on the same disk with the same durability, one row and one commit a vote; for the
receipts, how long that takes for as many votes as had to be committed before the one in question.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench.fanout.lines import percentile, show
from tests.bench.voting import room

VOTERS: Final = 1000
ROUNDS: Final = 5
_ROW_BYTES: Final = 320


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as name:
        folder = Path(name)
        voted = asyncio.run(room.measure(folder / "room", VOTERS, ROUNDS))
        committed_ms = bare_commits(folder / "bare.sqlite", VOTERS)
    for share, title in ((0.5, "p50"), (0.99, "p99")):
        show(
            f"votes.receipt_of_1000.{title}",
            percentile(voted.receipts_ms, share),
            "ms",
            reference=percentile(committed_ms, share),
            samples=len(voted.receipts_ms),
        )
    bare_per_s = VOTERS / committed_ms[-1] * 1000
    show("votes.commits_per_s", voted.votes_per_s, "1/s", reference=bare_per_s, samples=VOTERS * ROUNDS)


def bare_commits(path: Path, rows: int) -> list[float]:
    """Milliseconds from the beginning until each row was committed, in WAL mode with `synchronous = FULL`."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE events (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
    body = bytes(_ROW_BYTES)
    began = time.perf_counter()
    committed = []
    for _ in range(rows):
        database.execute("INSERT INTO events (body) VALUES (?)", (body,))
        committed.append((time.perf_counter() - began) * 1000)
    database.close()
    return committed


if __name__ == "__main__":
    main()
