"""Views of a seat in secret ballots: the story's view, with what the session would say of box, check and teller."""

from __future__ import annotations

import msgspec

from kiosk.session.secret_view import OwnPlace, SeatSecret
from kiosk.session.view import SessionView
from shared.domain.ballots import BallotId, IntentId
from shared.domain.private_view import InTheBox
from shared.domain.secrecy import Grade
from shared.storage.seat_outbox import Granted, Pending, SentIntent
from tests.fakes.story_room import LI, StoryRoom
from tests.gui.kiosk.ballots import OWN

CODE = "K7QM-2P9D-0TXA"


def secret_view(room: StoryRoom, grade: Grade = Grade.TWO_TELLERS, **parts: object) -> SessionView:
    """The open ballot of the room is a secret one; `parts` are those of `SeatSecret`."""
    view = room.view
    assert view.room is not None
    ballot = view.room.ballots[OWN]
    shown = msgspec.structs.replace(ballot.shown, grade=grade)
    ballots = {**view.room.ballots, OWN: msgspec.structs.replace(ballot, shown=shown)}
    secret = SeatSecret(
        ballot=OWN,
        question=shown.question,
        asked=shown.terms,
        grade=grade,
        fingerprint=CODE,
        place=OwnPlace.READY,
        cast=ballot.voted,
    )
    return msgspec.structs.replace(
        view,
        room=msgspec.structs.replace(view.room, ballots=ballots),
        secrets={OWN: msgspec.structs.replace(secret, **parts)},
    )


def sealed_here(room: StoryRoom, view: SessionView, *, is_in_the_box: bool) -> SessionView:
    """The person here has cast a sealed vote, which is stored here, or in the box."""
    at = room.now
    assert view.meeting is not None
    line = SentIntent(
        id=IntentId("mine"),
        meeting=view.meeting.id,
        kind="cast_sealed",
        confirmed_at=at,
        person=LI,
        ballot=BallotId(OWN),
        answer=Granted(at=at, receipt="K7QM-2P9D") if is_in_the_box else Pending(),
    )
    view = msgspec.structs.replace(view, sent=(*view.sent, line))
    if not is_in_the_box or view.private is None:
        return view
    box = InTheBox(receipt="K7QM-2P9D", intent=IntentId("mine"), at=at)
    private = msgspec.structs.replace(view.private, in_the_box={OWN: box})
    return msgspec.structs.replace(view, private=private)
