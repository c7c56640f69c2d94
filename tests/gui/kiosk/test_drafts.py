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
from shared.domain.papers import PageRun, Paper, Sha256
from shared.domain.sign_off import SignOff, SignOffId, SignOffKind
from tests.fakes.story_room import ITEMS, LI, SEAT, StoryRoom
from tests.gui.kiosk.conftest import OpenSeat

NEW = Sha256("d" * 64)


@pytest.fixture
def room(tmp_path: Path) -> StoryRoom:
    papers = []
    for name in ("notice", "report", "annex"):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(name.encode())
        papers.append(path)
    story = StoryRoom(papers)
    story.does(cmd.OpenSignIn())
    story.does(cmd.SignIn(LI), seat=SEAT)
    story.signs_in()
    story.does(cmd.StartMeeting())
    story.does(cmd.ActivateItem(ITEMS[1]))
    story.leads(9)
    return story


def report(room: StoryRoom) -> Sha256:
    return tuple(room.papers)[1]


def replaces(room: StoryRoom) -> None:
    """A page is put in after page 4 of the report."""
    carried = (PageRun(1, 1, 4), PageRun(5, 6, 13))
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
