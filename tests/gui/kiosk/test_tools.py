"""The tools beside the page: search, contents, bookmarks, page numbers, steps, tabs, password, view, words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from kiosk.session.places import Place
from kiosk.ui.screens.row_list import RowList
from shared.domain import commands as cmd
from shared.domain.ink import Bookmark, LayerKind, MarkId, TextMark
from shared.pdf.pages import OutlineEntry, PageHits, PageLink, PageText, SearchProgress, Word
from shared.ui.page_fit import Fit, Layout
from shared.ui.theme import Dimming, Theme
from shared.ui.waiting import outside_tasks
from tests.gui.conftest import RunInQt
from tests.gui.kiosk.reading_seat import Act, ReadingSeat, room_with
from tests.gui.ui.fake_pool import SECRET

Play = Callable[..., None]
BOX = (0.2, 0.5, 0.3, 0.52)
TEXT = PageText(
    tuple(
        Word(0.1 + 0.1 * n, 0.5, 0.18 + 0.1 * n, 0.52, word, 0, 0)
        for n, word in enumerate(["total", "general", "revenue"])
    )
)


@pytest.fixture
def play(theme: Theme, tmp_path: Path, run_in_qt: RunInQt[Any]) -> Play:
    def run(act: Act, *, locked: bool = False) -> None:
        room = room_with(tmp_path)
        papers = tuple(room.papers)
        run_in_qt(ReadingSeat(theme, room, locked=papers[1:2] if locked else ()).play(act))

    return run


def rows(seat: ReadingSeat, name: str) -> list[str]:
    listed = seat.find(name)
    assert isinstance(listed, RowList)
    return [row.spoken for row in listed.rows]


async def tap_row(seat: ReadingSeat, name: str, row: int, x: int = 120) -> None:
    listed = seat.find(name)
    assert isinstance(listed, RowList)
    model = listed.model()
    assert model is not None
    box = listed.visualRect(model.index(row, 0))
    await seat.tap(name, QPoint(box.left() + x, box.center().y()))


# Search -------------------------------------------------------------------------------------------------


def test_places_are_listed_as_they_are_found_and_a_tap_leads_there(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        seat.pool.texts[12] = TEXT
        await seat.press("show_search")
        await seat.type_into("search_field", "general")
        assert seat.pool.searches == [(seat.papers[1], "general", 8)]
        seat.pool.news.put_nowait(SearchProgress(3, 18))
        await seat.settle()
        assert seat.words("search_state") == "Searched 3 of 18 pages"
        seat.pool.news.put_nowait(PageHits(11, ((BOX,),)))
        await seat.settle()
        assert rows(seat, "hits") == ["total general revenue, p. 12"]
        await tap_row(seat, "hits", 0)
        assert seat.place == (1, 12)
        assert seat.is_visible("search_card")
        seat.pool.news.put_nowait(None)
        await seat.settle()
        assert seat.find("hit_count").text() == "1 of 1"  # type: ignore[attr-defined]
        assert seat.pool.searches_ended == 1

    play(act)


def test_nothing_found_is_a_sentence(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_search")
        await seat.type_into("search_field", "nowhere")
        seat.pool.news.put_nowait(None)
        await seat.settle()
        assert seat.words("search_state").startswith("Nothing found")
        assert not seat.is_visible("next_hit")

    play(act)


def test_next_and_previous_go_from_place_to_place_and_one_step_leads_back(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_search")
        await seat.type_into("search_field", "x")
        for page in (10, 13, 2):
            seat.pool.news.put_nowait(PageHits(page, ((BOX,),)))
        await seat.settle()
        pages = []
        for name in ("next_hit", "next_hit", "next_hit", "previous_hit"):
            await seat.press(name)
            pages.append(seat.place[1])
        assert pages == [11, 14, 3, 14]
        await seat.press("step_back")
        assert seat.place == (1, 9)

    play(act)


def test_ctrl_f_opens_the_search_and_escape_closes_it(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert seat.is_visible("search_card")
        assert seat.find("search_field").hasFocus()
        await seat.key(Qt.Key.Key_Right)
        assert seat.place == (1, 9)
        await seat.key(Qt.Key.Key_Escape)
        assert not seat.is_visible("search_card")
        await seat.key(Qt.Key.Key_Right)
        assert seat.place == (1, 10)

    play(act)


def test_the_page_can_be_turned_by_hand_while_the_search_stays(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_search", "next_page")
        assert seat.place == (1, 10)
        assert seat.is_visible("search_card")

    play(act)


def test_another_search_ends_the_one_before(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_search")
        await seat.type_into("search_field", "a")
        await seat.type_into("search_field", "b")
        assert [query for _paper, query, _page in seat.pool.searches] == ["a", "ab"]
        assert seat.pool.searches_ended == 1

    play(act)


# Contents and page numbers ----------------------------------------------------------------------------------


def test_the_contents_fold_and_lead_to_their_pages(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_outline")
        assert rows(seat, "outline") == ["One, 1", "One one, 3", "Two, 8"]
        listed = seat.find("outline")
        assert isinstance(listed, RowList)
        assert listed.marked_row == 2
        await tap_row(seat, "outline", 0, x=20)
        assert rows(seat, "outline") == ["One, 1", "Two, 8"]
        await tap_row(seat, "outline", 0)
        assert seat.place == (1, 1)
        assert not seat.is_visible("outline_card")

    async def with_contents(seat: ReadingSeat) -> None:
        entries = (OutlineEntry(1, "One", 0), OutlineEntry(2, "One one", 2), OutlineEntry(1, "Two", 7))
        seat.pool.outlines = dict.fromkeys(seat.papers, entries)
        await seat.press("show_agenda")
        await seat.press(f"open_paper_{seat.papers[2][:8]}")
        await seat.press(f"tab_{seat.papers[1][:8]}")
        await act(seat)

    play(with_contents)


def test_a_paper_without_contents_says_so(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_outline")
        assert seat.words("outline_state") == "This paper has no table of contents"

    play(act)


def test_a_page_number_is_typed_by_finger(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("page_number", "page_key_1", "page_key_7", "go_to_page")
        assert seat.place == (1, 17)
        assert not seat.is_visible("page_card")

    play(act)


def test_a_page_that_the_paper_has_not_cannot_be_gone_to(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("page_number")
        await seat.type_into("page_field", "19")
        assert seat.is_visible("page_card")
        assert not seat.find("go_to_page").isEnabled()
        await seat.press("page_key_delete")
        assert seat.find("go_to_page").isEnabled()
        await seat.key(Qt.Key.Key_Escape)
        assert not seat.is_visible("page_card")
        assert seat.place == (1, 9)

    play(act)


# Steps, links, tabs -----------------------------------------------------------------------------------------


def test_a_link_is_followed_and_one_step_leads_back_and_forward(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        assert not seat.is_visible("step_back")
        seat.desk.display.links.set_links(9, (PageLink(0.2, 0.2, 0.4, 0.24, 4, 0.5),))
        await seat.draw((0.3, 0.22))
        assert seat.place == (1, 5)
        await seat.press("step_back")
        assert seat.place == (1, 9)
        assert not seat.find("step_back").isEnabled()
        await seat.press("step_forward")
        assert seat.place == (1, 5)

    play(act)


def test_the_tabs_are_there_only_for_two_papers_or_more(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        assert not seat.is_visible("tab_strip")
        await seat.press("show_agenda", f"open_paper_{seat.papers[2][:8]}")
        assert seat.is_visible("tab_strip")
        first, second = f"tab_{seat.papers[1][:8]}", f"tab_{seat.papers[2][:8]}"
        assert seat.words(second) == "tables, open now"
        await seat.press(first)
        assert seat.place == (1, 9)
        await seat.press("close_tab")
        assert seat.place == (2, 1)

    play(act)


def test_a_tab_is_dragged_to_another_place(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_agenda", f"open_paper_{seat.papers[2][:8]}")
        tab = seat.find(f"tab_{seat.papers[2][:8]}")
        from_here = QPoint(30, tab.height() // 2)

        def drag() -> None:
            QTest.mousePress(tab, Qt.MouseButton.LeftButton, pos=from_here)
            QTest.mouseMove(tab, from_here - QPoint(tab.width(), 0))
            QTest.mouseRelease(tab, Qt.MouseButton.LeftButton, pos=from_here - QPoint(tab.width(), 0))

        await outside_tasks(drag)
        await seat.settle()
        assert seat.view.reading.own.tabs.papers == (seat.papers[2], seat.papers[1])
        assert seat.place[0] == 2

    play(act)


# Bookmarks --------------------------------------------------------------------------------------------------


def test_a_bookmark_lies_in_the_own_ink_and_leads_back_to_its_page(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_bookmarks")
        assert seat.words("bookmark_state") == "No bookmarks in this paper yet"
        await seat.press("toggle_bookmark")
        (mark,) = seat.ink.all_of(seat.papers[1], LayerKind.OWN)
        assert isinstance(mark, Bookmark)
        assert mark.page == 9
        await seat.press("next_page")
        assert not seat.is_visible("bookmark_card")
        await seat.press("show_bookmarks")
        assert rows(seat, "bookmarks") == ["p. 9"]
        await tap_row(seat, "bookmarks", 0)
        assert seat.place == (1, 9)
        await seat.press("show_bookmarks", "toggle_bookmark")
        assert seat.ink.all_of(seat.papers[1], LayerKind.OWN) == ()

    play(act)


def test_bookmarks_from_another_terminal_are_there(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        paper = seat.papers[1]
        seat.ink.put(paper, LayerKind.OWN, marks=(Bookmark(id=MarkId("b"), page=4),))
        seat.desk.bookmarks.show_paper(paper)
        await seat.settle()
        assert seat.desk.facts()["bookmarks"] == [4]

    play(act)


# Password, view, words ---------------------------------------------------------------------------------------


def test_a_locked_paper_asks_once_and_a_wrong_word_is_a_sentence(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        assert seat.is_visible("password_card")
        assert seat.words("password_paper") == "report"
        await seat.type_into("password_field", "wrong")
        assert "does not open" in seat.words("password_hint")
        field = seat.find("password_field")
        assert isinstance(field, QLineEdit)
        assert field.text() == ""
        await seat.type_into("password_field", SECRET)
        assert not seat.is_visible("password_card")
        assert seat.page.painted_page == 9
        await seat.press("show_agenda", f"open_paper_{seat.papers[2][:8]}", f"tab_{seat.papers[1][:8]}")
        assert not seat.is_visible("password_card")

    play(act, locked=True)


def test_a_locked_paper_can_be_left_alone(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("password_no")
        assert not seat.is_visible("password_card")
        assert seat.page.painted_page == 0

    play(act, locked=True)


def test_the_view_card_changes_the_view_at_once_and_stays(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("show_view", "layout_two", "fit_whole", "turn_right")
        look = seat.page.look
        assert (look.layout, look.fit, look.rotation) == (Layout.TWO, Fit.WHOLE, 90)
        two = seat.find("layout_two")
        assert isinstance(two, QAbstractButton)
        assert two.isChecked()
        await seat.press("turn_left", "dimming_dark")
        assert seat.page.look.rotation == 0
        assert seat.theme.dimming is Dimming.DARK
        night = seat.find("night")
        assert isinstance(night, QAbstractButton)
        assert night.isChecked()
        await seat.press("dimming_day")
        assert not seat.theme.is_night

    play(act)


def test_a_left_hand_has_the_tools_at_its_side_and_the_pens_at_the_other(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        assert seat.find("tool_rail").x() > 1000
        await seat.press("show_view", "hand_left")
        assert seat.find("tool_rail").mapTo(seat.window, QPoint(0, 0)).x() == 0
        await seat.press("ink")
        assert seat.find("pen_bar").x() > 1000

    play(act)


def test_selected_words_are_marked_in_the_own_ink(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        seat.desk.display.marking.set_text(9, TEXT)
        takers = seat.page.press_takers
        taker = takers.of_long_press(seat.at(0.22, 0.51))
        assert taker is not None
        taker.follow(seat.at(0.36, 0.51))
        taker.lift()
        await seat.settle()
        assert seat.is_visible("selection_bar")
        await seat.press("mark_words_0")
        assert not seat.is_visible("selection_bar")
        (mark,) = seat.ink.all_of(seat.papers[1], LayerKind.OWN)
        assert isinstance(mark, TextMark)
        assert (mark.page, mark.text) == (9, "general revenue")
        await seat.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert seat.ink.all_of(seat.papers[1], LayerKind.OWN) == ()

    play(act)


# Around the page ------------------------------------------------------------------------------------------------


def test_at_most_one_card_is_open(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        cards = {
            "show_agenda": "agenda_card",
            "show_thumbnails": "thumbnails_card",
            "show_search": "search_card",
            "show_outline": "outline_card",
            "show_bookmarks": "bookmark_card",
            "show_view": "view_card",
        }
        for name, opened in cards.items():
            await seat.press(name)
            assert [card for card in cards.values() if seat.is_visible(card)] == [opened]

    play(act)


def test_what_does_not_fit_the_rail_stands_behind_more(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        assert not seat.is_visible("show_more")
        seat.window.resize(1280, 660)
        await seat.settle()
        assert not seat.is_visible("show_view")
        await seat.press("show_more", "more_show_view")
        assert seat.is_visible("view_card")

    play(act)


def test_the_clerk_is_called_from_the_rail_and_the_call_is_seen(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("call_service")
        assert ("call_service",) in seat.wishes.asked
        assert seat.words("call_service") == "Service"
        private = seat.view.private
        assert private is not None
        called = msgspec.structs.replace(private, has_called=True)
        seat.shows(msgspec.structs.replace(seat.view, private=called))
        assert seat.words("call_service") == "Called"

    play(act)


def test_the_watermark_tells_name_seat_and_minute_where_the_meeting_wants_it(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        mark = seat.desk.display.watermark
        seat.room.at("10:24:00")
        seat.window.reading.time_shown.emit("10:24")
        assert mark.text.split("\u3000") == ["\u674e\u5efa\u56fd", "Seat 05", "10:24"]
        seat.room.does(cmd.SwitchWatermark(is_on=False))
        seat.shows(msgspec.structs.replace(seat.view, room=seat.room.view.room))
        assert mark.text == ""

    play(act)


def test_the_first_pages_of_the_items_papers_are_prepared(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        opened = {paper for paper, _password in seat.pool.opened}
        assert {seat.papers[1], seat.papers[2]} <= opened

    play(act)


def test_small_pictures_from_the_podium_are_handed_to_the_workers_once_they_are_here(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        assert seat.pool.thumbnail_files == {}
        paper = seat.papers[1]
        seat.shows(msgspec.structs.replace(seat.view, thumbnails=frozenset({paper})))
        assert seat.pool.thumbnail_files == {paper: Path(f"{paper}.thumbs")}

    play(act)


def test_every_new_target_is_at_least_9_mm(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        least = round(9 * 149 / 25.4)
        await seat.press("show_agenda", f"open_paper_{seat.papers[2][:8]}", "ink")
        names = ["page_number", "step_back", "step_forward", "close_tab", "ink_audience", "ink_pen"]
        names += ["show_search", "show_outline", "show_bookmarks", "show_view", "call_service", "ink"]
        await seat.press("show_view")
        names += ["layout_one", "fit_text", "turn_left", "dimming_dark", "hand_left"]
        for name in names:
            size = seat.find(name).size()
            assert min(size.width(), size.height()) >= least, name
        await seat.press("page_number")
        key = seat.find("page_key_1").size()
        assert min(key.width(), key.height()) >= least

    play(act)


def test_going_to_a_place_of_the_paper_asks_for_that_page(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        seat.window.reading.page_requested.emit(4)
        assert seat.wishes.asked[-1] == ("go_to", Place(seat.papers[1], 4))

    play(act)
