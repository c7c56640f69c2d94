"""Secret ballots at the hub: terms, voters made known, and the podium's own part as teller.

Opened votes with their codes are in memory only, from teller 2's list to the announcement. The podium's own keys as
teller die with the program: what they were for is stranded then, which is noted at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import msgspec

from presenter.hub.recorder import Step
from presenter.hub.secret_part import OwnPart, SecretStanding, inners_by, lists_by
from presenter.hub.secret_statements import (
    answers_hindrance,
    check_code,
    envelopes_of,
    inners_hindrance,
    opened_hindrance,
)
from presenter.hub.secret_terms import MOST_TERMS_BYTES, KeyOf, terms_for
from presenter.hub.secret_voters import SecretVoters, Submit, Wait
from shared.crypto.envelopes import sha256_of, signed
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain import ballot_commands as bcmd
from shared.domain.ballots import Ballot, BallotId, Closed, Open, Prepared
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Signed, TellerRole
from shared.domain.secret_lists import ListFault
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict
from shared.protocol.signing import Sign


class SecretBallots:
    """`resume` it when the meeting is taken up, tell it what is `recorded`, `close` it."""

    def __init__(
        self,
        submit: Submit,
        *,
        state: Callable[[], MeetingState],
        key_of: KeyOf,
        own_key: bytes,
        sign: Sign,
        on_changed: Callable[[], None],
        wait: Wait = asyncio.sleep,
    ) -> None:
        self._submit = submit
        self._state = state
        self._key_of = key_of
        self._own_key = own_key
        self._sign = sign
        self._on_changed = on_changed
        self._voters = SecretVoters(submit, state=state, key_of=key_of, sign=sign, wait=wait)
        self._parts: dict[BallotId, OwnPart] = {}
        self._fingerprints: dict[BallotId, tuple[object, str]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def resume(self) -> None:
        """Note the keys that ended with the program before, then follow who comes. Raises StorageFault."""
        for ballot in self._state().ballots.values():
            for role in self._roles(ballot):
                if _is_needed(ballot, role):
                    await self._submit(bcmd.NoteTellerLost(ballot=ballot.spec.id, role=role))
        self._voters.start()

    async def close(self) -> None:
        """End, and forget every key and every opened vote."""
        await self._voters.close()
        for ballot in tuple(self._parts):
            self._forget(ballot)

    def recorded(self, steps: tuple[Step, ...]) -> None:
        """Somebody may have come or moved; a ballot that is over leaves nothing in memory."""
        if not steps:
            return
        state = steps[-1].after
        for ballot in tuple(self._parts):
            known = state.ballots.get(ballot)
            is_over = known is None or not isinstance(known.phase, Prepared | Open | Closed)
            if is_over or state.session is Session.ADJOURNED:
                self._forget(ballot)
        self._voters.look()

    def terminals_changed(self) -> None:
        """Another terminal may stand at a voter's seat."""
        self._voters.look()

    def standings(self) -> Mapping[BallotId, SecretStanding]:
        """What the screen shows of every ballot whose terms are fixed."""
        ballots = self._state().ballots.items()
        return {ballot: self._standing(known) for ballot, known in ballots if known.sealed is not None}

    def opened(self, ballot: BallotId) -> Signed | None:
        """Teller 2's list with the codes, for the voters' seats; None before it is here and after the ballot is over."""
        part = self._parts.get(ballot)
        return None if part is None else part.opened

    def is_list_lost(self, ballot: BallotId) -> bool:
        """Whether the votes were opened, but the list for the seats is gone and no teller can give it again.

        The podium's own list went with the program before; another teller 2 has it until its terminal is started anew.
        """
        known = self._state().ballots.get(ballot)
        if known is None or not isinstance(known.phase, Closed):
            return False
        if known.sealed is None or known.sealed.answers is None or self.opened(ballot) is not None:
            return False
        return TellerRole.SECOND in self._roles(known) | known.sealed.urn.lost

    def keep_opened(self, ballot: BallotId, opened: Signed) -> bool:
        """Hold teller 2's list, which was found right, in memory; False when another one was taken before."""
        known = self._state().ballots.get(ballot)
        if known is None or known.sealed is None:
            return False
        part = self._part(ballot, known.sealed)
        held = known.sealed.opened_sha256
        if held is None and part.opened is not None:
            held = sha256_of(part.opened)
        if held is not None and held != sha256_of(opened):
            return False
        part.opened = opened
        return True

    # -- what the podium does -------------------------------------------------------------------------------------

    async def prepare(self, ballot: BallotId) -> Verdict:
        """Fix the terms for who is present now, and make the podium's own keys. Raises StorageFault.

        The same persons at the same terminals: the terms that are fixed already hold.
        """
        async with self._one_at_a_time:
            known = self._state().ballots.get(ballot)
            if known is None:
                return Refused(Reason.UNKNOWN_BALLOT)
            terms = terms_for(self._state(), known, self._key_of, self._own_key)
            if isinstance(terms, Refused):
                return terms
            fixed = None if known.sealed is None else known.sealed.urn.terms
            if fixed is None or msgspec.structs.replace(terms, nonce=fixed.nonce) != fixed:
                message = signed(terms, self._sign)
                if len(message.body) > MOST_TERMS_BYTES:
                    return Refused(Reason.ENVELOPES_DO_NOT_FIT)
                verdict = await self._submit(bcmd.FixSecretTerms(ballot=ballot, terms=message))
                if isinstance(verdict, Refused):
                    return verdict
            return await self._give_own_keys(ballot)

    async def open(self, ballot: BallotId) -> Verdict:
        """Do the podium's own part as teller, as far as it can be done now. Raises StorageFault: call it again then.

        What is wrong with a list stands in `standing`; nothing of it was taken.
        """
        async with self._one_at_a_time:
            known, part = self._state().ballots.get(ballot), self._parts.get(ballot)
            if known is None or known.sealed is None or not isinstance(known.phase, Closed):
                return Refused(Reason.BALLOT_NOT_CLOSED)
            if part is None or part.terms_sha256 != sha256_of(known.sealed.terms):
                return Refused(Reason.KEY_LOST)
            self._set_working(part, is_working=True)
            try:
                verdict = await self._open_outer(ballot, part, known.sealed)
                if isinstance(verdict, Refused):
                    return verdict
                return await self._open_inner(ballot, part)
            finally:
                self._set_working(part, is_working=False)

    # -- private --------------------------------------------------------------------------------------------------

    def _standing(self, ballot: Ballot) -> SecretStanding:
        roles, part = self._roles(ballot), self._parts.get(ballot.spec.id)
        fingerprint = self._fingerprint(ballot)
        standing = (
            SecretStanding(fingerprint=fingerprint, roles=roles)
            if part is None
            else part.standing(fingerprint, roles)
        )
        is_list_lost = self.is_list_lost(ballot.spec.id)
        return msgspec.structs.replace(standing, is_list_lost=is_list_lost) if is_list_lost else standing

    def _fingerprint(self, ballot: Ballot) -> str:
        """Made once for the same terms and keys: the screen asks for it sixty times a second."""
        sealed = ballot.sealed
        if sealed is None:
            return ""
        made_of = (sealed.terms, tuple(sealed.keys.items()))
        known = self._fingerprints.get(ballot.spec.id)
        if known is None or known[0] != made_of:
            known = self._fingerprints[ballot.spec.id] = (made_of, check_code(sealed, self._own_key))
        return known[1]

    def _roles(self, ballot: Ballot) -> frozenset[TellerRole]:
        if ballot.sealed is None:
            return frozenset()
        tellers = ballot.sealed.urn.terms.tellers
        return frozenset(role for role in TellerRole if tellers[role - 1].key == self._own_key)

    async def _give_own_keys(self, ballot: BallotId) -> Verdict:
        known = self._state().ballots[ballot]
        assert known.sealed is not None  # noqa: S101 - fixed just now
        for key in self._part(ballot, known.sealed).make_keys(self._roles(known)):
            verdict = await self._submit(bcmd.TakeTellerKey(ballot=ballot, key=key))
            if isinstance(verdict, Refused):
                return verdict
        return Accepted(())

    async def _open_outer(self, ballot: BallotId, part: OwnPart, sealed: SealedBallot) -> Verdict:
        teller = part.first
        if teller is None or sealed.inners is not None:
            return Accepted(())
        envelopes = envelopes_of(sealed, self._sign)
        inners = await asyncio.to_thread(inners_by, teller, sealed, envelopes)
        if isinstance(inners, ListFault):
            return self._at_fault(part, inners)
        fault = inners_hindrance(inners, sealed, envelopes, self._own_key)
        if fault is not None:
            return self._at_fault(part, fault)
        verdict = await self._submit(bcmd.TakeInners(ballot=ballot, inners=inners))
        return await self._wiped(ballot, teller, verdict)

    async def _open_inner(self, ballot: BallotId, part: OwnPart) -> Verdict:
        teller, sealed = part.second, self._state().ballots[ballot].sealed
        if teller is None or sealed is None or sealed.inners is None or sealed.answers is not None:
            return Accepted(())
        envelopes = envelopes_of(sealed, self._sign)
        lists = await asyncio.to_thread(lists_by, teller, sealed, envelopes, sealed.inners)
        if isinstance(lists, ListFault):
            return self._at_fault(part, lists)
        opened, answers = lists
        fault = opened_hindrance(opened, sealed) or answers_hindrance(answers, opened, sealed)
        if fault is not None:
            return self._at_fault(part, fault)
        part.opened = opened
        verdict = await self._submit(bcmd.TakeAnswers(ballot=ballot, answers=answers))
        return await self._wiped(ballot, teller, verdict)

    async def _wiped(self, ballot: BallotId, teller: FirstTeller | SecondTeller, verdict: Verdict) -> Verdict:
        if isinstance(verdict, Refused):
            return verdict
        return await self._submit(bcmd.NoteTellerWiped(ballot=ballot, wiped=teller.wipe()))

    def _at_fault(self, part: OwnPart, fault: ListFault) -> Refused:
        part.fault = fault
        return Refused(Reason.KEY_LOST if fault is ListFault.NO_KEY else Reason.ENVELOPES_DO_NOT_FIT)

    def _set_working(self, part: OwnPart, *, is_working: bool) -> None:
        part.is_working = is_working
        part.fault = None if is_working else part.fault
        self._on_changed()

    def _part(self, ballot: BallotId, sealed: SealedBallot) -> OwnPart:
        """What is in memory for these terms; what was there for others is forgotten."""
        part = self._parts.get(ballot)
        if part is None or part.terms_sha256 != sha256_of(sealed.terms):
            self._forget(ballot)
            part = self._parts[ballot] = OwnPart(sealed.terms, self._own_key, self._sign)
        return part

    def _forget(self, ballot: BallotId) -> None:
        part = self._parts.pop(ballot, None)
        if part is not None:
            part.wipe()


def _is_needed(ballot: Ballot, role: TellerRole) -> bool:
    """Whether the key of `role` would still have to open something."""
    sealed = ballot.sealed
    if sealed is None or role not in sealed.keys or role in sealed.urn.opened_by:
        return False
    return isinstance(ballot.phase, Prepared | Open | Closed)
