"""Ballots: the question, its life, and the votes.

Life: prepared → open ⇄ held → closed → announced, or aborted (kept, with the reason).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NewType

import msgspec

from shared.domain.ballot_terms import BallotAnswer, Figures, MotionTerms, Outcome, Terms
from shared.domain.majority import Rule
from shared.domain.people import PersonId, SeatId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Grade

BallotId = NewType("BallotId", str)
IntentId = NewType("IntentId", str)

MAX_REASON = 500
MOST_PAPER_BALLOTS = 1000
LONGEST_OPEN_S = 24 * 3600

ReasonText = Annotated[str, msgspec.Meta(max_length=MAX_REASON)]


class Following(enum.StrEnum):
    """Why a ballot follows another one."""

    RE_VOTE = "re_vote"
    RUN_OFF = "run_off"
    """Among the tied only, for the last seats."""
    NEXT_ROUND = "next_round"
    """For the seats that stayed open."""


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """A person who takes no part in a ballot, and why; printed with the result."""

    person: PersonId
    reason: ReasonText


class WrittenOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """What an absent person sent in writing before the meeting; counted only where the rule says so."""

    person: PersonId
    answer: BallotAnswer


class BallotSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A prepared ballot.

    `excluded` (with a vote in this meeting, but adopted not to count: they leave E) and `recused` (回避: the rule
    says whether they stay in E) do not vote. `is_roll_call`: one after the other in the order of seats.
    `open_for_s`: closed after so many seconds; 0: by the chair. `follows` names the ballot that this one repeats or
    continues. `grade`: how far it is secret (无记名), None: by name. `tellers` of a secret ballot are nobody yet, or
    the persons of teller 1 and teller 2 (监票人).
    """

    id: BallotId
    question: str
    rule: Rule
    terms: Terms = MotionTerms()
    excluded: tuple[Apart, ...] = ()
    recused: tuple[Apart, ...] = ()
    written: tuple[WrittenOpinion, ...] = ()
    is_roll_call: bool = False
    open_for_s: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_OPEN_S)] = 0
    follows: BallotId | None = None
    following: Following | None = None
    grade: Grade | None = None
    tellers: tuple[PersonId, ...] = ()


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """One person's counted answer; `receipt` is the code the member can look up (XXXX-XXXX).

    `seat` None: a written opinion. `answer` None: it lies sealed in the ballot box of a secret ballot. `sitting`: under
    which it was confirmed, 0: not known.
    """

    answer: BallotAnswer | None
    receipt: str
    intent: IntentId
    at: datetime
    seat: SeatId | None
    sitting: int = 0


class PaperBallot(msgspec.Struct, frozen=True, kw_only=True):
    """One ballot on paper, of the person who handed it in. `answer` None: it cannot be read, it is invalid.

    `person` None: it is of a secret ballot, nobody knows whose it is.
    """

    person: PersonId | None = None
    answer: BallotAnswer | None


class PaperSheet(msgspec.Struct, frozen=True, kw_only=True):
    """All ballots on paper as one person entered them, sorted (`paper_sheets.is_sheet_of`)."""

    ballots: Annotated[tuple[PaperBallot, ...], msgspec.Meta(max_length=MOST_PAPER_BALLOTS)]


class Prepared(msgspec.Struct, frozen=True, tag="prepared"):
    """Not opened yet."""


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """Votes are taken (or, since `held_since`, paused: what was cast stays valid).

    `entitled_count` is E (应到会); `voters` are the present persons with a vote, frozen at the opening except
    for late ones whom the rule admits; `votes` is keyed by person, never by a terminal. `intents` are all
    counted ones, replaced votes included: what was counted once is not counted again. `closes_at`: when it closes
    by itself. `called` were called in a roll call, the last one now. `passed` said that they will not vote.
    `on_paper` got a ballot on paper and cannot vote at a seat. `opened_n` is the record's number of the opening.
    """

    opened_n: int
    opened_at: datetime
    entitled_count: int
    voters: tuple[PersonId, ...]
    votes: Mapping[PersonId, Vote] = {}
    intents: Mapping[IntentId, PersonId] = {}
    closes_at: datetime | None = None
    called: tuple[PersonId, ...] = ()
    passed: tuple[PersonId, ...] = ()
    on_paper: tuple[PersonId, ...] = ()
    held_since: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether voting is paused."""
        return self.held_since is not None


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A later record about a closed ballot, which itself is never edited; `result` is the corrected one, if any.

    `sheet` are the ballots on paper that `result` was counted from; None also in records from before it was kept.
    """

    at: datetime
    reason: str
    result: Outcome | None = None
    sheet: PaperSheet | None = None


class Closed(msgspec.Struct, frozen=True, kw_only=True, tag="closed"):
    """No more votes. `result` is not public yet, and None while ballots on paper are still to be entered.

    `sheets` is what was entered of these, by whom. `late`: whose votes arrived after the close. `opened_n` as in `Open`.
    """

    opened_n: int
    opened_at: datetime
    closed_at: datetime
    figures: Figures
    voters: tuple[PersonId, ...]
    votes: Mapping[PersonId, Vote]
    intents: Mapping[IntentId, PersonId]
    result: Outcome | None
    late: tuple[PersonId, ...] = ()
    on_paper: tuple[PersonId, ...] = ()
    sheets: Mapping[PersonId, PaperSheet] = {}
    corrections: tuple[Correction, ...] = ()

    @property
    def valid_result(self) -> Outcome | None:
        """The result as corrected last."""
        corrected = self.last_corrected
        return self.result if corrected is None else corrected.result

    @property
    def last_corrected(self) -> Correction | None:
        """The correction that gave the valid result; None where the first one is valid."""
        return next((c for c in reversed(self.corrections) if c.result is not None), None)

    @property
    def valid_sheet(self) -> PaperSheet | None:
        """The ballots on paper that the valid result was counted from; None where that is not known, or not yet."""
        corrected = self.last_corrected
        return agreed_sheet(self.sheets) if corrected is None else corrected.sheet


class Announced(msgspec.Struct, frozen=True, kw_only=True, tag="announced"):
    """The result is public.

    `undelivered` lists persons whose terminals might still have held a vote when the chair announced, and
    `reason` why the chair did not wait.
    """

    closed: Closed
    announced_at: datetime
    undelivered: tuple[PersonId, ...] = ()
    reason: str = ""


class Aborted(msgspec.Struct, frozen=True, kw_only=True, tag="aborted"):
    """Stopped without a result; the votes stay in the record only."""

    aborted_at: datetime
    reason: str


Phase = Prepared | Open | Closed | Announced | Aborted


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot and where it stands; `sealed` since the terms of a secret one were fixed."""

    spec: BallotSpec
    phase: Phase = Prepared()
    sealed: SealedBallot | None = None


def agreed_sheet(sheets: Mapping[PersonId, PaperSheet]) -> PaperSheet | None:
    """The sheet that two persons entered alike (每张票由两人分别录入); None as long as there is none."""
    entered = list(sheets.values())
    return next((sheet for n, sheet in enumerate(entered) if sheet in entered[:n]), None)
