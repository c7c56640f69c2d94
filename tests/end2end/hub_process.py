"""A hub in a process of its own, to be killed: opens or resumes the story's meeting and says where its door is.

Arguments: folder, engine port, door port.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from shared.domain.ballot_commands import OpenBallot
from shared.domain.commands import StartMeeting
from shared.system.clock import SystemClock
from tests.stories.pack import BALLOT, make_pack


async def serve(folder: Path, engine_port: int, door_port: int) -> None:
    settings = HubSettings(
        data_dir=folder / "room", engine_port=engine_port, door_port=door_port, is_open_room=True
    )
    hub = Hub(settings, SystemClock())
    await hub.start()
    if hub.view.state is None:
        await hub.open_meeting(*make_pack(folder))
        await hub.submit(StartMeeting())
    sys.stdout.write(f"{hub.door_port}\n")
    sys.stdout.flush()
    # The ballot is opened when the test says so, after everybody has signed in.
    loop = asyncio.get_running_loop()
    while (await loop.run_in_executor(None, sys.stdin.readline)).strip() == "open":
        await hub.submit(OpenBallot(BALLOT))
        sys.stdout.write("opened\n")
        sys.stdout.flush()
    await hub.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
