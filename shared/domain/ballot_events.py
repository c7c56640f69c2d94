"""What happened to a ballot; part of the record."""

from __future__ import annotations

import msgspec

from shared.domain.agenda import ItemId
from shared.domain.ballot_commands import Part
from shared.domain.ballot_terms import BallotAnswer, Outcome
from shared.domain.ballots import BallotId, BallotSpec, IntentId, PaperSheet
from shared.domain.majority import Rule
from shared.domain.people import PersonId, SeatId
from shared.domain.secrecy import Inclusion, SealedVote, Signed, TellerRole


class BallotPrepared(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_prepared"):
    """The item has another ballot."""

    item: ItemId
    spec: BallotSpec


class PartAssigned(msgspec.Struct, frozen=True, kw_only=True, tag="part_assigned"):
    """A person takes no part in the ballot, or votes after all."""

    ballot: BallotId
    person: PersonId
    part: Part
    reason: str = ""


class BallotOpened(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_opened"):
    """The ballot takes votes. Rule, E, P and the voters are frozen here; `quorum_needed` <= P held."""

    ballot: BallotId
    rule: Rule
    entitled_count: int
    quorum_needed: int
    voters: tuple[PersonId, ...]


class WrittenOpinionCounted(msgspec.Struct, frozen=True, kw_only=True, tag="written_opinion_counted"):
    """An absent person's written opinion is counted, as the rule says; they are among the voters now."""

    ballot: BallotId
    person: PersonId
    answer: BallotAnswer


class VoterAdmitted(msgspec.Struct, frozen=True, kw_only=True, tag="voter_admitted"):
    """A person who signed in while the ballot was open may vote too; the rule says so."""

    ballot: BallotId
    person: PersonId


class VoterCalled(msgspec.Struct, frozen=True, kw_only=True, tag="voter_called"):
    """The roll call is at this person."""

    ballot: BallotId
    person: PersonId


class VoterPassed(msgspec.Struct, frozen=True, kw_only=True, tag="voter_passed"):
    """Nobody waits for this person's vote."""

    ballot: BallotId
    person: PersonId


class BallotHeld(msgspec.Struct, frozen=True, tag="ballot_held"):
    """Voting is paused; cast votes stay valid."""

    ballot: BallotId


class BallotContinued(msgspec.Struct, frozen=True, tag="ballot_continued"):
    """Voting goes on after a hold."""

    ballot: BallotId


class VoteCast(msgspec.Struct, frozen=True, kw_only=True, tag="vote_cast"):
    """A named vote was counted; a later one of the same person replaces it in the count, not here.

    `sitting` as in `CastVote`.
    """

    ballot: BallotId
    person: PersonId
    answer: BallotAnswer
    receipt: str
    intent: IntentId
    seat: SeatId
    sitting: int = 0


class VoteArrivedLate(msgspec.Struct, frozen=True, kw_only=True, tag="vote_arrived_late"):
    """A vote reached the hub after the close; it is noted without its choice and not counted."""

    ballot: BallotId
    person: PersonId
    intent: IntentId


class PaperGiven(msgspec.Struct, frozen=True, kw_only=True, tag="paper_given"):
    """A person got a ballot on paper."""

    ballot: BallotId
    person: PersonId


class PaperEntered(msgspec.Struct, frozen=True, kw_only=True, tag="paper_entered"):
    """One of two persons entered what came back on paper; what two entered alike is valid."""

    ballot: BallotId
    by: PersonId
    sheet: PaperSheet


class BallotClosed(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_closed"):
    """No more votes; the result is fixed, unless ballots on paper are still to be entered (`result` None)."""

    ballot: BallotId
    result: Outcome | None


class ResultFixed(msgspec.Struct, frozen=True, kw_only=True, tag="result_fixed"):
    """The result of a closed ballot, paper included."""

    ballot: BallotId
    result: Outcome


class BallotAnnounced(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_announced"):
    """The result is public; see `ballots.Announced` for `undelivered` and `reason`."""

    ballot: BallotId
    undelivered: tuple[PersonId, ...] = ()
    reason: str = ""


class BallotAborted(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_aborted"):
    """The ballot ended without a result."""

    ballot: BallotId
    reason: str


class BallotCorrected(msgspec.Struct, frozen=True, kw_only=True, tag="ballot_corrected"):
    """A mistake in a closed ballot, and the result as it should be, if that changes.

    `sheet` is what `result` was counted from in place of the ballots on paper that were entered before; the votes
    at seats and the figures stay.
    """

    ballot: BallotId
    reason: str
    result: Outcome | None = None
    sheet: PaperSheet | None = None


class TellersNamed(msgspec.Struct, frozen=True, kw_only=True, tag="tellers_named"):
    """Who is teller 1 and who is teller 2 of a secret ballot."""

    ballot: BallotId
    tellers: tuple[PersonId, PersonId]


class SecretTermsFixed(msgspec.Struct, frozen=True, kw_only=True, tag="secret_terms_fixed"):
    """The hub signed the terms of a secret ballot; earlier ones and the keys made for them hold no longer.

    `voters` were present with a vote; not all of them need to be at a terminal.
    """

    ballot: BallotId
    terms: Signed
    voters: tuple[PersonId, ...]


class TellerKeyTaken(msgspec.Struct, frozen=True, kw_only=True, tag="teller_key_taken"):
    """A teller's key for the terms is here."""

    ballot: BallotId
    role: TellerRole
    key: Signed


class VoterKeyNoted(msgspec.Struct, frozen=True, kw_only=True, tag="voter_key_noted"):
    """A voter sits at a terminal that the terms do not know: it is made known to the tellers."""

    ballot: BallotId
    added: Signed


class TellerLost(msgspec.Struct, frozen=True, kw_only=True, tag="teller_lost"):
    """A teller's key is gone: before the opening a new one is made, after it nobody can open the box."""

    ballot: BallotId
    role: TellerRole


class SealedVoteCast(msgspec.Struct, frozen=True, kw_only=True, tag="sealed_vote_cast"):
    """A sealed vote is in the ballot box."""

    ballot: BallotId
    person: PersonId
    vote: SealedVote
    receipt: str
    intent: IntentId
    seat: SeatId


class InnersTaken(msgspec.Struct, frozen=True, kw_only=True, tag="inners_taken"):
    """Teller 1's list is here."""

    ballot: BallotId
    inners: Signed


class AnswersTaken(msgspec.Struct, frozen=True, kw_only=True, tag="answers_taken"):
    """Teller 2's list is here: the answers without codes."""

    ballot: BallotId
    answers: Signed


class InclusionNoted(msgspec.Struct, frozen=True, kw_only=True, tag="inclusion_noted"):
    """A seat said what it found of its vote, and that it dropped what it held."""

    ballot: BallotId
    person: PersonId
    inclusion: Inclusion
    recount_agrees: bool
    checked: Signed
    wiped: Signed


class TellerWiped(msgspec.Struct, frozen=True, kw_only=True, tag="teller_wiped"):
    """A teller's terminal said that it dropped what it held."""

    ballot: BallotId
    role: TellerRole
    wiped: Signed


SecretEvent = (
    TellersNamed
    | SecretTermsFixed
    | TellerKeyTaken
    | VoterKeyNoted
    | TellerLost
    | SealedVoteCast
    | InnersTaken
    | AnswersTaken
    | InclusionNoted
    | TellerWiped
)
"""What happens to secret ballots only."""

AfterPrepared = (
    BallotOpened
    | WrittenOpinionCounted
    | VoterAdmitted
    | VoterCalled
    | VoterPassed
    | BallotHeld
    | BallotContinued
    | VoteCast
    | VoteArrivedLate
    | PaperGiven
    | PaperEntered
    | BallotClosed
    | ResultFixed
    | BallotAnnounced
    | BallotAborted
    | BallotCorrected
)
"""What changes the phase of a ballot."""

BallotEvent = BallotPrepared | PartAssigned | AfterPrepared | SecretEvent
