"""An exported secret ballot is counted again as it was announced, whatever came on paper. Real keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presenter.clerk.cli import main
from shared.crypto.envelopes import sealed_vote
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.election import ElectionBallot, Mark
from shared.domain.multiple_choice import ChoiceBallot
from shared.domain.questionnaire import (
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.domain.secrecy import Grade
from shared.domain.verdicts import Accepted
from tests.unit.clerk.secret_files import (
    ELECTION,
    OPTIONS,
    announce,
    cast,
    count_with_paper,
    files_of,
    result_of,
)
from tests.unit.domain.meetings import person_id
from tests.unit.domain.secret_meeting import SEATS, SECRET, SecretMeeting

SHEET = QuestionnaireTerms(
    questions=(Question(text="Which?", answer=OPTIONS), Question(text="Why?", answer=FreeText()))
)
CHOSEN = st.lists(st.integers(0, 2), max_size=2, unique=True).map(lambda c: ChoiceBallot(chosen=tuple(c)))
# As the seats send them: what they refuse comes on paper only.
ANSWERS: dict[str, tuple[Terms, st.SearchStrategy[BallotAnswer]]] = {
    "motion": (MotionTerms(), st.sampled_from(Choice)),
    "choice": (OPTIONS, CHOSEN),
    "election": (
        ELECTION,
        st.one_of(
            st.builds(ElectionBallot, marks=st.permutations((Mark.YES, Mark.NO, Mark.ABSTAIN)).map(tuple)),
            st.builds(
                ElectionBallot,
                marks=st.just((Mark.YES, Mark.NO, Mark.NO)),
                write_ins=st.sampled_from(("name w", "name v")).map(lambda name: (name,)),
            ),
        ),
    ),
    "questionnaire": (
        SHEET,
        st.builds(
            QuestionnaireBallot,
            answers=st.tuples(CHOSEN, st.builds(TextAnswer, words=st.text("ab ", max_size=9))),
        ),
    ),
}


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("kind", ANSWERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
@given(st.data())
def test_what_is_exported_counts_again_to_what_was_announced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, grade: Grade, data: st.DataObject
) -> None:
    terms, answers = ANSWERS[kind]
    meeting = SecretMeeting(grade, asked=terms)
    meeting.open()
    for number in data.draw(st.sets(st.sampled_from((1, 2, 3)))):
        cast(meeting, number, data.draw(answers))
    count_with_paper(meeting, data.draw(st.lists(st.none() | answers, max_size=2)))
    announce(meeting)
    file = tmp_path / "results.json"
    file.write_bytes(files_of(meeting)["results.json"])

    assert main(["recount", str(file)]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    announced = result_of({"results.json": file.read_bytes()})
    assert announced["status"] == "announced"
    assert again == {"id": SECRET, **announced["result"]}  # type: ignore[dict-item]


def test_an_envelope_that_nobody_can_read_is_an_invalid_vote_when_it_is_counted_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = SecretMeeting(asked=ELECTION)
    meeting.open()
    cast(meeting, 1, ElectionBallot(marks=(Mark.YES, Mark.NO, Mark.NO)))
    right = meeting.command(2, ElectionBallot(marks=(Mark.NO,) * 3))
    spoilt = bytes(len(right.vote.envelope))
    seat = SEATS[person_id(2)]
    vote = sealed_vote(spoilt, meeting.keys, person_id(2), seat.public, seat.sign)
    sent = bcmd.CastSealed(ballot=SECRET, person=person_id(2), terms_sha256=right.terms_sha256, vote=vote)
    assert isinstance(meeting.send(sent, "i2"), Accepted)
    meeting.count()
    announce(meeting)
    file = tmp_path / "results.json"
    file.write_bytes(files_of(meeting)["results.json"])
    assert main(["recount", str(file)]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    assert (again["returned"], again["valid"], again["invalid"]) == (2, 1, 1)
    announced = result_of({"results.json": file.read_bytes()})
    assert announced["unreadable_votes"] == 1
    assert again == {"id": SECRET, **announced["result"]}  # type: ignore[dict-item]
