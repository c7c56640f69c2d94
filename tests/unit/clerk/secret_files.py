"""Secret ballots played to their announcement, and what is exported of them."""

from __future__ import annotations

import json

from presenter.clerk.export import exports
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.election import ElectionTerms
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.paper_sheets import loose_sheet
from shared.domain.verdicts import Accepted
from tests.unit.domain.meetings import person_id
from tests.unit.domain.secret_meeting import SECRET, SecretMeeting

ELECTION = ElectionTerms(seats=2, candidates=("name a", "name b", "name c"))
OPTIONS = ChoiceTerms(options=("north", "south", "east"), most=2)


def cast(meeting: SecretMeeting, number: int, answer: BallotAnswer) -> None:
    assert isinstance(meeting.cast(number, answer), Accepted)


def count_with_paper(meeting: SecretMeeting, paper: list[BallotAnswer | None]) -> None:
    """Persons 4 and 5 get paper, the box is opened, 1 and 2 enter what came back."""
    for number in range(4, 4 + len(paper)):
        assert isinstance(
            meeting.record.when(bcmd.GivePaper(ballot=SECRET, person=person_id(number))), Accepted
        )
    meeting.count()
    if paper:
        for by in (1, 2):
            entered = bcmd.EnterPaper(ballot=SECRET, by=person_id(by), sheet=loose_sheet(paper))
            assert isinstance(meeting.record.when(entered), Accepted)


def announce(meeting: SecretMeeting) -> None:
    assert isinstance(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET)), Accepted)


def files_of(meeting: SecretMeeting) -> dict[str, bytes]:
    return dict(exports(meeting.record.records))


def result_of(files: dict[str, bytes]) -> dict[str, object]:
    found = next(b for b in json.loads(files["results.json"])["ballots"] if b["id"] == SECRET)
    assert isinstance(found, dict)
    return found
