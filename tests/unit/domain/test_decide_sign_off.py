"""Given a paper, when it is sent for reading or signing, then a signature belongs to exactly that file."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.ballots import IntentId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Move
from shared.domain.sign_off import Opinion, Progress, SignOff, SignOffId, SignOffKind, SignOffState
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict
from tests.unit.domain.meetings import Record, in_session, paper, person_id, reason_of, seat_id
from tests.unit.domain.paper_wishes import SIGNATURE

NOTHING = Accepted(())
NO_CHANGES: Mapping[str, object] = {}
A, B, C, NEW = (paper(mark).sha256 for mark in "abcd")
ID = SignOffId("s1")


def request(
    *persons: int, of: Sha256 = A, kind: SignOffKind = SignOffKind.SIGN, id_: SignOffId = ID
) -> SignOff:
    return SignOff(id=id_, paper=of, kind=kind, persons=tuple(map(person_id, persons)))


def asked(*persons: int, kind: SignOffKind = SignOffKind.SIGN) -> Record:
    """A meeting in session whose first paper was sent to these persons."""
    record = in_session()
    record.when(cmd.RequestSignOff(request(*persons, kind=kind)))
    return record


def signing(person: int = 2, changes: Mapping[str, object] = NO_CHANGES) -> cmd.SignOffPaper:
    plain = cmd.SignOffPaper(
        sign_off=ID,
        person=person_id(person),
        paper=A,
        opinion=Opinion.AGREE,
        signature=SIGNATURE,
        seen_pages=3,
    )
    return msgspec.structs.replace(plain, **changes)


def sign(record: Record, number: int = 2, **changes: object) -> Verdict:
    return record.when(signing(number, changes), seat=seat_id(number), intent=f"i{number}")


def where(record: Record) -> SignOffState:
    return record.known.sign_offs[ID]


def test_a_request_names_who_is_asked_and_comes_once() -> None:
    record = in_session()
    wish = cmd.RequestSignOff(request(2, 3))
    assert record.when(wish) == Accepted((ev.SignOffRequested(request(2, 3)),))
    assert record.when(wish) == NOTHING
    assert (where(record).paper, where(record).signed_count, where(record).progress) == (A, 0, {})


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (request(2, 4), "sign_off_is_there"),
        (request(2, 3, id_=SignOffId("s2")), "sign_off_is_there"),
        (request(2, of=NEW, id_=SignOffId("s2")), "unknown_paper"),
        (request(of=B, id_=SignOffId("s2")), "nobody_asked"),
        (request(2, 2, of=B, id_=SignOffId("s2")), "unknown_person"),
        (request(99, of=B, id_=SignOffId("s2")), "not_for_them"),
        (request(2, 6, of=B, id_=SignOffId("s2")), "not_for_them"),
        (request(3, of=C, id_=SignOffId("s2")), "not_for_them"),
    ],
)
def test_a_request_that_cannot_be_fulfilled_is_refused(wanted: SignOff, reason: str) -> None:
    assert reason_of(asked(2, 3).when(cmd.RequestSignOff(wanted))) == reason


def test_an_earlier_draft_is_not_sent_for_signing() -> None:
    record = in_session()
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    assert reason_of(record.when(cmd.RequestSignOff(request(2)))) == "unknown_paper"


def test_a_withdrawn_request_may_be_made_anew() -> None:
    record = asked(2)
    assert record.when(cmd.WithdrawSignOff(ID)) == Accepted((ev.SignOffWithdrawn(ID),))
    assert record.when(cmd.WithdrawSignOff(ID)) == NOTHING
    again = cmd.RequestSignOff(request(2, id_=SignOffId("s2")))
    assert isinstance(record.when(again), Accepted)
    assert reason_of(record.when(cmd.WithdrawSignOff(SignOffId("none")))) == "unknown_sign_off"


def test_opening_and_reading_are_noted_the_first_time() -> None:
    record = asked(2)
    opened = cmd.NoteSignOffOpened(sign_off=ID, person=person_id(2))
    read = cmd.NoteSignOffRead(sign_off=ID, person=person_id(2), paper=A)
    assert record.when(opened, seat=seat_id(2)) == Accepted(
        (ev.SignOffOpened(sign_off=ID, person=person_id(2)),)
    )
    assert record.when(read, seat=seat_id(2)) == Accepted((ev.SignOffRead(sign_off=ID, person=person_id(2)),))
    first = where(record).of(person_id(2))
    assert first.opened_at is not None
    assert first.read_at is not None
    assert first.opened_at < first.read_at
    assert record.when(opened, seat=seat_id(2)) == record.when(read, seat=seat_id(2)) == NOTHING


def test_a_note_about_another_draft_or_a_withdrawn_request_tells_nothing() -> None:
    record = asked(2)
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    late = cmd.NoteSignOffRead(sign_off=ID, person=person_id(2), paper=A)
    assert record.when(late, seat=seat_id(2)) == NOTHING
    record.when(cmd.WithdrawSignOff(ID))
    opened = cmd.NoteSignOffOpened(sign_off=ID, person=person_id(2))
    assert record.when(opened, seat=seat_id(2)) == NOTHING


def test_a_signature_is_recorded_with_person_file_and_hand() -> None:
    record = asked(2, 3)
    verdict = sign(record, text="  with a remark ")
    assert verdict == Accepted(
        (
            ev.PaperSignedOff(
                sign_off=ID,
                person=person_id(2),
                paper=A,
                opinion=Opinion.AGREE,
                text="with a remark",
                signature=SIGNATURE,
                seen_pages=3,
                intent="i2",  # type: ignore[arg-type]
                seat=seat_id(2),
            ),
        )
    )
    valid = where(record).valid(person_id(2))
    assert valid is not None
    assert (valid.signature, valid.at) == (SIGNATURE, record.records[-1].at)
    assert (where(record).signed_count, where(record).valid(person_id(3))) == (1, None)


def test_nobody_has_seen_more_pages_than_there_are() -> None:
    record = asked(2)
    sign(record, seen_pages=99)
    valid = where(record).valid(person_id(2))
    assert valid is not None
    assert valid.seen_pages == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signature": b""}, "signature_needed"),
        ({"signature": b"\x01\x00\x00"}, "signature_needed"),
        ({"opinion": Opinion.READ}, "opinion_needed"),
        ({"opinion": Opinion.OTHER}, "opinion_needed"),
        ({"opinion": Opinion.OTHER, "text": " \n"}, "opinion_needed"),
        ({"paper": B}, "another_draft"),
        ({"sign_off": SignOffId("none")}, "unknown_sign_off"),
    ],
)
def test_signing_needs_an_opinion_and_a_hand_on_this_file(changes: dict[str, object], reason: str) -> None:
    record = asked(2)
    before = record.known
    assert reason_of(record.when(signing(2, changes), seat=seat_id(2), intent="i2")) == reason
    assert record.known is before


@pytest.mark.parametrize(
    ("person", "seat", "reason"),
    [(2, 3, "not_your_seat"), (2, None, "not_your_seat"), (4, 4, "not_asked"), (99, 2, "not_your_seat")],
)
def test_only_who_was_asked_answers_and_only_at_their_own_seat(
    person: int, seat: int | None, reason: str
) -> None:
    place = None if seat is None else seat_id(seat)
    for command in (
        signing(person),
        cmd.NoteSignOffOpened(sign_off=ID, person=person_id(person)),
        cmd.NoteSignOffRead(sign_off=ID, person=person_id(person)),
    ):
        assert reason_of(asked(2, 3).when(command, seat=place)) == reason


def test_reading_needs_no_signature_but_takes_one_that_is_real() -> None:
    record = asked(2, 3, 4, kind=SignOffKind.READ)
    assert isinstance(sign(record, 2, opinion=Opinion.READ, signature=b""), Accepted)
    assert isinstance(sign(record, 3, opinion=Opinion.DISAGREE), Accepted)
    assert reason_of(sign(record, 4, opinion=Opinion.READ, signature=b"\x05\x00")) == "signature_needed"


def test_a_paper_is_signed_once() -> None:
    record = asked(2)
    sign(record)
    assert reason_of(sign(record, opinion=Opinion.DISAGREE)) == "signed_already"


def test_a_withdrawn_request_is_not_signed_and_keeps_what_was() -> None:
    record = asked(2, 3)
    sign(record, 2)
    record.when(cmd.WithdrawSignOff(ID))
    assert reason_of(sign(record, 3)) == "sign_off_withdrawn"
    assert where(record).signed_count == 1


def test_a_new_draft_must_be_opened_read_and_signed_anew() -> None:
    record = asked(2, 3)
    for person in (2, 3):
        record.when(cmd.NoteSignOffOpened(sign_off=ID, person=person_id(person)), seat=seat_id(person))
    sign(record, 2)
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    assert (where(record).paper, where(record).request.paper, where(record).signed_count) == (NEW, A, 0)
    stale = where(record).stale(person_id(2))
    assert stale is not None
    assert (stale.paper, stale.signature) == (A, SIGNATURE)
    assert where(record).of(person_id(2)).opened_at is None
    assert where(record).of(person_id(3)) == Progress()
    assert reason_of(sign(record, 2)) == "another_draft"
    assert isinstance(sign(record, 2, paper=NEW, opinion=Opinion.DISAGREE), Accepted)
    assert [s.paper for s in where(record).of(person_id(2)).signed] == [A, NEW]
    assert (where(record).stale(person_id(2)), where(record).signed_count) == (None, 1)


def test_a_withdrawn_request_does_not_follow_the_paper() -> None:
    record = asked(2)
    record.when(cmd.WithdrawSignOff(ID))
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    assert where(record).paper == A


@pytest.mark.parametrize(
    "command",
    [
        cmd.RequestSignOff(request(2, of=B, id_=SignOffId("s2"))),
        cmd.WithdrawSignOff(ID),
        cmd.NoteSignOffOpened(sign_off=ID, person=person_id(2)),
        cmd.NoteSignOffRead(sign_off=ID, person=person_id(2)),
        signing(),
    ],
)
def test_after_the_adjournment_nobody_is_asked_and_nobody_signs(command: cmd.Command) -> None:
    record = asked(2)
    record.when(cmd.AdjournMeeting())
    assert reason_of(record.when(command, seat=seat_id(2))) == "adjourned"


def test_what_was_confirmed_and_arrives_after_the_adjournment_is_noted_once() -> None:
    record = asked(2, 3)
    sign(record, 3)
    record.when(cmd.AdjournMeeting())
    verdict = record.when(signing(2), seat=seat_id(2), intent="late")
    late = ev.SignOffArrivedLate(sign_off=ID, person=person_id(2), paper=A, intent=IntentId("late"))
    assert verdict == Refused(Reason.ADJOURNED, notes=(late,))
    assert where(record).of(person_id(2)) == Progress(late_at=record.records[-1].at)
    for again in (
        record.when(signing(2), seat=seat_id(2), intent="again"),
        record.when(signing(2), seat=seat_id(3)),
        record.when(signing(3), seat=seat_id(3)),
        record.when(signing(4), seat=seat_id(4)),
        record.when(cmd.NoteSignOffOpened(sign_off=ID, person=person_id(2)), seat=seat_id(2)),
    ):
        assert again == Refused(Reason.ADJOURNED)


def test_who_was_moved_signs_at_the_new_seat() -> None:
    record = asked(2)
    record.when(cmd.SeatPerson(person=PersonId("p02"), seat=SeatId("spare")))
    assert reason_of(sign(record)) == "not_your_seat"
    assert isinstance(record.when(signing(), seat=SeatId("spare"), intent="x"), Accepted)


def test_who_never_signed_in_signs_nothing() -> None:
    record = in_session(present=1)
    record.when(cmd.RequestSignOff(request(2)))
    command = cmd.SignOffPaper(
        sign_off=ID, person=person_id(2), paper=A, opinion=Opinion.AGREE, signature=SIGNATURE
    )
    assert reason_of(record.when(command, seat=seat_id(2))) == "sign_in_first"


def test_who_signed_in_and_left_may_have_signed_before() -> None:
    record = in_session()
    record.when(cmd.RequestSignOff(request(2)))
    record.when(cmd.RecordPresence(person=person_id(2), move=Move.OUT, reason="left early"))
    command = cmd.SignOffPaper(
        sign_off=ID, person=person_id(2), paper=A, opinion=Opinion.AGREE, signature=SIGNATURE
    )
    assert isinstance(record.when(command, seat=seat_id(2)), Accepted)
