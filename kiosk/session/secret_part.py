"""What this terminal holds of one secret ballot: in memory, for one person, under certain terms."""

from __future__ import annotations

from typing import Final

from kiosk.session.secret_terms import Understood
from kiosk.session.secret_view import OwnCheck, SeatSecret, TellerPart
from shared.crypto.envelopes import HeldVote
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain.people import PersonId
from shared.domain.room_ballots import RoomBallot
from shared.domain.room_sealed import RoomSealed
from shared.domain.secrecy import TellerRole
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage

_STILL_NEEDED: Final = {
    TellerRole.FIRST: frozenset({UrnStage.OPEN, UrnStage.CLOSED}),
    TellerRole.SECOND: frozenset({UrnStage.OPEN, UrnStage.CLOSED, UrnStage.FIRST_OPENED}),
}
"""The stages in which a teller's key is still to open something."""
_TURN: Final = {TellerRole.FIRST: UrnStage.CLOSED, TellerRole.SECOND: UrnStage.FIRST_OPENED}


class SecretPart:
    """Belongs to `person` under the terms of this digest; `wipe` ends it."""

    def __init__(self, terms_sha256: bytes, person: PersonId) -> None:
        self.terms_sha256: Final = terms_sha256
        self.person: Final = person
        self.held: HeldVote | None = None
        self.is_casting = False
        """A vote is being stored: a second tap seals no other."""
        self.check: OwnCheck | None = None
        self.is_check_said = False
        self.teller: FirstTeller | SecondTeller | None = None
        self.is_key_lost = False
        self.is_loss_said = False
        self.wants_open = False
        """The person pressed the one button."""
        self.is_working = False
        self.fault: ListFault | None = None
        self.is_given = False
        """The podium took this teller's lists since this terminal was greeted last."""
        self.is_wiped = False

    def drop_vote(self) -> None:
        """Forget code and answer."""
        if self.held is not None:
            self.held.wipe()
        self.held = None

    def wipe(self) -> None:
        """Forget everything that is secret."""
        self.drop_vote()
        if self.teller is not None:
            self.teller.wipe()
        self.teller = None

    def has_key_of(self, sealed: RoomSealed) -> bool:
        """Whether the key with which the ballot is voted is in this memory, and has opened nothing yet."""
        teller = self.teller
        return (
            teller is not None and teller.answer is None and sealed.keys.get(teller.role) == teller.key_made
        )

    def may_open(self, sealed: RoomSealed, ballot: RoomBallot | None) -> bool:
        """Whether it is this teller's turn."""
        is_closed = ballot is not None and ballot.is_ended and not ballot.is_aborted
        is_turn = self.teller is not None and sealed.progress.stage is _TURN[self.teller.role]
        return is_closed and is_turn and self.has_key_of(sealed)


def is_over(ballot: RoomBallot | None) -> bool:
    """Whether nothing can be done any more: announced or aborted."""
    return ballot is not None and (ballot.is_aborted or ballot.result is not None)


def is_key_needed(role: TellerRole, sealed: RoomSealed, ballot: RoomBallot | None) -> bool:
    """Whether the ballot was opened for voting, and the key of `role` has still to open something."""
    return ballot is not None and not is_over(ballot) and sealed.progress.stage in _STILL_NEEDED[role]


def shown_part(
    sealed: RoomSealed, ballot: RoomBallot | None, understood: Understood, part: SecretPart
) -> SeatSecret:
    """The ballot as the screens of this seat may know it."""
    shown = sealed.shown
    return SeatSecret(
        ballot=shown.ballot,
        question=shown.question,
        asked=shown.asked,
        grade=shown.grade,
        fingerprint="" if understood.keys is None else understood.keys.fingerprint,
        place=understood.place,
        added=understood.added,
        stage=sealed.progress.stage,
        cast=0 if ballot is None else ballot.voted,
        holds_vote=part.held is not None,
        check=part.check,
        teller=None if understood.role is None else _teller(understood.role, sealed, ballot, part),
    )


def _teller(role: TellerRole, sealed: RoomSealed, ballot: RoomBallot | None, part: SecretPart) -> TellerPart:
    stage = sealed.progress.stage
    return TellerPart(
        role=role,
        has_key=part.teller is not None and part.teller.answer is None,
        is_lost=part.is_key_lost,
        may_open=part.may_open(sealed, ballot) and not part.wants_open,
        is_working=part.is_working or part.wants_open,
        is_done=stage is UrnStage.OPENED or (role is TellerRole.FIRST and stage is UrnStage.FIRST_OPENED),
        fault=part.fault,
        is_wiped=part.is_wiped,
    )
