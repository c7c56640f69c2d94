"""The part of the law that concerns sign-off (阅件, 签批): a signature belongs to exactly one file."""

from __future__ import annotations

from typing import assert_never

from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.ballots import IntentId
from shared.domain.people import SeatId
from shared.domain.sign_off import Opinion, SignOffKind, SignOffState, is_signature, may_be_asked
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict

Request = cmd.RequestSignOff | cmd.WithdrawSignOff
Answer = cmd.NoteSignOffOpened | cmd.NoteSignOffRead | cmd.SignOffPaper


def decide_request(state: MeetingState, command: Request) -> Verdict:
    """What the podium may ask for."""
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    match command:
        case cmd.RequestSignOff():
            return _request(state, command)
        case cmd.WithdrawSignOff(sign_off):
            known = state.sign_offs.get(sign_off)
            if known is None:
                return Refused(Reason.UNKNOWN_SIGN_OFF)
            return Accepted(() if known.is_withdrawn else (ev.SignOffWithdrawn(sign_off),))
        case _:
            assert_never(command)


def decide_answer(state: MeetingState, command: Answer, *, seat: SeatId | None, intent: IntentId) -> Verdict:
    """What an asked person does.

    Nothing follows from having opened or read it twice, after it was withdrawn, or in a draft that was replaced.
    What was confirmed and arrives after the adjournment is refused, and noted once for each person.
    """
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED, notes=_late(state, command, seat=seat, intent=intent))
    if seat is None or state.seating.get(seat) != command.person:
        return Refused(Reason.NOT_YOUR_SEAT)
    if not state.has_come(command.person):
        return Refused(Reason.SIGN_IN_FIRST)
    known = state.sign_offs.get(command.sign_off)
    if known is None:
        return Refused(Reason.UNKNOWN_SIGN_OFF)
    if command.person not in known.request.persons:
        return Refused(Reason.NOT_ASKED)
    if isinstance(command, cmd.SignOffPaper):
        return _sign(state, known, command, seat=seat, intent=intent)
    return _note(known, command)


def _late(
    state: MeetingState, command: Answer, *, seat: SeatId | None, intent: IntentId
) -> tuple[ev.SignOffArrivedLate, ...]:
    known = state.sign_offs.get(command.sign_off)
    if known is None or known.is_withdrawn or not isinstance(command, cmd.SignOffPaper):
        return ()
    person = command.person
    is_theirs = seat is not None and state.seating.get(seat) == person and state.has_come(person)
    is_due = person in known.request.persons and known.valid(person) is None
    if not (is_theirs and is_due) or known.of(person).late_at is not None:
        return ()
    return (
        ev.SignOffArrivedLate(sign_off=command.sign_off, person=person, paper=command.paper, intent=intent),
    )


def _note(known: SignOffState, command: cmd.NoteSignOffOpened | cmd.NoteSignOffRead) -> Verdict:
    progress = known.of(command.person)
    if known.is_withdrawn or command.paper not in (None, known.paper):
        return Accepted(())
    match command:
        case cmd.NoteSignOffOpened(sign_off=sign_off, person=person):
            opened = ev.SignOffOpened(sign_off=sign_off, person=person)
            return Accepted((opened,) if progress.opened_at is None else ())
        case cmd.NoteSignOffRead(sign_off=sign_off, person=person):
            read = ev.SignOffRead(sign_off=sign_off, person=person)
            return Accepted((read,) if progress.read_at is None else ())
        case _:
            assert_never(command)


def _request(state: MeetingState, command: cmd.RequestSignOff) -> Verdict:
    request = command.request
    known = state.sign_offs.get(request.id)
    if known is not None:
        return Accepted(()) if known.request == request else Refused(Reason.SIGN_OFF_IS_THERE)
    held = state.meeting.paper(request.paper)
    if held is None or held[1] not in held[0].papers:
        return Refused(Reason.UNKNOWN_PAPER)
    if any(s.paper == request.paper and not s.is_withdrawn for s in state.sign_offs.values()):
        return Refused(Reason.SIGN_OFF_IS_THERE)
    if not request.persons:
        return Refused(Reason.NOBODY_ASKED)
    if len(set(request.persons)) != len(request.persons):
        return Refused(Reason.UNKNOWN_PERSON)
    if not all(may_be_asked(state.meeting, held[1], person) for person in request.persons):
        return Refused(Reason.NOT_FOR_THEM)
    return Accepted((ev.SignOffRequested(request),))


def _sign(
    state: MeetingState, known: SignOffState, command: cmd.SignOffPaper, *, seat: SeatId, intent: IntentId
) -> Verdict:
    if known.is_withdrawn:
        return Refused(Reason.SIGN_OFF_WITHDRAWN)
    if command.paper != known.paper:
        return Refused(Reason.ANOTHER_DRAFT)
    if known.valid(command.person) is not None:
        return Refused(Reason.SIGNED_ALREADY)
    if command.opinion is Opinion.OTHER and not command.text.strip():
        return Refused(Reason.OPINION_NEEDED)
    if known.request.kind is SignOffKind.SIGN:
        if command.opinion is Opinion.READ:
            return Refused(Reason.OPINION_NEEDED)
        if not is_signature(command.signature):
            return Refused(Reason.SIGNATURE_NEEDED)
    elif command.signature and not is_signature(command.signature):
        return Refused(Reason.SIGNATURE_NEEDED)
    held = state.meeting.paper(command.paper)
    signed = ev.PaperSignedOff(
        sign_off=command.sign_off,
        person=command.person,
        paper=command.paper,
        opinion=command.opinion,
        text=command.text.strip(),
        signature=command.signature,
        seen_pages=min(command.seen_pages, 0 if held is None else held[1].page_count),
        intent=intent,
        seat=seat,
    )
    return Accepted((signed,))
