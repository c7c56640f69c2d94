"""The podium writes on the page for all to see, and shows what others shared."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from shared.domain.commands import ShareInk
from shared.domain.ink import Bookmark, InkAudience, Layer, LayerKind, MarkId, Pen
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.pdf.pages import PageSize
from shared.protocol.ink import StrokeDropped, StrokeGrows, pack_points, unpack_points
from shared.ui.ink_tools import Tool
from shared.ui.page_view import PageView
from shared.ui.waiting import outside_tasks
from tests.fakes.small_podium import ANNEX, DECISION, REPORT, SEATS
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import Desk, OpenDesk
from tests.gui.ui.ink_room import TouchScreen
from tests.gui.ui.page_room import FakePicture

_LEFT = Qt.MouseButton.LeftButton
TRACK = ((0.2, 0.2), (0.3, 0.25), (0.4, 0.2))


def lay_page(desk: Desk, pages: int = 9) -> PageView:
    """A white page on the stage, as if the workers had drawn it."""
    view = desk.window.stage.view
    view.open_paper([PageSize(595, 842)] * pages)
    view.expect_page(1)
    view.show_picture(1, FakePicture("#ffffff", view.pixel_size(1)))
    return view


def point(view: PageView, u: float, v: float) -> QPoint:
    return view.placed_pages()[0].to_view(u, v).toPoint()


async def draw(desk: Desk, track: Sequence[tuple[float, float]] = TRACK, *, lift: bool = True) -> None:
    view = desk.window.stage.view

    def by_mouse() -> None:
        QTest.mousePress(view, _LEFT, pos=point(view, *track[0]))
        for place in track[1:]:
            QTest.mouseMove(view, point(view, *place))
        if lift:
            QTest.mouseRelease(view, _LEFT, pos=point(view, *track[-1]))

    await outside_tasks(by_mouse)
    await desk.settle()


async def lift(desk: Desk) -> None:
    view = desk.window.stage.view
    await outside_tasks(lambda: QTest.mouseRelease(view, _LEFT, pos=point(view, *TRACK[-1])))
    await desk.settle()


def stroke(name: str, page: int = 1) -> Pen:
    points = tuple((u, v, 0.5) for u, v in TRACK)
    return Pen(id=MarkId(name), page=page, color="#1E6450", width=0.003, points=points)


async def shares(desk: Desk, audience: InkAudience) -> None:
    """Li shares the own ink on the report."""
    desk.hub.decides(ShareInk(person=PersonId("li"), paper=REPORT, audience=audience), SEATS[1])
    await desk.settle()


def shown(desk: Desk, page: int = 1) -> list[str]:
    return [one.mark.id for one in desk.window.writing.ink.layer.marks(page)]


def test_the_pens_lie_beside_the_page_while_writing_is_on(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            assert not desk.sees("pen_bar")
            await desk.press("board")
            bar, view = desk.window.writing.bar, desk.window.stage.view
            assert bar.isVisible()
            assert bar.geometry().left() + bar.card_rect().right() < view.geometry().left()
            await desk.press("ink_close")
            assert not desk.sees("pen_bar")
            assert not desk.state.is_board

    run_in_qt(scene())


def test_what_the_mouse_draws_is_stored_for_all_and_told_while_it_is_drawn(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            lay_page(desk)
            await draw(desk)
            (mark,) = desk.hub.board.written(REPORT)
            assert isinstance(mark, Pen)
            assert mark.page == 1
            grown = desk.hub.board.grown
            assert {(one.id, one.layer) for one in grown} == {(mark.id, desk.hub.board.board_layer(REPORT))}
            first = unpack_points(grown[0].points)[0]
            assert abs(first[0] - TRACK[0][0]) < 0.01
            assert grown[0].skip == 0

    run_in_qt(scene())


def test_what_a_member_draws_for_all_is_seen_before_the_pen_is_lifted(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            view = lay_page(desk)
            before = view.grab().toImage()
            layer = Layer(author=PersonId("li"), paper=REPORT, kind=LayerKind.BOARD)
            grows = StrokeGrows(
                layer=layer,
                id=MarkId("live"),
                page=1,
                is_pen=True,
                color="#1E6450",
                width=0.01,
                skip=0,
                points=pack_points(tuple((u, v, 0.5) for u, v in TRACK)),
            )
            desk.hub.board.is_drawing(msgspec.structs.replace(grows, layer=elsewhere(layer)))
            assert view.grab().toImage() == before
            desk.hub.board.is_drawing(grows)
            assert view.grab().toImage() != before
            desk.hub.board.is_drawing(StrokeDropped(layer=layer, id=MarkId("live")))
            assert view.grab().toImage() == before

    run_in_qt(scene())


def elsewhere(layer: Layer) -> Layer:
    return msgspec.structs.replace(layer, paper=Sha256("e" * 64))


def test_a_finger_writes_too(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            view = lay_page(desk)
            finger = [QPointF(point(view, *place)) for place in TRACK]
            await outside_tasks(lambda: TouchScreen(view).draw(finger))
            await desk.settle()
            assert len(desk.hub.board.written(REPORT)) == 1

    run_in_qt(scene())


def test_nothing_is_written_while_writing_is_off(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            lay_page(desk)
            await draw(desk)
            assert desk.hub.board.written(REPORT) == ()

    run_in_qt(scene())


def test_what_was_written_last_is_taken_back_by_key_and_done_again(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            lay_page(desk)
            await draw(desk)
            await desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            assert desk.hub.board.written(REPORT) == ()
            await desk.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
            assert len(desk.hub.board.written(REPORT)) == 1

    run_in_qt(scene())


def test_pointing_and_writing_exclude_each_other(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("laser")
            await desk.press("board")
            assert (desk.state.is_laser, desk.state.is_board) == (False, True)
            await desk.key(Qt.Key.Key_P)
            assert (desk.state.is_laser, desk.state.is_board) == (True, False)
            assert not desk.sees("pen_bar")

    run_in_qt(scene())


def test_a_turn_waits_until_the_pen_is_lifted(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            lay_page(desk)
            await draw(desk, lift=False)
            await desk.key(Qt.Key.Key_PageDown)
            assert desk.hub.stage.page == 1
            await lift(desk)
            assert desk.hub.stage.page == 2
            assert len(desk.hub.board.written(REPORT)) == 1

    run_in_qt(scene())


def test_another_paper_that_comes_while_the_pen_is_down_takes_no_stroke_away(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            lay_page(desk)
            await draw(desk, lift=False)
            desk.podium.pages.show_paper(desk.state.selected or desk.hub.state.meeting.agenda[0].id, 2)
            await desk.settle()
            await lift(desk)
            assert len(desk.hub.board.written(REPORT)) == 1
            assert desk.window.writing.source is not None
            assert desk.window.writing.source.paper == ANNEX

    run_in_qt(scene())


def test_a_stroke_that_a_second_finger_gives_up_is_dropped_at_the_seats(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            view = lay_page(desk)
            screen = TouchScreen(view)

            def by_hand() -> None:
                screen.press(0, QPointF(point(view, 0.3, 0.3)))
                screen.move(0, QPointF(point(view, 0.35, 0.3)))
                screen.press(1, QPointF(point(view, 0.7, 0.5)))
                screen.lift(1)
                screen.lift(0)

            await outside_tasks(by_hand)
            await desk.settle()
            assert desk.hub.board.written(REPORT) == ()
            assert len(desk.hub.board.dropped) == 1

    run_in_qt(scene())


def test_in_a_preview_nobody_writes_for_all(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            await desk.press("item_2")
            assert not desk.sees("pen_bar")
            assert not desk.sees("board")
            lay_page(desk, 5)
            await draw(desk)
            assert desk.hub.board.written(DECISION) == ()
            await desk.press("back_to_room")
            assert desk.sees("pen_bar")

    run_in_qt(scene())


def test_ink_that_an_allowed_seat_writes_for_all_appears_by_itself(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            lay_page(desk)
            board = desk.hub.board
            wang = Layer(author=PersonId("wang"), paper=REPORT, kind=board.board_layer(REPORT).kind)
            board.comes(wang, stroke("w1"))
            await desk.settle()
            assert shown(desk) == ["w1"]

    run_in_qt(scene())


def test_shared_ink_is_shown_only_when_it_is_asked_for_and_never_what_is_private(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            lay_page(desk)
            li, wang = (Layer(author=PersonId(name), paper=REPORT) for name in ("li", "wang"))
            desk.hub.board.comes(li, stroke("l1"))
            desk.hub.board.comes(wang, stroke("w1"))
            await desk.settle()
            assert not desk.sees("shared_ink")
            await shares(desk, InkAudience.CHAIR)
            assert desk.words("shared_ink") == "1"
            assert shown(desk) == []
            await desk.press("shared_ink")
            assert not desk.sees("show_ink_wang")
            await desk.press("show_ink_li")
            assert shown(desk) == ["l1"]
            await desk.press("show_ink_li")
            assert shown(desk) == []

    run_in_qt(scene())


def test_ink_that_is_taken_back_is_not_shown_by_itself_when_it_is_shared_again(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await shares(desk, InkAudience.ALL)
            await desk.press("shared_ink")
            await desk.press("show_ink_li")
            assert desk.state.ink_shown
            await shares(desk, InkAudience.NOBODY)
            assert not desk.sees("shared_ink_card")
            await shares(desk, InkAudience.ALL)
            assert not desk.state.ink_shown

    run_in_qt(scene())


def test_the_tool_in_hand_is_a_pen_until_another_is_taken(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            tray = desk.window.writing.tray
            assert tray.tools.tool is Tool.PEN
            await desk.press("ink_eraser")
            lay_page(desk)
            mark = stroke("b1")
            desk.hub.board.write(REPORT, marks=(mark, Bookmark(id=MarkId("k"), page=1)))
            desk.window.writing.ink.layer.refresh(frozenset({1}))
            await draw(desk, ((0.3, 0.15), (0.3, 0.3)))
            assert [one.id for one in desk.hub.board.written(REPORT)] == ["k"]

    run_in_qt(scene())


def test_the_end_of_the_meeting_lays_the_pens_down(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("board")
            await desk.press("adjourn")
            await desk.press("confirm_adjourn")
            assert not desk.sees("pen_bar")
            assert not desk.find("board").isEnabled()

    run_in_qt(scene())
