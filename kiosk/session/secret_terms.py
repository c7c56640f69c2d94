"""What a seat believes of a secret ballot that the room shows: only what was signed by whom it must be. Pure."""

from __future__ import annotations

import msgspec

from kiosk.session.secret_view import OwnPlace
from shared.crypto.envelopes import TellerKeys, content_of, is_about, sha256_of, teller_keys
from shared.domain.agenda import MeetingId
from shared.domain.people import PersonId
from shared.domain.room_sealed import RoomSealed
from shared.domain.secrecy import SecretTerms, Teller, TellerRole, Voter, VoterAdded, terms_fault


class Here(msgspec.Struct, frozen=True):
    """Who looks: the meeting, the person at this seat, this terminal's identity key, the hub's."""

    meeting: MeetingId
    person: PersonId
    own_key: bytes
    hub_key: bytes


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A secret ballot after all signatures were looked at.

    `keys` None: they are not all here, or not right. `added` are the voters that the hub made known after the terms.
    """

    terms_sha256: bytes
    place: OwnPlace
    keys: TellerKeys | None = None
    added: tuple[PersonId, ...] = ()
    role: TellerRole | None = None


def understand(sealed: RoomSealed, here: Here) -> Understood:
    """What stands in the terms, the keys and the additions, for who is here (about 0.1 ms for each signature)."""
    shown, terms_sha256 = sealed.shown, sha256_of(sealed.shown.terms)
    terms = content_of(shown.terms, SecretTerms, here.hub_key)
    if terms is None or terms_fault(terms) is not None:
        return Understood(terms_sha256=terms_sha256, place=OwnPlace.NOT_RIGHT)
    is_this = is_about(terms, shown.ballot, shown.question, shown.asked)
    if not is_this or (terms.meeting, terms.grade) != (here.meeting, shown.grade):
        return Understood(terms_sha256=terms_sha256, place=OwnPlace.NOT_RIGHT)
    added = _added(sealed, terms_sha256, here.hub_key)
    known = Understood(
        terms_sha256=terms_sha256,
        place=OwnPlace.WAITING,
        added=tuple(voter.person for voter in added),
        role=_role(terms, here),
    )
    if Voter(here.person, here.own_key) not in (*terms.voters, *added):
        known = msgspec.structs.replace(known, place=OwnPlace.NOT_LISTED)
    if set(sealed.keys) != set(TellerRole):
        return known
    first, second = sealed.keys[TellerRole.FIRST], sealed.keys[TellerRole.SECOND]
    keys = teller_keys(shown.terms, first, second, here.hub_key)
    if keys is None:
        return msgspec.structs.replace(known, place=OwnPlace.NOT_RIGHT)
    is_listed = known.place is OwnPlace.WAITING
    return msgspec.structs.replace(known, keys=keys, place=OwnPlace.READY if is_listed else known.place)


def _added(sealed: RoomSealed, terms_sha256: bytes, hub_key: bytes) -> tuple[Voter, ...]:
    contents = (content_of(statement, VoterAdded, hub_key) for statement in sealed.added)
    return tuple(c.voter for c in contents if c is not None and c.terms_sha256 == terms_sha256)


def _role(terms: SecretTerms, here: Here) -> TellerRole | None:
    own = Teller(here.person, here.own_key)
    return next((role for role in TellerRole if terms.tellers[role - 1] == own), None)
