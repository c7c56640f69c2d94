"""Bringing papers into the meeting that is open, and sending them for signing: what the clerk wishes, carried out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec

from presenter.hub.drafts import Brought, CannotBeShown
from presenter.ui.pages_led import Change
from presenter.ui.ports import RoomHub
from presenter.ui.state import Bringing, PodiumState
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId
from shared.domain.papers import Everybody, Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import SignOff, SignOffId, SignOffKind
from shared.domain.verdicts import Refused
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.system.wording import refusal_sentence

Begin = Callable[[Coroutine[Any, Any, object]], None]
"""Carries out a wish; its end is seen in the state."""


class PaperErrands:
    """One file at a time; each call returns at once. What keeps a file out is a sentence of the state."""

    def __init__(
        self,
        hub: RoomHub,
        state: Callable[[], PodiumState],
        change: Change,
        begin: Begin,
        *,
        submit: Callable[[cmd.PodiumCommand], None],
        new_id: Callable[[], str],
    ) -> None:
        self._hub = hub
        self._state = state
        self._change = change
        self._begin = begin
        self._submit = submit
        self._new_id = new_id
        self._waiting: list[Bringing] = []

    def add(self, item: ItemId, files: Sequence[Path]) -> None:
        """Give an item these papers, titled like the files."""
        self._bring([Bringing(item=item, file=file) for file in files])

    def replace(self, item: ItemId, old: Sha256, file: Path) -> None:
        """Put a new draft in the place of a paper of an item."""
        self._bring([Bringing(item=item, file=file, old=old)])

    def give_password(self, password: str) -> None:
        """Try once more, with the password that the file asks for."""
        locked = self._state().bringing
        if locked is not None and locked.is_locked:
            self._begin(self._work(locked, password))

    def leave(self) -> None:
        """Do not bring the file that asks for a password."""
        locked = self._state().bringing
        if locked is not None and locked.is_locked:
            self._change(bringing=None)
            self._next()

    def add_whiteboard(self, item: ItemId) -> None:
        """Give an item a paper of blank pages."""
        meeting = self._state().meeting
        agenda = () if meeting is None else meeting.meeting.agenda
        boards = sum(paper.is_whiteboard for one in agenda for paper in one.papers)
        self._begin(self._add_whiteboard(item, tr("Whiteboard {n}", n=boards + 1)))

    def request_sign_off(self, paper: Sha256, kind: SignOffKind, persons: Sequence[PersonId]) -> None:
        """Send a paper to persons, to be read or to be signed."""
        request = SignOff(id=SignOffId(self._new_id()), paper=paper, kind=kind, persons=tuple(persons))
        self._submit(cmd.RequestSignOff(request))

    def withdraw_sign_off(self, sign_off: SignOffId) -> None:
        """Ask nobody any more."""
        self._submit(cmd.WithdrawSignOff(sign_off))

    # How ----------------------------------------------------------------------------------------------

    def _bring(self, files: Sequence[Bringing]) -> None:
        self._change(notice="")
        self._waiting += files
        if self._state().bringing is None:
            self._next()

    def _next(self) -> None:
        if self._waiting:
            self._begin(self._work(self._waiting.pop(0), ""))

    async def _work(self, bringing: Bringing, password: str) -> None:
        self._change(bringing=msgspec.structs.replace(bringing, is_locked=False))
        notice, locked = "", None
        try:
            brought = await self._brought(bringing, password)
        except EnvironmentFault as fault:
            notice = str(fault)
        else:
            if isinstance(brought, CannotBeShown) and brought.asks_for_password:
                locked = msgspec.structs.replace(bringing, is_locked=True, was_wrong=bool(password))
            else:
                notice = _sentence(bringing, brought)
        self._change(bringing=locked, notice=notice or self._state().notice)
        if locked is None:
            self._next()

    async def _brought(self, bringing: Bringing, password: str) -> Brought:
        if bringing.old is not None:
            return await self._hub.replace_paper(bringing.old, bringing.file, password)
        title = bringing.file.stem
        return await self._hub.add_paper(bringing.item, bringing.file, title, Everybody(), password)

    async def _add_whiteboard(self, item: ItemId, title: str) -> None:
        try:
            verdict = await self._hub.add_whiteboard(item, title)
        except EnvironmentFault as fault:
            self._change(notice=str(fault))
            return
        if isinstance(verdict, Refused):
            self._change(notice=refusal_sentence(verdict.reason, verdict.figures))


def _sentence(bringing: Bringing, brought: Brought) -> str:
    """Why a file did not come in; "" where it did."""
    match brought:
        case CannotBeShown():
            why = brought.sentence
        case Refused():
            why = refusal_sentence(brought.reason, brought.figures)
        case _:
            return ""
    return tr("“{file}”: {why}", file=bringing.file.name, why=why)
