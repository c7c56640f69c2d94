"""Delivers what the person confirmed: in order, until the podium answered, through every cut."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable

from kiosk.session.ports import Podium
from shared.domain.agenda import MeetingId
from shared.domain.ballots import BallotId, IntentId
from shared.link.faults import LinkFault
from shared.protocol.codec import ProtocolError
from shared.protocol.messages import IntentAccepted, IntentRefused, UpReply
from shared.storage.faults import StorageFault
from shared.storage.seat_outbox import Answer, Granted, Pending, Refusal, SeatOutbox, SentIntent

_log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.2
LONGEST_RETRY_S = 3.0
HELD_RETRY_S = 2.0


class Delivery:
    """One task that works through the outbox.

    Votes of one ballot are never overtaken by later ones: the last confirmed vote counts, so order matters. An
    answer is stored before the screen hears of it.
    """

    def __init__(
        self,
        outbox: SeatOutbox,
        podium: Podium,
        *,
        pending: Callable[[], tuple[SentIntent, ...]],
        answered: Callable[[IntentId, Answer], None],
        chance: random.Random | None = None,
    ) -> None:
        """`pending` gives what waits now, oldest first; `answered` is told of every new answer."""
        self._outbox = outbox
        self._podium = podium
        self._pending = pending
        self._answered = answered
        self._chance = chance or random.SystemRandom()
        self._due = asyncio.Event()
        self._failures = 0

    def wake(self) -> None:
        """Something new waits, or the line is back, or a held ballot goes on: try at once."""
        self._failures = 0
        self._due.set()

    async def run(self) -> None:
        """Deliver until cancelled. What the disk refuses to keep is asked again: the podium answers the same."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                pause_s = await self._round()
            except StorageFault as fault:
                _log.warning("an answer is not kept yet: %s", fault.failure.value)
                pause_s = LONGEST_RETRY_S
            if pause_s is not None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._due.wait()
                self._due.set()

    async def _round(self) -> float | None:
        """Try everything that waits; how long to wait before the next round, None: until woken."""
        held: set[BallotId] = set()
        for sent in self._pending():
            if sent.ballot is not None and sent.ballot in held:
                continue
            reply = await self._send(sent)
            if reply is None:
                self._failures += 1
                longest = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(self._failures, 10))
                return longest * self._chance.uniform(0.5, 1.0)
            self._failures = 0
            answer = _answer_in(reply)
            if answer != sent.answer:
                await self._outbox.note_answer(sent.id, answer)
                self._answered(sent.id, answer)
            if isinstance(answer, Pending) and sent.ballot is not None:
                held.add(sent.ballot)
        return HELD_RETRY_S if self._pending() else None

    async def _send(self, sent: SentIntent) -> IntentAccepted | IntentRefused | None:
        """The podium's answer to this very intent; None when there is none: it was sent or not, try again."""
        frame = await self._outbox.frame(sent.id)
        if frame is None:
            raise LookupError("a line of the outbox without its bytes")
        try:
            reply = await self._podium.deliver(MeetingId(sent.meeting), frame)
        except (LinkFault, ProtocolError) as fault:
            _log.debug("an intent waits: %s", fault)
            return None
        return _fitting(reply, sent.id)


def _fitting(reply: UpReply, intent: IntentId) -> IntentAccepted | IntentRefused | None:
    if isinstance(reply, IntentAccepted | IntentRefused) and reply.id == intent:
        return reply
    _log.warning("the podium answered an intent with something else: %s", type(reply).__name__)
    return None


def _answer_in(reply: IntentAccepted | IntentRefused) -> Answer:
    match reply:
        case IntentAccepted(at=at, receipt=receipt):
            return Granted(at=at, receipt=receipt)
        case IntentRefused(is_final=False):
            return Pending(is_held=True)
        case IntentRefused(reason=reason, figures=figures):
            return Refusal(reason, figures)
