"""The only writer of the record: decide → append → reduce → tell, one wish after the other.

Wishes that wait together are committed together (a full room votes within a second); nobody gets an answer before
the commit that holds it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import msgspec

from presenter.hub.secret_statements import is_sealed_by_its_seat
from presenter.hub.turns import Turns
from shared.domain.ballot_commands import CastSealed, CastVote
from shared.domain.ballot_events import SealedVoteCast, VoteCast
from shared.domain.ballots import IntentId
from shared.domain.commands import Command, PodiumCommand
from shared.domain.count_ballots import votes_of
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.people import SeatId
from shared.domain.reducer import reduce
from shared.domain.room import PublicEvent, project
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict
from shared.protocol.codec import up_replies
from shared.protocol.messages import Intent, IntentAccepted, IntentRefused
from shared.storage.faults import StorageFault
from shared.storage.record import AnsweredIntent, Record
from shared.system.clock import Clock
from shared.system.ids import Chance, new_receipt

MOST_TOGETHER: Final = 256
"""Wishes in one commit; the others wait for the next."""
_SNAPSHOT_EVERY: Final = 500
_NOT_NOW: Final = frozenset({Reason.BALLOT_HELD})
"""Refusals after which the seat keeps its wish and asks again; they are not kept, a later answer may differ."""

_log = logging.getLogger(__name__)


class Step(msgspec.Struct, frozen=True):
    """One recorded event with the states around it, and its public side."""

    before: MeetingState | None
    recorded: Recorded
    after: MeetingState
    public: PublicEvent


OnRecorded = Callable[[tuple[Step, ...]], None]
"""Told, in the loop's thread and in order, what is on the disk now."""


class _Wish(msgspec.Struct):
    command: Command
    done: asyncio.Future[tuple[Verdict, bytes]]
    seat: SeatId | None = None
    intent: Intent | None = None
    request: bytes = b""


class _Batch:
    """What one commit will hold, built wish by wish against the advancing state."""

    def __init__(self, state: MeetingState | None) -> None:
        self.first_n = 0 if state is None else state.n
        """The number after which the batch is appended."""
        self.state = state
        self.steps: list[Step] = []
        self.answered: dict[tuple[SeatId, IntentId], AnsweredIntent] = {}
        self.outcomes: list[tuple[_Wish, Verdict, bytes]] = []


