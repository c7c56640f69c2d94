"""Papers that come while the meeting goes on: the real hub, engine and sandbox, and terminals that fetch them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from presenter.hub.drafts import CannotBeShown
from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from shared.domain.commands import ActivateItem, SignIn, StartMeeting
from shared.domain.papers import Attachment, Audience, Everybody, PageRun, Paper, Sha256, Voters
from shared.domain.verdicts import Accepted
from shared.link.papers import stored_chunks
from shared.pdf.thumbnail_file import read_thumbnails
from shared.protocol.messages import CHUNK_BYTES, Chunk, IntentAccepted, NotForYou
from shared.system.clock import SystemClock
from tests.stories.pack import GUEST, GUEST_SEAT, ITEM, LI, LI_SEAT, MEETING, make_pack
from tests.stories.seat import StorySeat, wait_for_view
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end

_mu: Any = pymupdf  # not all of its names are declared


def settings(folder: Path) -> HubSettings:
    return HubSettings(
        data_dir=folder / "room", engine_port=0, door_port=0, is_open_room=True, room_name="三楼会议室"
    )


@asynccontextmanager
async def room(folder: Path) -> AsyncIterator[Hub]:
    """A hub with the story's meeting in session; or come back into it."""
    hub = Hub(settings(folder), SystemClock())
    await hub.start()
    try:
        if hub.view.state is None:
            assert await hub.open_meeting(*make_pack(folder)) == Accepted(())
            await hub.submit(StartMeeting())
            await hub.submit(ActivateItem(ITEM))
        yield hub
    finally:
        await hub.close()


async def terminals(stack: AsyncExitStack, hub: Hub) -> tuple[StorySeat, StorySeat]:
    """A member and an observer, both signed in."""
    seated = []
    for seat, person in ((LI_SEAT, LI), (GUEST_SEAT, GUEST)):
        terminal = await StorySeat.at(hub.door_port, MEETING, seat)
        stack.push_async_callback(terminal.close)
        assert isinstance(await terminal.wants(SignIn(person)), IntentAccepted)
        seated.append(terminal)
    return seated[0], seated[1]


def make_pdf(path: Path, *words: str, password: str = "") -> Path:
    with pymupdf.open() as document:
        for line in words:
            document.new_page().insert_text((72, 72), line, fontsize=30)
        options = {"encryption": _mu.PDF_ENCRYPT_AES_256, "user_pw": password} if password else {}
        document.save(path, **options)
    return path


def newest(hub: Hub) -> Paper:
    state = hub.view.state
    assert state is not None
    return state.meeting.agenda[0].papers[-1]


async def pictures_of(hub: Hub, sha256: Sha256) -> Attachment:
    """Where the small pictures of a paper are, as soon as they are made."""

    def made() -> Attachment | None:
        state = hub.view.state
        held = None if state is None else state.meeting.paper(sha256)
        return None if held is None else held[1].thumbnails

    await wait_for_view(hub, lambda _: made() is not None)
    found = made()
    assert found is not None
    return found


