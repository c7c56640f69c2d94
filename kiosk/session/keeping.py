"""Keeps what the person confirmed: signed by this terminal and on its disk before anything is said to be stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.session.outbox_line import line_of
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.ballots import IntentId
from shared.domain.commands import SeatCommand
from shared.protocol.messages import Intent
from shared.protocol.signing import seal_intent
from shared.storage.seat_outbox import SeatOutbox, SentIntent
from shared.system.ids import Chance, new_id


class Keeping:
    """A tap on a button that is tapped again before the disk has answered keeps one wish, not two."""

    def __init__(
        self,
        outbox: SeatOutbox,
        identity: SeatIdentity,
        *,
        chance: Chance,
        now: Callable[[], datetime],
        kept: Callable[[SentIntent], None],
    ) -> None:
        """`now` gives the room's time; `kept` hears of each wish that is stored."""
        self._outbox = outbox
        self._identity = identity
        self._chance = chance
        self._now = now
        self._kept = kept
        self._being_kept: set[SeatCommand] = set()

    async def keep(self, meeting: MeetingId, command: SeatCommand) -> None:
        """Keep a wish, unless the same one is being kept. On return it is stored here. Raises StorageFault."""
        if command in self._being_kept:
            return
        now = self._now()
        intent = Intent(
            id=IntentId(new_id(now, self._chance)), meeting=meeting, confirmed_at=now, command=command
        )
        sent = line_of(intent)
        self._being_kept.add(command)
        try:
            await self._outbox.keep(sent, seal_intent(intent, self._identity.sign))
        finally:
            self._being_kept.discard(command)
        self._kept(sent)
