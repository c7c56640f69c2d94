"""What went out when the line came back: said for a moment, so that nobody wonders about a vote or a signature. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.domain.ballots import IntentId
from shared.storage.seat_outbox import SentIntent, SentSignOff


class CaughtUp(msgspec.Struct, frozen=True, kw_only=True):
    """How many votes and how many answers to papers (opinion and signature) were delivered since the line is back."""

    votes: int = 0
    sign_offs: int = 0


def votes_in(sent: Iterable[SentIntent]) -> tuple[SentIntent, ...]:
    """The votes among what was confirmed."""
    return tuple(line for line in sent if line.ballot is not None)


def sign_offs_in(sent: Iterable[SentIntent]) -> tuple[SentIntent, ...]:
    """The answers to papers that were to be read or signed."""
    return tuple(line for line in sent if isinstance(line.about, SentSignOff))


def caught_up(sent: Iterable[SentIntent], waited: frozenset[IntentId]) -> CaughtUp:
    """What of that which waited when the line came back is answered by now."""
    answered = [line for line in sent if line.id in waited and not line.is_pending]
    return CaughtUp(votes=len(votes_in(answered)), sign_offs=len(sign_offs_in(answered)))
