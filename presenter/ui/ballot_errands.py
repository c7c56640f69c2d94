"""Preparing ballots in the meeting: one that nobody foresaw, or the one that a result asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from presenter.hub.outbox_import import TakenIn
from presenter.ui.ballot_actions import follow_up
from presenter.ui.ballot_draft import BallotDraft, Kind, spec_of
from presenter.ui.pages_led import Change
from presenter.ui.paper_errands import Begin
from presenter.ui.ports import RoomHub
from presenter.ui.state import PodiumState
from shared.domain import ballot_commands as bcmd
from shared.domain.agenda import ItemId
from shared.domain.ballots import BallotId, BallotSpec, Following
from shared.domain.commands import PodiumCommand
from shared.domain.verdicts import Verdict
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr, tr_n
from shared.system.stroke_table import strokes_of


class BallotErrands:
    """Each call returns at once; a refusal becomes a sentence of the state, a new ballot is shown."""

    def __init__(
        self,
        hub: RoomHub,
        state: Callable[[], PodiumState],
        change: Change,
        begin: Begin,
        *,
        submit: Callable[[PodiumCommand], Awaitable[bool]],
        decided: Callable[[Awaitable[Verdict]], Coroutine[Any, Any, bool]],
        new_id: Callable[[], str],
    ) -> None:
        """`submit` and `decided` tell a refusal in the state, and answer whether there was none."""
        self._hub = hub
        self._decided = decided
        self._state = state
        self._change = change
        self._begin = begin
        self._submit = submit
        self._new_id = new_id

    def prepare(self, item: ItemId, draft: BallotDraft) -> None:
        """Put a ballot under an item. The draft has no faults."""
        self._begin(self._ordered(item, draft))

    def prepare_envelopes(self, ballot: BallotId) -> None:
        """Fix the terms of a secret ballot for who is present now."""
        self._begin(self._decided(self._hub.prepare_envelopes(ballot)))

    def open_envelopes(self, ballot: BallotId) -> None:
        """Do the podium's own part as teller."""
        self._begin(self._decided(self._hub.open_envelopes(ballot)))

    def repeat(self, ballot: BallotId) -> None:
        """Abort a secret ballot that cannot be opened or believed, and put the same question again."""
        self._begin(self._repeat(ballot))

    def take_in(self, path: Path) -> None:
        """Take in what a seat exported; what became of it is told."""
        self._begin(self._take_in(path))

    def follow(self, ballot: BallotId, following: Following) -> None:
        """Put the ballot that follows from a result under the same item; nothing where none does."""
        meeting = self._state().meeting
        known = None if meeting is None else meeting.ballots.get(ballot)
        item = None if meeting is None else meeting.item_of(ballot)
        if known is None or item is None:
            return
        spec = follow_up(known, following, BallotId(self._new_id()))
        if spec is not None:
            self._begin(self._prepare(item, spec))

    async def _repeat(self, ballot: BallotId) -> None:
        reason = tr("The votes could not be opened, or a seat did not find its vote.")
        if await self._submit(bcmd.AbortBallot(ballot=ballot, reason=reason)):
            self.follow(ballot, Following.RE_VOTE)

    async def _take_in(self, path: Path) -> None:
        try:
            taken = await self._hub.take_in(path)
        except EnvironmentFault as fault:
            self._change(notice=str(fault))
        else:
            self._change(notice=taken_words(taken))

    async def _ordered(self, item: ItemId, draft: BallotDraft) -> None:
        strokes: Mapping[str, int] = {}
        if draft.kind is Kind.ELECTION and draft.is_by_strokes:
            strokes = await asyncio.to_thread(strokes_of, draft.lines)
        await self._prepare(item, spec_of(draft, BallotId(self._new_id()), strokes))

    async def _prepare(self, item: ItemId, spec: BallotSpec) -> None:
        if await self._submit(bcmd.PrepareBallot(item=item, spec=spec)):
            self._change(ballot=spec.id)


def taken_words(taken: TakenIn) -> str:
    """What became of the votes of a file, in a sentence each; never whose they were."""
    said = [tr_n("{n} vote was counted.", "{n} votes were counted.", taken.votes)]
    if taken.late:
        said.append(
            tr_n(
                "{n} vote came after the close and is not counted.",
                "{n} votes came after the close and are not counted.",
                taken.late,
            )
        )
    if taken.known:
        said.append(tr_n("{n} was known already.", "{n} were known already.", taken.known))
    if taken.refused:
        said.append(tr_n("{n} was refused.", "{n} were refused.", len(taken.refused)))
    if taken.elsewhere:
        said.append(
            tr_n("{n} belongs to another meeting.", "{n} belong to another meeting.", taken.elsewhere)
        )
    if taken.unreadable:
        said.append(tr_n("{n} cannot be read.", "{n} cannot be read.", taken.unreadable))
    return " ".join(said)
