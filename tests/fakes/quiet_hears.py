"""Somebody at the end of a seat's line who does nothing with what is heard; tests override what they look at."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from kiosk.session.ports import Hears
from kiosk.session.view import Line
from shared.domain.agenda import MeetingId
from shared.link.finder import Attempt, Cause
from shared.protocol.ink import InkLive
from shared.protocol.messages import Heartbeat, Pointer, Statement, Welcome
from shared.storage.seat_store import RoomPin


class QuietHears(Hears):
    """Hears everything and knows no meeting."""

    @override
    def heard_attempts(self, attempts: Sequence[Attempt], cause: Cause, door_refusal: str) -> None:
        return

    @override
    def heard_line(self, line: Line) -> None:
        return

    @override
    def heard_room(self, pin: RoomPin) -> None:
        return

    @override
    async def heard_welcome(self, welcome: Welcome) -> int:
        return 0

    @override
    def heard_event(self, statement: Statement) -> None:
        return

    @override
    def heard_stage(self, statement: Statement) -> None:
        return

    @override
    def heard_private(self, statement: Statement) -> None:
        return

    @override
    def heard_pointer(self, pointer: Pointer) -> None:
        return

    @override
    def heard_ink(self, meeting: MeetingId, live: InkLive) -> None:
        return

    @override
    def heard_heartbeat(self, heartbeat: Heartbeat) -> None:
        return
