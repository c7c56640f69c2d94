"""What the person at this seat did about a ballot, as their screen may say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.private_view import InTheBox, OwnVote
from shared.storage.seat_outbox import Granted, Pending, Refusal, SentIntent


class NotVoted(msgspec.Struct, frozen=True, kw_only=True, tag="not_voted"):
    """No vote yet; `refusal` says why the last try did not count."""

    refusal: Refusal | None = None


class StoredHere(msgspec.Struct, frozen=True, kw_only=True, tag="stored"):
    """Confirmed and stored on this terminal, not counted yet. `earlier` is a vote that counts until then.

    `answer` None: it is sealed, and this terminal shows it no more.
    """

    answer: BallotAnswer | None
    confirmed_at: datetime
    is_held: bool = False
    earlier: OwnVote | InTheBox | None = None


class Counted(msgspec.Struct, frozen=True, kw_only=True, tag="counted"):
    """In the record, or sealed in the box. `confirmed_at` None: it was confirmed on another terminal.

    `answer` None: it is sealed. `refusal` says why a later change did not replace it.
    """

    answer: BallotAnswer | None
    receipt: str
    counted_at: datetime
    confirmed_at: datetime | None = None
    refusal: Refusal | None = None


OwnBallot = NotVoted | StoredHere | Counted


def own_ballot(ballot: BallotId, sent: Iterable[SentIntent], known: OwnVote | InTheBox | None) -> OwnBallot:
    """What to show of `ballot`, from the person's intents on this terminal (oldest first) and the hub's word."""
    votes = [s for s in sent if s.ballot == ballot]
    latest = votes[-1] if votes else None
    if latest is None:
        return NotVoted() if known is None else _counted(known, votes, None)
    match latest.answer:
        case Pending(is_held):
            if known is not None and known.intent == latest.id:
                return _counted(known, votes, None)
            return StoredHere(
                answer=latest.vote, confirmed_at=latest.confirmed_at, is_held=is_held, earlier=known
            )
        case Granted() as granted:
            if known is not None and known.intent != latest.id and known.at > granted.at:
                return _counted(known, votes, None)
            return Counted(
                answer=latest.vote,
                receipt=granted.receipt,
                counted_at=granted.at,
                confirmed_at=latest.confirmed_at,
            )
        case Refusal() as refusal:
            return NotVoted(refusal=refusal) if known is None else _counted(known, votes, refusal)


def _counted(known: OwnVote | InTheBox, votes: Iterable[SentIntent], refusal: Refusal | None) -> Counted:
    confirmed = next((s.confirmed_at for s in votes if s.id == known.intent), None)
    return Counted(
        answer=known.answer if isinstance(known, OwnVote) else None,
        receipt=known.receipt,
        counted_at=known.at,
        confirmed_at=confirmed,
        refusal=refusal,
    )
