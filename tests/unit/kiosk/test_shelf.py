"""The shelf: papers as they are now, the drafts before them, and in which order all of it is fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec
import pytest
from typing_extensions import override

from kiosk.session.paper_desk import PaperDesk, wanted_papers
from kiosk.session.places import Place
from kiosk.session.ports import Papers
from kiosk.session.reading import with_shelf, with_stage
from kiosk.session.replica import after_thumbnails, readable, status_of
from kiosk.session.shelf import EMPTY, shelf_of
from kiosk.session.view import SessionView
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId, MeetingId
from shared.domain.papers import Attachment, Sha256, Voters
from shared.domain.private_view import private_view
from shared.link.papers import PaperProgress, PaperState
from shared.protocol.messages import Stage
from tests.fakes.seat_podium import FakePodium
from tests.unit.domain.meetings import ITEM, Record, in_session, paper, seat_id

A, B, C, D, E = (paper(mark).sha256 for mark in "abcde")
PICTURES = Attachment(sha256=Sha256("7" * 64), size_bytes=40)


def story() -> Record:
    """Paper a was replaced by d, and d by e; paper b, which only voters see, by f; a has small pictures, b too."""
    record = in_session()
    record.when(cmd.NoteThumbnails(paper=B, thumbnails=PICTURES))
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    record.when(cmd.ReplacePaper(old=D, paper=paper("e")))
    record.when(cmd.ReplacePaper(old=B, paper=paper("f", Voters())))
    return record


def view_of(record: Record, seat: int = 3) -> SessionView:
    private = private_view(record.known, seat_id(seat))
    shelf = shelf_of(record.seen, private)
    view = SessionView(seat=seat_id(seat), room=record.seen, private=private, shelf=shelf)
    reading = with_shelf(view.reading, readable(view), record.seen.active_item)
    return msgspec.structs.replace(view, reading=reading)


def test_a_shelf_has_the_papers_of_now_and_knows_the_drafts_before_them() -> None:
    shelf = view_of(story()).shelf
    assert [p.paper.sha256 for p in shelf.of_item(ITEM)] == [E, paper("f").sha256]
    assert [(p.paper.sha256, p.is_restricted) for p in shelf.earlier] == [(A, False), (D, False), (B, True)]
    assert {mark: shelf.is_earlier(paper(mark).sha256) for mark in "abdef"} == {
        "a": True,
        "b": True,
        "d": True,
        "e": False,
        "f": False,
    }
    found = shelf.find(A)
    assert found is not None
    assert found.paper.draft == 1


@pytest.mark.parametrize(
    ("mark", "newest", "before", "after"),
    [
        ("a", "e", None, "d"),
        ("d", "e", "a", "e"),
        ("e", "e", "d", None),
        ("0", None, None, None),
    ],
)
def test_drafts_are_found_from_one_another(
    mark: str, newest: str | None, before: str | None, after: str | None
) -> None:
    shelf, sha256 = view_of(story()).shelf, paper(mark).sha256
    found = [shelf.newest_of(sha256), shelf.draft_before(sha256), shelf.draft_after(sha256)]
    assert [None if p is None else p.sha256 for p in found] == [
        None if m is None else paper(m).sha256 for m in (newest, before, after)
    ]


def test_who_may_not_see_a_paper_has_none_of_its_drafts() -> None:
    shelf = view_of(story(), seat=6).shelf
    assert [p.sha256 for p in shelf.all_papers()] == [E, A, D]


def test_earlier_drafts_do_not_count_among_the_papers_that_a_seat_must_have() -> None:
    assert status_of(view_of(story())).papers_known == 2


def test_reading_stays_on_a_draft_that_is_replaced_meanwhile() -> None:
    record = in_session()
    view = view_of(record)
    assert view.reading.place == Place(A, 1)
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    shelf = shelf_of(record.seen, view.private)
    assert with_shelf(view.reading, shelf, record.seen.active_item).place == Place(A, 1)


def test_who_follows_goes_to_the_new_draft_when_the_leader_does() -> None:
    record = in_session()
    view = view_of(record)
    led = with_stage(view.reading, _stage(1, A), view.shelf)
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    shelf = shelf_of(record.seen, view.private)
    still = with_shelf(led, shelf, record.seen.active_item)
    assert still.place == Place(A, 2)
    assert with_stage(still, _stage(2, D), shelf).place == Place(D, 2)


def _stage(revision: int, sha256: Sha256) -> Stage:
    return Stage(term=1, revision=revision, leader="x", is_leading=True, paper=sha256, page=2)


def test_papers_are_fetched_first_then_their_pictures_then_earlier_drafts() -> None:
    record = story()
    late = paper("0")
    record.when(cmd.AddPaper(item=ItemId("item-2"), paper=late))
    pictures = Attachment(sha256=Sha256("8" * 64), size_bytes=50)
    record.when(cmd.NoteThumbnails(paper=E, thumbnails=pictures))
    record.when(cmd.ActivateItem(ItemId("item-2")))
    view = view_of(record)
    view = msgspec.structs.replace(view, reading=msgspec.structs.replace(view.reading, place=Place(D, 1)))
    wanted = [(w.sha256[0], w.is_restricted) for w in wanted_papers(view)]
    assert wanted == [
        ("d", False),
        ("0", False),
        ("e", False),
        ("f", True),
        ("8", False),
        ("a", False),
        ("b", True),
        ("7", True),
    ]
    assert {w.sha256: w.size_bytes for w in wanted_papers(view)}[pictures.sha256] == 50


def test_pictures_that_two_papers_share_come_the_way_that_is_open_to_all() -> None:
    record = in_session()
    for sha256 in (B, A):
        record.when(cmd.NoteThumbnails(paper=sha256, thumbnails=PICTURES))
    wanted = {w.sha256: w.is_restricted for w in wanted_papers(view_of(record))}
    assert wanted == {A: False, B: True, PICTURES.sha256: False}


def test_an_empty_shelf_has_nothing() -> None:
    assert shelf_of(None, None) == EMPTY
    assert (EMPTY.newest_of(A), EMPTY.is_earlier(A), EMPTY.all_papers()) == (None, False, ())


class Bringing(FakePodium):
    """Tells of papers what the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun = asyncio.Event()
        self.tell: Callable[[PaperProgress], None]

    @override
    def papers(self, meeting: MeetingId, on_progress: Callable[[PaperProgress], None]) -> Papers:
        self.tell = on_progress
        self.has_begun.set()
        return super().papers(meeting, on_progress)


def test_small_pictures_are_told_apart_from_papers(tmp_path: Path) -> None:
    async def run() -> None:
        record = in_session()
        record.when(cmd.NoteThumbnails(paper=A, thumbnails=PICTURES))
        view = view_of(record)
        podium = Bringing()
        papers: list[PaperProgress] = []
        thumbnails: list[Collection[Sha256]] = []
        desk = PaperDesk(podium, view=lambda: view, heard=papers.append, heard_thumbnails=thumbnails.append)
        running = asyncio.create_task(desk.run())
        await podium.has_begun.wait()
        assert desk.thumbnails_of(A) is None
        for sha256 in (A, PICTURES.sha256):
            for state in (PaperState.LOADING, PaperState.READY):
                podium.tell(PaperProgress(sha256, state, 1, 1))
        podium.fake_papers.ready[PICTURES.sha256] = tmp_path / "pictures"
        assert [(p.sha256, p.state) for p in papers] == [(A, PaperState.LOADING), (A, PaperState.READY)]
        assert thumbnails == [(A,)]
        assert after_thumbnails(view, thumbnails[0]).thumbnails == {A}
        assert desk.thumbnails_of(A) == tmp_path / "pictures"
        assert desk.thumbnails_of(B) is None
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(run())
