"""A paper to be signed, on the glass: asked, opinion, signature, confirmed; a draft that comes in between."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit
from pytestqt.qtbot import QtBot

from kiosk.session.sign_off import Answer, SeenPages
from kiosk.session.view import SessionView
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballots import IntentId
from shared.domain.papers import PageRun, Paper, Sha256
from shared.domain.presence import Move
from shared.domain.sign_off import MAX_OPINION_TEXT, Opinion, SignOff, SignOffId, SignOffKind, is_signature
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import Answer as Given
from shared.storage.seat_outbox import Pending, Refusal, SentIntent, SentNote, SentSignOff
from tests.fakes.story_room import BALLOT, ITEMS, LI, MEETING, SEAT, SUN, StoryRoom
from tests.gui.kiosk.conftest import OpenSeat, Seat, cut_off, with_stored_vote
from tests.gui.kiosk.reading_seat import room_with

THIS, OTHER = SignOffId("s1"), SignOffId("s2")
NEW = Sha256("d" * 64)
PENDING = Pending()


@pytest.fixture
def room(tmp_path: Path) -> StoryRoom:
    return room_with(tmp_path, ("notice", "report", "annex"))


def report(room: StoryRoom) -> Sha256:
    return tuple(room.papers)[1]


def asks(
    room: StoryRoom, sign_off: SignOffId = THIS, *, paper: int = 1, kind: SignOffKind = SignOffKind.SIGN
) -> None:
    request = SignOff(id=sign_off, paper=tuple(room.papers)[paper], kind=kind, persons=(LI, SUN))
    room.does(cmd.RequestSignOff(request))


def opened(open_seat: OpenSeat, room: StoryRoom) -> Seat:
    seat = open_seat(room)
    seat.press("notice_act")
    assert seat.window.screen_name == "sign_off"
    return seat


def signs(seat: Seat) -> None:
    """Draw two strokes with the mouse."""
    pad = seat.find("signature_pad")
    for begin, end in ((QPoint(60, 40), QPoint(160, 120)), (QPoint(180, 40), QPoint(300, 110))):
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=begin)
        QTest.mouseMove(pad, (begin + end) / 2)
        QTest.mouseMove(pad, end)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=end)


def types(seat: Seat, text: str) -> None:
    field = seat.find("opinion_text")
    assert isinstance(field, QPlainTextEdit)
    field.setFocus()
    QTest.keyClicks(field, text)


def is_on(seat: Seat, name: str) -> bool:
    button = seat.find(name)
    assert isinstance(button, QAbstractButton)
    return button.isVisible() and button.isEnabled()


def answer(seat: Seat) -> Answer:
    name, sign_off, given = seat.wishes.asked[-1]
    assert (name, sign_off) == ("sign", THIS)
    assert isinstance(given, Answer)
    return given


def with_signature(room: StoryRoom, given: Given = PENDING, *, paper: Sha256 | None = None) -> SessionView:
    """The person confirmed 同意; the podium answered so."""
    about = SentSignOff(sign_off=THIS, paper=paper or report(room), opinion=Opinion.AGREE, text="fine")
    sent = SentIntent(
        id=IntentId("mine"),
        meeting=MEETING,
        kind="sign_off_paper",
        confirmed_at=room.now,
        person=LI,
        about=about,
        answer=given,
    )
    return msgspec.structs.replace(room.view, sent=(sent,))


def replaced(room: StoryRoom) -> StoryRoom:
    """A new draft of the report arrives."""
    old = report(room)
    new = Paper(sha256=NEW, title="report", size_bytes=9, page_count=18, carried=(PageRun(1, 1, 4),))
    room.does(cmd.ReplacePaper(old=old, paper=new))
    return room


def test_who_is_asked_finds_a_bar_with_the_papers_title_and_gets_to_the_sheet(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = open_seat(room)
    assert not seat.is_visible("notice_bar")
    asks(room)
    seat.shows()
    assert seat.window.screen_name == "reading"
    assert "report" in seat.words("notice_bar")
    seat.press("notice_act")
    assert seat.window.screen_name == "sign_off"
    assert seat.words("sign_off_paper") == "report"


def test_the_bar_can_be_put_off_and_comes_again_for_another_request(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = open_seat(room)
    seat.press("notice_aside")
    assert not seat.is_visible("notice_bar")
    seat.shows()
    assert not seat.is_visible("notice_bar")
    asks(room, OTHER, paper=2)
    seat.shows()
    assert "annex" in seat.words("notice_bar")


def test_several_requests_are_listed_and_each_can_be_opened(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    asks(room, OTHER, paper=2)
    seat = open_seat(room)
    assert "2 papers" in seat.words("notice_bar")
    seat.press("notice_act")
    assert seat.is_visible("sign_off_list")
    seat.press(f"open_sign_off_{OTHER}")
    assert seat.window.screen_name == "sign_off"
    assert seat.words("sign_off_paper") == "annex"


def test_confirming_waits_for_an_opinion_and_a_signature(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    assert not is_on(seat, "confirm_sign_off")
    assert seat.words("confirm_sign_off") == "Choose an opinion"
    seat.press("opinion_disagree")
    assert seat.words("confirm_sign_off") == "Please sign first"
    signs(seat)
    assert is_on(seat, "confirm_sign_off")
    seat.press("clear_signature")
    assert not is_on(seat, "confirm_sign_off")


def test_what_is_confirmed_is_the_opinion_the_words_and_the_hand_on_this_file(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = open_seat(room)
    seat.press("notice_act")
    types(seat, " please check section 3 ")
    seat.press("opinion_agree")
    signs(seat)
    seat.press("confirm_sign_off")
    given = answer(seat)
    assert (given.paper, given.opinion, given.text) == (
        report(room),
        Opinion.AGREE,
        "please check section 3",
    )
    assert is_signature(given.signature)


def test_no_opinion_is_chosen_before_and_choosing_moves_nothing(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    names = ("opinion_agree", "opinion_disagree", "opinion_other")
    places = [seat.find(name).geometry() for name in names]
    assert len({(p.width(), p.height(), p.y()) for p in places}) == 1
    assert not any("not" not in seat.words(name) for name in names)
    seat.press("opinion_disagree")
    assert [seat.find(name).geometry() for name in names] == places
    assert seat.words("opinion_disagree") == "Disagree, chosen"
    assert seat.words("opinion_agree") == "Agree, not chosen"


def test_an_opinion_in_words_needs_words(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    signs(seat)
    seat.press("opinion_other")
    assert seat.words("confirm_sign_off") == "Write your opinion"
    assert not is_on(seat, "confirm_sign_off")
    types(seat, "wait")
    assert is_on(seat, "confirm_sign_off")


def test_a_text_is_kept_within_what_the_podium_takes(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    field = seat.find("opinion_text")
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText("x" * (MAX_OPINION_TEXT + 5))
    assert len(field.toPlainText()) == MAX_OPINION_TEXT


def test_who_only_has_to_read_may_say_just_that_and_need_not_sign(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room, kind=SignOffKind.READ)
    seat = opened(open_seat, room)
    seat.press("opinion_read")
    seat.press("confirm_sign_off")
    given = answer(seat)
    assert (given.opinion, given.signature) == (Opinion.READ, b"")


def test_later_leads_back_to_the_papers_and_what_was_filled_in_stays(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.press("opinion_agree")
    signs(seat)
    seat.press("sign_off_later")
    assert seat.window.screen_name == "reading"
    seat.press("notice_act")
    assert is_on(seat, "confirm_sign_off")


def test_each_request_keeps_its_own_form(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.press("opinion_agree")
    signs(seat)
    seat.press("sign_off_later")
    asks(room, OTHER, paper=2)
    seat.shows()
    seat.press("notice_act")
    seat.press(f"open_sign_off_{OTHER}")
    assert not is_on(seat, "confirm_sign_off")
    assert seat.words("opinion_agree") == "Agree, not chosen"
    seat.press("sign_off_later")
    seat.press("notice_act")
    seat.press(f"open_sign_off_{THIS}")
    assert is_on(seat, "confirm_sign_off")


def test_who_sits_down_after_somebody_finds_nothing_of_them(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.press("opinion_agree")
    signs(seat)
    room.does(cmd.SeatPerson(person=SUN, seat=SEAT))
    seat.shows()
    assert seat.window.screen_name == "reading"
    seat.press("notice_act")
    assert seat.words("opinion_agree") == "Agree, not chosen"
    assert seat.words("signature_pad") == "Signature field, empty"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(cmd.SeatPerson(person=SUN, seat=SEAT), id="another person"),
        pytest.param(cmd.RecordPresence(person=LI, move=Move.OUT, reason="left"), id="gone"),
    ],
)
@pytest.mark.parametrize("card", ["share_card", "sign_off_list", "search_card"])
def test_no_card_stays_open_when_the_person_leaves(
    open_seat: OpenSeat, room: StoryRoom, card: str, change: cmd.Command
) -> None:
    asks(room)
    asks(room, OTHER, paper=2)
    seat = open_seat(room)
    match card:
        case "share_card":
            seat.window.errands.open_share(seat.window.reading.rail)
        case "sign_off_list":
            seat.window.errands.open_list()
        case _:
            seat.window.reading.cards.find_words()
    assert seat.is_visible(card)
    room.does(change)
    seat.shows()
    assert not seat.is_visible(card)


def test_a_stored_signature_has_no_seal_and_a_recorded_one_has(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.shows(with_signature(room))
    assert not seat.is_visible("signed_seal")
    assert "Sending" in seat.words("sign_off_recorded")
    assert not seat.is_visible("confirm_sign_off")
    room.does(signed(room), seat=SEAT, intent="mine")
    seat.shows(with_signature(room))
    assert seat.is_visible("signed_seal")
    assert "Signed off at" in seat.words("signed_seal")
    assert seat.words("sign_off_count") == "" or "1 of 2" in seat.find("sign_off_count").text()  # type: ignore[attr-defined]


def signed(room: StoryRoom) -> cmd.SignOffPaper:
    from_hand = b"\x02\x00" + bytes(10)
    return cmd.SignOffPaper(
        sign_off=THIS, person=LI, paper=report(room), opinion=Opinion.AGREE, signature=from_hand, seen_pages=3
    )


def test_a_paper_that_was_only_read_gets_no_seal(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room, kind=SignOffKind.READ)
    seat = opened(open_seat, room)
    read = cmd.SignOffPaper(sign_off=THIS, person=LI, paper=report(room), opinion=Opinion.READ)
    room.does(read, seat=SEAT, intent="mine")
    seat.shows()
    assert not seat.is_visible("signed_seal")
    assert "Recorded" in seat.words("sign_off_recorded")


def test_a_second_tap_on_confirm_does_not_leave_the_sheet(
    open_seat: OpenSeat, room: StoryRoom, qtbot: QtBot
) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.shows(with_signature(room))
    seat.press("sign_off_back")
    assert seat.window.screen_name == "sign_off"
    back = seat.window.errands.sheet.findChild(QAbstractButton, "sign_off_back")
    qtbot.waitUntil(lambda: not back.is_inert, timeout=2000)  # type: ignore[union-attr]
    seat.press("sign_off_back")
    assert seat.window.screen_name == "reading"


def test_offline_one_can_sign_and_is_told_where_it_waits(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.shows(cut_off(room.view))
    assert "stored here and sent once connected" in seat.words("sign_off_sentence")
    seat.press("opinion_agree")
    signs(seat)
    assert is_on(seat, "confirm_sign_off")
    seat.shows(cut_off(with_signature(room)))
    assert "do not switch off" in seat.words("sign_off_recorded")


def test_a_refusal_is_said_and_the_form_is_still_filled_in(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.press("opinion_agree")
    signs(seat)
    seat.shows(with_signature(room, Refusal(Reason.SIGNATURE_NEEDED)))
    assert seat.words("sign_off_sentence") == "Please sign first"
    assert is_on(seat, "confirm_sign_off")


def test_a_draft_that_comes_in_between_is_shown_only_when_the_person_asks_and_signed_anew(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.press("opinion_agree")
    signs(seat)
    replaced(room)
    seat.shows()
    assert seat.window.errands.sheet.pages.paper == report(room)
    assert not seat.is_visible("confirm_sign_off")
    assert "what you filled in is kept" in seat.words("sign_off_sentence")
    seat.wait_until_takes_presses("show_new_draft")
    seat.press("show_new_draft")
    assert seat.window.errands.sheet.pages.paper == NEW
    assert "draft 2" in seat.words("sign_off_sentence")
    seat.wait_until_takes_presses("confirm_sign_off")
    seat.press("confirm_sign_off")
    assert answer(seat).paper == NEW


def test_a_signature_on_the_draft_before_does_not_count_for_the_new_one(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = opened(open_seat, room)
    room.does(signed(room), seat=SEAT, intent="mine")
    seat.shows()
    assert seat.is_visible("signed_seal")
    replaced(room)
    seat.shows()
    assert not seat.is_visible("signed_seal")
    assert "your signature belongs to draft 1" in seat.words("sign_off_sentence")


def before_its_paper(room: StoryRoom) -> SessionView:
    """The newest own view with the papers of before: what is the person's own may be told first."""
    shelf = room.view.shelf
    replaced(room)
    return msgspec.structs.replace(room.view, shelf=shelf)


