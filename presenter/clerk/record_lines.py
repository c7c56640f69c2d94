"""The record as JSON lines, one event a line, in order."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import msgspec

from shared.domain.ballot_events import BallotClosed, VoteCast
from shared.domain.ballots import BallotId
from shared.domain.events import Recorded


def record_lines(records: Iterable[Recorded], withheld: AbstractSet[BallotId]) -> bytes:
    """The record as UTF-8 JSON lines: `{"n", "at", "event"}`.

    Of the ballots in `withheld` (not announced, or aborted) answer, sheet of paper ballots, receipt and result are left out and the line
    says `"withheld": true`: an export must not tell more than the chair has.
    """
    return b"".join(msgspec.json.encode(_line(recorded, withheld)) + b"\n" for recorded in records)


def _line(recorded: Recorded, withheld: AbstractSet[BallotId]) -> object:
    event = recorded.event
    if not isinstance(event, VoteCast | BallotClosed) or event.ballot not in withheld:
        return recorded
    content: dict[str, object] = msgspec.to_builtins(event)
    for name in ("answer", "sheet", "receipt", "result"):
        content.pop(name, None)
    return {"n": recorded.n, "at": recorded.at, "event": content | {"withheld": True}}
