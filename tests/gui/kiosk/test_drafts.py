"""New drafts on the glass: the note, the way to the new one and back to the old one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.session import reading as r
from kiosk.session import replica
from kiosk.session.places import Place
from kiosk.session.view import SessionView
from shared.domain import commands as cmd
from shared.domain.ink import MarkId, Pen
from shared.domain.papers import PageRun, Paper, Sha256
from shared.domain.sign_off import SignOff, SignOffId, SignOffKind
from tests.fakes.kept_ink import FakeKeptInk
from tests.fakes.story_room import LI, StoryRoom
from tests.gui.kiosk.conftest import OpenSeat, Seat
from tests.gui.kiosk.reading_seat import room_with

NEW = Sha256("d" * 64)


@pytest.fixture
def room(tmp_path: Path) -> StoryRoom:
    return room_with(tmp_path, ("notice", "report", "annex"))


def report(room: StoryRoom) -> Sha256:
    return tuple(room.papers)[1]


def replaces(room: StoryRoom, carried: tuple[PageRun, ...] = (PageRun(1, 1, 4), PageRun(5, 6, 13))) -> None:
    """A page is put in after page 4 of the report."""
    new = Paper(sha256=NEW, title="report", size_bytes=9, page_count=19, carried=carried)
    room.does(cmd.ReplacePaper(old=report(room), paper=new))


def gone_to(view: SessionView, place: Place) -> SessionView:
    reading = r.gone_to(view.reading, place, replica.readable(view))
    return msgspec.structs.replace(view, reading=reading)


def test_who_reads_a_paper_that_is_replaced_is_told_and_nothing_turns(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = open_seat(room)
    replaces(room)
    seat.shows()
    assert "new draft: draft 2" in seat.words("notice_bar")
    assert seat.wishes.asked == []
    assert room.view.reading.place == Place(report(room), 9)


def test_the_new_draft_opens_where_the_same_page_is_now(open_seat: OpenSeat, room: StoryRoom) -> None:
    replaces(room)
    seat = open_seat(room)
    seat.press("notice_act")
    assert seat.wishes.asked[-1] == ("go_to", Place(NEW, 10))
    seat.shows(gone_to(room.view, Place(NEW, 10)))
    assert not seat.is_visible("notice_bar")


def test_who_stays_on_the_old_one_is_not_asked_again(open_seat: OpenSeat, room: StoryRoom) -> None:
    replaces(room)
    seat = open_seat(room)
    seat.press("notice_aside")
    assert not seat.is_visible("notice_bar")
    seat.shows()
    assert not seat.is_visible("notice_bar")


def test_the_old_draft_stays_in_the_agenda_below_the_new_one(open_seat: OpenSeat, room: StoryRoom) -> None:
    replaces(room)
    seat = open_seat(room)
    seat.press("show_agenda")
    assert "draft 2" in seat.words(f"open_paper_{NEW[:8]}")
    assert "Draft 1, replaced" in seat.words(f"open_paper_{report(room)[:8]}")
    seat.press(f"open_paper_{report(room)[:8]}")
    assert seat.wishes.asked[-1] == ("open_paper", report(room))


def test_the_agenda_leads_to_what_is_to_be_signed(open_seat: OpenSeat, room: StoryRoom) -> None:
    request = SignOff(id=SignOffId("s1"), paper=report(room), kind=SignOffKind.SIGN, persons=(LI,))
    room.does(cmd.RequestSignOff(request))
    seat = open_seat(room)
    seat.press("show_agenda")
    assert seat.words("sign_off_of_s1") == "Sign-off, to be signed"
    seat.press("sign_off_of_s1")
    assert seat.window.screen_name == "sign_off"
    assert not seat.is_visible("agenda_card")


def stroke(mark: str, page: int) -> Pen:
    points = ((0.1, 0.1, 0.5), (0.4, 0.2, 0.5))
    return Pen(id=MarkId(mark), page=page, color="#1A3D8F", width=0.004, points=points)


def with_left_ink(open_seat: OpenSeat, room: StoryRoom) -> Seat:
    """Ink on page 2, which came along, and on page 18, which is gone; the person reads the new draft."""
    replaces(room, carried=(PageRun(1, 1, 4),))
    ink = FakeKeptInk(LI)
    ink.put(report(room), marks=(stroke("a", 2), stroke("b", 18), stroke("c", 18)))
    seat = open_seat(room)
    seat.window.errands.use_ink(ink)
    seat.shows(gone_to(room.view, Place(NEW, 1)))
    return seat


def test_ink_on_pages_that_changed_is_listed_beside_its_old_page(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = with_left_ink(open_seat, room)
    assert "on 1 page of an earlier draft" in seat.words("notice_bar")
    seat.press("notice_act")
    row = f"left_ink_{report(room)[:8]}_18"
    assert seat.words(row) == "Page 18, draft 1, 2 marks"
    seat.press(row)
    assert seat.wishes.asked[-1] == ("go_to", Place(report(room), 18))
    assert not seat.is_visible("draft_notes")


def test_the_list_is_found_in_the_agenda_after_its_note_was_read(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = with_left_ink(open_seat, room)
    seat.press("notice_aside")
    assert not seat.is_visible("notice_bar")
    seat.press("show_agenda")
    assert seat.words("show_left_ink") == "My notes on earlier drafts, 1 page"
    seat.press("show_left_ink")
    assert seat.is_visible("draft_notes")
    assert not seat.is_visible("agenda_card")


def test_who_reads_another_paper_is_not_told_of_left_ink(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = with_left_ink(open_seat, room)
    annex = tuple(room.papers)[2]
    seat.shows(gone_to(room.view, Place(annex, 1)))
    assert not seat.is_visible("notice_bar")
