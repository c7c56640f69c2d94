"""What a seat says of its requests to sign, and what it tells the podium of them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session import replica
from kiosk.session.outbox_line import kind_of
from kiosk.session.shelf import shelf_of
from kiosk.session.sign_off import Answer as Given
from kiosk.session.sign_off import (
    SeenPages,
    SignedHere,
    SignedOff,
    ToSign,
    fingerprint,
    fitted_signature,
    missing,
    opinions,
    own_sign_off,
    seen_after,
)
from kiosk.session.sign_off_desk import SignOffDesk, notes_due
from kiosk.session.view import SessionView
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId
from shared.domain.ballots import IntentId
from shared.domain.decide import Circumstances
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import (
    MAX_SIGNATURE_BYTES,
    Opinion,
    Signed,
    SignOff,
    SignOffId,
    SignOffKind,
    SignOffSeen,
    is_signature,
    unpack_signature,
)
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import Answer, Granted, Pending, Refusal, SentIntent, SentNote, SentSignOff
from tests.fakes.clock import MEETING_MORNING
from tests.fakes.small_room import LI, MEETING, PLAN, SEAT, SmallRoom, meeting

THIS = SignOffId("s1")
OLD, NEW = Sha256("a" * 64), Sha256("d" * 64)
PENDING = Pending()
LATER = MEETING_MORNING + timedelta(minutes=5)


def asked(paper: Sha256 = OLD, own: Signed | None = None) -> SignOffSeen:
    return SignOffSeen(
        id=THIS,
        paper=paper,
        item=ItemId("item1"),
        kind=SignOffKind.SIGN,
        asked_at=MEETING_MORNING,
        asked_count=13,
        signed_count=6,
        own=own,
    )


def recorded(paper: Sha256 = OLD) -> Signed:
    return Signed(paper=paper, opinion=Opinion.AGREE, text="", signature=b"", seen_pages=18, at=LATER)


def confirmed(
    paper: Sha256 = OLD, answer: Answer = PENDING, opinion: Opinion = Opinion.DISAGREE
) -> SentIntent:
    return SentIntent(
        id=IntentId("i1"),
        meeting=MEETING,
        kind=kind_of(cmd.SignOffPaper),
        confirmed_at=MEETING_MORNING,
        person=LI,
        about=SentSignOff(sign_off=THIS, paper=paper, opinion=opinion, text="why"),
        answer=answer,
    )


def test_what_nobody_signed_is_to_be_signed() -> None:
    assert own_sign_off(asked(), ()) == ToSign()


def test_a_stored_signature_is_here_and_not_yet_in_the_record() -> None:
    here = SignedHere(opinion=Opinion.DISAGREE, text="why", confirmed_at=MEETING_MORNING)
    assert own_sign_off(asked(), [confirmed()]) == here


def test_the_hubs_word_is_the_truth_about_what_was_signed() -> None:
    done = own_sign_off(asked(own=recorded()), [confirmed()])
    assert done == SignedOff(opinion=Opinion.AGREE, text="", at=LATER, confirmed_at=MEETING_MORNING)


def test_a_signature_made_at_another_terminal_is_shown_without_a_time_of_confirming() -> None:
    assert own_sign_off(asked(own=recorded()), ()) == SignedOff(opinion=Opinion.AGREE, text="", at=LATER)


def test_a_granted_signature_is_recorded_before_the_private_view_says_so() -> None:
    done = own_sign_off(asked(), [confirmed(answer=Granted(at=LATER))])
    assert done == SignedOff(opinion=Opinion.DISAGREE, text="why", at=LATER, confirmed_at=MEETING_MORNING)


def test_a_refused_signature_is_to_be_given_again_and_says_why() -> None:
    refusal = Refusal(Reason.OPINION_NEEDED)
    assert own_sign_off(asked(), [confirmed(answer=refusal)]) == ToSign(refusal=refusal)


@pytest.mark.parametrize("answer", [Pending(), Granted(at=LATER), Refusal(Reason.ANOTHER_DRAFT)])
def test_a_signature_of_the_draft_before_does_not_belong_to_the_new_one(answer: Answer) -> None:
    assert own_sign_off(asked(NEW), [confirmed(OLD, answer)]) == ToSign(earlier=OLD)


def test_a_recorded_signature_of_the_draft_before_is_an_earlier_one() -> None:
    assert own_sign_off(asked(NEW, own=recorded(OLD)), ()) == ToSign(earlier=OLD)


def test_a_signature_refused_for_another_draft_waits_for_that_draft_to_be_shown() -> None:
    refused = confirmed(OLD, Refusal(Reason.ANOTHER_DRAFT))
    assert own_sign_off(asked(OLD), [refused]) == ToSign(earlier=OLD)


def test_another_request_has_nothing_to_do_with_this_one() -> None:
    other = msgspec.structs.replace(asked(), id=SignOffId("s2"))
    assert own_sign_off(other, [confirmed()]) == ToSign()


def test_who_only_has_to_read_may_say_just_that() -> None:
    assert opinions(SignOffKind.READ)[0] is Opinion.READ
    assert Opinion.READ not in opinions(SignOffKind.SIGN)


@pytest.mark.parametrize(
    ("kind", "opinion", "text", "is_signed", "expected"),
    [
        (SignOffKind.SIGN, None, "", True, Reason.OPINION_NEEDED),
        (SignOffKind.SIGN, Opinion.AGREE, "", False, Reason.SIGNATURE_NEEDED),
        (SignOffKind.SIGN, Opinion.OTHER, "  ", True, Reason.OPINION_NEEDED),
        (SignOffKind.SIGN, Opinion.OTHER, "words", True, None),
        (SignOffKind.READ, Opinion.READ, "", False, None),
    ],
)
def test_what_is_missing_is_named(
    kind: SignOffKind, opinion: Opinion | None, text: str, is_signed: bool, expected: Reason | None
) -> None:
    assert missing(kind, opinion, text, is_signed=is_signed) is expected


def test_a_fingerprint_is_read_in_groups() -> None:
    assert fingerprint(Sha256("3f9a7c21" + "0" * 56)) == "3F9A 7C21"


def test_pages_seen_by_who_sat_here_before_do_not_count() -> None:
    seen = seen_after(SeenPages(), PersonId("li"), OLD, 3)
    seen = seen_after(seen, PersonId("li"), OLD, 4)
    assert seen.of(PersonId("li"), OLD) == {3, 4}
    assert seen.of(PersonId("wang"), OLD) == frozenset()
    assert seen_after(seen, PersonId("wang"), OLD, 1).pages == {OLD: {1}}


def test_a_page_seen_twice_changes_nothing() -> None:
    seen = seen_after(SeenPages(), LI, OLD, 3)
    assert seen_after(seen, LI, OLD, 3) is seen


def test_pages_that_were_seen_count_after_a_restart() -> None:
    view = seat_view(asked_room(), 1, 5)
    remembered = replica.remembered_of(view, MEETING_MORNING)
    assert remembered is not None
    again = replica.after_remembering(SessionView(seat=SEAT), remembered, ())
    assert again.seen_pages(PLAN) == {1, 5}


strokes = st.lists(st.lists(st.tuples(*[st.floats(0, 1)] * 3), max_size=200).map(tuple), max_size=30)


@given(strokes)
def test_a_signature_always_fits_and_is_kept_whole_where_it_does(
    drawn: list[tuple[tuple[float, float, float], ...]],
) -> None:
    packed = fitted_signature(drawn)
    whole = [stroke for stroke in drawn if stroke]
    assert len(packed) <= MAX_SIGNATURE_BYTES
    kept = unpack_signature(packed)
    assert len(kept) == len(whole)
    for stroke, original in zip(kept, whole, strict=True):
        assert stroke[0] == pytest.approx(original[0], abs=0.01)
    if sum(2 + 5 * len(stroke) for stroke in whole) <= MAX_SIGNATURE_BYTES:
        assert [len(stroke) for stroke in kept] == [len(stroke) for stroke in whole]


def test_ten_minutes_of_scribbling_still_make_a_signature() -> None:
    stroke = tuple((n % 100 / 100, n % 77 / 77, 0.5) for n in range(100))
    packed = fitted_signature([stroke] * 1500)
    assert is_signature(packed)


# -- what is told of progress --------------------------------------------------------------------------------


def asked_room() -> SmallRoom:
    room = SmallRoom()
    room.does(cmd.PrepareMeeting(meeting()))
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), Circumstances(seat=SEAT))
    request = SignOff(id=THIS, paper=PLAN, kind=SignOffKind.SIGN, persons=(LI,))
    room.does(cmd.RequestSignOff(request))
    return room


def seat_view(room: SmallRoom, *pages: int) -> SessionView:
    from_room = SessionView(seat=SEAT, room=room.room(), private=room.private())
    shelf = shelf_of(from_room.room, from_room.private)
    seen = SeenPages(reader=LI, pages={PLAN: frozenset(pages)})
    return msgspec.structs.replace(from_room, shelf=shelf, seen=seen)


def test_nothing_is_told_before_a_page_was_on_the_screen() -> None:
    assert tuple(notes_due(seat_view(asked_room()), PLAN)) == ()


def test_the_first_page_opens_it_and_all_pages_make_it_read() -> None:
    room = asked_room()
    opened = cmd.NoteSignOffOpened(sign_off=THIS, person=LI, paper=PLAN)
    read = cmd.NoteSignOffRead(sign_off=THIS, person=LI, paper=PLAN)
    assert tuple(notes_due(seat_view(room, 7), PLAN)) == (opened,)
    assert tuple(notes_due(seat_view(room, *range(1, 19)), PLAN)) == (opened, read)
    room.does(opened, Circumstances(seat=SEAT))
    assert tuple(notes_due(seat_view(room, *range(1, 19)), PLAN)) == (read,)


def test_what_waits_in_the_outbox_is_not_told_twice() -> None:
    kept = SentIntent(
        id=IntentId("i1"),
        meeting=MEETING,
        kind=kind_of(cmd.NoteSignOffOpened),
        confirmed_at=MEETING_MORNING,
        person=LI,
        about=SentNote(sign_off=THIS, paper=PLAN),
    )
    view = msgspec.structs.replace(seat_view(asked_room(), 1), sent=(kept,))
    assert tuple(notes_due(view, PLAN)) == ()


def test_of_a_withdrawn_request_nothing_is_told() -> None:
    room = asked_room()
    room.does(cmd.WithdrawSignOff(THIS))
    assert tuple(notes_due(seat_view(room, 1), PLAN)) == ()


def test_a_request_waits_until_it_is_signed_or_withdrawn() -> None:
    room = asked_room()
    assert [s.id for s in seat_view(room).to_sign] == [THIS]
    view = msgspec.structs.replace(seat_view(room), sent=(confirmed(PLAN),))
    assert view.to_sign == ()
    room.does(cmd.WithdrawSignOff(THIS))
    assert seat_view(room).to_sign == ()
    assert [s.is_withdrawn for s in seat_view(room).sign_offs] == [True]


# -- what is confirmed ---------------------------------------------------------------------------------------


def given_answer(person: PersonId = LI) -> Given:
    return Given(person=person, paper=PLAN, opinion=Opinion.AGREE, text="fine")


def told_by(view: SessionView, *answers: Given) -> list[cmd.SeatCommand]:
    """What is stored when these are confirmed at once, as by taps faster than the disk."""
    told: list[cmd.SeatCommand] = []

    async def confirm(command: cmd.SeatCommand) -> None:
        await asyncio.sleep(0)
        told.append(command)

    async def story() -> None:
        desk = SignOffDesk(view=lambda: view, confirm=confirm, saw=lambda _seen: None)
        await asyncio.gather(*(desk.sign(THIS, answer) for answer in answers))

    asyncio.run(story())
    return told


def test_a_second_tap_signs_nothing() -> None:
    view = seat_view(asked_room(), 1, 2)
    (signed,) = told_by(view, given_answer(), given_answer())
    assert isinstance(signed, cmd.SignOffPaper)
    assert (signed.person, signed.paper, signed.text, signed.seen_pages) == (LI, PLAN, "fine", 2)
    assert told_by(msgspec.structs.replace(view, sent=(confirmed(PLAN),)), given_answer()) == []


def test_what_was_refused_can_be_signed_again() -> None:
    refused = confirmed(PLAN, Refusal(Reason.SIGNATURE_NEEDED))
    view = msgspec.structs.replace(seat_view(asked_room()), sent=(refused,))
    assert len(told_by(view, given_answer())) == 1


def test_nobody_signs_with_the_hand_of_who_sat_here_before() -> None:
    assert told_by(seat_view(asked_room()), given_answer(PersonId("wang"))) == []
