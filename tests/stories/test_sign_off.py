"""Papers signed in a real room: the real hub and engine, real sessions with their files on the disk, no windows."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import msgspec
import pytest

from kiosk.session.session import Session
from kiosk.session.sign_off import Answer, OwnSignOff, SignedHere, SignedOff, ToSign, fitted_signature
from kiosk.session.view import SessionView
from presenter.hub.hub import Hub
from shared.domain import commands as cmd
from shared.domain.ink import InkAudience
from shared.domain.papers import Everybody, PageRun, Sha256
from shared.domain.sign_off import (
    Opinion,
    Progress,
    SignatureStroke,
    SignOff,
    SignOffId,
    SignOffKind,
    unpack_signature,
)
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from tests.stories.pack import LI, LI_SEAT, MEETING, WANG, WANG_SEAT, make_paper
from tests.stories.seat import wait_for_view
from tests.stories.test_session import a_room, a_seat, signed_in, until
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end

THIS = SignOffId("report")
HAND: tuple[SignatureStroke, ...] = (
    ((0.2, 0.4, 0.5), (0.4, 0.6, 0.9), (0.5, 0.4, 0.6)),
    ((0.6, 0.4, 0.5), (0.7, 0.6, 0.5)),
)
PAGES = 9


def state_of(hub: Hub) -> MeetingState:
    assert hub.view.state is not None
    return hub.view.state


def report(hub: Hub) -> Sha256:
    return state_of(hub).meeting.agenda[0].papers[0].sha256


def progress(hub: Hub) -> Progress:
    return state_of(hub).sign_offs[THIS].of(LI)


def own(view: SessionView) -> OwnSignOff | None:
    asked = view.sign_off(THIS)
    return None if asked is None else view.own_sign_off(asked)


def draft_after(view: SessionView, paper: Sha256) -> int | None:
    newest = view.shelf.newest_of(paper)
    return None if newest is None else newest.draft


async def asks(hub: Hub) -> None:
    wish = SignOff(id=THIS, paper=report(hub), kind=SignOffKind.SIGN, persons=(LI, WANG))
    assert isinstance(await hub.submit(cmd.RequestSignOff(wish)), Accepted)


async def looks_at(session: Session, paper: Sha256, *pages: int) -> None:
    """What the window does when pages are painted."""
    for page in pages:
        if session.sign_offs.note_page(paper, page):
            await session.sign_offs.tell_progress(paper)


async def signs(session: Session, paper: Sha256, opinion: Opinion = Opinion.AGREE) -> None:
    answer = Answer(person=LI, paper=paper, opinion=opinion, text="fine", signature=fitted_signature(HAND))
    await session.sign_offs.sign(THIS, answer)


async def replaces(hub: Hub, folder: Path, old: Sha256) -> Sha256:
    """A new draft, whose file lies where the hub keeps papers."""
    paper, path = make_paper(folder, "second draft", 50_000, Everybody())
    kept = folder / "room" / "meetings" / MEETING / "papers" / f"{paper.sha256}.pdf"
    kept.write_bytes(path.read_bytes())
    draft = msgspec.structs.replace(paper, carried=(PageRun(1, 1, 4),))
    assert isinstance(await hub.submit(cmd.ReplacePaper(old=old, paper=draft)), Accepted)
    return paper.sha256


def test_who_is_asked_opens_reads_and_signs_and_it_is_recorded_once_although_the_line_was_cut(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("network engine ended")

    async def story() -> None:
        async with a_room(tmp_path) as hub:
            async with a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
                await signed_in(li)
                await asks(hub)
                await until(li, lambda v: bool(v.to_sign))
                paper = report(hub)
                await looks_at(li, paper, 1)
                await wait_for_view(hub, lambda _view: progress(hub).opened_at is not None)
                assert progress(hub).read_at is None
                await looks_at(li, paper, *range(1, PAGES + 1))
                await wait_for_view(hub, lambda _view: progress(hub).read_at is not None)
                assert hub.engine_pid is not None
                os.kill(hub.engine_pid, signal.SIGKILL)
                await signs(li, paper)
                assert isinstance(own(li.view), SignedHere | SignedOff)
                await until(li, lambda v: isinstance(own(v), SignedOff) and not v.pending)
            (recorded,) = progress(hub).signed
            assert (recorded.paper, recorded.opinion, recorded.text) == (paper, Opinion.AGREE, "fine")
            assert recorded.seen_pages == PAGES
            assert [len(stroke) for stroke in unpack_signature(recorded.signature)] == [3, 2]
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            view = await until(li, lambda v: v.is_live and not v.pending)
            assert isinstance(own(view), SignedOff)
            assert view.to_sign == ()
            assert len(progress(hub).signed) == 1

    asyncio.run(story())


def test_a_signature_does_not_go_over_to_a_new_draft_and_is_given_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            await asks(hub)
            await until(li, lambda v: bool(v.to_sign))
            old = report(hub)
            await signs(li, old)
            await until(li, lambda v: isinstance(own(v), SignedOff))
            new = await replaces(hub, tmp_path, old)
            # What is the person's own may be told before what everybody is told.
            view = await until(li, lambda v: own(v) == ToSign(earlier=old) and draft_after(v, old) == 2)
            newest = view.shelf.newest_of(old)
            assert newest is not None
            assert newest.sha256 == new
            await signs(li, old, Opinion.DISAGREE)
            await until(li, lambda v: not v.pending)
            assert own(li.view) == ToSign(earlier=old)
            await signs(li, new, Opinion.DISAGREE)
            await until(li, lambda v: isinstance(own(v), SignedOff) and not v.pending)
            assert [s.paper for s in progress(hub).signed] == [old, new]
            valid = state_of(hub).sign_offs[THIS].valid(LI)
            assert valid is not None
            assert valid.opinion is Opinion.DISAGREE

    asyncio.run(story())


def test_one_is_asked_only_for_oneself_and_a_withdrawn_request_waits_no_more(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            a_room(tmp_path) as hub,
            a_seat(tmp_path, LI_SEAT, hub.door_port) as li,
            a_seat(tmp_path, WANG_SEAT, hub.door_port) as wang,
        ):
            for session in (li, wang):
                await signed_in(session)
            await asks(hub)
            for session in (li, wang):
                await until(session, lambda v: bool(v.to_sign))
            await signs(li, report(hub))
            view = await until(wang, lambda v: v.sign_offs[0].signed_count == 1)
            assert isinstance(own(view), ToSign)
            await hub.submit(cmd.WithdrawSignOff(THIS))
            view = await until(wang, lambda v: v.sign_offs[0].is_withdrawn)
            assert view.to_sign == ()

    asyncio.run(story())


def test_sharing_is_stored_told_to_the_podium_and_taken_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as hub, a_seat(tmp_path, LI_SEAT, hub.door_port) as li:
            await signed_in(li)
            paper = report(hub)
            for audience in (InkAudience.CHAIR, InkAudience.ALL, InkAudience.NOBODY):
                await li.share_ink(paper, audience)
                await until(li, lambda v, a=audience: v.sharing(paper).audience is a and not v.pending)  # type: ignore[misc]
                assert state_of(hub).sharing_of(LI, paper) is audience

    asyncio.run(story())
