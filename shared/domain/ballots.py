"""Ballots: the question, its life, and the votes.

Life: prepared → open ⇄ held → closed → announced, or aborted (kept, with the reason).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import NewType

import msgspec

from shared.domain.majority import MotionResult, Rule
from shared.domain.people import PersonId, SeatId

BallotId = NewType("BallotId", str)
IntentId = NewType("IntentId", str)


class Choice(enum.StrEnum):
    """An answer to a motion: 赞成, 反对, 弃权."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class BallotSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A prepared named ballot on a motion."""

    id: BallotId
    question: str
    rule: Rule


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """One person's counted answer; `receipt` is the code the member can look up (XXXX-XXXX)."""

    choice: Choice
    receipt: str
    intent: IntentId
    at: datetime
    seat: SeatId


class Prepared(msgspec.Struct, frozen=True, tag="prepared"):
    """Not opened yet."""


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """Votes are taken (or, `is_held`, paused: what was cast stays valid).

    `entitled_count` is E (应到会); `voters` are the present persons with a vote, frozen at the opening except
    for late ones whom the rule admits; `votes` is keyed by person, never by a terminal. `intents` are all
    counted ones, replaced votes included: what was counted once is not counted again.
    """

    opened_at: datetime
    entitled_count: int
    voters: tuple[PersonId, ...]
    votes: Mapping[PersonId, Vote] = {}
    intents: Mapping[IntentId, PersonId] = {}
    is_held: bool = False


class Closed(msgspec.Struct, frozen=True, kw_only=True, tag="closed"):
    """No more votes; the result exists but is not public."""

    opened_at: datetime
    closed_at: datetime
    voters: tuple[PersonId, ...]
    votes: Mapping[PersonId, Vote]
    intents: Mapping[IntentId, PersonId]
    result: MotionResult
    late: tuple[PersonId, ...] = ()


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
    """A ballot and where it stands."""

    spec: BallotSpec
    phase: Phase = Prepared()
