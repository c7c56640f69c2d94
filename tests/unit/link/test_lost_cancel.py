import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.crypto.accounts import EngineCredentials
from shared.crypto.authority import RoomAuthority
from shared.link.connection import Connection, Phase
from shared.link.credentials import Credentials
from shared.link.faults import Address
from shared.link.lost_cancel import cancel_is_kept

STEPS_OF_A_TRY = 40
"""More turns of the loop than a refused try to connect takes, with its second one at once."""
CLOSE_LIMIT_S = 5


@pytest.mark.parametrize("outcome", [None, ConnectionRefusedError()])
def test_a_task_cancelled_as_its_wait_ends_is_cancelled(outcome: Exception | None) -> None:
    async def story() -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def wait() -> None:
            with cancel_is_kept():
                await asyncio.wait_for(done, 10)

        task = asyncio.create_task(wait())
        await asyncio.sleep(0)
        if outcome is None:
            done.set_result(None)
        else:
            done.set_exception(outcome)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
        assert task.cancelled()

    asyncio.run(story())


def test_a_task_that_nobody_cancelled_goes_on() -> None:
    async def story() -> str:
        with cancel_is_kept():
            await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError), cancel_is_kept():
            raise ConnectionRefusedError
        return "on"

    assert asyncio.run(story()) == "on"


def test_a_limit_around_it_is_still_a_limit() -> None:
    async def limited() -> None:
        async with asyncio.timeout(0):
            with cancel_is_kept():
                await asyncio.Event().wait()

    async def story() -> None:
        with pytest.raises(TimeoutError):
            await limited()
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    asyncio.run(story())


def test_a_connection_is_closed_at_every_step_of_a_refused_try(tmp_path: Path) -> None:
    async def story() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and does not listen: everybody is refused
            await close_at_every_step(tmp_path, Address(*taken.getsockname()))

    asyncio.run(story())


def test_a_connection_is_closed_at_every_step_of_being_hung_up_on(tmp_path: Path) -> None:
    async def story() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        async with server:
            await close_at_every_step(tmp_path, Address(*server.sockets[0].getsockname()))

    asyncio.run(story())


async def close_at_every_step(folder: Path, address: Address) -> None:
    authority = RoomAuthority.open(folder, datetime(2025, 1, 1, tzinfo=UTC))
    user = EngineCredentials(token="a.b.c", seed="never used")
    credentials = Credentials(user, authority.ca_pem, authority.server_name)
    for steps in range(STEPS_OF_A_TRY):
        connection = Connection(credentials, (address,), name="seat 05", inbox_prefix="_IN.05")
        connection.start()
        for _ in range(steps):
            await asyncio.sleep(0)
        try:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                await connection.close()
        except TimeoutError:
            pytest.fail(f"not closed after {steps} steps")
        assert connection.status.phase is Phase.CLOSED
