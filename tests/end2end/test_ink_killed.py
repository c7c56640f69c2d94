"""A presenter that is killed while everybody scribbles has every stroke that it said it has, once."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.crypto.identity import SeatIdentity
from shared.domain.commands import SignIn
from shared.domain.ink import Layer, MarkId, Pen
from shared.domain.people import PersonId
from shared.protocol.codec import ink_requests, up_replies
from shared.protocol.ink import InkPush, InkTaken, PackedChange, pack
from shared.storage.ink_file import read_ink
from tests.end2end.test_hub_killed import HubProcess
from tests.stories.pack import LI, LI_SEAT, MEETING, WANG, WANG_SEAT, make_pack
from tests.stories.seat import Bell, StorySeat

pytestmark = pytest.mark.end2end

KILLS = 3
STROKES_EACH = 60


def stroke(author: PersonId, number: int, width: float) -> Pen:
    points = tuple((n / 50, 0.5, 0.5) for n in range(50))
    mark = MarkId(f"{author}-{number:03}")
    return Pen(id=mark, page=1 + number % 9, color="#1A3D8F", width=width, points=points)


def test_strokes_that_were_taken_are_kept_however_often_the_presenter_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20260902)
    taken: dict[MarkId, int] = {}
    """The newest revision of each mark that a terminal was told to be taken."""
    numbers: dict[PersonId, int] = {LI: 0, WANG: 0}
    answered = Bell()
    paper = make_pack(tmp_path)[0].agenda[0].papers[0].sha256

    async def scribble(terminal: StorySeat, author: PersonId) -> None:
        for number in range(STROKES_EACH):
            # Every third stroke is drawn again, wider, with its next revision.
            for revision in (1, 2) if number % 3 == 0 else (1,):
                mark = stroke(author, number, 0.004 * revision)
                change = PackedChange(id=mark.id, revision=revision, mark=pack(mark))
                request = InkPush(layer=Layer(author=author, paper=paper), changes=(change,))
                for _ in range(1 + (number % 7 == 0)):
                    reply = up_replies.decode(await terminal.ask("ink", ink_requests.encode(request)))
                    assert isinstance(reply, InkTaken), reply
                    assert reply.n >= numbers[author]  # it never goes back
                    numbers[author] = reply.n
                taken[mark.id] = revision
                answered.ring()

    async def story() -> None:
        hub = HubProcess(tmp_path)
        await hub.start()
        async with AsyncExitStack() as stack:
            writing = []
            for seat, person in ((LI_SEAT, LI), (WANG_SEAT, WANG)):
                terminal = await StorySeat.at(hub.door_port, MEETING, seat, SeatIdentity.create())
                stack.push_async_callback(terminal.close)
                await terminal.wants(SignIn(person))
                writing.append(asyncio.create_task(scribble(terminal, person)))
            for _ in range(KILLS):
                enough = min(len(taken) + chance.randint(5, 30), 2 * STROKES_EACH)
                await answered.wait_for(lambda enough=enough: len(taken) >= enough)  # type: ignore[misc]
                await hub.kill()
                await hub.start()
            await asyncio.gather(*writing)
        await hub.end()

    asyncio.run(story())
    found = {
        mark.id: mark
        for layer, marks in read_ink(tmp_path / "room" / "meetings" / MEETING / "ink.sqlite")
        for mark in marks
        if layer.paper == paper
    }
    assert set(found) == set(taken)
    assert len(taken) == 2 * STROKES_EACH
    for mark in found.values():
        assert isinstance(mark, Pen)
        assert mark.width == 0.004 * taken[mark.id]
    # Each change has one number: the strokes, and those drawn again.
    assert set(numbers.values()) == {STROKES_EACH + STROKES_EACH // 3}
