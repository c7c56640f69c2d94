"""Which files of a meeting are given out, and when that is looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from presenter.hub import papers as papers_module
from presenter.hub.papers import Papers
from shared.domain import commands as cmd
from shared.domain.papers import Attachment, Sha256
from shared.domain.state import MeetingState
from tests.fakes.small_room import PLAN, SECRET, TABLES, SmallRoom, meeting, paper

PICTURES = Attachment(sha256=Sha256("e" * 64), size_bytes=1_000)


class FakeBroadcast:
    """Keeps in mind what was broadcast."""

    def __init__(self, _connection: object, _meeting: object, **_on: object) -> None:
        self.sent: list[Sha256] = []
        self.bell = asyncio.Event()

    async def start(self) -> None:
        return

    def close(self) -> None:
        return

    async def broadcast(self, sha256: Sha256, _path: Path, _size_bytes: int) -> None:
        self.sent.append(sha256)
        self.bell.set()

    async def until(self, wanted: set[Sha256]) -> None:
        async with asyncio.timeout(5.0):
            while not wanted <= set(self.sent):
                self.bell.clear()
                await self.bell.wait()


class FakeConnection:
    def watch(self, _watcher: Callable[[Any], None]) -> Callable[[], None]:
        return lambda: None


class FakePublisher:
    async def wait_for_streams(self) -> None:
        return


def test_pictures_that_become_public_with_another_paper_are_broadcast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restricted paper and one for everybody may look alike, as two empty forms do: one file, one digest."""
    monkeypatch.setattr(papers_module, "PaperBroadcast", FakeBroadcast)
    room = SmallRoom()
    room.does(cmd.PrepareMeeting(meeting()))

    def state() -> MeetingState:
        assert room.state is not None
        return room.state

    async def story() -> None:
        connection: Any = FakeConnection()
        publisher: Any = FakePublisher()
        papers = Papers(tmp_path, state, connection, publisher=publisher, on_changed=lambda: None)
        broadcast: Any = papers._broadcast
        await papers.start()
        room.does(cmd.NoteThumbnails(paper=SECRET, thumbnails=PICTURES))
        papers.changed()
        await broadcast.until({PLAN, TABLES})
        assert PICTURES.sha256 not in broadcast.sent
        room.does(cmd.NoteThumbnails(paper=PLAN, thumbnails=PICTURES))
        papers.changed()
        await broadcast.until({PLAN, TABLES, PICTURES.sha256})
        draft = msgspec.structs.replace(paper(Sha256("d" * 64)), title="")
        room.does(cmd.ReplacePaper(old=PLAN, paper=draft))
        papers.changed()
        await broadcast.until({draft.sha256})
        assert SECRET not in broadcast.sent
        assert len(broadcast.sent) == len(set(broadcast.sent))
        await papers.close()

    asyncio.run(story())
