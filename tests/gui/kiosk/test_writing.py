"""Ink at a seat: where it goes, whose is seen, what happens while others draw, and when the disk is full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from kiosk.session.ink_trouble import InkNotStored, InkNotTaken, InkStoredAgain
from shared.domain import commands as cmd
from shared.domain.ink import Layer, LayerKind, Line, MarkId, Note, Pen
from shared.domain.papers import Sha256
from shared.protocol.ink import StrokeDropped, StrokeGrows, pack_points
from shared.storage.faults import StorageFailure, StorageFault
from shared.ui.fingers import Fingers
from shared.ui.pens import PenInHand
from shared.ui.theme import Theme
from shared.ui.waiting import outside_tasks
from tests.fakes.story_room import LI, ZHANG, StoryRoom
from tests.gui.conftest import RunInQt
from tests.gui.kiosk.reading_seat import Act, ReadingSeat, room_with

Play = Callable[..., None]
STROKE = ((0.2, 0.3), (0.3, 0.32), (0.4, 0.3))


@pytest.fixture
def room(tmp_path: Path) -> StoryRoom:
    return room_with(tmp_path)


@pytest.fixture
def play(theme: Theme, room: StoryRoom, run_in_qt: RunInQt[Any]) -> Play:
    def run(act: Act) -> None:
        run_in_qt(ReadingSeat(theme, room).play(act))

    return run


def own(seat: ReadingSeat) -> tuple[object, ...]:
    return seat.ink.all_of(seat.papers[1], LayerKind.OWN)


def board(seat: ReadingSeat) -> tuple[object, ...]:
    return seat.ink.all_of(seat.papers[1], LayerKind.BOARD)


def allow(seat: ReadingSeat, is_allowed: bool = True) -> None:
    seat.room.does(cmd.AllowWriting(person=LI, is_allowed=is_allowed))
    seat.shows(msgspec.structs.replace(seat.view, room=seat.room.view.room))


def is_checked(seat: ReadingSeat, name: str) -> bool:
    button = seat.find(name)
    assert isinstance(button, QAbstractButton)
    return button.isChecked()


def test_a_stroke_lies_in_the_persons_own_ink(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("ink")
        assert seat.is_visible("pen_bar")
        await seat.draw(*STROKE)
        (mark,) = own(seat)
        assert isinstance(mark, Pen)
        assert mark.page == 9
        assert board(seat) == ()
        assert seat.desk.facts()["tool"] == "pen"
        assert seat.desk.facts()["ink"] == {"own": 1, "board": 0}

    play(act)


def test_without_a_tool_the_mouse_reads(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.draw(*STROKE)
        await seat.press("ink", "ink")
        assert not seat.is_visible("pen_bar")
        await seat.draw(*STROKE)
        assert own(seat) == ()
        assert seat.desk.facts()["tool"] is None

    play(act)


def test_a_pen_writes_at_once_and_a_finger_draws_with_a_tool(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        pen = PenInHand()
        places = [seat.at(u, v) for u, v in STROKE]
        track = [(place.x(), place.y(), 0.6) for place in places]
        await outside_tasks(lambda: pen.draw(seat.page, track))
        await seat.settle()
        assert len(own(seat)) == 1
        await seat.press("ink")
        seat.clock.advance(2.0)
        fingers = Fingers(seat.page)
        points: list[QPointF] = [seat.at(u, v + 0.1) for u, v in STROKE]
        await outside_tasks(lambda: fingers.drag(points[0], points[-1]))
        await seat.settle()
        assert len(own(seat)) == 2

    play(act)


def test_undo_and_redo_by_key(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("ink")
        await seat.draw(*STROKE)
        await seat.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert own(seat) == ()
        await seat.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert len(own(seat)) == 1

    play(act)


def test_who_is_not_allowed_cannot_write_for_all(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("ink", "ink_audience")
        assert not seat.find("write_for_all").isEnabled()

    play(act)


def test_what_is_written_for_all_lies_on_the_board_and_the_screen_says_so(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        allow(seat)
        await seat.press("ink", "ink_audience", "write_for_all")
        assert seat.is_visible("board_note")
        await seat.draw(*STROKE)
        assert (len(own(seat)), len(board(seat))) == (0, 1)
        await seat.press("board_note_action")
        assert not seat.is_visible("board_note")
        told = tuple(seat.ink.told)
        await seat.draw((0.2, 0.5), (0.4, 0.5))
        assert (len(own(seat)), len(board(seat))) == (1, 1)
        assert tuple(seat.ink.told) == told  # what is not for all is not told while it is drawn

    play(act)


def test_what_is_written_for_all_is_told_before_the_pen_is_lifted(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        allow(seat)
        await seat.press("ink", "ink_audience", "write_for_all")
        await seat.draw(*STROKE, lift=False)
        assert board(seat) == ()
        grown = [live for live in seat.ink.told if isinstance(live, StrokeGrows)]
        assert {(live.layer.author, live.layer.kind, live.page) for live in grown} == {
            (LI, LayerKind.BOARD, 9)
        }
        assert grown[0].skip == 0
        end = seat.at(*STROKE[-1]).toPoint()
        await outside_tasks(lambda: QTest.mouseRelease(seat.page, Qt.MouseButton.LeftButton, pos=end))
        assert len(board(seat)) == 1

    play(act)


def test_undoing_what_was_written_for_all_takes_it_from_the_board(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        allow(seat)
        await seat.press("ink", "ink_audience", "write_for_all")
        await seat.draw(*STROKE)
        await seat.press("board_note_action", "ink_undo")
        assert board(seat) == ()
        await seat.press("ink_redo")
        assert (len(own(seat)), len(board(seat))) == (0, 1)

    play(act)


def test_another_paper_is_written_for_oneself_again(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        allow(seat)
        await seat.press("ink", "ink_audience", "write_for_all")
        await seat.press("show_agenda", f"open_paper_{seat.papers[2][:8]}")
        assert not seat.is_visible("board_note")
        await seat.draw(*STROKE)
        assert len(seat.ink.all_of(seat.papers[2], LayerKind.OWN)) == 1

    play(act)


def test_when_the_permission_ends_so_does_writing_for_all(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        allow(seat)
        await seat.press("ink", "ink_audience", "write_for_all")
        allow(seat, is_allowed=False)
        assert not seat.is_visible("board_note")
        await seat.draw(*STROKE)
        assert (len(own(seat)), len(board(seat))) == (1, 0)

    play(act)


def test_a_whiteboard_opens_ready_to_write_for_those_allowed(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        shelf = seat.view.shelf
        papers = tuple(
            msgspec.structs.replace(one, paper=msgspec.structs.replace(one.paper, is_whiteboard=True))
            if one.paper.sha256 == seat.papers[2]
            else one
            for one in shelf.papers
        )
        board_shelf = msgspec.structs.replace(shelf, papers=papers)
        seat.shows(msgspec.structs.replace(seat.view, shelf=board_shelf))
        allow(seat)
        assert not seat.is_visible("pen_bar")
        seat.shows(msgspec.structs.replace(seat.view, shelf=board_shelf))
        await seat.press("show_agenda", f"open_paper_{seat.papers[2][:8]}")
        assert seat.is_visible("pen_bar")
        assert seat.is_visible("board_note")
        assert is_checked(seat, "ink")

    play(act)


def test_the_share_button_asks_for_the_card(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        asked: list[bool] = []
        seat.desk.share_requested.connect(lambda: asked.append(True))
        await seat.press("ink", "ink_audience", "share_ink")
        assert asked == [True]
        assert not seat.is_visible("audience_card")

    play(act)


def boards_line(seat: ReadingSeat) -> Layer:
    layer = Layer(author=ZHANG, paper=seat.papers[1], kind=LayerKind.BOARD)
    line = Line(id=MarkId("z"), page=9, color="#A12D1C", width=0.01, start=(0.2, 0.4), end=(0.6, 0.4))
    seat.ink.comes(layer, line)
    return layer


def test_a_tap_on_anothers_ink_says_whose_it_is(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        boards_line(seat)
        await seat.draw((0.4, 0.4))
        assert seat.is_visible("ink_author")
        assert seat.words("ink_author") == "\u5f20\u7acb\u65b0"
        await seat.draw((0.4, 0.45))
        assert not seat.is_visible("ink_author")

    play(act)


def test_anothers_ink_cannot_be_erased(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        boards_line(seat)
        await seat.press("ink", "ink_eraser")
        await seat.draw((0.4, 0.35), (0.4, 0.45))
        assert len(board(seat)) == 1

    play(act)


def test_a_stroke_of_the_leader_is_seen_while_it_grows(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        layer = Layer(author=ZHANG, paper=seat.papers[1], kind=LayerKind.BOARD)
        other = Layer(author=ZHANG, paper=Sha256("f" * 64), kind=LayerKind.BOARD)
        points = pack_points(tuple((0.2 + 0.02 * n, 0.06, 0.9) for n in range(12)))
        place = seat.at(0.3, 0.06).toPoint()

        def colour() -> str:
            return seat.page.grab().toImage().pixelColor(place).name()

        before = colour()
        for of in (other, layer):
            grows = StrokeGrows(
                layer=of,
                id=MarkId("live"),
                page=9,
                is_pen=True,
                color="#A12D1C",
                width=0.02,
                skip=0,
                points=points,
            )
            seat.ink.grows(grows)
            await seat.settle()
            assert (colour() == before) is (of is other)
        seat.ink.grows(StrokeDropped(layer=layer, id=MarkId("live")))
        await seat.settle()
        assert colour() == before

    play(act)


def test_the_leaders_page_waits_while_ink_is_down(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("ink")
        start, end = seat.at(0.2, 0.3).toPoint(), seat.at(0.4, 0.3).toPoint()
        await outside_tasks(lambda: QTest.mousePress(seat.page, Qt.MouseButton.LeftButton, pos=start))
        seat.room.leads(12, revision=2)
        seat.shows(seat.room.view)
        await seat.settle()
        assert seat.page.painted_page == 9

        def lift() -> None:
            QTest.mouseMove(seat.page, end)
            QTest.mouseRelease(seat.page, Qt.MouseButton.LeftButton, pos=end)

        await outside_tasks(lift)
        await seat.settle()
        assert seat.page.painted_page == 12
        (mark,) = own(seat)
        assert isinstance(mark, Pen)
        assert mark.page == 9

    play(act)


def test_what_cannot_be_stored_is_said_until_it_is(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        seat.desk.trouble.connect(seat.window.show_trouble)
        seat.desk.trouble_over.connect(seat.window.end_trouble)
        fault = StorageFault(StorageFailure.DISK_FULL, Path("seat.sqlite"))
        seat.ink.fails(InkNotStored(fault))
        assert "cannot store what you write" in seat.words("trouble")
        seat.ink.fails(InkStoredAgain())
        assert not seat.is_visible("trouble")
        seat.ink.fails(InkNotTaken(Layer(author=LI, paper=seat.papers[1], kind=LayerKind.BOARD), 1))
        assert "may not write for all" in seat.words("trouble")

    play(act)


def test_without_a_paper_there_is_nothing_to_write_on(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("ink")
        seat.shows(
            msgspec.structs.replace(seat.view, reading=msgspec.structs.replace(seat.view.reading, place=None))
        )
        await seat.settle()
        assert not seat.is_visible("pen_bar")
        assert not seat.find("ink").isEnabled()

    play(act)


def test_a_note_that_is_being_written_when_the_program_ends_is_handed_over(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("ink", "ink_note")
        await seat.draw((0.3, 0.3))
        holder = seat.window.focusWidget()
        assert holder is not None
        await outside_tasks(lambda: QTest.keyClicks(holder, "agreed"))
        assert own(seat) == ()
        seat.desk.finish()
        (note,) = own(seat)
        assert isinstance(note, Note)
        assert note.text == "agreed"

    play(act)


def test_a_stroke_is_kept_when_the_leader_opens_another_paper_before_it_is_lifted(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        pen = PenInHand()
        begin, end = (seat.at(*place) for place in STROKE[:2])

        def writes() -> None:
            pen.press(seat.page, begin)
            pen.move(seat.page, end)

        await outside_tasks(writes)
        await seat.settle()
        seat.room.leads(1, paper=2, revision=2)
        seat.shows(seat.room.view)
        await seat.settle()
        assert seat.place == (2, 1)
        assert seat.ink.all_of(seat.papers[1], LayerKind.OWN) == ()
        await outside_tasks(lambda: pen.release(seat.page, end))
        await seat.settle()
        (mark,) = own(seat)
        assert isinstance(mark, Pen)
        assert len(mark.points) == 2
        assert seat.ink.all_of(seat.papers[2], LayerKind.OWN) == ()
        assert seat.desk.writing.source is not None
        assert seat.desk.writing.source.paper == seat.papers[2]

    play(act)
