"""The hub's signature under what it tells the seats of one meeting."""

from __future__ import annotations

from datetime import datetime

from shared.domain.agenda import MeetingId
from shared.domain.private_view import PrivateView
from shared.domain.room import PublicEvent
from shared.protocol.messages import PROTOCOL, Stage, Statement
from shared.protocol.signing import Sign, seal_statement


class Seal:
    """Makes the signed frames of one meeting. The same content gives the same bytes."""

    def __init__(self, meeting: MeetingId, sign: Sign) -> None:
        self.meeting = meeting
        self._sign = sign

    def frame(self, subject: str, n: int, at: datetime, content: PublicEvent | Stage | PrivateView) -> bytes:
        """The frame to publish on `subject` (the stored one), under number `n`, said at `at`."""
        statement = Statement(
            protocol=PROTOCOL, meeting=self.meeting, subject=subject, n=n, at=at, content=content
        )
        return seal_statement(statement, self._sign)
