"""Which screen a seat shows."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.session.view import Line, LineView, SessionView
from kiosk.ui.showing import Bar, Screen, Sheet, Touched, showing
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.papers import Paper, Sha256
from shared.domain.sign_off import SignOff, SignOffId, SignOffKind
from tests.fakes.story_room import BALLOT, ITEMS, LI, SEAT, StoryRoom

TAPPED = Touched(has_tapped_nameplate=True)


def signed_in() -> StoryRoom:
    room = StoryRoom()
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    return room


def voting() -> StoryRoom:
    room = signed_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[3]))
    room.does(bcmd.OpenBallot(BALLOT))
    return room


def test_before_anything_is_known_the_nameplate_is_shown() -> None:
    assert showing(SessionView(), TAPPED).screen is Screen.NAMEPLATE


def test_a_tap_leads_to_sign_in_only_once_it_is_open() -> None:
    room = StoryRoom()
    assert showing(room.view, TAPPED).screen is Screen.NAMEPLATE
    room.does(cmd.OpenSignIn())
    assert showing(room.view, Touched()).screen is Screen.NAMEPLATE
    assert showing(room.view, TAPPED).screen is Screen.SIGN_IN


def test_who_signed_in_sees_the_seal_first_and_then_the_papers() -> None:
    room = signed_in()
    assert showing(room.view, Touched(is_welcoming=True)).screen is Screen.SIGN_IN
    assert showing(room.view, Touched()).screen is Screen.READING


def test_a_restarted_seat_goes_straight_to_the_papers_and_the_open_ballot() -> None:
    shown = showing(voting().view, Touched())
    assert (shown.screen, shown.sheet) == (Screen.READING, Sheet.BALLOT)


SIGN_OFF = SignOffId("s1")


def asked(room: StoryRoom) -> StoryRoom:
    paper = Paper(sha256=Sha256("e" * 64), title="paper", size_bytes=9, page_count=2)
    room.does(cmd.AddPaper(item=ITEMS[0], paper=paper))
    wish = SignOff(id=SIGN_OFF, paper=paper.sha256, kind=SignOffKind.SIGN, persons=(LI,))
    room.does(cmd.RequestSignOff(wish))
    return room


def test_a_request_to_sign_never_comes_forward_by_itself() -> None:
    assert showing(asked(signed_in()).view, Touched()).sheet is Sheet.NONE


def test_a_request_that_the_person_opened_lies_over_the_papers() -> None:
    shown = showing(asked(signed_in()).view, Touched(sign_off=SIGN_OFF))
    assert (shown.sheet, shown.sign_off) == (Sheet.SIGN_OFF, SIGN_OFF)


def test_a_ballot_comes_over_a_paper_that_is_being_signed_until_it_is_folded() -> None:
    room = asked(voting())
    shown = showing(room.view, Touched(sign_off=SIGN_OFF))
    assert (shown.sheet, shown.sign_off) == (Sheet.BALLOT, SIGN_OFF)
    assert showing(room.view, Touched(sign_off=SIGN_OFF, folded=BALLOT)).sheet is Sheet.SIGN_OFF


def test_a_request_of_which_nothing_is_known_shows_nothing() -> None:
    assert showing(signed_in().view, Touched(sign_off=SIGN_OFF)).sheet is Sheet.NONE


def test_a_folded_ballot_leaves_its_bar_until_it_is_closed() -> None:
    room = voting()
    folded = Touched(folded=BALLOT)
    assert showing(room.view, folded).bar is Bar.VOTE
    room.votes(but_of=())
    assert showing(room.view, folded).bar is Bar.VOTED
    room.does(bcmd.CloseBallot(BALLOT))
    assert showing(room.view, folded).bar is Bar.NONE


def test_who_does_not_vote_gets_a_bar_that_does_not_urge() -> None:
    view = voting().view
    assert view.private is not None
    view = msgspec.structs.replace(view, private=msgspec.structs.replace(view.private, may_vote=()))
    assert showing(view, Touched(folded=BALLOT)).bar is Bar.WATCH


@pytest.mark.parametrize(
    ("touched", "sheet", "bar"),
    [
        (Touched(), Sheet.RESULT, Bar.NONE),
        (Touched(folded=BALLOT), Sheet.NONE, Bar.RESULT),
        (Touched(seen_result=BALLOT), Sheet.NONE, Bar.NONE),
    ],
)
def test_a_result_follows_the_ballots_sheet_and_never_covers_papers(
    touched: Touched, sheet: Sheet, bar: Bar
) -> None:
    room = voting()
    room.votes()
    room.does(bcmd.CloseBallot(BALLOT))
    room.does(bcmd.AnnounceBallot(ballot=BALLOT))
    shown = showing(room.view, touched)
    assert (shown.sheet, shown.bar) == (sheet, bar)


def test_nothing_of_a_result_is_shown_before_it_is_announced() -> None:
    room = voting()
    room.votes()
    room.does(bcmd.CloseBallot(BALLOT))
    assert showing(room.view, Touched()).sheet is Sheet.BALLOT


def test_after_the_meeting_the_nameplate_is_back() -> None:
    room = voting()
    room.votes()
    room.does(bcmd.CloseBallot(BALLOT))
    room.does(cmd.AdjournMeeting())
    assert showing(room.view, Touched()) == msgspec.structs.replace(
        showing(SessionView(line=LineView(line=Line.IN)), Touched()), screen=Screen.NAMEPLATE
    )
