"""A teller's side at a seat: the key, the one opening, and giving the lists."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from kiosk.session.secret_lists import Ask, NotForThisTerminal, fetch, give, say
from kiosk.session.secret_part import SecretPart, is_key_needed, is_over
from kiosk.session.secret_terms import Here
from shared.crypto.identity import SeatIdentity
from shared.crypto.teller import BadTerms, FirstTeller, SecondTeller
from shared.domain.room_ballots import RoomBallot
from shared.domain.room_sealed import RoomSealed
from shared.domain.secrecy import Signed, TellerRole
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage
from shared.protocol.secret import OfferKey, SayKeyLost, SayWiped, SecretList

_Teller = FirstTeller | SecondTeller


class TellerDuty:
    """What one teller has to do with one ballot as it is now."""

    def __init__(
        self,
        part: SecretPart,
        role: TellerRole,
        sealed: RoomSealed,
        ballot: RoomBallot | None,
        *,
        ask: Ask,
        changed: Callable[[], None],
    ) -> None:
        """`ballot` None: it was not opened for voting yet."""
        self._part = part
        self._role = role
        self._sealed = sealed
        self._ballot = ballot
        self._ask = ask
        self._changed = changed
        self._id: Final = sealed.shown.ballot

    async def serve(self, here: Here, identity: SeatIdentity) -> None:
        """Do what is due. Raises NotNow, LinkFault, ProtocolError: call it again then."""
        if is_over(self._ballot):
            await self._wipe()
        elif self._ballot is None:
            await self._offer_key(here, identity)
        elif self._holds_key() or (self._part.teller is not None and self._part.teller.answer is not None):
            await self._work(self._part.teller, self._ballot)
        elif is_key_needed(self._role, self._sealed, self._ballot) and not self._part.is_loss_said:
            self._part.is_key_lost = True
            self._changed()
            with contextlib.suppress(NotForThisTerminal):  # it has no such ballot any more
                await say(self._ask, SayKeyLost(ballot=self._id, role=self._role))
            self._part.is_loss_said = True

    def _holds_key(self) -> bool:
        return self._part.has_key_of(self._sealed)

    async def _offer_key(self, here: Here, identity: SeatIdentity) -> None:
        """Make a key for these terms, and give it to the podium as long as that has another one, or none."""
        if self._part.teller is None:
            kind = FirstTeller if self._role is TellerRole.FIRST else SecondTeller
            with contextlib.suppress(BadTerms):  # said as `OwnPlace.NOT_RIGHT`
                self._part.teller = kind(
                    self._sealed.shown.terms,
                    hub_key=here.hub_key,
                    own_key=here.own_key,
                    sign=identity.sign,
                )
                self._changed()
        teller = self._part.teller
        if teller is not None and self._sealed.keys.get(self._role) != teller.key_made:
            with contextlib.suppress(NotForThisTerminal):  # other terms are on their way
                await say(self._ask, OfferKey(ballot=self._id, key=teller.key_made))

    async def _work(self, teller: _Teller | None, ballot: RoomBallot) -> None:
        if teller is None:
            return
        try:
            if teller.answer is None and self._part.wants_open:
                await self._open(teller, ballot)
            await self._give(teller)
        except NotForThisTerminal as refused:
            self._part.fault = refused.fault or ListFault.ANOTHER_BALLOT
            self._part.wants_open = False
        finally:
            self._part.is_working = False
            self._changed()

    async def _open(self, teller: _Teller, ballot: RoomBallot) -> None:
        """Fetch the lists and open them once, not on the loop's thread: about 0.2 ms for each envelope."""
        self._part.is_working = True
        self._changed()
        for added in self._sealed.added:
            teller.admit(added)
        envelopes = await fetch(self._ask, self._id, SecretList.ENVELOPES)
        made: Signed | tuple[Signed, Signed] | ListFault
        if isinstance(teller, FirstTeller):
            made = await asyncio.to_thread(teller.open_outer, envelopes, announced=ballot.voted)
        else:
            inners = await fetch(self._ask, self._id, SecretList.INNERS)
            made = await asyncio.to_thread(teller.open_inner, envelopes, inners, announced=ballot.voted)
        self._part.fault = made if isinstance(made, ListFault) else None
        self._part.wants_open = False

    async def _give(self, teller: _Teller) -> None:
        """Give what was opened, and to a podium that was started again the list for the seats' memory once more."""
        if teller.answer is None or self._part.is_given:
            return
        if isinstance(teller, FirstTeller):
            await self._give_inners(teller.answer)
        else:
            opened, answers = teller.answer
            await give(self._ask, self._id, SecretList.OPENED, opened)
            if self._sealed.progress.stage is not UrnStage.OPENED:
                await give(self._ask, self._id, SecretList.ANSWERS, answers)
        self._part.is_given = True
        if isinstance(teller, FirstTeller):
            await self._wipe()

    async def _give_inners(self, inners: Signed) -> None:
        if self._sealed.progress.stage is UrnStage.CLOSED:
            await give(self._ask, self._id, SecretList.INNERS, inners)

    async def _wipe(self) -> None:
        """Drop the key and the lists, and say so."""
        teller = self._part.teller
        if teller is None:
            return
        with contextlib.suppress(NotForThisTerminal):  # of a ballot that nobody asks about any more
            await say(self._ask, SayWiped(ballot=self._id, wiped=teller.wipe()))
        self._part.teller = None
        self._part.is_wiped = True
        self._changed()
