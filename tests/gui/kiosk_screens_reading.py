"""The screens of a seat about reading and writing; drawn by `tests.gui.kiosk_screens`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from kiosk.session import reading as r
from kiosk.session import replica
from kiosk.session.places import Place
from kiosk.session.view import SessionView
from kiosk.ui.screens.password_card import PasswordCard
from kiosk.ui.showing import Touched
from kiosk.ui.window import KioskWindow
from shared.domain import commands as cmd
from shared.domain.ink import Bookmark, Highlighter, Layer, LayerKind, MarkId, Note, Pen, TextMark
from shared.domain.papers import Sha256
from shared.pdf.pages import OutlineEntry
from shared.ui.theme import Dimming
from tests.fakes.seat_ink import FakeSeatInk
from tests.fakes.story_room import LI, ZHANG, StoryRoom
from tests.gui.kiosk_acts import in_turn, nothing, press, reading_at

State = tuple[str, StoryRoom, SessionView, Touched, Callable[[KioskWindow], None]]

_WORDS = ("\u6295\u8d44", "\u6295\u8d44")
_PARTS = (
    (
        "\u4e00\u3001\u4e0a\u534a\u5e74\u8ba1\u5212\u6267\u884c\u60c5\u51b5",
        "1 Budget in the first half",
        1,
        0,
    ),
    ("\uff08\u4e00\uff09\u7ecf\u6d4e\u8fd0\u884c\u7a33\u4e2d\u6709\u8fdb", "1.1 Economy", 2, 0),
    ("\uff08\u4e8c\uff09\u8d22\u653f\u6536\u652f\u603b\u4f53\u5e73\u8861", "1.2 Revenue and spending", 2, 2),
    ("\u4e8c\u3001\u9700\u8981\u5173\u6ce8\u7684\u95ee\u9898", "2 Matters that need attention", 1, 3),
    ("\u4e09\u3001\u4e0b\u534a\u5e74\u5de5\u4f5c\u5b89\u6392", "3 What is planned for the second half", 1, 7),
)


def reading_states(papers: list[Path], *, english: bool) -> Iterator[State]:
    """Tools beside the page, one after another; then ink; then tabs; then dimmed and left-handed."""
    room = reading_at("10:24:00", papers, english=english)
    here = room.view
    outline = tuple(OutlineEntry(level, words[english], page) for *words, level, page in _PARTS)
    yield "60-search-empty", room, here, Touched(), press("show_search")
    yield "61-search-found", room, here, Touched(), in_turn(press("show_search"), types(_WORDS[english]))
    yield "62-search-nothing", room, here, Touched(), in_turn(press("show_search"), types("Qzx"))
    yield "63-outline", room, here, Touched(), in_turn(press("show_outline"), _give_outline(outline))
    yield "64-no-outline", room, here, Touched(), in_turn(press("show_outline"), _give_outline(()))
    yield "65-bookmarks", room, here, Touched(), press("show_bookmarks")
    yield "66-view", room, here, Touched(), press("show_view")
    two = in_turn(press("show_view"), press("layout_two"), press("fit_whole"))
    yield "67-two-pages", room, here, Touched(), two
    yield "68-page-entry", room, here, Touched(), press("page_number")
    yield "69-password", room, here, Touched(), _ask_password
    jumped = _with(here, r.jumped_to(here.reading, Place(_paper(here), 4), replica.readable(here)))
    yield "70-after-a-jump", room, jumped, Touched(), nothing
    yield from _tabs(room)
    yield from _ink(room)


def _tabs(room: StoryRoom) -> Iterator[State]:
    shelf, reading = replica.readable(room.view), room.view.reading
    papers = [one.paper.sha256 for one in shelf.papers]
    reading = r.paper_opened(reading, papers[0], shelf)
    yield "71-two-tabs", room, _with(room.view, reading), Touched(), nothing
    for paper in (*papers[2:], papers[1]):
        reading = r.paper_opened(reading, paper, shelf)
    yield "72-many-tabs", room, _with(room.view, reading), Touched(), nothing


def _ink(room: StoryRoom) -> Iterator[State]:
    room.leads(9, revision=3)
    view = _with(room.view, r.turned(room.view.reading, -6, replica.readable(room.view)))
    yield "73-ink", room, view, Touched(), press("ink")
    yield "75-dark", room, view, Touched(), _dim(Dimming.DARK)
    yield "76-audience", room, view, Touched(), in_turn(press("ink"), press("ink_audience"))
    room.does(cmd.AllowWriting(person=LI, is_allowed=True))
    may = msgspec.structs.replace(view, room=room.view.room)
    board = in_turn(press("ink"), press("ink_audience"), press("write_for_all"))
    yield "77-write-for-all", room, may, Touched(), board
    yield (
        "78-left-handed",
        room,
        view,
        Touched(),
        in_turn(press("show_view"), press("hand_left"), press("ink")),
    )
    yield "79-selection", room, view, Touched(), _select


def ink_for(name: str, room: StoryRoom, view: SessionView) -> FakeSeatInk:
    """What is written on the paper in view, in the pictures that show ink."""
    ink = FakeSeatInk(LI)
    place = view.reading.place
    if place is None or not any(name.startswith(number) for number in ("65", "73", "74", "75", "77", "78")):
        return ink
    mine, boards = Layer(author=LI, paper=place.paper), LayerKind.BOARD
    page = place.page
    ink.comes(
        mine,
        Highlighter(
            id=MarkId("h"),
            page=page,
            color="#F4DF9B",
            width=0.026,
            points=((0.14, 0.21, 0.5), (0.78, 0.212, 0.5)),
        ),
        Pen(id=MarkId("u"), page=page, color="#1E6450", width=0.0035, points=_wave(0.5, 0.78, 0.356)),
        TextMark(id=MarkId("t"), page=page, color="#C5E3C9", boxes=((0.135, 0.29, 0.4, 0.315),)),
        Note(id=MarkId("n"), page=page, at=(0.8, 0.32), color="#1A3D8F", text="?"),
        *(Bookmark(id=MarkId(f"b{one}"), page=one) for one in (1, 3, 8)),
    )
    ink.comes(
        Layer(author=ZHANG, paper=place.paper, kind=boards),
        Pen(id=MarkId("z"), page=page, color="#A12D1C", width=0.0035, points=_wave(0.14, 0.42, 0.42)),
    )
    return ink


def _wave(left: float, right: float, v: float) -> tuple[tuple[float, float, float], ...]:
    steps = 40
    return tuple(
        (left + (right - left) * n / steps, v + 0.002 * math.sin(n / 4), 0.4 + 0.2 * math.sin(n / 7))
        for n in range(steps + 1)
    )


def _with(view: SessionView, reading: r.Reading) -> SessionView:
    return msgspec.structs.replace(view, reading=reading)


def _paper(view: SessionView) -> Sha256:
    assert view.reading.place is not None
    return view.reading.place.paper


def types(words: str) -> Callable[[KioskWindow], None]:
    def act(window: KioskWindow) -> None:
        field = window.findChild(QLineEdit, "search_field")
        assert field is not None
        field.setText(words)
        field.returnPressed.emit()

    return act


def _dim(dimming: Dimming) -> Callable[[KioskWindow], None]:
    return lambda window: window._theme.set_dimming(dimming)


def _give_outline(entries: tuple[OutlineEntry, ...]) -> Callable[[KioskWindow], None]:
    """After the paper's own was read."""
    return lambda window: QTimer.singleShot(200, lambda: window.reading.cards.outline.show_outline(entries))


def _ask_password(window: KioskWindow) -> None:
    from_desk = window.reading.findChild(QLineEdit, "password_field")
    assert from_desk is not None
    card = from_desk.parentWidget()
    assert isinstance(card, PasswordCard)
    QTimer.singleShot(200, lambda: card.ask(window._view.shelf.papers[1].paper.title, was_wrong=True))


def _select(window: KioskWindow) -> None:
    view = window.reading.page_view
    placed = view.placed_pages()[0]
    takers = view.press_takers
    taker = takers.of_long_press(placed.to_view(0.2, 0.21))
    assert taker is not None
    taker.follow(placed.to_view(0.6, 0.21))
    taker.lift()
