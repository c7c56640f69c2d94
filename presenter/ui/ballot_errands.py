"""Preparing ballots in the meeting: one that nobody foresaw, or the one that a result asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from presenter.ui.ballot_actions import follow_up
from presenter.ui.ballot_draft import BallotDraft, Kind, spec_of
from presenter.ui.pages_led import Change
from presenter.ui.paper_errands import Begin
from presenter.ui.state import PodiumState
from shared.domain import ballot_commands as bcmd
from shared.domain.agenda import ItemId
from shared.domain.ballots import BallotId, BallotSpec, Following
from shared.domain.commands import PodiumCommand
from shared.system.stroke_table import strokes_of


class BallotErrands:
    """Each call returns at once; a refusal becomes a sentence of the state, a new ballot is shown."""

    def __init__(
        self,
        state: Callable[[], PodiumState],
        change: Change,
        begin: Begin,
        *,
        submit: Callable[[PodiumCommand], Awaitable[bool]],
        new_id: Callable[[], str],
    ) -> None:
        self._state = state
        self._change = change
        self._begin = begin
        self._submit = submit
        self._new_id = new_id

    def prepare(self, item: ItemId, draft: BallotDraft) -> None:
        """Put a ballot under an item. The draft has no faults."""
        self._begin(self._ordered(item, draft))

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

    async def _ordered(self, item: ItemId, draft: BallotDraft) -> None:
        strokes: Mapping[str, int] = {}
        if draft.kind is Kind.ELECTION and draft.is_by_strokes:
            strokes = await asyncio.to_thread(strokes_of, draft.lines)
        await self._prepare(item, spec_of(draft, BallotId(self._new_id()), strokes))

    async def _prepare(self, item: ItemId, spec: BallotSpec) -> None:
        if await self._submit(bcmd.PrepareBallot(item=item, spec=spec)):
            self._change(ballot=spec.id)
