"""How a test gives orders to a program without a window: JSON lines at a socket, as the driver of the others takes them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

_Order = TypeVar("_Order")


async def listen(
    path: Path, decode: Callable[[bytes], _Order], carry_out: Callable[[_Order], Awaitable[Mapping[str, Any]]]
) -> asyncio.Server:
    """Carry out one order after another, for whoever comes to `path`; an order that fails ends the program."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while line := await reader.readline():
                said = await carry_out(decode(line))
                writer.write(msgspec.json.encode({"ok": True, **said}) + b"\n")
                await writer.drain()
        writer.close()

    return await asyncio.start_unix_server(converse, path)
