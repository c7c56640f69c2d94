"""The law of the program: what follows from a wish. Pure; the hub is its only caller in a meeting."""

from __future__ import annotations

from typing import assert_never

import msgspec

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.ballots import IntentId
from shared.domain.decide_ballots import decide_ballot, late_voter
from shared.domain.decide_papers import PaperCommand, decide_papers
from shared.domain.decide_secret_ballots import decide_secret_ballot
from shared.domain.decide_sign_off import Answer, Request, decide_answer, decide_request
from shared.domain.decide_votes import decide_vote
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Method, Move, Standing, standing
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What `decide` may not find out itself.

    `seat` is where the wish comes from (None: the podium); `intent` names a seat's wish so that it is done once;
    `receipt` is a fresh code for a vote.
    """

    seat: SeatId | None = None
    intent: IntentId = IntentId("")
    receipt: str = ""


AtTheSeat = cmd.SignIn | bcmd.CastVote | bcmd.CastSealed | cmd.CallService | cmd.AnswerService
PODIUM_SESSION = cmd.OpenSignIn | cmd.StartMeeting | cmd.PauseMeeting | cmd.ResumeMeeting | cmd.AdjournMeeting


def decide(state: MeetingState | None, command: cmd.Command, given: Circumstances) -> Verdict:
    """Whether `command` is accepted in `state`, and the events that follow. A refusal changes nothing.

    Opening, closing, announcing, starting and the like are idempotent: what already holds is accepted without
    events.
    """
    if state is None:
        if isinstance(command, cmd.PrepareMeeting):
            return Accepted((ev.MeetingPrepared(command.meeting),))
        return Refused(Reason.NO_MEETING)
    if isinstance(command, bcmd.BallotCommand):
        return decide_ballot(state, command)
    if isinstance(command, bcmd.SecretCommand):
        return decide_secret_ballot(state, command)
    match command:
        case cmd.PrepareMeeting():
            return Refused(Reason.ALREADY_PREPARED)
        case cmd.SignIn() | cmd.CallService() | cmd.AnswerService() | bcmd.CastVote() | bcmd.CastSealed():
            return _at_the_seat(state, command, given)
        case cmd.ActivateItem() | cmd.FinishItem():
            return _agenda(state, command)
        case cmd.RecordPresence() | cmd.SeatPerson():
            return _people(state, command)
        case (
            cmd.OpenSignIn()
            | cmd.StartMeeting()
            | cmd.PauseMeeting()
            | cmd.ResumeMeeting()
            | cmd.AdjournMeeting()
        ):
            return _session(state, command)
        case _:
            return _papers(state, command, given)


def _papers(state: MeetingState, command: PaperCommand | Request | Answer, given: Circumstances) -> Verdict:
    match command:
        case cmd.RequestSignOff() | cmd.WithdrawSignOff():
            return decide_request(state, command)
        case cmd.NoteSignOffOpened() | cmd.NoteSignOffRead() | cmd.SignOffPaper():
            return decide_answer(state, command, seat=given.seat, intent=given.intent)
        case _:
            return decide_papers(state, command, seat=given.seat)


def _at_the_seat(state: MeetingState, command: AtTheSeat, given: Circumstances) -> Verdict:
    match command:
        case cmd.SignIn(person):
            return _sign_in(state, person, given)
        case bcmd.CastVote() | bcmd.CastSealed():
            return decide_vote(state, command, seat=given.seat, intent=given.intent, receipt=given.receipt)
        case cmd.CallService():
            return _call(state, given)
        case cmd.AnswerService(seat):
            return Accepted((ev.ServiceAnswered(seat),) if seat in state.calls else ())


def _session(state: MeetingState, command: PODIUM_SESSION) -> Verdict:
    session = state.session
    if session is Session.ADJOURNED:
        return Accepted(()) if isinstance(command, cmd.AdjournMeeting) else Refused(Reason.ADJOURNED)
    match command:
        case cmd.OpenSignIn():
            return Accepted((ev.SignInOpened(),) if session is Session.PREPARING else ())
        case cmd.StartMeeting():
            if session in (Session.IN_SESSION, Session.PAUSED):
                return Accepted(())
            opened = (ev.SignInOpened(),) if session is Session.PREPARING else ()
            return Accepted((*opened, ev.MeetingStarted()))
        case cmd.PauseMeeting():
            return _when_started(session, session is Session.IN_SESSION, ev.MeetingPaused())
        case cmd.ResumeMeeting():
            return _when_started(session, session is Session.PAUSED, ev.MeetingResumed())
        case cmd.AdjournMeeting():
            if state.open_ballot() is not None:
                return Refused(Reason.BALLOT_STILL_OPEN)
            return _when_started(session, True, ev.MeetingAdjourned())
        case _:
            assert_never(command)


def _when_started(session: Session, is_due: bool, event: ev.Event) -> Verdict:
    if session not in (Session.IN_SESSION, Session.PAUSED):
        return Refused(Reason.NOT_IN_SESSION)
    return Accepted((event,) if is_due else ())


def _agenda(state: MeetingState, command: cmd.ActivateItem | cmd.FinishItem) -> Verdict:
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    if state.session not in (Session.IN_SESSION, Session.PAUSED):
        return Refused(Reason.NOT_IN_SESSION)
    if state.meeting.item(command.item) is None:
        return Refused(Reason.UNKNOWN_ITEM)
    match command:
        case cmd.ActivateItem(item):
            return Accepted((ev.ItemActivated(item),) if state.active_item != item else ())
        case cmd.FinishItem(item):
            time = state.item_times.get(item)
            if time is not None and time.is_finished:
                return Accepted(())
            if state.active_item != item:
                return Refused(Reason.ITEM_NOT_ACTIVE)
            return Accepted((ev.ItemFinished(item),))
        case _:
            assert_never(command)


def _people(state: MeetingState, command: cmd.RecordPresence | cmd.SeatPerson) -> Verdict:
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    if state.meeting.person(command.person) is None:
        return Refused(Reason.UNKNOWN_PERSON)
    match command:
        case cmd.SeatPerson(person=person, seat=seat):
            if seat not in state.meeting.seats:
                return Refused(Reason.UNKNOWN_SEAT)
            return Accepted(
                (ev.PersonSeated(person=person, seat=seat),) if state.seating.get(seat) != person else ()
            )
        case cmd.RecordPresence(person=person, move=move, reason=reason):
            if not reason.strip():
                return Refused(Reason.REASON_NEEDED)
            if state.session is Session.PREPARING and move is not Move.LEAVE:
                return Refused(Reason.SIGN_IN_NOT_OPEN)
            recorded = ev.PresenceRecorded(
                person=person, move=move, method=Method.CLERK, seat=state.seat_of(person), reason=reason
            )
            return Accepted((recorded, *(late_voter(state, person) if move is Move.IN else ())))
        case _:
            assert_never(command)


def _sign_in(state: MeetingState, person_id: PersonId, given: Circumstances) -> Verdict:
    if state.session is Session.ADJOURNED:
        return Refused(Reason.ADJOURNED)
    if state.session is Session.PREPARING:
        return Refused(Reason.SIGN_IN_NOT_OPEN)
    person = state.meeting.person(person_id)
    if person is None:
        return Refused(Reason.UNKNOWN_PERSON)
    if given.seat is None or state.seating.get(given.seat) != person_id:
        return Refused(Reason.NOT_YOUR_SEAT)
    if standing(person, state.last_entries.get(person_id)) is Standing.PRESENT:
        return Accepted(())
    recorded = ev.PresenceRecorded(person=person_id, move=Move.IN, method=Method.TAP, seat=given.seat)
    return Accepted((recorded, *late_voter(state, person_id)))


def _call(state: MeetingState, given: Circumstances) -> Verdict:
    if given.seat is None:
        return Refused(Reason.UNKNOWN_SEAT)
    return Accepted((ev.ServiceCalled(seat=given.seat),) if given.seat not in state.calls else ())
