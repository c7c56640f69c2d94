"""Papers that come in the meeting: examined first, whole on the disk before the record says so, or not there at all.

The files of these tests are words of one page a line; what looks into them is a fake, the record and disk are real.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from presenter.hub import drafts, paper_files, surveys
from presenter.hub.drafts import MOST_TITLE, CannotBeShown, Drafts
from presenter.hub.paper_files import attachment_path, paper_path
from presenter.hub.papers import files_of
from presenter.hub.recorder import Recorder
from presenter.hub.sealing import Seal
from presenter.hub.surveys import Surveys, longest
from presenter.hub.thumbnails import next_without
from presenter.hub.whiteboards import blank_board
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.commands import ActivateItem, AdjournMeeting, NoteThumbnails, PrepareMeeting, StartMeeting
from shared.domain.events import PaperAdded
from shared.domain.papers import Attachment, Everybody, PageRun, Paper, Sha256, Voters
from shared.domain.people import SeatId
from shared.domain.private_view import PrivateView, RestrictedPaper
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Reason, Refused
from shared.pdf.pages import Examination, Finding
from shared.pdf.unchanged import unchanged_pages
from shared.protocol.codec import MAX_FRAME_BYTES
from shared.storage.record import Record, read_record
from shared.system.faults import EnvironmentFault
from tests.fakes.clock import MEETING_MORNING, FakeClock

ITEM, OTHER = ItemId("item1"), ItemId("item2")
FIRST = b"one\ntwo\nthree"


def digest(content: bytes) -> Sha256:
    return Sha256(hashlib.sha256(content).hexdigest())


PAPER = Paper(sha256=digest(FIRST), title="计划", size_bytes=len(FIRST), page_count=3, audience=Voters())
MEETING = Meeting(
    id=MeetingId("draftmeeting"),
    title="会议",
    agenda=(
        AgendaItem(id=ITEM, number=1, title="一", papers=(PAPER,)),
        AgendaItem(id=OTHER, number=2, title="二"),
    ),
)


class FakeSurveyed(msgspec.Struct):
    """A line is a page; its fingerprint is its words."""

    fingerprints: Sequence[str]
    thumbnails: bytes


class FakeSurvey:
    """Counts what it looked at; a file with the word `broken` cannot be surveyed."""

    def __init__(self) -> None:
        self.looked_at: list[str] = []

    async def __call__(self, path: Path) -> FakeSurveyed:
        self.looked_at.append(path.stem)
        content = await asyncio.to_thread(path.read_bytes)
        if b"broken" in content:
            raise EnvironmentFault("the worker does not start")
        if b"endless" in content:
            await asyncio.Event().wait()
        is_paper = b"no paper" not in content
        return FakeSurveyed(content.decode().split("\n") if is_paper else (), b"pictures of " + content)


async def check(path: Path, password: str) -> Examination:
    """Hostile files say themselves what is the matter."""
    return await asyncio.to_thread(checked, path, password)


def checked(path: Path, password: str) -> Examination:
    if not path.is_file():
        return Examination(Finding.MISSING if not path.exists() else Finding.FOLDER)
    content = path.read_bytes()
    if content.startswith(b"locked") and password != "open sesame":
        return Examination(Finding.WRONG_PASSWORD if password else Finding.NEEDS_PASSWORD)
    return Examination(Finding.CRASHED if b"crash" in content else Finding.FINE, content.count(b"\n") + 1)


class Desk:
    """A running meeting without network."""

    def __init__(self, folder: Path, recorder: Recorder) -> None:
        self.folder = folder / "papers"
        self.sources = folder / "sources"
        self.recorder = recorder
        self.survey = FakeSurvey()
        self.surveys = Surveys(self.folder, self.survey, unchanged_pages)
        self.drafts = Drafts(
            self.folder,
            recorder,
            self.surveys,
            clock=FakeClock(MEETING_MORNING),
            chance=os.urandom,
            check=check,
            blank_paper=blank_board,
        )

    @property
    def state(self) -> MeetingState:
        assert self.recorder.state is not None
        return self.recorder.state

    def source(self, content: bytes, name: str = "材料.pdf") -> Path:
        self.sources.mkdir(exist_ok=True)
        (self.sources / name).write_bytes(content)
        return self.sources / name

    def kept(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}

    def papers(self, item: int = 0) -> list[Sha256]:
        return [paper.sha256 for paper in self.state.meeting.agenda[item].papers]


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    """A meeting whose one paper is imported."""
    clock = FakeClock(MEETING_MORNING)
    record = await Record.open(folder / "record.sqlite", now=clock.now())
    recorder = await Recorder.open(record, clock=clock, chance=os.urandom, on_recorded=lambda _: None)
    if recorder.state is None:
        await recorder.submit(PrepareMeeting(MEETING))
        await recorder.submit(StartMeeting())
    desk = Desk(folder, recorder)
    desk.folder.mkdir(exist_ok=True)
    paper_path(desk.folder, PAPER.sha256).write_bytes(FIRST)
    try:
        yield desk
    finally:
        await desk.drafts.close()
        desk.surveys.close()
        await recorder.close()
        await record.close()


def test_a_late_paper_is_on_the_disk_and_in_the_agenda(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            content = b"late\npaper"
            verdict = await desk.drafts.add(OTHER, desk.source(content), "补充材料", Everybody())
            assert isinstance(verdict, Accepted)
            assert desk.papers(1) == [digest(content)]
            assert paper_path(desk.folder, digest(content)).read_bytes() == content
            (paper,) = desk.state.meeting.agenda[1].papers
            assert (paper.title, paper.page_count, paper.size_bytes) == ("补充材料", 2, len(content))
            assert desk.survey.looked_at == []
        (added,) = [
            r.event for r in read_record(tmp_path / "record.sqlite") if isinstance(r.event, PaperAdded)
        ]
        assert added.item == OTHER

    asyncio.run(story())


@pytest.mark.parametrize("content", [b"crash", b"crash\n" * 9])
def test_a_file_that_cannot_be_shown_is_refused_with_its_sentence_and_not_kept(
    tmp_path: Path, content: bytes
) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            found = await desk.drafts.add(ITEM, desk.source(content), "x", Everybody())
            assert isinstance(found, CannotBeShown)
            assert "built so badly" in found.sentence
            assert not found.asks_for_password
            assert desk.kept() == {f"{PAPER.sha256}.pdf"}
            assert desk.papers() == [PAPER.sha256]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("given", "title"),
    [("  补充 材料\n", "补充 材料"), ("", "材料"), ("x" * 300, "x" * 200), ("a\x00\u202eb", "a b")],
)
def test_a_title_is_one_line_that_fits(tmp_path: Path, given: str, title: str) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.drafts.add(OTHER, desk.source(b"late"), given, Everybody())
            assert desk.state.meeting.agenda[1].papers[0].title == title

    asyncio.run(story())


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            os.mkfifo(tmp_path / "pipe.pdf")
            for name in ("nothing.pdf", "papers", "pipe.pdf"):
                found = await desk.drafts.add(ITEM, tmp_path / name, "x", Everybody())
                assert isinstance(found, CannotBeShown)
            assert desk.kept() == {f"{PAPER.sha256}.pdf"}

    asyncio.run(story())


def test_a_locked_paper_asks_for_its_password_and_comes_with_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            locked = desk.source(b"locked\nroom")
            for password in ("", "wrong"):
                found = await desk.drafts.add(OTHER, locked, "x", Everybody(), password)
                assert isinstance(found, CannotBeShown)
                assert found.asks_for_password
            verdict = await desk.drafts.add(OTHER, locked, "x", Everybody(), "open sesame")
            assert isinstance(verdict, Accepted)
            assert desk.state.meeting.agenda[1].papers[0].page_count == 2

    asyncio.run(story())


def test_a_new_draft_says_which_pages_stayed(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            second = b"one\nput in\ntwo\nthree, changed"
            assert isinstance(await desk.drafts.replace(PAPER.sha256, desk.source(second)), Accepted)
            (draft,) = desk.state.meeting.agenda[0].papers
            assert (draft.draft, draft.replaces, draft.title) == (2, PAPER.sha256, "计划")
            assert draft.audience == Voters()
            assert draft.carried == (PageRun(1, 1, 1), PageRun(2, 3, 1))
            assert desk.survey.looked_at == [PAPER.sha256, digest(second)]
            third = second + b"\nfour"
            await desk.drafts.replace(draft.sha256, desk.source(third))
            assert desk.survey.looked_at[2:] == [digest(third)]
            (newest,) = desk.state.meeting.agenda[0].papers
            assert newest.carried == (PageRun(1, 1, 4),)

    asyncio.run(story())


def test_a_new_draft_brings_its_small_pictures_along(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.drafts.replace(PAPER.sha256, desk.source(b"one\nmore"))
            (draft,) = desk.state.meeting.agenda[0].papers
            assert draft.thumbnails is not None
            pictures = attachment_path(desk.folder, draft.thumbnails.sha256).read_bytes()
            assert (pictures, len(pictures)) == (b"pictures of one\nmore", draft.thumbnails.size_bytes)

    asyncio.run(story())


@pytest.mark.parametrize("broken", [b"one\ntwo\nbroken", b"one\nno paper", b"one\nendless"])
def test_a_paper_that_cannot_be_surveyed_is_replaced_all_the_same(
    tmp_path: Path, broken: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveys, "WITHIN_S", 0.3)

    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            assert isinstance(await desk.drafts.replace(PAPER.sha256, desk.source(broken)), Accepted)
            (draft,) = desk.state.meeting.agenda[0].papers
            assert (draft.carried, draft.thumbnails) == ((), None)
            if b"endless" not in broken:
                assert await desk.surveys.thumbnails(draft.sha256) is None
                assert desk.survey.looked_at.count(draft.sha256) == 1

    asyncio.run(story())


def test_fingerprints_outlive_the_program_and_damaged_ones_are_made_again(tmp_path: Path) -> None:
    async def survey_again(content: bytes | None) -> list[str]:
        async with a_desk(tmp_path) as desk:
            if content is not None:
                (desk.folder / f"{PAPER.sha256}.fingerprints").write_bytes(content)
            await desk.surveys.carried(PAPER.sha256, PAPER.sha256)
            return desk.survey.looked_at

    assert asyncio.run(survey_again(None)) == [PAPER.sha256]
    assert asyncio.run(survey_again(None)) == []
    for damaged in (b"", b"nonsense", msgspec.msgpack.encode([1, 2])):
        assert asyncio.run(survey_again(damaged)) == [PAPER.sha256]


@pytest.mark.parametrize("number", [1, 2])
def test_what_the_law_refuses_is_not_kept(tmp_path: Path, number: int) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            if number == 1:
                verdict = await desk.drafts.add(ItemId("none"), desk.source(b"new"), "x", Everybody())
                assert verdict == Refused(Reason.UNKNOWN_ITEM)
            else:
                verdict = await desk.drafts.replace(digest(b"unknown"), desk.source(b"new"))
                assert verdict == Refused(Reason.UNKNOWN_PAPER)
            assert desk.kept() == {f"{PAPER.sha256}.pdf"}
            assert desk.survey.looked_at == []

    asyncio.run(story())


def test_a_paper_that_is_there_stays_whole_when_it_comes_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            for bring in (
                desk.drafts.add(OTHER, desk.source(FIRST), "x", Everybody()),
                desk.drafts.replace(PAPER.sha256, desk.source(FIRST)),
            ):
                assert await bring == Refused(Reason.PAPER_IS_THERE)
            assert paper_path(desk.folder, PAPER.sha256).read_bytes() == FIRST
            assert desk.kept() == {f"{PAPER.sha256}.pdf"}

    asyncio.run(story())


def test_after_the_adjournment_nothing_comes(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.recorder.submit(AdjournMeeting())
            assert await desk.drafts.add_whiteboard(ITEM, "白板") == Refused(Reason.ADJOURNED)
            assert desk.kept() == {f"{PAPER.sha256}.pdf"}

    asyncio.run(story())


def test_what_comes_while_the_meeting_is_left_is_told_that_there_is_none(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            closing = asyncio.create_task(desk.drafts.close())
            coming = asyncio.create_task(desk.drafts.add(OTHER, desk.source(b"late"), "x", Everybody()))
            await closing
            assert await coming == Refused(Reason.NO_MEETING)
            assert await desk.drafts.add_whiteboard(OTHER, "白板") == Refused(Reason.NO_MEETING)

    asyncio.run(story())


def test_a_whiteboard_is_a_paper_of_blank_pages(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            assert isinstance(await desk.drafts.add_whiteboard(OTHER, "白板", 4), Accepted)
            (board,) = desk.state.meeting.agenda[1].papers
            assert (board.is_whiteboard, board.page_count, board.title) == (True, 4, "白板")
            content = paper_path(desk.folder, board.sha256).read_bytes()
            assert content.startswith(b"%PDF")
            assert content.count(b"/Type/Page/") == 4
            await desk.drafts.add_whiteboard(OTHER, "白板", 10**9)
            assert [paper.page_count for paper in desk.state.meeting.agenda[1].papers] == [4, 200]

    asyncio.run(story())


def test_what_a_killed_presenter_left_in_the_middle_is_removed(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            (desk.folder / "arriving-half.part").write_bytes(b"half a paper")
            await desk.drafts.add(OTHER, desk.source(b"whole"), "x", Everybody())
            assert desk.kept() == {f"{PAPER.sha256}.pdf", f"{digest(b'whole')}.pdf"}

    asyncio.run(story())


def test_a_file_that_is_too_large_is_told_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_files, "MOST_BYTES", 4)

    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            with pytest.raises(EnvironmentFault, match="larger than"):
                await desk.drafts.add(OTHER, desk.source(b"five!"), "x", Everybody())
            assert desk.kept() == {f"{PAPER.sha256}.pdf"}

    asyncio.run(story())


def test_many_runs_are_bounded_to_the_longest_in_their_order() -> None:
    runs = [PageRun(1, 2, 3), PageRun(9, 5, 1), PageRun(11, 20, 2)]
    assert longest(runs, 2) == (PageRun(1, 2, 3), PageRun(11, 20, 2))
    assert longest(runs[:2], 2) == tuple(runs[:2])


def test_drafts_that_not_everybody_may_see_share_one_bound_for_what_stayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them stand in one message, the private view: what does not fit any more is told to lie beside its page."""
    monkeypatch.setattr(drafts, "MOST_RESTRICTED_RUNS", 3)
    second, third, fourth = b"one\nnew\nthree", b"one\nx\nthree", b"one\ny\nthree\nfour"

    def carried(desk: Desk) -> tuple[PageRun, ...]:
        return desk.state.meeting.agenda[0].papers[0].carried

    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.drafts.replace(PAPER.sha256, desk.source(second))
            assert carried(desk) == (PageRun(1, 1, 1), PageRun(3, 3, 1))
            await desk.drafts.replace(digest(second), desk.source(third))
            assert carried(desk) == (PageRun(1, 1, 1),)
            await desk.drafts.replace(digest(third), desk.source(fourth))
            assert carried(desk) == ()
            public = b"a\nb\nc"
            await desk.drafts.add(OTHER, desk.source(public), "x", Everybody())
            await desk.drafts.replace(digest(public), desk.source(b"a\nz\nc"))
            assert len(desk.state.meeting.agenda[1].papers[0].carried) == 2

    asyncio.run(story())


