"""What the big screen shows. Pure: it has no input, so the newest view alone decides."""

from __future__ import annotations

import enum

from kiosk.session.view import SessionView
from shared.domain.people import Role
from shared.domain.room_ballots import RoomBallot
from shared.domain.state import Session as MeetingSession
from shared.system.i18n import tr


class DisplayView(enum.StrEnum):
    """The pictures of a big screen."""

    WELCOME = "welcome"
    ITEM = "item"
    PROGRESS = "progress"
    RESULT = "result"


def is_display(view: SessionView) -> bool:
    """Whether this terminal is a big screen: the roster says so of who sits at its seat."""
    return view.person is not None and view.person.role is Role.DISPLAY


def display_view(view: SessionView) -> DisplayView:
    """A ballot from its opening until the meeting goes on to another item; between, the item.

    Out of the room for more than three seconds, in a break and before and after the meeting: the welcome. What is old
    never stands there as if it were so now.
    """
    room = view.room
    if room is None or not view.is_live or room.session is not MeetingSession.IN_SESSION:
        return DisplayView.WELCOME
    ballot = ballot_on_display(view)
    if ballot is not None:
        return DisplayView.PROGRESS if ballot.result is None else DisplayView.RESULT
    return DisplayView.WELCOME if room.active_item is None else DisplayView.ITEM


def ballot_on_display(view: SessionView) -> RoomBallot | None:
    """The ballot that the room is at: the one opened last, while its item is the active one."""
    ballot, room = view.ballot, view.room
    if ballot is None or room is None or ballot.is_aborted:
        return None
    is_over = ballot.is_ended
    return ballot if not is_over or ballot.shown.item in (None, room.active_item) else None


def session_words(view: SessionView) -> str:
    """Where the meeting stands, for who comes into the room."""
    room = view.room
    if room is None or not view.is_live:
        return ""
    match room.session:
        case MeetingSession.PREPARING:
            return tr("Sign-in is not open yet")
        case MeetingSession.SIGNING_IN:
            return tr("Sign-in is open: please sign in at your seat")
        case MeetingSession.PAUSED:
            return tr("The meeting is having a break")
        case MeetingSession.ADJOURNED:
            return tr("The meeting has been adjourned")
        case MeetingSession.IN_SESSION:
            return ""


def headcount_words(view: SessionView) -> str:
    """应到 15，实到 13; nothing before sign-in is open, and nothing old."""
    room = view.room
    if room is None or not view.is_live or room.session is MeetingSession.PREPARING:
        return ""
    return tr(
        "Entitled {entitled}, present {present}",
        entitled=room.headcount.entitled,
        present=room.headcount.present,
    )


def progress_sentence(view: SessionView, ballot: RoomBallot) -> str:
    """What the room waits for; never who did not vote yet, but for who is called in a roll call."""
    if ballot.is_ended:
        return tr("The ballot is closed; the result is not announced yet")
    if ballot.is_held:
        return tr("Voting is paused; votes already cast stay valid")
    called = None if ballot.called is None or view.meeting is None else view.meeting.person(ballot.called)
    if ballot.shown.is_roll_call and called is not None:
        return tr("Roll call: {name}", name=called.name)
    return tr("Please vote at your seat")
