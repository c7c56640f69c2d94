"""The ballot box (票箱) of a secret ballot at the hub: what it holds, how far the opening is, what got lost. Pure.

The hub keeps it on its disk: it holds envelopes and lists, never an answer with a code. Whether a signature is right
was checked before something is dropped in (`shared.crypto.envelopes.is_signed_vote`).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from shared.domain.people import PersonId
from shared.domain.secrecy import SealedVote, SecretTerms, TellerRole, Voter, envelope_bytes


class Drop(enum.StrEnum):
    """What became of a vote that reached the hub."""

    TAKEN = "taken"
    TAKEN_BEFORE = "taken_before"
    """The same envelope again: answered with the same receipt."""
    FINAL = "final"
    """Another envelope of a person whose first one is in: secret votes cannot be changed."""
    LATE = "late"
    """After the close: noted, not counted."""
    NOT_ENTITLED = "not_entitled"
    WRONG_LENGTH = "wrong_length"


class UrnStage(enum.StrEnum):
    """How far a secret ballot is, beside its phase."""

    OPEN = "open"
    CLOSED = "closed"
    """The signed list waits for teller 1."""
    FIRST_OPENED = "first_opened"
    """Teller 1's list waits for teller 2."""
    OPENED = "opened"
    STRANDED = "stranded"
    """A teller lost the key before its list was here: nobody can open this. The ballot is aborted and repeated."""


class Urn(msgspec.Struct, frozen=True, kw_only=True):
    """The envelopes taken (by person), the voters made known since the opening, who came late, what is opened.

    `opened_by`: tellers whose list is here. `lost`: tellers whose terminal was started anew.
    """

    terms: SecretTerms
    votes: Mapping[PersonId, SealedVote] = {}
    added: frozenset[Voter] = frozenset()
    late: frozenset[PersonId] = frozenset()
    is_closed: bool = False
    opened_by: frozenset[TellerRole] = frozenset()
    lost: frozenset[TellerRole] = frozenset()

    @property
    def stage(self) -> UrnStage:
        """Where this ballot stands."""
        if self.lost - self.opened_by:
            return UrnStage.STRANDED
        if TellerRole.SECOND in self.opened_by:
            return UrnStage.OPENED
        if TellerRole.FIRST in self.opened_by:
            return UrnStage.FIRST_OPENED
        return UrnStage.CLOSED if self.is_closed else UrnStage.OPEN


def drop_in(urn: Urn, vote: SealedVote) -> tuple[Urn, Drop]:
    """The urn with `vote` in it, if it is counted, and what became of it. The first of a person is final."""
    if vote.person in urn.votes:
        is_same = urn.votes[vote.person].envelope == vote.envelope
        return urn, Drop.TAKEN_BEFORE if is_same else Drop.FINAL
    voter = Voter(vote.person, vote.key)
    if voter not in urn.terms.voters and voter not in urn.added:
        return urn, Drop.NOT_ENTITLED
    if len(vote.envelope) != envelope_bytes(urn.terms.room):
        return urn, Drop.WRONG_LENGTH
    if urn.is_closed:
        return msgspec.structs.replace(urn, late=urn.late | {vote.person}), Drop.LATE
    return msgspec.structs.replace(urn, votes={**urn.votes, vote.person: vote}), Drop.TAKEN


def add_voter(urn: Urn, voter: Voter) -> Urn:
    """The urn that also takes the vote of `voter`; nothing changes after the close."""
    return urn if urn.is_closed else msgspec.structs.replace(urn, added=urn.added | {voter})


def close(urn: Urn) -> Urn:
    """No more votes are counted."""
    return msgspec.structs.replace(urn, is_closed=True)


def opened_by(urn: Urn, role: TellerRole) -> Urn:
    """The list of this teller is here and was found right."""
    return msgspec.structs.replace(urn, opened_by=urn.opened_by | {role})


def key_lost(urn: Urn, role: TellerRole) -> Urn:
    """This teller's terminal was started anew. That harms nothing once its list is here."""
    return msgspec.structs.replace(urn, lost=urn.lost | {role})