async def stored(terminal: StorySeat, paper: Paper | Attachment) -> bytes:
    """The paper as a terminal reads it from the engine's store."""
    read = stored_chunks(terminal.connection, MEETING)
    count = -(-paper.size_bytes // CHUNK_BYTES)
    return b"".join([await read(paper.sha256, index) or b"" for index in range(count)])


def has_heard(terminal: StorySeat, sha256: Sha256) -> bool:
    """Whether the file was broadcast; it has one chunk."""
    return any(sha256 in subject for subject, _ in terminal.heard)


def is_told(terminal: StorySeat, sha256: Sha256) -> bool:
    held = None if terminal.room is None else terminal.room.meeting.paper(sha256)
    return held is not None and held[1].thumbnails is not None


def knows(terminal: StorySeat, sha256: Sha256) -> bool:
    return terminal.room is not None and terminal.room.meeting.paper(sha256) is not None


def test_a_late_paper_and_its_new_draft_reach_the_seats_of_a_running_meeting(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            li, _ = await terminals(stack, hub)
            late = make_pdf(tmp_path / "late.pdf", "first", "second")
            assert isinstance(await hub.add_paper(ITEM, late, "补充材料", Everybody()), Accepted)
            paper = newest(hub)
            await li.bell.wait_for(lambda: knows(li, paper.sha256))
            await wait_for_view(hub, lambda view: view.papers[paper.sha256].is_ready)
            assert await stored(li, paper) == late.read_bytes()

            second = make_pdf(tmp_path / "second.pdf", "first", "put in", "second")
            assert isinstance(await hub.replace_paper(paper.sha256, second), Accepted)
            draft = newest(hub)
            assert (draft.draft, draft.replaces, draft.page_count) == (2, paper.sha256, 3)
            assert draft.carried == (PageRun(1, 1, 1), PageRun(2, 3, 1))
            await li.bell.wait_for(lambda: knows(li, draft.sha256))
            await wait_for_view(hub, lambda view: view.papers[draft.sha256].is_ready)
            assert await stored(li, draft) == second.read_bytes()
            assert await stored(li, paper) == late.read_bytes()
            assert paper.sha256 not in hub.view.papers

    asyncio.run(story())


def test_a_restricted_paper_that_comes_is_given_to_whom_it_is_for(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            li, guest = await terminals(stack, hub)
            secret = make_pdf(tmp_path / "secret.pdf", "for voters only")
            assert isinstance(await hub.add_paper(ITEM, secret, "密件标题", Voters()), Accepted)
            paper = newest(hub)
            await li.bell.wait_for(lambda: li.private is not None and li.private.papers[-1].paper == paper)
            answer = await li.chunk(paper.sha256)
            assert isinstance(answer, Chunk)
            assert answer.data == secret.read_bytes()
            assert await guest.chunk(paper.sha256) == NotForYou()
            assert await stored(guest, paper) == b""
            heard = guest.heard_bytes()
            assert paper.sha256.encode() not in heard
            assert "密件标题".encode() not in heard

    asyncio.run(story())


async def bring(hub: Hub, folder: Path, title: str, audience: Audience) -> tuple[Paper, Attachment]:
    """A paper of three pages, and its small pictures."""
    path = make_pdf(folder / f"{title}.pdf", *(f"{title} {page}" for page in range(3)))
    assert isinstance(await hub.add_paper(ITEM, path, title, audience), Accepted)
    paper = newest(hub)
    return paper, await pictures_of(hub, paper.sha256)


def are_of(pictures: Attachment, content: bytes) -> bool:
    """Whether this is the file with the small pictures of three pages."""
    is_it = hashlib.sha256(content).hexdigest() == pictures.sha256
    return is_it and len(read_thumbnails(content)) == 3


def test_small_pictures_are_broadcast_after_their_paper(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            li, _ = await terminals(stack, hub)
            paper, pictures = await bring(hub, tmp_path, "open", Everybody())
            await li.bell.wait_for(lambda: is_told(li, paper.sha256))
            await li.bell.wait_for(lambda: has_heard(li, pictures.sha256))
            assert are_of(pictures, await stored(li, pictures))
            assert pictures.sha256 not in hub.view.papers
            assert paper.sha256 in hub.view.papers

    asyncio.run(story())


def test_small_pictures_of_a_restricted_paper_are_given_to_whom_it_is_for(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            li, guest = await terminals(stack, hub)
            _, pictures = await bring(hub, tmp_path, "secret", Voters())
            answer = await li.chunk(pictures.sha256)
            assert isinstance(answer, Chunk)
            assert are_of(pictures, answer.data)
            assert await guest.chunk(pictures.sha256) == NotForYou()
            assert await stored(guest, pictures) == b""
            assert pictures.sha256.encode() not in guest.heard_bytes()

    asyncio.run(story())


def test_a_broken_file_is_told_and_the_meeting_goes_on(tmp_path: Path) -> None:
    async def story() -> None:
        async with room(tmp_path) as hub:
            broken = tmp_path / "broken.pdf"
            broken.write_bytes(b"%PDF-1.7 and nothing else")
            found = await hub.add_paper(ITEM, broken, "x", Everybody())
            assert isinstance(found, CannotBeShown)
            assert found.sentence
            locked = make_pdf(tmp_path / "locked.pdf", "one", "two", password="pw")
            found = await hub.add_paper(ITEM, locked, "x", Everybody())
            assert isinstance(found, CannotBeShown)
            assert found.asks_for_password
            assert isinstance(await hub.add_paper(ITEM, locked, "x", Everybody(), "pw"), Accepted)
            assert newest(hub).page_count == 2
            assert isinstance(await hub.add_whiteboard(ITEM, "白板", 5), Accepted)
            assert (newest(hub).is_whiteboard, newest(hub).page_count) == (True, 5)

    asyncio.run(story())


def test_papers_that_came_are_there_after_engine_and_hub_were_lost(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("the network engine ended")
    late = make_pdf(tmp_path / "late.pdf", "late")
    second = make_pdf(tmp_path / "second.pdf", "late, improved")

    async def before() -> Paper:
        async with room(tmp_path) as hub:
            await hub.add_paper(ITEM, late, "补充材料", Everybody())
            pid = hub.engine_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await hub.replace_paper(newest(hub).sha256, second)
            return newest(hub)

    async def after(draft: Paper) -> None:
        async with room(tmp_path) as hub, AsyncExitStack() as stack:
            assert newest(hub) == draft
            li, _ = await terminals(stack, hub)
            await li.bell.wait_for(lambda: knows(li, draft.sha256))
            await wait_for_view(hub, lambda view: view.papers[draft.sha256].is_ready)
            assert await stored(li, draft) == second.read_bytes()
            assert (tmp_path / "room" / "meetings" / MEETING / "papers" / f"{draft.replaces}.pdf").is_file()

    asyncio.run(after(asyncio.run(before())))
