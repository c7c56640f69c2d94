"""Who waits before they may answer a ballot."""

from __future__ import annotations

import msgspec

from kiosk.session.own_ballot import NotVoted
from kiosk.session.secret_view import OwnPlace
from kiosk.session.view import SessionView
from kiosk.ui.ballot_standing import (
    closing_words,
    is_called,
    is_final,
    lock_sentence,
    may_choose,
    sentence,
)
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import MotionTerms
from shared.domain.people import SeatId
from shared.domain.room_ballots import RoomBallot
from shared.domain.secrecy import Grade
from shared.system.i18n import tr
from tests.fakes.story_room import LI, WU, ZHANG, StoryRoom
from tests.gui.kiosk.ballots import OWN, put_ballot
from tests.gui.kiosk.conftest import reading_room
from tests.gui.kiosk.secrets import secret_view

THIRD = SeatId("01")
"""Where Zhang Lixin sits: third in the order of the plan."""


def roll_call() -> StoryRoom:
    return put_ballot(reading_room(), MotionTerms(), is_roll_call=True, open_for_s=600)


def seen_from(room: StoryRoom, seat: SeatId) -> tuple[SessionView, RoomBallot]:
    view = msgspec.structs.replace(room.view, seat=seat)
    ballot = view.ballot
    assert ballot is not None
    return view, ballot


def test_before_the_call_reaches_a_seat_it_says_who_is_called() -> None:
    room = roll_call()
    room.does(bcmd.CallVoter(ballot=OWN, person=LI))
    view, ballot = seen_from(room, THIRD)
    assert not is_called(view, ballot)
    words = lock_sentence(view, ballot, NotVoted(), was_called=False)
    assert words.endswith("\u674e\u5efa\u56fd")


def test_when_the_call_is_at_a_seat_or_past_it_the_seat_is_free() -> None:
    room = roll_call()
    for person in (ZHANG, WU):
        room.does(bcmd.CallVoter(ballot=OWN, person=person))
        view, ballot = seen_from(room, THIRD)
        assert is_called(view, ballot)
        assert lock_sentence(view, ballot, NotVoted(), was_called=False) == ""


def test_a_held_ballot_has_no_time_of_closing() -> None:
    room = roll_call()
    room.does(bcmd.HoldBallot(OWN))
    _, ballot = seen_from(room, THIRD)
    assert closing_words(ballot, room.now) == ""


def test_who_votes_on_paper_is_told_at_once_and_has_no_answers_here() -> None:
    room = put_ballot(reading_room(), MotionTerms())
    person = room.view.person
    assert person is not None
    assert room.view.ballot is not None
    assert may_choose(room.view, room.view.ballot, NotVoted(), is_changing=False)
    room.does(bcmd.GivePaper(ballot=OWN, person=person.id))
    ballot = room.view.ballot
    assert ballot is not None
    assert not may_choose(room.view, ballot, NotVoted(), is_changing=False)
    assert sentence(room.view, ballot, NotVoted()) == tr("You have a ballot on paper; you vote with that")


def test_a_secret_ballot_waits_until_a_vote_can_be_sealed() -> None:
    room = put_ballot(reading_room(), MotionTerms())
    ballot = room.view.ballot
    assert ballot is not None
    shown = msgspec.structs.replace(ballot.shown, grade=Grade.TWO_TELLERS)
    secret = msgspec.structs.replace(ballot, shown=shown)
    assert not may_choose(room.view, secret, NotVoted(), is_changing=False)
    waits = tr("The tellers’ keys are not all here yet. You can vote as soon as they are.")
    assert sentence(room.view, secret, NotVoted()) == waits
    ready = secret_view(room)
    assert ready.ballot is not None
    assert may_choose(ready, ready.ballot, NotVoted(), is_changing=False)
    assert is_final(ready.ballot)
    wrong = secret_view(room, place=OwnPlace.NOT_RIGHT)
    assert not may_choose(wrong, secret, NotVoted(), is_changing=False)
    assert "call the chair" in sentence(wrong, secret, NotVoted())
