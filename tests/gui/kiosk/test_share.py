"""Sharing one's own ink on a paper, on the glass."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QAbstractButton

from kiosk.session.view import SessionView
from shared.domain import commands as cmd
from shared.domain.ballots import IntentId
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import Answer, Pending, Refusal, SentIntent, SentSharing
from tests.fakes.story_room import ITEMS, LI, MEETING, SEAT, StoryRoom
from tests.gui.kiosk.conftest import OpenSeat, Seat, cut_off


@pytest.fixture
def room(tmp_path: Path) -> StoryRoom:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"report")
    story = StoryRoom([path])
    story.does(cmd.OpenSignIn())
    story.does(cmd.SignIn(LI), seat=SEAT)
    story.does(cmd.StartMeeting())
    story.does(cmd.ActivateItem(ITEMS[0]))
    return story


def report(room: StoryRoom) -> Sha256:
    return next(iter(room.papers))


def asking(open_seat: OpenSeat, room: StoryRoom) -> Seat:
    seat = open_seat(room)
    seat.window.errands.open_share(seat.window.reading.rail)
    return seat


def with_wish(room: StoryRoom, answer: Answer) -> SessionView:
    sent = SentIntent(
        id=IntentId("mine"),
        meeting=MEETING,
        kind="share_ink",
        confirmed_at=room.now,
        person=LI,
        about=SentSharing(paper=report(room), audience=InkAudience.ALL),
        answer=answer,
    )
    return msgspec.structs.replace(room.view, sent=(sent,))


def is_on(seat: Seat) -> bool:
    button = seat.find("confirm_share")
    assert isinstance(button, QAbstractButton)
    return button.isEnabled()


def test_ink_is_private_and_the_card_says_so(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = asking(open_seat, room)
    assert seat.words("share_nobody") == "Only me, chosen"
    assert seat.words("share_state") == "Only you see your notes"
    assert not is_on(seat)


@pytest.mark.parametrize("audience", [InkAudience.CHAIR, InkAudience.ALL])
def test_choosing_says_what_it_means_and_confirming_shares(
    open_seat: OpenSeat, room: StoryRoom, audience: InkAudience
) -> None:
    seat = asking(open_seat, room)
    seat.press(f"share_{audience.value}")
    assert seat.wishes.asked == []
    assert "sees what you wrote" in seat.words("share_means")
    seat.wait_until_takes_presses("confirm_share")
    seat.press("confirm_share")
    assert seat.wishes.asked == [("share_ink", report(room), audience)]


def test_a_double_tap_on_an_answer_shares_nothing(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = asking(open_seat, room)
    seat.press("share_all")
    seat.press("confirm_share")
    assert seat.wishes.asked == []


def test_what_is_stored_and_not_yet_answered_is_shown_beside_what_holds(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = asking(open_seat, room)
    seat.shows(with_wish(room, Pending()))
    assert seat.words("share_state") == "Stored here, sending Only you see your notes"
    assert seat.words("share_all") == "Everybody may see it, chosen"
    assert not is_on(seat)
    seat.shows(cut_off(with_wish(room, Pending())))
    assert "Stored here, not sent" in seat.words("share_state")


def test_once_the_podium_has_it_the_card_says_who_sees_it(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = asking(open_seat, room)
    room.does(cmd.ShareInk(person=LI, paper=report(room), audience=InkAudience.ALL), seat=SEAT)
    seat.shows()
    assert seat.words("share_state") == "Everybody sees your notes"
    seat.press("share_nobody")
    seat.wait_until_takes_presses("confirm_share")
    seat.press("confirm_share")
    assert seat.wishes.asked == [("share_ink", report(room), InkAudience.NOBODY)]


def test_a_refused_wish_says_why(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = asking(open_seat, room)
    seat.shows(with_wish(room, Refusal(Reason.ADJOURNED)))
    assert "has been adjourned" in seat.words("share_state")
    assert seat.words("share_nobody") == "Only me, chosen"
