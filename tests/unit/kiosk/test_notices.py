"""What the bar above the papers says, and in which order."""

from __future__ import annotations

import msgspec

from kiosk.session.drafts import LeftInk
from kiosk.session.places import Place
from kiosk.session.reading import gone_to
from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.notices import InkLeft, Met, NewDraft, NoLongerAsked, ToBeSigned, met_now, notice
from shared.domain import commands as cmd
from shared.domain.papers import Paper, Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import SignOff, SignOffId, SignOffKind
from tests.fakes.story_room import ITEMS, LI, SEAT, StoryRoom

FIRST, SECOND, OTHER = (Sha256(sign * 64) for sign in "abe")
ONE, TWO = SignOffId("s1"), SignOffId("s2")


def paper(sha256: Sha256) -> Paper:
    return Paper(sha256=sha256, title="paper", size_bytes=9, page_count=4)


def room() -> StoryRoom:
    story = StoryRoom()
    story.does(cmd.OpenSignIn())
    story.does(cmd.SignIn(LI), seat=SEAT)
    story.does(cmd.StartMeeting())
    story.does(cmd.AddPaper(item=ITEMS[0], paper=paper(FIRST)))
    story.does(cmd.AddPaper(item=ITEMS[0], paper=paper(OTHER)))
    return story


def reads(story: StoryRoom, sha256: Sha256) -> SessionView:
    view = story.view
    return msgspec.structs.replace(view, reading=gone_to(view.reading, Place(sha256, 1), readable(view)))


def asks(story: StoryRoom, sign_off: SignOffId, sha256: Sha256) -> None:
    wish = SignOff(id=sign_off, paper=sha256, kind=SignOffKind.SIGN, persons=(LI,))
    story.does(cmd.RequestSignOff(wish))


def test_while_nothing_is_due_the_bar_is_not_there() -> None:
    assert notice(reads(room(), FIRST), Met()) is None


def test_a_new_draft_of_what_is_read_goes_before_a_request() -> None:
    story = room()
    asks(story, ONE, OTHER)
    story.does(cmd.ReplacePaper(old=FIRST, paper=paper(SECOND)))
    said = notice(reads(story, FIRST), Met())
    assert isinstance(said, NewDraft)
    assert said.paper.sha256 == SECOND
    assert isinstance(notice(reads(story, FIRST), Met(kept=frozenset({SECOND}))), ToBeSigned)


def test_a_draft_of_another_paper_is_not_mentioned() -> None:
    story = room()
    story.does(cmd.ReplacePaper(old=FIRST, paper=paper(SECOND)))
    assert notice(reads(story, OTHER), Met()) is None


def test_requests_that_were_put_off_are_left_out() -> None:
    story = room()
    asks(story, ONE, FIRST)
    asks(story, TWO, OTHER)
    said = notice(reads(story, FIRST), Met(postponed=frozenset({ONE})))
    assert isinstance(said, ToBeSigned)
    assert [asked.id for asked in said.asked] == [TWO]


def test_a_withdrawal_is_told_once_and_only_to_who_saw_the_request() -> None:
    story = room()
    asks(story, ONE, FIRST)
    met = met_now(story.view, Met())
    story.does(cmd.WithdrawSignOff(ONE))
    view = reads(story, FIRST)
    assert notice(view, Met()) is None
    assert isinstance(notice(view, met), NoLongerAsked)
    assert notice(view, msgspec.structs.replace(met, understood=frozenset({ONE}))) is None


def test_ink_that_stayed_behind_is_told_of_on_the_new_draft_only() -> None:
    story = room()
    story.does(cmd.ReplacePaper(old=FIRST, paper=paper(SECOND)))
    left = (LeftInk(paper=FIRST, draft=1, page=2, marks=3),)
    assert notice(reads(story, SECOND), Met(), left) == InkLeft(paper=SECOND, rows=left)
    assert notice(reads(story, SECOND), Met(left=frozenset({SECOND})), left) is None
    assert notice(reads(story, FIRST), Met(kept=frozenset({SECOND})), left) is None


def test_who_sits_down_here_anew_has_met_nothing() -> None:
    story = room()
    asks(story, ONE, FIRST)
    before = Met(person=PersonId("somebody"), postponed=frozenset({ONE}), kept=frozenset({SECOND}))
    assert met_now(story.view, before) == Met(person=LI, asked=frozenset({ONE}))
