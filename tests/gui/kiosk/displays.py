"""A big screen among the seats of the story."""

from __future__ import annotations

import msgspec

from kiosk.session.view import SessionView
from shared.domain.people import Person, PersonId, Role, SeatId

DISPLAY = PersonId("display")
PLACE = SeatId("21")


def as_display(view: SessionView) -> SessionView:
    """The same room seen from the big screen's place: it is in the roster, and nobody there signs in or votes."""
    assert view.room is not None
    known = view.room.meeting
    roster = (*known.roster, Person(id=DISPLAY, name="Display", role=Role.DISPLAY, seat=PLACE))
    meeting = msgspec.structs.replace(known, roster=roster)
    seating = {**view.room.seating, PLACE: DISPLAY}
    room = msgspec.structs.replace(view.room, meeting=meeting, seating=seating)
    return msgspec.structs.replace(view, seat=PLACE, room=room, private=None, sent=())
