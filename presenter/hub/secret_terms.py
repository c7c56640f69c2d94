"""What the hub fixes of a secret ballot: who votes at which terminal, and who the two tellers are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from shared.crypto.envelopes import terms_of
from shared.domain.ballots import Ballot, Open, Prepared
from shared.domain.decide_ballots import those_present
from shared.domain.people import PersonId, SeatId
from shared.domain.secrecy import MOST_VOTERS, Grade, SecretTerms, Teller, Voter
from shared.domain.state import MeetingState
from shared.domain.verdicts import Reason, Refused
from shared.protocol.codec import MAX_FRAME_BYTES

MOST_TERMS_BYTES: Final = MAX_FRAME_BYTES * 7 // 8
"""Of signed terms: they travel in one message, together with the question and what is asked."""

KeyOf = Callable[[SeatId], bytes | None]
"""The identity key (Ed25519, 32 bytes) of the terminal at a seat; None where there is none."""


def terms_for(state: MeetingState, ballot: Ballot, key_of: KeyOf, own_key: bytes) -> SecretTerms | Refused:
    """The terms if `ballot` were prepared now; `own_key` is the hub's. Refused without quorum, tellers or terminals."""
    spec = ballot.spec
    if spec.grade is None:
        return Refused(Reason.IS_BY_NAME)
    those = those_present(state, spec)
    if isinstance(those, Refused):
        return those
    keys = _keys_by_person(state, key_of)
    tellers = _tellers(ballot, keys, own_key)
    voters = tuple(Voter(person, keys[person]) for person in those.voters if person in keys)
    if tellers is None:
        return Refused(Reason.TELLERS_NOT_TWO)
    if not 0 < len(voters) <= MOST_VOTERS:
        return Refused(Reason.ENVELOPES_DO_NOT_FIT)
    return terms_of(
        meeting=state.meeting.id,
        ballot=spec.id,
        question=spec.question,
        asked=spec.terms,
        grade=spec.grade,
        tellers=tellers,
        voters=voters,
    )


def voters_to_add(state: MeetingState, ballot: Ballot, key_of: KeyOf) -> tuple[Voter, ...]:
    """Who may vote and sits at a terminal that the tellers do not know yet; nobody after the close."""
    sealed = ballot.sealed
    match ballot.phase:
        case Open(voters=voters):
            entitled = voters
        case Prepared() if sealed is not None:
            entitled = sealed.voters
        case _:
            return ()
    if sealed is None:
        return ()
    known = {*sealed.urn.terms.voters, *sealed.urn.added}
    keys = _keys_by_person(state, key_of)
    seated = (Voter(person, keys[person]) for person in entitled if person in keys)
    return tuple(voter for voter in seated if voter not in known)


def _keys_by_person(state: MeetingState, key_of: KeyOf) -> Mapping[PersonId, bytes]:
    keys = ((person, key_of(seat)) for seat, person in state.seating.items())
    return {person: key for person, key in keys if key is not None}


def _tellers(ballot: Ballot, keys: Mapping[PersonId, bytes], own_key: bytes) -> tuple[Teller, Teller] | None:
    """Teller 1 needs a terminal; the podium may be teller 2 of a person who has none, never teller 1."""
    if ballot.spec.grade is Grade.ONE_OPERATOR:
        return Teller(None, own_key), Teller(None, own_key)
    if not ballot.spec.tellers:
        return None
    first, second = ballot.spec.tellers
    if first not in keys:
        return None
    return Teller(first, keys[first]), Teller(second, keys.get(second, own_key))
