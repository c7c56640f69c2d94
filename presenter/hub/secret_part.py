"""The podium's own part in one secret ballot: the keys of the tellers that it is, and the opened list. In memory only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import msgspec

from shared.crypto.envelopes import sha256_of
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Signed, TellerRole
from shared.domain.secret_lists import ListFault
from shared.protocol.signing import Sign


class SecretStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What the podium's screen needs of a secret ballot beyond the state.

    `fingerprint` is the check code that all screens show, empty while a key is missing. `roles` are those in which the
    podium is teller, `held` those of them whose key it has now. `fault`: why the last list was not taken.
    `is_list_lost`: the votes were opened and counted, but the list in which the seats look for theirs went with the
    program that was ended, and no teller has it any more; seats that did not look before cannot check.
    """

    fingerprint: str = ""
    roles: frozenset[TellerRole] = frozenset()
    held: frozenset[TellerRole] = frozenset()
    is_working: bool = False
    fault: ListFault | None = None
    is_list_lost: bool = False


class OwnPart:
    """What the hub has in memory of one ballot under certain terms; `wipe` ends it."""

    def __init__(self, terms: Signed, own_key: bytes, sign: Sign) -> None:
        self.terms_sha256: Final = sha256_of(terms)
        self.first: FirstTeller | None = None
        self.second: SecondTeller | None = None
        self.opened: Signed | None = None
        """Teller 2's list with the codes, whoever teller 2 is."""
        self.is_working = False
        self.fault: ListFault | None = None
        self._terms = terms
        self._own_key = own_key
        self._sign = sign

    def make_keys(self, roles: Collection[TellerRole]) -> tuple[Signed, ...]:
        """The keys of the podium in `roles`, made once for these terms."""
        own = self._own_key
        if TellerRole.FIRST in roles and self.first is None:
            self.first = FirstTeller(self._terms, hub_key=own, own_key=own, sign=self._sign)
        if TellerRole.SECOND in roles and self.second is None:
            self.second = SecondTeller(self._terms, hub_key=own, own_key=own, sign=self._sign)
        return tuple(teller.key_made for teller in (self.first, self.second) if teller is not None)

    def standing(self, fingerprint: str, roles: frozenset[TellerRole]) -> SecretStanding:
        """This part as the screen shows it."""
        tellers: Mapping[TellerRole, FirstTeller | SecondTeller | None] = {
            TellerRole.FIRST: self.first,
            TellerRole.SECOND: self.second,
        }
        return SecretStanding(
            fingerprint=fingerprint,
            roles=roles,
            held=frozenset(role for role in roles if _has_key(tellers[role])),
            is_working=self.is_working,
            fault=self.fault,
        )

    def wipe(self) -> None:
        """Drop every key and the opened list."""
        for teller in (self.first, self.second):
            if teller is not None:
                teller.wipe()
        self.first = self.second = self.opened = None


def inners_by(teller: FirstTeller, sealed: SealedBallot, envelopes: Signed) -> Signed | ListFault:
    """Teller 1's list, made once; about 0.2 ms per envelope: not for the loop's thread."""
    if teller.answer is not None:
        return teller.answer
    for added in sealed.added:
        teller.admit(added)
    return teller.open_outer(envelopes, announced=len(sealed.urn.votes))


def lists_by(
    teller: SecondTeller, sealed: SealedBallot, envelopes: Signed, inners: Signed
) -> tuple[Signed, Signed] | ListFault:
    """Teller 2's lists, the opened one and that of the answers, made once; as `inners_by`."""
    if teller.answer is not None:
        return teller.answer
    for added in sealed.added:
        teller.admit(added)
    return teller.open_inner(envelopes, inners, announced=len(sealed.urn.votes))


def _has_key(teller: FirstTeller | SecondTeller | None) -> bool:
    return teller is not None and teller.answer is None
