"""The record as JSON lines, one event a line, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from shared.domain import ballot_events as bev
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.events import MeetingPrepared, Recorded

_TELLING: Final = ("answer", "answers", "sheet", "receipt", "result")
"""The fields of events from which somebody's choice, or the result, can be learnt."""
_LISTS: Final = ("answers", "sheet")
"""Those of the votes of one kind only, from the seats or on paper."""


def record_lines(records: Sequence[Recorded], withheld: AbstractSet[BallotId]) -> bytes:
    """The record as UTF-8 JSON lines: `{"n", "at", "event"}`.

    Of the ballots in `withheld` (not announced, or aborted) answers, sheets of ballots on paper, receipts and
    results are left out and the line says `"withheld": true`: an export must not tell more than the chair has.
    Written opinions are left out of every prepared ballot, because one whose writer came to the meeting after all
    is never counted; those that count stand in events of their own.

    Where some voted on paper in a secret ballot, the opened list and the sheets are left out as well, also after the
    announcement: it is known who was given paper, and one of two lists of few answers would tell what they chose.
    """
    apart = _secret_with_paper(records)
    return b"".join(msgspec.json.encode(_line(recorded, withheld, apart)) + b"\n" for recorded in records)


def _secret_with_paper(records: Sequence[Recorded]) -> frozenset[BallotId]:
    events = [recorded.event for recorded in records]
    secret = {event.ballot for event in events if isinstance(event, bev.SecretTermsFixed)}
    return frozenset(e.ballot for e in events if isinstance(e, bev.PaperGiven) and e.ballot in secret)


def _line(recorded: Recorded, withheld: AbstractSet[BallotId], apart: AbstractSet[BallotId]) -> object:
    match recorded.event:
        case bev.BallotPrepared() as event:
            return _replaced(recorded, msgspec.structs.replace(event, spec=_without_written(event.spec)))
        case MeetingPrepared() as event:
            return _replaced(recorded, msgspec.structs.replace(event, meeting=_meeting(event.meeting)))
        case (
            bev.VoteCast()
            | bev.AnswersTaken()
            | bev.WrittenOpinionCounted()
            | bev.PaperEntered()
            | bev.BallotClosed()
            | bev.ResultFixed()
            | bev.BallotCorrected()
        ) as event if event.ballot in withheld:
            return _without(recorded, event, _TELLING)
        case bev.AnswersTaken() | bev.PaperEntered() | bev.BallotCorrected() as event if (
            event.ballot in apart
        ):
            return _without(recorded, event, _LISTS)
        case _:
            return recorded


def _without(recorded: Recorded, event: bev.BallotEvent, names: Iterable[str]) -> object:
    content: dict[str, object] = msgspec.to_builtins(event)
    for name in names:
        content.pop(name, None)
    return {"n": recorded.n, "at": recorded.at, "event": content | {"withheld": True}}


def _replaced(recorded: Recorded, event: bev.BallotPrepared | MeetingPrepared) -> Recorded:
    return msgspec.structs.replace(recorded, event=event)


def _meeting(meeting: Meeting) -> Meeting:
    return msgspec.structs.replace(meeting, agenda=tuple(map(_item, meeting.agenda)))


def _item(item: AgendaItem) -> AgendaItem:
    return msgspec.structs.replace(item, ballots=tuple(map(_without_written, item.ballots)))


def _without_written(spec: BallotSpec) -> BallotSpec:
    return msgspec.structs.replace(spec, written=())
