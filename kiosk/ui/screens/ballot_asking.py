"""What every page that asks for an answer is given to draw."""

from __future__ import annotations

import msgspec

from kiosk.session.own_ballot import OwnBallot
from kiosk.session.view import SessionView
from shared.domain.room_ballots import RoomBallot


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot that may be answered.

    `lock` says what the person waits for before they may mark anything, `hint` what they should know, `closes` when
    it ends by itself; empty for nothing. `time` is the room's time of day.
    """

    view: SessionView
    ballot: RoomBallot
    own: OwnBallot
    time: str
    lock: str = ""
    hint: str = ""
    closes: str = ""
    is_changing: bool = False
