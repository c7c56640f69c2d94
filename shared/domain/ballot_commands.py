"""What the chair, the clerk and the voters want of a ballot; decided by `decide_ballots` and its neighbours."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec

from shared.domain.agenda import ItemId
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId, BallotSpec, PaperSheet, ReasonText
from shared.domain.people import PersonId
from shared.domain.secrecy import SealedVote, Sha, Signed, TellerRole


class Part(enum.StrEnum):
    """What part a person with a vote takes in one ballot."""

    VOTES = "votes"
    RECUSED = "recused"
    """回避: does not vote; whether they stay in E, the rule says."""
    EXCLUDED = "excluded"
    """Leaves E, as adopted before the first ballot."""


class PrepareBallot(msgspec.Struct, frozen=True, kw_only=True, tag="prepare_ballot"):
    """Put another ballot under an item: one that nobody foresaw, a re-vote, a run-off."""

    item: ItemId
    spec: BallotSpec


class AssignPart(msgspec.Struct, frozen=True, kw_only=True, tag="assign_part"):
    """Before a ballot opens: a person takes no part in it, with a reason, or votes after all."""

    ballot: BallotId
    person: PersonId
    part: Part
    reason: ReasonText = ""


class OpenBallot(msgspec.Struct, frozen=True, tag="open_ballot"):
    """Take votes; needs a quorum."""

    ballot: BallotId


class HoldBallot(msgspec.Struct, frozen=True, tag="hold_ballot"):
    """Pause voting."""

    ballot: BallotId


class ContinueBallot(msgspec.Struct, frozen=True, tag="continue_ballot"):
    """Go on after a hold."""

    ballot: BallotId


class CallVoter(msgspec.Struct, frozen=True, kw_only=True, tag="call_voter"):
    """Call the next one in a roll call."""

    ballot: BallotId
    person: PersonId


class PassVoter(msgspec.Struct, frozen=True, kw_only=True, tag="pass_voter"):
    """A person said that they will not vote: nobody waits for them. They still may, until the close."""

    ballot: BallotId
    person: PersonId


class GivePaper(msgspec.Struct, frozen=True, kw_only=True, tag="give_paper"):
    """Hand a ballot on paper to a person who has not voted; from then on they cannot vote at the seat."""

    ballot: BallotId
    person: PersonId


class EnterPaper(msgspec.Struct, frozen=True, kw_only=True, tag="enter_paper"):
    """One of two persons enters all ballots that came back on paper; again replaces what they entered before."""

    ballot: BallotId
    by: PersonId
    sheet: PaperSheet


class CloseBallot(msgspec.Struct, frozen=True, tag="close_ballot"):
    """Stop voting and, where no paper is missing, fix the result."""

    ballot: BallotId


class AnnounceBallot(msgspec.Struct, frozen=True, kw_only=True, tag="announce_ballot"):
    """Make the result public.

    `undelivered`: persons whose terminals may still hold a vote, as the hub sees them; when there are any,
    a `reason` is needed and both are recorded.
    """

    ballot: BallotId
    undelivered: tuple[PersonId, ...] = ()
    reason: ReasonText = ""


class AbortBallot(msgspec.Struct, frozen=True, kw_only=True, tag="abort_ballot"):
    """Stop without a result; the reason is recorded."""

    ballot: BallotId
    reason: ReasonText


class CorrectBallot(msgspec.Struct, frozen=True, kw_only=True, tag="correct_ballot"):
    """Record a mistake in a closed ballot; with a `sheet`, the result is counted anew with that for the paper."""

    ballot: BallotId
    reason: ReasonText
    sheet: PaperSheet | None = None


class CastVote(msgspec.Struct, frozen=True, kw_only=True, tag="cast_vote", forbid_unknown_fields=True):
    """The person at this seat votes (or, where the rule allows, changes their vote).

    `sitting` (`PrivateView.sitting`) tells a vote that was confirmed before the person was seated elsewhere from what
    they confirmed since. 0: not said; the vote is taken only while the person sits at the seat.
    """

    ballot: BallotId
    person: PersonId
    answer: BallotAnswer
    sitting: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0


class NameTellers(msgspec.Struct, frozen=True, kw_only=True, tag="name_tellers"):
    """Before a secret ballot with two tellers opens: who is teller 1 and who is teller 2."""

    ballot: BallotId
    tellers: tuple[PersonId, PersonId]


class FixSecretTerms(msgspec.Struct, frozen=True, kw_only=True, tag="fix_secret_terms"):
    """The hub signed the terms (`SecretTerms`) of a secret ballot; the tellers may make their keys.

    Whoever submits one of the following checked the signatures of the statements in it.
    """

    ballot: BallotId
    terms: Signed


class TakeTellerKey(msgspec.Struct, frozen=True, kw_only=True, tag="take_teller_key"):
    """A teller's terminal made a key for the terms (`TellerKeyMade`)."""

    ballot: BallotId
    key: Signed


class NoteVoterKey(msgspec.Struct, frozen=True, kw_only=True, tag="note_voter_key"):
    """Somebody who may vote sits at a terminal that the terms do not know (`VoterAdded`)."""

    ballot: BallotId
    added: Signed


class NoteTellerLost(msgspec.Struct, frozen=True, kw_only=True, tag="note_teller_lost"):
    """A teller's terminal was started anew: its key is gone."""

    ballot: BallotId
    role: TellerRole


class TakeInners(msgspec.Struct, frozen=True, kw_only=True, tag="take_inners"):
    """Teller 1 took off the outer envelopes (`InnersListed`)."""

    ballot: BallotId
    inners: Signed


class TakeAnswers(msgspec.Struct, frozen=True, kw_only=True, tag="take_answers"):
    """Teller 2 opened the inner envelopes (`AnswersListed`)."""

    ballot: BallotId
    answers: Signed


class NoteInclusion(msgspec.Struct, frozen=True, kw_only=True, tag="note_inclusion"):
    """A seat looked for its vote (`InclusionChecked`) and then dropped what it held (`SecretWiped`)."""

    ballot: BallotId
    checked: Signed
    wiped: Signed


class NoteTellerWiped(msgspec.Struct, frozen=True, kw_only=True, tag="note_teller_wiped"):
    """A teller's terminal dropped what it held (`SecretWiped`)."""

    ballot: BallotId
    wiped: Signed


class CastSealed(msgspec.Struct, frozen=True, kw_only=True, tag="cast_sealed", forbid_unknown_fields=True):
    """The person at this seat casts a sealed vote into a secret ballot; the first one is final.

    `terms_sha256` names the terms that it was sealed for; the seal's signature was checked with it.
    """

    ballot: BallotId
    person: PersonId
    terms_sha256: Sha
    vote: SealedVote


LifeCommand = (
    OpenBallot
    | HoldBallot
    | ContinueBallot
    | CallVoter
    | PassVoter
    | CloseBallot
    | AnnounceBallot
    | AbortBallot
)
PaperBallotCommand = GivePaper | EnterPaper | CorrectBallot
SecretCommand = (
    NameTellers
    | FixSecretTerms
    | TakeTellerKey
    | NoteVoterKey
    | NoteTellerLost
    | TakeInners
    | TakeAnswers
    | NoteInclusion
    | NoteTellerWiped
)
BallotCommand = PrepareBallot | AssignPart | LifeCommand | PaperBallotCommand