class Recorder:
    """Serialises all wishes of one meeting. `open` it, `close` it; it appends from one task of its own."""

    def __init__(
        self,
        record: Record,
        state: MeetingState | None,
        answers: dict[tuple[SeatId, IntentId], bytes],
        *,
        clock: Clock,
        chance: Chance,
        on_recorded: OnRecorded,
    ) -> None:
        self._record = record
        self._state = state
        self._answers = answers
        self._clock = clock
        self._chance = chance
        self._on_recorded = on_recorded
        self._wishes: list[_Wish] = []
        self._wake = asyncio.Event()
        self._is_unsure = False
        self._snapshot_n = 0 if state is None else state.n
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, record: Record, *, clock: Clock, chance: Chance, on_recorded: OnRecorded) -> Recorder:
        """Take up `record` where it ends. Raises StorageFault, DamagedRecord."""
        state = await record.state()
        recorder = cls(
            record, state, dict(await record.answers()), clock=clock, chance=chance, on_recorded=on_recorded
        )
        recorder._task = asyncio.create_task(recorder._serve(), name="recorder")
        recorder._task.add_done_callback(recorder._ended)
        return recorder

    @property
    def state(self) -> MeetingState | None:
        """The meeting as it is on the disk."""
        return self._state

    def has_answered(self, seat: SeatId, intent: IntentId) -> bool:
        """Whether this wish was granted or refused for good before."""
        return (seat, intent) in self._answers

    async def submit(self, command: PodiumCommand) -> Verdict:
        """Decide what the podium wants; what follows is on the disk on return. Raises StorageFault."""
        verdict, _ = await self._wish(_Wish(command, asyncio.get_running_loop().create_future()))
        return verdict

    async def answer(self, seat: SeatId, intent: Intent, request: bytes) -> bytes:
        """The answer to a seat's intent, whose signature is checked; `request` is its sealed frame, to be kept.

        The same intent gets the same answer, whatever happened since. Raises StorageFault: no answer yet.
        """
        known = self._answers.get((seat, intent.id))
        if known is not None:
            return known
        wish = _Wish(intent.command, asyncio.get_running_loop().create_future(), seat, intent, request)
        _, reply = await self._wish(wish)
        return reply

    async def close(self) -> None:
        """Finish what is being written; wishes that still wait are cancelled. Keeps a snapshot."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for wish in self._wishes:
            wish.done.cancel()
        self._wishes.clear()
        await self._keep_snapshot(every=1)

    async def _wish(self, wish: _Wish) -> tuple[Verdict, bytes]:
        if self._task is None or self._task.done():
            raise RuntimeError("the recorder has ended")
        self._wishes.append(wish)
        self._wake.set()
        return await wish.done

    # -- the one task ---------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._wishes:
                taken, self._wishes = self._wishes[:MOST_TOGETHER], self._wishes[MOST_TOGETHER:]
                # Shielded: what has begun to be written is also answered and told.
                work = asyncio.ensure_future(self._grant(taken))
                try:
                    await asyncio.shield(work)
                except asyncio.CancelledError:
                    await asyncio.wait([work])
                    raise

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Nobody awaits the task: a bug in it goes to the loop's own net, and nobody waits for ever."""
        if task.cancelled() or (bug := task.exception()) is None:
            return
        task.get_loop().call_exception_handler(
            {"message": "the recorder broke", "exception": bug, "task": task}
        )
        _fail(self._wishes, bug)

    async def _grant(self, wishes: list[_Wish]) -> None:
        try:
            if self._is_unsure:
                await self._read_again()
            batch = await self._decide_all(wishes)
            if batch.steps or batch.answered:
                await self._record.append(
                    batch.first_n, [step.recorded for step in batch.steps], list(batch.answered.values())
                )
        except StorageFault as fault:
            self._is_unsure = True
            _log.warning("the record could not be written: %s", fault.failure.value)
            _fail(wishes, fault)
            return
        except BaseException as bug:
            _fail(wishes, bug)
            raise
        self._take_over(batch)
        await self._keep_snapshot(every=_SNAPSHOT_EVERY)

    def _take_over(self, batch: _Batch) -> None:
        self._state = batch.state
        self._answers.update({key: answered.reply for key, answered in batch.answered.items()})
        if batch.steps:
            self._on_recorded(tuple(batch.steps))
        for wish, verdict, reply in batch.outcomes:
            if not wish.done.done():
                wish.done.set_result((verdict, reply))

    async def _read_again(self) -> None:
        """After a commit whose end was not seen: the disk says what holds, and what was kept is told."""
        answers = dict(await self._record.answers())
        state, steps = self._state, list[Step]()
        while events := await self._record.events_after(0 if state is None else state.n):
            for recorded in events:
                steps.append(_step(state, recorded))
                state = steps[-1].after
        self._state, self._answers, self._is_unsure = state, answers, False
        if steps:
            self._on_recorded(tuple(steps))

    async def _keep_snapshot(self, *, every: int) -> None:
        state = self._state
        if state is None or self._is_unsure or state.n < self._snapshot_n + every:
            return
        self._snapshot_n = state.n
        try:
            await self._record.save_snapshot(state)
        except StorageFault as fault:
            # Only the next start becomes slower.
            _log.warning("no snapshot was kept: %s", fault.failure.value)

    # -- deciding ---------------------------------------------------------------------------------------------------

    async def _decide_all(self, wishes: list[_Wish]) -> _Batch:
        batch = _Batch(self._state)
        turns = Turns()
        for wish in wishes:
            self._decide_one(batch, wish)
            await turns.give_way()
        return batch

    def _decide_one(self, batch: _Batch, wish: _Wish) -> None:
        if wish.intent is None or wish.seat is None:
            verdict = self._decide(batch, wish.command, Circumstances())
            batch.outcomes.append((wish, verdict, b""))
            return
        key = (wish.seat, wish.intent.id)
        given = batch.answered.get(key)
        known = self._answers.get(key) if given is None else given.reply
        if known is not None:
            batch.outcomes.append((wish, Accepted(()), known))
            return
        circumstances = Circumstances(
            seat=wish.seat, intent=wish.intent.id, receipt=new_receipt(self._chance)
        )
        verdict = self._decide(batch, wish.command, circumstances)
        reply = self._reply(batch.state, wish.intent, verdict)
        batch.outcomes.append((wish, verdict, up_replies.encode(reply)))
        if isinstance(reply, IntentAccepted) or reply.is_final:
            # What a vote that was not counted would have said stays unknown: its frame is not kept.
            request = wish.request if isinstance(reply, IntentAccepted) else b""
            batch.answered[key] = AnsweredIntent(
                seat=wish.seat, id=wish.intent.id, request=request, reply=batch.outcomes[-1][2]
            )

    def _decide(self, batch: _Batch, command: Command, given: Circumstances) -> Verdict:
        if isinstance(command, CastSealed) and not is_sealed_by_its_seat(command):
            # Here, because votes come by network and on sticks, and all of them come by here.
            return Refused(Reason.ENVELOPES_DO_NOT_FIT)
        verdict = decide(batch.state, command, given)
        for event in verdict.events if isinstance(verdict, Accepted) else verdict.notes:
            n = 1 if batch.state is None else batch.state.n + 1
            # Projected here, in turns: a thousand sign-ins are a thousand headcounts of a thousand persons.
            step = _step(batch.state, Recorded(n=n, at=self._clock.now(), event=event))
            batch.steps.append(step)
            batch.state = step.after
        return verdict

    def _reply(
        self, state: MeetingState | None, intent: Intent, verdict: Verdict
    ) -> IntentAccepted | IntentRefused:
        match verdict:
            case Accepted(events):
                receipt = next((e.receipt for e in events if isinstance(e, VoteCast | SealedVoteCast)), None)
                if receipt is None:
                    receipt = _counted_before(state, intent)
                return IntentAccepted(id=intent.id, at=self._clock.now(), receipt=receipt)
            case Refused(reason=reason, figures=figures):
                return IntentRefused(
                    id=intent.id, reason=reason, figures=figures, is_final=reason not in _NOT_NOW
                )


def _step(before: MeetingState | None, recorded: Recorded) -> Step:
    after = reduce(before, recorded)
    return Step(before, recorded, after, project(after, recorded.event))


def _fail(wishes: list[_Wish], error: BaseException) -> None:
    for wish in wishes:
        if not wish.done.done():
            wish.done.set_exception(error)


def _counted_before(state: MeetingState | None, intent: Intent) -> str:
    """The receipt of a vote that was counted under this intent already (a terminal that moved to another seat)."""
    if state is None or not isinstance(intent.command, CastVote | CastSealed):
        return ""
    ballot = state.ballots.get(intent.command.ballot)
    vote = None if ballot is None else votes_of(ballot.phase).get(intent.command.person)
    return vote.receipt if vote is not None and vote.intent == intent.id else ""