def test_a_request_may_be_here_before_its_paper_and_cannot_be_signed_until_that_is_known(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    early = before_its_paper(room)
    seat = open_seat(room)
    seat.shows(early)
    assert "on its way" in seat.words("notice_bar")
    seat.press("notice_act")
    assert "on its way" in seat.words("sign_off_paper")
    assert "draft" not in seat.words("sign_off_sentence")
    seat.press("opinion_agree")
    signs(seat)
    assert not is_on(seat, "confirm_sign_off")
    seat.shows()
    assert seat.words("sign_off_paper") == "report (draft 2)"
    assert "draft 2" in seat.words("sign_off_sentence")
    seat.press("confirm_sign_off")
    assert answer(seat).paper == NEW


@pytest.mark.parametrize("by_another_request", [False, True])
def test_after_a_signature_that_counted_a_new_draft_is_signed_with_an_empty_form(
    open_seat: OpenSeat, room: StoryRoom, by_another_request: bool
) -> None:
    asks(room)
    asks(room, OTHER, paper=2)
    seat = open_seat(room)
    seat.press("notice_act")
    seat.press(f"open_sign_off_{THIS}")
    seat.press("opinion_agree")
    types(seat, "fine")
    signs(seat)
    seat.press("confirm_sign_off")
    room.does(signed(room), seat=SEAT, intent="mine")
    seat.shows()
    if by_another_request:
        seat.window.errands.open_sign_off(OTHER)
    replaced(room)
    seat.shows()
    if by_another_request:
        seat.window.errands.open_sign_off(THIS)
    else:
        seat.wait_until_takes_presses("show_new_draft")
        seat.press("show_new_draft")
    assert seat.window.errands.sheet.pages.paper == NEW
    assert not is_on(seat, "confirm_sign_off")
    assert seat.words("opinion_agree") == "Agree, not chosen"
    assert seat.words("signature_pad") == "Signature field, empty"


def test_a_withdrawn_request_disappears_with_a_quiet_note(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = open_seat(room)
    room.does(cmd.WithdrawSignOff(THIS))
    seat.shows()
    assert "No longer to be signed" in seat.words("notice_bar")
    assert not seat.is_visible("notice_act")
    seat.press("notice_aside")
    assert not seat.is_visible("notice_bar")


def test_a_sheet_that_is_open_when_the_request_is_withdrawn_says_so(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = opened(open_seat, room)
    room.does(cmd.WithdrawSignOff(THIS))
    seat.shows()
    assert "nothing has to be signed" in seat.words("sign_off_gone")
    assert not seat.is_visible("confirm_sign_off")
    seat.wait_until_takes_presses("sign_off_back")
    seat.press("sign_off_back")
    assert seat.window.screen_name == "reading"


def test_a_ballot_comes_over_the_sheet_and_the_sheet_is_there_again_after_it(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seat.press("opinion_agree")
    signs(seat)
    room.does(cmd.ActivateItem(ITEMS[3]))
    room.does(bcmd.OpenBallot(BALLOT))
    seat.wait_until_shown("ballot")
    seat.press("fold_ballot")
    assert seat.window.screen_name == "sign_off"
    assert is_on(seat, "confirm_sign_off")


def test_the_bar_of_a_folded_ballot_goes_before_a_request(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    room.does(cmd.ActivateItem(ITEMS[3]))
    room.does(bcmd.OpenBallot(BALLOT))
    seat = open_seat(room)
    seat.press("fold_ballot")
    assert seat.is_visible("ballot_bar")
    assert not seat.is_visible("notice_bar")


def test_a_page_that_is_painted_below_a_sheet_was_not_seen(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = open_seat(room)
    page_view = seat.window.reading.page_view
    page_view.page_painted.emit(9)
    assert seat.wishes.pages == [(report(room), 9)]
    seat.press("notice_act")
    page_view.page_painted.emit(10)
    assert seat.wishes.pages == [(report(room), 9)]


def test_the_offline_card_counts_answers_and_not_what_the_terminal_notes_by_itself(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    seat = open_seat(room)
    note = SentIntent(
        id=IntentId("note"),
        meeting=MEETING,
        kind="note_sign_off_opened",
        confirmed_at=room.now,
        person=LI,
        about=SentNote(sign_off=THIS, paper=report(room)),
    )
    seat.shows(cut_off(msgspec.structs.replace(room.view, sent=(note,))))
    seat.press("why_offline")
    assert not any(seat.is_visible(f"offline_{kind}") for kind in ("votes", "answers", "wishes"))
    signed_too = (note, *with_signature(room).sent)
    seat.shows(cut_off(msgspec.structs.replace(room.view, sent=signed_too)))
    assert "1 answer stored here, not sent" in seat.words("offline_answers")


def test_the_offline_card_counts_everything_that_waits_not_only_votes(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    asks(room)
    signed = with_signature(room).sent[-1]
    (vote,) = with_stored_vote(room.view).sent
    call = SentIntent(
        id=IntentId("call"), meeting=MEETING, kind="call_service", confirmed_at=room.now, person=LI
    )
    seat = open_seat(room)
    seat.shows(cut_off(msgspec.structs.replace(room.view, sent=(vote, signed, call))))
    seat.press("why_offline")
    assert "1 vote stored here, not sent" in seat.words("offline_votes")
    assert "1 answer stored here, not sent" in seat.words("offline_answers")
    assert "1 wish stored here, not sent" in seat.words("offline_wishes")


def test_all_pages_seen_is_noted(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room)
    seat = opened(open_seat, room)
    seen = SeenPages(reader=LI, pages={report(room): frozenset(range(1, 19))})
    seat.shows(msgspec.structs.replace(room.view, seen=seen))
    assert seat.find("sign_off_seen").text() == "seen 18 of 18"  # type: ignore[attr-defined]


def test_all_targets_of_the_sheet_are_at_least_9_mm(open_seat: OpenSeat, room: StoryRoom) -> None:
    asks(room, kind=SignOffKind.READ)
    seat = opened(open_seat, room)
    least = round(9 * 149 / 25.4)
    names = ("opinion_read", "opinion_other", "clear_signature", "sign_off_later", "confirm_sign_off")
    for name in (*names, "sign_off_next", "sign_off_previous"):
        size = seat.find(name).size()
        assert min(size.width(), size.height()) >= least, name
    seat.press("sign_off_later")
    for name in ("notice_act", "notice_aside"):
        assert seat.find(name).height() >= least, name
