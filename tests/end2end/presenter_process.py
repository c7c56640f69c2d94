"""Run as a program: a presenter's engine in the folder given, which says its process id and waits to be killed."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from presenter.hub.engine import Engine
from presenter.hub.room_lock import RoomLock, RoomTaken
from shared.crypto.accounts import RoomAccounts
from shared.crypto.authority import RoomAuthority

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


async def run(folder: Path) -> None:
    lock = RoomLock.take(folder)
    engine = Engine(
        lock,
        RoomAuthority.open(folder, NOW),
        RoomAccounts.open(folder),
        host="127.0.0.1",
        port=0,
        on_state=lambda state: None,
    )
    await engine.start(NOW)
    sys.stdout.write(f"{engine.pid}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(run(Path(sys.argv[1])))
    except RoomTaken as fault:
        sys.exit(fault.sentence)
