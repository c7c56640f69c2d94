"""What the screens of a seat may know of a secret ballot. Never an answer, never a code."""

from __future__ import annotations

import enum

import msgspec

from shared.domain.ballot_terms import Terms
from shared.domain.ballots import BallotId
from shared.domain.people import PersonId
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage


class OwnPlace(enum.StrEnum):
    """How the person at this seat stands to the box."""

    NOT_LISTED = "not_listed"
    """Neither the terms nor what was added name this person at this very terminal."""
    WAITING = "waiting"
    """Listed; the tellers' keys are not all here yet."""
    READY = "ready"
    """A vote can be sealed here."""
    NOT_RIGHT = "not_right"
    """Terms or keys are not what the podium and the tellers must have signed: no vote is sealed with them."""


class OwnCheck(msgspec.Struct, frozen=True):
    """What this terminal found of the own vote in the opened list, and whether its own recount gives the result."""

    inclusion: Inclusion
    recount_agrees: bool

    @property
    def is_failed(self) -> bool:
        """Whether the ballot has to be voided. A terminal that forgot its code accuses nobody."""
        return self.inclusion in (Inclusion.MISSING, Inclusion.ALTERED) or not self.recount_agrees


class TellerPart(msgspec.Struct, frozen=True, kw_only=True):
    """The person here is a teller of the ballot and the terminal is the one that the terms name.

    `has_key`: made for these terms and in memory. `is_lost`: the terminal was started anew after the ballot was opened;
    the ballot can only be repeated then. `may_open`: it is this teller's turn, the one button is there.
    `is_working`: lists are fetched, opened, given. `is_done`: the podium took this teller's lists.
    `fault`: why the list was not opened or not taken. `is_wiped`: nothing of the ballot is held here any more.
    """

    role: TellerRole
    has_key: bool = False
    is_lost: bool = False
    may_open: bool = False
    is_working: bool = False
    is_done: bool = False
    fault: ListFault | None = None
    is_wiped: bool = False


class SeatSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret ballot, from the moment when its terms were fixed.

    `fingerprint` is the check code that all screens show, empty while a key is missing. `added` are the persons who
    were made known as voters after the terms. `holds_vote`: code and answer are in this terminal's memory, to look for
    the vote later.
    """

    ballot: BallotId
    question: str
    asked: Terms
    grade: Grade
    fingerprint: str = ""
    place: OwnPlace = OwnPlace.NOT_LISTED
    added: tuple[PersonId, ...] = ()
    stage: UrnStage = UrnStage.OPEN
    cast: int = 0
    """Envelopes in the box, as far as the room knows."""
    holds_vote: bool = False
    check: OwnCheck | None = None
    teller: TellerPart | None = None
