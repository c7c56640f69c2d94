"""The record as JSON lines, one event a line, in order."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from shared.domain import ballot_events as bev
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.events import MeetingPrepared, Recorded

_TELLING: Final = ("answer", "answers", "sheet", "receipt", "result")
"""The fields of events from which somebody's choice, or the result, can be learnt."""


def record_lines(records: Iterable[Recorded], withheld: AbstractSet[BallotId]) -> bytes:
    """The record as UTF-8 JSON lines: `{"n", "at", "event"}`.

    Of the ballots in `withheld` (not announced, or aborted) answers, sheets of ballots on paper, receipts and
    results are left out and the line says `"withheld": true`: an export must not tell more than the chair has.
    Written opinions are left out of every prepared ballot, because one whose writer came to the meeting after all
    is never counted; those that count stand in events of their own.
    """
    return b"".join(msgspec.json.encode(_line(recorded, withheld)) + b"\n" for recorded in records)


def _line(recorded: Recorded, withheld: AbstractSet[BallotId]) -> object:
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
            content: dict[str, object] = msgspec.to_builtins(event)
            for name in _TELLING:
                content.pop(name, None)
            return {"n": recorded.n, "at": recorded.at, "event": content | {"withheld": True}}
        case _:
            return recorded


def _replaced(recorded: Recorded, event: bev.BallotPrepared | MeetingPrepared) -> Recorded:
    return msgspec.structs.replace(recorded, event=event)


def _meeting(meeting: Meeting) -> Meeting:
    return msgspec.structs.replace(meeting, agenda=tuple(map(_item, meeting.agenda)))


def _item(item: AgendaItem) -> AgendaItem:
    return msgspec.structs.replace(item, ballots=tuple(map(_without_written, item.ballots)))


def _without_written(spec: BallotSpec) -> BallotSpec:
    return msgspec.structs.replace(spec, written=())
