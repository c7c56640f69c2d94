"""The window itself: sizes, the drawer, dropped files, the next page."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblems
from presenter.ui.pack_opening import Progress
from presenter.ui.seat_map import SeatMap
from shared.domain.agenda import MeetingId
from shared.domain.commands import ShareInk
from shared.domain.ink import InkAudience
from shared.domain.people import PersonId, SeatId
from shared.ui.seat_tile import SeatTile
from shared.ui.waiting import wait_for_widget
from tests.fakes.small_podium import FIRST, REPORT, SEATS, small_meeting
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import OpenDesk


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1280, 800)])
def test_the_window_keeps_its_size_in_every_state(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], size: tuple[int, int]
) -> None:
    async def scene() -> None:
        async with open_desk(size) as desk:
            await desk.is_on(2)
            await desk.press("item_1")
            assert (desk.window.width(), desk.window.height()) == size

    run_in_qt(scene())


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1280, 800)])
def test_the_bar_has_room_for_all_that_may_stand_in_it(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], size: tuple[int, int]
) -> None:
    async def scene() -> None:
        async with open_desk(size) as desk:
            await desk.is_on(1)
            share = ShareInk(person=PersonId("li"), paper=REPORT, audience=InkAudience.ALL)
            desk.hub.decides(share, SEATS[1])
            await desk.settle()
            assert (desk.window.width(), desk.window.height()) == size
            desk.podium.papers.replace(FIRST, REPORT, Path("new.pdf"))
            await desk.settle()
            assert desk.sees("newer_draft")
            assert desk.sees("shared_ink")
            assert (desk.window.width(), desk.window.height()) == size

    run_in_qt(scene())


def test_next_page_and_thumbnails_are_there_only_on_a_wide_screen(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk((1920, 1080)) as wide:
            await wide.is_on(1)
            assert wide.sees("thumbnails")
            assert wide.sees("next_page_view")
        async with open_desk((1366, 768)) as narrow:
            await narrow.is_on(1)
            assert not narrow.sees("thumbnails")
            assert not narrow.sees("next_page_view")

    run_in_qt(scene())


def test_the_next_page_is_seen_while_space_is_held(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            QTest.keyPress(desk.window.stage.view, Qt.Key.Key_Space)
            assert desk.sees("next_page_view")
            QTest.keyRelease(desk.window.stage.view, Qt.Key.Key_Space)
            assert not desk.sees("next_page_view")

    run_in_qt(scene())


def test_below_1366_the_room_is_a_drawer(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk((1280, 800)) as desk:
            await desk.is_on(2)
            assert not desk.sees("seat_01")
            await desk.press("room_drawer")
            await desk.press("open_ballot")
            assert desk.words("room_drawer") == "Room, voted 0 / 3"
            await desk.press("room_drawer")
            assert not desk.sees("seat_01")

    run_in_qt(scene())


def test_dropped_pdfs_are_opened_as_a_pack(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], tmp_path: Path
) -> None:
    seen: list[str] = []

    async def look(folder: Path, _meeting: MeetingId, _progress: Progress) -> Pack | PackProblems:
        seen.extend(names_in(folder))
        return Pack(small_meeting(), {})

    files = [tmp_path / "b.pdf", tmp_path / "a.pdf"]
    for file in files:
        file.write_bytes(b"%PDF-1.4")

    async def scene() -> None:
        async with open_desk(open_pack=look) as desk:
            carried = QMimeData()
            carried.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
            drop = QDropEvent(
                QPointF(300, 300),
                Qt.DropAction.CopyAction,
                carried,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            desk.window.dropEvent(drop)
            await wait_for_widget("item_1", "visible", timeout_s=5)
            assert seen == ["a.pdf", "b.pdf"]
            assert desk.words("meeting_title") == "Standing meeting"

    run_in_qt(scene())


def test_more_than_24_seats_are_small_tiles_with_problems_first(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            extra = tuple(SeatId(f"{n:02}") for n in range(6, 31))
            desk.hub.connects(*extra)
            desk.hub.loses(SeatId("03"))
            await desk.settle()
            seats = desk.find("seat_map")
            assert isinstance(seats, SeatMap)
            assert seats.is_small
            first = min(seats.findChildren(SeatTile), key=lambda tile: (tile.y(), tile.x()))
            assert first.objectName() == "seat_03"

    run_in_qt(scene())


def test_f6_goes_from_column_to_column(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            held = []
            for _ in range(4):
                await desk.key(Qt.Key.Key_F6)
                widget = desk.window.focusWidget()
                columns = (desk.window.agenda, desk.window.stage, desk.window.lead, desk.window.room)
                held.append(next(n for n, c in enumerate(columns) if c.isAncestorOf(widget)))
            assert sorted(held) == [0, 1, 2, 3]

    run_in_qt(scene())
