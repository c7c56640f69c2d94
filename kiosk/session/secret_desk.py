"""A seat in secret ballots: seals the vote of who is here, looks for it in the end, and is a teller where named.

Answer, code and keys are in memory only, and only for as long as the same person is here under the same terms.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping
from typing import Final

from kiosk.session.ports import Podium
from kiosk.session.secret_check import UNKNOWN
from kiosk.session.secret_lists import NotNow
from kiosk.session.secret_part import SecretPart, is_over, shown_part
from kiosk.session.secret_teller import TellerDuty
from kiosk.session.secret_terms import Here, Understood, understand
from kiosk.session.secret_view import OwnPlace, SeatSecret
from kiosk.session.secret_voter import look_for_vote, sealed_for
from kiosk.session.view import SessionView
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastSealed
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.room import RoomView
from shared.domain.room_sealed import RoomSealed
from shared.link.faults import LinkFault
from shared.protocol.codec import ProtocolError
from shared.protocol.messages import UpReply
from shared.protocol.secret import SecretRequest

_log = logging.getLogger(__name__)

FIRST_RETRY_S: Final = 0.2
LONGEST_RETRY_S: Final = 3.0


class SecretDesk:
    """`look` at every view, `run` in a task. `changed` is called when `look` would say something else."""

    def __init__(
        self,
        podium: Podium,
        identity: SeatIdentity,
        *,
        view: Callable[[], SessionView],
        changed: Callable[[], None],
        chance: random.Random | None = None,
    ) -> None:
        self._podium = podium
        self._identity = identity
        self._view = view
        self._changed = changed
        self._chance = chance or random.SystemRandom()
        self._hub_key: bytes | None = None
        self._parts: dict[BallotId, SecretPart] = {}
        self._known: dict[BallotId, tuple[tuple[object, ...], Understood]] = {}
        self._seen: tuple[object, ...] = ()
        self._due = asyncio.Event()
        self._failures = 0

    # -- what the session tells --------------------------------------------------------------------------------

    def use_room(self, hub_key: bytes) -> None:
        """The room whose podium signs with this key."""
        self._hub_key = hub_key

    def greeted(self) -> None:
        """The podium greeted this seat: it may have been started again, and have forgotten the opened list."""
        for part in self._parts.values():
            part.is_given = False
        self._due.set()

    def look(self, view: SessionView) -> Mapping[BallotId, SeatSecret]:
        """What the screens may know with this view. What belongs to somebody else, or to other terms, is dropped."""
        room, here = view.room, self._here(view)
        if room is None or here is None:
            self._keep_only(())
            return {}
        self._keep_only(room.sealed)
        shown: dict[BallotId, SeatSecret] = {}
        for ballot, sealed in room.sealed.items():
            understood = self._understood(ballot, sealed, here)
            part = self._part(ballot, understood, here)
            if is_over(room.ballots.get(ballot)):
                self._end(part, view, ballot)
            shown[ballot] = shown_part(sealed, room.ballots.get(ballot), understood, part)
        self._wake_for(view, room)
        return shown

    def seal(self, ballot: BallotId, answer: BallotAnswer) -> CastSealed | None:
        """The sealed vote of who is here, which may be stored and sent; call `stored` afterwards.

        None where no vote can be sealed now, or one is being stored.
        """
        view = self._view()
        here, part = self._here(view), self._parts.get(ballot)
        sealed = None if view.room is None else view.room.sealed.get(ballot)
        if here is None or part is None or sealed is None or part.is_casting:
            return None
        understood = self._understood(ballot, sealed, here)
        if understood.place is not OwnPlace.READY or understood.keys is None:
            return None
        command = sealed_for(part, sealed, understood.keys, answer, self._identity)
        part.is_casting = command is not None
        return command

    def stored(self, ballot: BallotId, *, is_kept: bool) -> None:
        """The sealed vote is on this terminal's disk, or was not taken by it."""
        part = self._parts.get(ballot)
        if part is not None:
            part.is_casting = False
            if not is_kept:
                part.drop_vote()

    def open_as_teller(self, ballot: BallotId) -> None:
        """The person pressed the one button; pressed when it is not their turn it does nothing."""
        room, part = self._view().room, self._parts.get(ballot)
        sealed = None if room is None else room.sealed.get(ballot)
        if room is None or part is None or sealed is None or part.wants_open:
            return
        if part.may_open(sealed, room.ballots.get(ballot)):
            part.wants_open, part.fault = True, None
            self._due.set()
            self._changed()

    # -- life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Do what is due until cancelled; what the podium does not answer is said again."""
        while True:
            await self._due.wait()
            self._due.clear()
            if await self._serve_all():
                self._failures = 0
            else:
                await self._pause()

    def forget(self) -> None:
        """Drop everything, at the end."""
        self._keep_only(())

    async def _serve_all(self) -> bool:
        is_done = True
        for ballot, part in tuple(self._parts.items()):
            try:
                await self._serve(ballot, part)
            except (LinkFault, ProtocolError, NotNow) as fault:
                _log.debug("a secret ballot waits: %s", type(fault).__name__)
                is_done = False
        return is_done

    async def _serve(self, ballot: BallotId, part: SecretPart) -> None:
        view = self._view()
        here, room = self._here(view), view.room
        if room is None or here is None or not view.is_live or self._parts.get(ballot) is not part:
            return
        sealed, known = room.sealed.get(ballot), room.ballots.get(ballot)
        if sealed is None:
            return
        ask = self._asker(room.meeting.id)
        understood = self._understood(ballot, sealed, here)
        if understood.role is not None:
            duty = TellerDuty(part, understood.role, sealed, known, ask=ask, changed=self._changed)
            await duty.serve(here, self._identity)
        private = view.own_private
        is_in_the_box = private is not None and ballot in private.in_the_box
        if known is not None and is_in_the_box and understood.place is not OwnPlace.NOT_LISTED:
            await look_for_vote(part, sealed, known, ask, self._identity)
            self._changed()

    def _asker(self, meeting: MeetingId) -> Callable[[SecretRequest], asyncio.Future[UpReply]]:
        return lambda request: asyncio.ensure_future(self._podium.ask_secret(meeting, request))

    async def _pause(self) -> None:
        self._failures += 1
        longest = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(self._failures, 10))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest * self._chance.uniform(0.5, 1.0)):
                await self._due.wait()
        self._due.set()

    # -- what is held --------------------------------------------------------------------------------------------

    def _here(self, view: SessionView) -> Here | None:
        person = view.person
        if view.room is None or person is None or self._hub_key is None:
            return None
        return Here(view.room.meeting.id, person.id, self._identity.signing_public, self._hub_key)

    def _understood(self, ballot: BallotId, sealed: RoomSealed, here: Here) -> Understood:
        """Looked at once for the same terms, keys and additions."""
        of = (sealed.shown, sealed.keys, sealed.added, here)
        known = self._known.get(ballot)
        if known is None or known[0] != of:
            known = self._known[ballot] = (of, understand(sealed, here))
        return known[1]

    def _part(self, ballot: BallotId, understood: Understood, here: Here) -> SecretPart:
        part = self._parts.get(ballot)
        if part is None or (part.terms_sha256, part.person) != (understood.terms_sha256, here.person):
            if part is not None:
                part.wipe()
            part = self._parts[ballot] = SecretPart(understood.terms_sha256, here.person)
        return part

    def _end(self, part: SecretPart, view: SessionView, ballot: BallotId) -> None:
        """What was not found until the announcement is not found any more. A teller's part ends when it was said."""
        private = view.own_private
        room_ballot = None if view.room is None else view.room.ballots.get(ballot)
        is_announced = room_ballot is not None and room_ballot.result is not None
        if is_announced and part.check is None and private is not None and ballot in private.in_the_box:
            part.check, part.is_check_said = UNKNOWN, True
        part.drop_vote()

    def _keep_only(self, ballots: Mapping[BallotId, RoomSealed] | tuple[()]) -> None:
        for ballot in [one for one in self._parts if one not in ballots]:
            self._parts.pop(ballot).wipe()
            self._known.pop(ballot, None)

    def _wake_for(self, view: SessionView, room: RoomView) -> None:
        private = view.own_private
        boxes = None if private is None else private.in_the_box
        seen = (view.is_live, room.sealed, tuple(room.ballots.get(ballot) for ballot in room.sealed), boxes)
        if seen != self._seen:
            self._seen = seen
            self._due.set()
