"""Whether the person at this seat may answer a ballot now, and what to say where they may not. Pure."""

from __future__ import annotations

import math
from datetime import datetime

from kiosk.session.own_ballot import NotVoted, OwnBallot
from kiosk.session.secret_view import OwnPlace
from kiosk.session.view import SessionView
from kiosk.ui.secret_words import place_sentence
from shared.domain.people import PersonId, Role
from shared.domain.room_ballots import RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording import refusal_sentence
from shared.system.wording_time import clock_time, stopwatch

LAST_SECONDS = 60
"""A ballot that closes by itself says the time of day, and counts down only these seconds."""


def may_choose(view: SessionView, ballot: RoomBallot, own: OwnBallot, *, is_changing: bool) -> bool:
    """Whether the answers are there: in the list of voters, and nothing confirmed or a change under way."""
    ballot_id = ballot.shown.ballot
    if ballot.shown.grade is not None and not _may_seal(view, ballot):
        return False
    if ballot.is_ended or not view.may_vote(ballot_id) or view.votes_on_paper(ballot_id):
        return False
    return isinstance(own, NotVoted) or is_changing


def _may_seal(view: SessionView, ballot: RoomBallot) -> bool:
    secret = view.secret(ballot.shown.ballot)
    return secret is not None and secret.place is OwnPlace.READY


def is_final(ballot: RoomBallot) -> bool:
    """Whether the first confirmed answer counts: by the rule, and always where it is sealed."""
    return ballot.shown.grade is not None or not ballot.shown.rule.may_change


def may_change(ballot: RoomBallot, own: OwnBallot) -> bool:
    """Whether a confirmed answer may be replaced."""
    return not isinstance(own, NotVoted) and not is_final(ballot) and not ballot.is_ended


def lock_sentence(view: SessionView, ballot: RoomBallot, own: OwnBallot, *, was_called: bool) -> str:
    """What the person waits for before they may answer; empty when they may.

    `was_called`: this seat saw them called in the roll call.
    """
    if ballot.shown.is_roll_call and not (was_called or is_called(view, ballot)):
        return _waiting_for_call(view, ballot)
    others = others_awaited(view, ballot, own)
    if others:
        return tr_n(
            "You vote when the others have voted ({n} to go)",
            "You vote when the others have voted ({n} to go)",
            others,
        )
    return ""


def is_called(view: SessionView, ballot: RoomBallot) -> bool:
    """Whether the roll call, which goes by the seats, is at the person here or past them."""
    if view.person is None or ballot.called is None:
        return False
    if ballot.called == view.person.id:
        return True
    places = {person: place for place, person in enumerate(_by_seat(view))}
    mine, now = places.get(view.person.id), places.get(ballot.called)
    return mine is not None and now is not None and mine < now


def others_awaited(view: SessionView, ballot: RoomBallot, own: OwnBallot) -> int:
    """末位表态: whom the chair waits for; 0 for anybody else."""
    person = view.person
    if person is None or person.role is not Role.CHAIR or not ballot.shown.rule.chair_last:
        return 0
    return max(0, ballot.awaited - (1 if isinstance(own, NotVoted) else 0))


def closing_words(ballot: RoomBallot, now: datetime) -> str:
    """When a timed ballot closes; empty for others, and while it is held."""
    if ballot.closes_at is None or ballot.is_held or ballot.is_ended:
        return ""
    left = math.ceil((ballot.closes_at - now).total_seconds())
    if left <= 0:
        return tr("Closing")
    if left <= LAST_SECONDS:
        return tr("Closes in {time}", time=stopwatch(left))
    return tr("Closes at {time}", time=clock_time(ballot.closes_at))


def sentence(view: SessionView, ballot: RoomBallot, own: OwnBallot) -> str:
    """Why there is nothing to answer."""
    if ballot.is_aborted:
        return tr("This ballot was stopped without a result")
    if isinstance(own, NotVoted) and own.refusal is not None:
        return refusal_sentence(own.refusal.reason, own.refusal.figures)
    if view.person is not None and view.person.id in ballot.shown.apart:
        return tr("You take no part in this ballot: that was settled before it opened")
    if not view.may_vote(ballot.shown.ballot):
        return tr("You do not vote on this (observer / recused)")
    if not ballot.is_ended and view.votes_on_paper(ballot.shown.ballot):
        return tr("You have a ballot on paper; you vote with that")
    if not ballot.is_ended and ballot.shown.grade is not None:
        return place_sentence(view.secret(ballot.shown.ballot))
    return tr("The ballot is closed; the result is not announced yet")


def hint(ballot: RoomBallot, own: OwnBallot) -> str:
    """What to know before answering: why the last try did not count, that voting is paused, whether it is final."""
    if isinstance(own, NotVoted) and own.refusal is not None:
        return refusal_sentence(own.refusal.reason, own.refusal.figures)
    if ballot.is_held:
        return tr("Voting is paused; votes already cast stay valid")
    if not is_final(ballot):
        return tr("Choose first, confirm next. You may change it until the close.")
    return tr("Choose first, confirm next. A confirmed vote is final.")


def _waiting_for_call(view: SessionView, ballot: RoomBallot) -> str:
    called = None if ballot.called is None or view.meeting is None else view.meeting.person(ballot.called)
    if called is None:
        return tr("Roll call: you vote when you are called")
    return tr("Roll call: you vote when you are called. Now: {name}", name=called.name)


def _by_seat(view: SessionView) -> list[PersonId]:
    if view.room is None:
        return []
    seating = view.room.seating
    return [seating[seat] for seat in view.room.meeting.seats if seat in seating]