def test_a_private_view_with_the_most_runs_fits_a_frame() -> None:
    """Fifty drafts, each with as many runs as one may have; further ones have none."""
    runs = tuple(PageRun(60_000 - n, 60_000 - n, 1) for n in range(surveys.MOST_RUNS))
    full = drafts.MOST_RESTRICTED_RUNS // surveys.MOST_RUNS
    papers = tuple(
        msgspec.structs.replace(
            PAPER,
            sha256=digest(bytes([n])),
            title="\u7a3f" * MOST_TITLE,
            replaces=digest(bytes([n])),
            thumbnails=Attachment(sha256=digest(bytes([n])), size_bytes=10**7),
            carried=runs if n < full else (),
        )
        for n in range(100)
    )
    view = PrivateView(
        n=10**6,
        seat=SeatId("05"),
        papers=tuple(RestrictedPaper(item=ITEM, paper=paper, is_earlier=True) for paper in papers),
    )
    frame = Seal(MEETING.id, lambda _: bytes(64)).frame("subject", view.n, MEETING_MORNING, view)
    assert len(frame) < MAX_FRAME_BYTES


def test_files_go_out_in_the_order_in_which_they_are_needed(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.drafts.add(OTHER, desk.source(b"late"), "x", Everybody())
            await desk.drafts.replace(PAPER.sha256, desk.source(b"one\nnew"))
            await desk.recorder.submit(ActivateItem(OTHER))
            pictures = await desk.surveys.thumbnails(PAPER.sha256)
            assert pictures is not None
            await desk.recorder.submit(NoteThumbnails(paper=PAPER.sha256, thumbnails=pictures))
            given = list(files_of(desk.state.meeting, desk.folder, desk.state.active_item))
            (draft,) = desk.state.meeting.agenda[0].papers
            assert draft.thumbnails is not None
            assert [file.sha256 for file in given] == [
                digest(b"late"),
                draft.sha256,
                draft.thumbnails.sha256,
                PAPER.sha256,
                pictures.sha256,
            ]
            assert [file.is_public for file in given] == [True, False, False, False, False]
            assert all(file.path.stat().st_size == file.size_bytes for file in given)

    asyncio.run(story())


def test_small_pictures_are_made_for_the_active_item_first_and_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.drafts.add(OTHER, desk.source(b"late"), "x", Everybody())
            tried: set[Sha256] = set()
            await desk.recorder.submit(ActivateItem(OTHER))
            order = []
            while (paper := next_without(desk.state, tried)) is not None:
                tried.add(paper.sha256)
                order.append(paper.sha256)
            assert order == [digest(b"late"), PAPER.sha256]

    asyncio.run(story())
