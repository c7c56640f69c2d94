"""What every seat may know of a secret ballot: terms, keys, how far the opening is. Never an answer."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shared.domain import ballot_events as bev
from shared.domain.ballot_terms import Terms
from shared.domain.ballots import Ballot, BallotId, Prepared
from shared.domain.secrecy import Grade, Sha, Signed, TellerRole
from shared.domain.urn import UrnStage


class TermsShown(msgspec.Struct, frozen=True, kw_only=True, tag="terms_shown"):
    """The terms of a secret ballot are fixed; tellers named there make their keys. Earlier ones hold no longer."""

    ballot: BallotId
    question: str
    asked: Terms
    grade: Grade
    terms: Signed


class TermsWithdrawn(msgspec.Struct, frozen=True, tag="terms_withdrawn"):
    """Who votes or who is a teller changed before the opening: the terms will be made again."""

    ballot: BallotId


class TellerKeyShown(msgspec.Struct, frozen=True, kw_only=True, tag="teller_key_shown"):
    """A teller's key is here; `key` None: it was lost before the opening, another one is awaited."""

    ballot: BallotId
    role: TellerRole
    key: Signed | None


class VoterKeyShown(msgspec.Struct, frozen=True, kw_only=True, tag="voter_key_shown"):
    """Somebody who may vote came late or sits at another terminal now."""

    ballot: BallotId
    added: Signed


class SealedProgressed(msgspec.Struct, frozen=True, kw_only=True, tag="sealed_progressed"):
    """How far the opening is.

    `opened_sha256` names the one list of teller 2, `outcome_sha256` what the envelopes alone give, without ballots on
    paper, before the result is public: a seat compares its own recount with it. `invalid` envelopes count as invalid
    votes, whoever found that nothing can be read in them. `checked` seats looked for their vote, `failed` of them found
    that something is wrong.
    """

    ballot: BallotId
    stage: UrnStage
    opened_sha256: Sha | None = None
    outcome_sha256: Sha | None = None
    invalid: int = 0
    checked: int = 0
    failed: int = 0


SealedPublic = TermsShown | TermsWithdrawn | TellerKeyShown | VoterKeyShown | SealedProgressed


class RoomSealed(msgspec.Struct, frozen=True, kw_only=True):
    """A secret ballot as every seat sees it; `progress` as in `SealedProgressed`."""

    shown: TermsShown
    keys: Mapping[TellerRole, Signed] = {}
    added: tuple[Signed, ...] = ()
    progress: SealedProgressed


def project_sealed(ballot: Ballot, event: bev.SecretEvent) -> SealedPublic | None:
    """The public side of `event`, where `ballot` is as just after it; None where it has none."""
    ballot_id = ballot.spec.id
    match event:
        case bev.SecretTermsFixed(terms=terms) if ballot.spec.grade is not None:
            return TermsShown(
                ballot=ballot_id,
                question=ballot.spec.question,
                asked=ballot.spec.terms,
                grade=ballot.spec.grade,
                terms=terms,
            )
        case bev.TellersNamed():
            return TermsWithdrawn(ballot_id)
        case bev.TellerKeyTaken(role=role, key=key):
            return TellerKeyShown(ballot=ballot_id, role=role, key=key)
        case bev.TellerLost(role=role) if isinstance(ballot.phase, Prepared):
            return TellerKeyShown(ballot=ballot_id, role=role, key=None)
        case bev.VoterKeyNoted(added=added):
            return VoterKeyShown(ballot=ballot_id, added=added)
        case bev.TellerLost() | bev.InnersTaken() | bev.AnswersTaken() | bev.InclusionNoted():
            return sealed_progress(ballot)
        case _:
            return None


def sealed_progress(ballot: Ballot) -> SealedProgressed | None:
    """How far the opening of `ballot` is; None for one without terms."""
    sealed = ballot.sealed
    if sealed is None:
        return None
    return SealedProgressed(
        ballot=ballot.spec.id,
        stage=sealed.urn.stage,
        opened_sha256=sealed.opened_sha256,
        outcome_sha256=sealed.outcome_sha256,
        invalid=sealed.invalid,
        checked=len(sealed.checks),
        failed=sealed.failed,
    )


def fold_sealed(sealed: Mapping[BallotId, RoomSealed], event: SealedPublic) -> Mapping[BallotId, RoomSealed]:
    """The secret ballots after `event`; what concerns one whose terms were never shown changes nothing."""
    if isinstance(event, TermsShown):
        progress = SealedProgressed(ballot=event.ballot, stage=UrnStage.OPEN)
        return {**sealed, event.ballot: RoomSealed(shown=event, progress=progress)}
    known = sealed.get(event.ballot)
    if known is None:
        return sealed
    replace = msgspec.structs.replace
    match event:
        case TermsWithdrawn():
            return {ballot: room for ballot, room in sealed.items() if ballot != event.ballot}
        case TellerKeyShown(role=role, key=None):
            kept = {r: k for r, k in known.keys.items() if r is not role}
            return {**sealed, event.ballot: replace(known, keys=kept)}
        case TellerKeyShown(role=role, key=Signed() as key):
            return {**sealed, event.ballot: replace(known, keys={**known.keys, role: key})}
        case VoterKeyShown(added=added):
            return {**sealed, event.ballot: replace(known, added=(*known.added, added))}
        case SealedProgressed():
            return {**sealed, event.ballot: replace(known, progress=event)}
        case _:
            raise TypeError("not an event of a secret ballot")


def closed_box(sealed: Mapping[BallotId, RoomSealed], ballot: BallotId) -> Mapping[BallotId, RoomSealed]:
    """The same when voting in `ballot` ended: its list waits for teller 1."""
    known = sealed.get(ballot)
    if known is None or known.progress.stage is not UrnStage.OPEN:
        return sealed
    progress = msgspec.structs.replace(known.progress, stage=UrnStage.CLOSED)
    return {**sealed, ballot: msgspec.structs.replace(known, progress=progress)}
