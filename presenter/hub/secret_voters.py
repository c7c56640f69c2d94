"""Voters of a secret ballot who come late or sit at another terminal: made known to the tellers by themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from presenter.hub.publisher import report_bug
from presenter.hub.secret_terms import KeyOf, voters_to_add
from shared.crypto.envelopes import sha256_of, signed
from shared.domain.ballot_commands import NoteVoterKey
from shared.domain.commands import PodiumCommand
from shared.domain.secrecy import VoterAdded
from shared.domain.state import MeetingState
from shared.domain.verdicts import Verdict
from shared.protocol.signing import Sign
from shared.storage.faults import StorageFault

_RETRY_S: Final = 2.0
"""How long after a failed write it is tried again."""

_log = logging.getLogger(__name__)

Submit = Callable[[PodiumCommand], Awaitable[Verdict]]
Wait = Callable[[float], Awaitable[None]]


class SecretVoters:
    """`start` it, `look` whenever somebody may have come or moved, `close` it."""

    def __init__(
        self, submit: Submit, *, state: Callable[[], MeetingState], key_of: KeyOf, sign: Sign, wait: Wait
    ) -> None:
        self._submit = submit
        self._state = state
        self._key_of = key_of
        self._sign = sign
        self._wait = wait
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with who is here now."""
        self._task = asyncio.create_task(self._follow(), name="secret-voters")
        self._task.add_done_callback(report_bug)
        self._wake.set()

    def look(self) -> None:
        """Somebody may have come, or sit at another terminal."""
        self._wake.set()

    async def close(self) -> None:
        """End; calling it again does nothing."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _follow(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._add()
            except StorageFault as fault:
                _log.warning("a voter could not be made known to the tellers yet: %s", fault.failure.value)
                await self._wait(_RETRY_S)
                self._wake.set()

    async def _add(self) -> None:
        state = self._state()
        for ballot in state.ballots.values():
            if ballot.sealed is None:
                continue
            for voter in voters_to_add(state, ballot, self._key_of):
                added = VoterAdded(terms_sha256=sha256_of(ballot.sealed.terms), voter=voter)
                await self._submit(NoteVoterKey(ballot=ballot.spec.id, added=signed(added, self._sign)))
