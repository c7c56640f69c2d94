"""The fold of what happens to secret ballots only."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

import msgspec

from shared.domain import ballot_events as bev
from shared.domain.ballots import Ballot, Closed, Open, Prepared, Vote
from shared.domain.count_ballots import result_with
from shared.domain.paper_sheets import NO_PAPER
from shared.domain.sealed_ballots import (
    SealedBallot,
    SeatCheck,
    new_sealed_ballot,
    opened_answers,
    outcome_sha256,
    statement_in,
)
from shared.domain.secrecy import SecretTerms, TellerRole, VoterAdded
from shared.domain.urn import add_voter, close, drop_in, key_lost, opened_by

SealedEvent = (
    bev.TellerKeyTaken
    | bev.VoterKeyNoted
    | bev.TellerLost
    | bev.SealedVoteCast
    | bev.InnersTaken
    | bev.AnswersTaken
    | bev.InclusionNoted
    | bev.TellerWiped
)


class DoesNotFollow(ValueError):
    """The event does not fit the secret ballot."""


def reduce_sealed(ballot: Ballot, event: bev.SecretEvent, at: datetime) -> Ballot:
    """The ballot after `event`, which was recorded at `at`. Raises `DoesNotFollow`."""
    replace = msgspec.structs.replace
    match event:
        case bev.TellersNamed(tellers=tellers):
            return replace(ballot, spec=replace(ballot.spec, tellers=tellers), sealed=None)
        case bev.SecretTermsFixed(terms=signed, voters=voters):
            terms = statement_in(signed, SecretTerms)
            if terms is None or not isinstance(ballot.phase, Prepared):
                raise DoesNotFollow("terms that cannot be read, or after the opening")
            return replace(ballot, sealed=new_sealed_ballot(signed, terms, voters))
        case _:
            pass
    if ballot.sealed is None:
        raise DoesNotFollow("a secret ballot without terms")
    sealed = _sealed(ballot, ballot.sealed, event)
    if isinstance(event, bev.SealedVoteCast):
        return replace(ballot, phase=_with_vote(ballot, event, at), sealed=sealed)
    return replace(ballot, sealed=sealed)


def after_close(sealed: SealedBallot) -> SealedBallot:
    """The ballot box takes nothing more."""
    return msgspec.structs.replace(sealed, urn=close(sealed.urn))


def _sealed(ballot: Ballot, sealed: SealedBallot, event: SealedEvent) -> SealedBallot:
    replace = msgspec.structs.replace
    match event:
        case bev.TellerKeyTaken() | bev.TellerLost():
            return _with_key(ballot, sealed, event)
        case bev.VoterKeyNoted(added=signed):
            added = statement_in(signed, VoterAdded)
            if added is None:
                raise DoesNotFollow("a voter who cannot be read")
            return replace(sealed, added=(*sealed.added, signed), urn=add_voter(sealed.urn, added.voter))
        case bev.SealedVoteCast(vote=vote):
            urn, _ = drop_in(sealed.urn, vote)
            return replace(sealed, urn=urn)
        case bev.InnersTaken(inners=inners):
            return replace(sealed, inners=inners, urn=opened_by(sealed.urn, TellerRole.FIRST))
        case bev.AnswersTaken(answers=answers):
            urn = opened_by(sealed.urn, TellerRole.SECOND)
            return _with_outcome(ballot, replace(sealed, answers=answers, urn=urn))
        case bev.InclusionNoted(person=person, inclusion=inclusion, recount_agrees=agrees):
            return replace(sealed, checks={**sealed.checks, person: SeatCheck(inclusion, agrees)})
        case bev.TellerWiped(role=role):
            return replace(sealed, wiped_by=sealed.wiped_by | {role})
        case _:
            assert_never(event)


def _with_outcome(ballot: Ballot, sealed: SealedBallot) -> SealedBallot:
    opened = opened_answers(sealed, ballot.spec.terms)
    if not isinstance(ballot.phase, Closed) or opened is None:
        raise DoesNotFollow("answers of a ballot that is not closed, or that cannot be read")
    given = result_with(msgspec.structs.replace(ballot, sealed=sealed), ballot.phase, NO_PAPER)
    sha256 = None if given is None else outcome_sha256(given)
    return msgspec.structs.replace(sealed, outcome_sha256=sha256, invalid=opened.invalid)


def _with_key(
    ballot: Ballot, sealed: SealedBallot, event: bev.TellerKeyTaken | bev.TellerLost
) -> SealedBallot:
    """Before the opening a lost key is replaced by another one; after it the box cannot be opened."""
    if isinstance(event, bev.TellerKeyTaken):
        return msgspec.structs.replace(sealed, keys={**sealed.keys, event.role: event.key})
    if isinstance(ballot.phase, Prepared):
        kept = {role: key for role, key in sealed.keys.items() if role is not event.role}
        return msgspec.structs.replace(sealed, keys=kept)
    return msgspec.structs.replace(sealed, urn=key_lost(sealed.urn, event.role))


def _with_vote(ballot: Ballot, event: bev.SealedVoteCast, at: datetime) -> Open:
    phase = ballot.phase
    if not isinstance(phase, Open):
        raise DoesNotFollow("a sealed vote into a ballot that is not open")
    vote = Vote(answer=None, receipt=event.receipt, intent=event.intent, at=at, seat=event.seat)
    return msgspec.structs.replace(
        phase,
        votes={**phase.votes, event.person: vote},
        intents={**phase.intents, event.intent: event.person},
    )
