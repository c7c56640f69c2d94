"""The cable of some terminals: it ends at an address of its own, and can be cut or lose what comes back (Linux)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Final

END: Final = "127.0.0.2"
"""Where the terminals connect; the podium listens at `_PODIUM` only."""
_PODIUM: Final = "127.0.0.1"
_PIECE: Final = 64 * 1024


class Cable:
    """Carries what comes in at `END` on each of `ports` to the same port of the podium, in a thread of its own."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._loop = asyncio.new_event_loop()
        self._is_cut = False
        self._loses_answers = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._carried: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable")
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._lay(ports), self._loop).result()

    def cut(self) -> None:
        """Every connection ends and no new one is made, until it is mended."""
        self._do(lambda: self._set(is_cut=True, loses_answers=False))

    def lose_answers(self) -> None:
        """What the terminals send still arrives; nothing comes back any more, until it is mended."""
        self._do(lambda: setattr(self, "_loses_answers", True))

    def mend(self) -> None:
        """Carry again both ways; connections that lost something are broken first."""
        self._do(lambda: self._set(is_cut=False, loses_answers=False))

    def take_away(self) -> None:
        """End everything; the cable is of no use afterwards."""
        asyncio.run_coroutine_threadsafe(self._remove(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, act: Callable[[], None]) -> None:
        async def now() -> None:
            act()

        asyncio.run_coroutine_threadsafe(now(), self._loop).result()

    def _set(self, *, is_cut: bool, loses_answers: bool) -> None:
        self._is_cut, self._loses_answers = is_cut, loses_answers
        for end in self._ends:
            end.transport.abort()

    async def _lay(self, ports: Sequence[int]) -> None:
        for port in ports:

            def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int = port) -> None:
                task = self._loop.create_task(self._carry(port, reader, writer))
                self._carried.add(task)
                task.add_done_callback(self._carried.discard)

            self._servers.append(await asyncio.start_server(visited, END, port))

    async def _carry(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(_PODIUM, port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._ends |= ends
        try:
            await asyncio.gather(
                self._pump(reader, far_writer, is_answer=False),
                self._pump(far_reader, writer, is_answer=True),
            )
        finally:
            self._ends -= ends
            for end in ends:
                end.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        try:
            while piece := await source.read(_PIECE):
                if not (is_answer and self._loses_answers):
                    target.write(piece)
                    await target.drain()
        except ConnectionError:
            pass  # one end is gone, and with it the other
        target.transport.abort()

    async def _remove(self) -> None:
        self._set(is_cut=True, loses_answers=False)
        for server in self._servers:
            server.close()
        for task in tuple(self._carried):
            task.cancel()
        await asyncio.gather(*self._carried, return_exceptions=True)
