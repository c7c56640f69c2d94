"""Elections, choices and questionnaires in the exports: counted again alike, and told only when announced."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presenter.clerk.cli import main
from presenter.clerk.export import exports
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_events import BallotCorrected
from shared.domain.ballot_terms import BallotAnswer, Choice, Terms
from shared.domain.ballots import Apart, BallotSpec, PaperBallot, PaperSheet, WrittenOpinion
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import (
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.domain.verdicts import Accepted
from tests.unit.domain.meetings import BALLOT, ITEM, Record, meeting, person_id, rule, seat_id

OPTIONS = ChoiceTerms(options=("north", "south", "east"), most=2)
ELECTION = ElectionTerms(seats=2, candidates=("name a", "name b", "name c"))
SHEET = QuestionnaireTerms(
    questions=(Question(text="Which?", answer=OPTIONS), Question(text="Why?", answer=FreeText()))
)
MARKS = st.tuples(*[st.sampled_from(Mark)] * 3)
CHOSEN = st.lists(st.integers(0, 2), max_size=2, unique=True).map(lambda c: ChoiceBallot(chosen=tuple(c)))
ANSWERS: dict[str, tuple[Terms, st.SearchStrategy[BallotAnswer]]] = {
    "choice": (OPTIONS, CHOSEN),
    "election": (
        ELECTION,
        st.builds(
            ElectionBallot, marks=MARKS, write_ins=st.sampled_from([(), ("name w",), ("name w", "name v")])
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


def opened(spec: BallotSpec, present: int = 4) -> Record:
    prepared = meeting(voters=5)
    agenda = (msgspec.structs.replace(prepared.agenda[0], ballots=(spec,)), prepared.agenda[1])
    record = Record(msgspec.structs.replace(prepared, agenda=agenda))
    record.when(cmd.StartMeeting())
    record.sign_in(*range(1, present + 1))
    record.when(cmd.ActivateItem(ITEM))
    assert isinstance(record.when(bcmd.OpenBallot(BALLOT)), Accepted)
    return record


def cast(record: Record, number: int, answer: BallotAnswer) -> None:
    record.when(
        bcmd.CastVote(ballot=BALLOT, person=person_id(number), answer=answer),
        seat=seat_id(number),
        intent=f"i{number}",
        receipt=f"MARK-{number}",
    )


def on_paper(record: Record, sheet: PaperSheet) -> None:
    for ballot in sheet.ballots:
        assert ballot.person is not None
        record.when(bcmd.GivePaper(ballot=BALLOT, person=ballot.person))


def close(record: Record, sheet: PaperSheet) -> None:
    record.when(bcmd.CloseBallot(BALLOT))
    if sheet.ballots:
        for by in (1, 2):
            record.when(bcmd.EnterPaper(ballot=BALLOT, by=person_id(by), sheet=sheet))


@pytest.mark.parametrize("kind", ANSWERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.data())
def test_what_is_exported_counts_again_to_what_was_announced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, data: st.DataObject
) -> None:
    terms, answers = ANSWERS[kind]
    record = opened(BallotSpec(id=BALLOT, question="q", rule=rule(), terms=terms))
    paper = data.draw(st.lists(st.none() | answers if kind != "questionnaire" else answers, max_size=2))
    sheet = PaperSheet(
        ballots=tuple(PaperBallot(person=person_id(3 + n), answer=given) for n, given in enumerate(paper))
    )
    on_paper(record, sheet)
    for number in data.draw(st.sets(st.sampled_from((1, 2)))):
        cast(record, number, data.draw(answers))
    close(record, sheet)
    assert isinstance(record.when(bcmd.AnnounceBallot(ballot=BALLOT)), Accepted)
    file = tmp_path / "results.json"
    file.write_bytes(dict(exports(record.records))["results.json"])

    assert main(["recount", str(file)]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    (announced,) = json.loads(file.read_bytes())["ballots"]
    assert announced["status"] == "announced"
    assert again == {"id": BALLOT, **announced["result"]}


WORDS = "a secret thought"


def told_too_early() -> Record:
    """Written opinions, votes at seats and on paper with words that are found wherever they stand."""
    opinion = QuestionnaireBallot(answers=(ChoiceBallot(), TextAnswer(words=f"{WORDS} in writing")))
    spec = BallotSpec(
        id=BALLOT,
        question="q",
        rule=rule(written_opinions=True),
        terms=SHEET,
        recused=(Apart(person=person_id(4), reason="his own affair"),),
        written=(WrittenOpinion(person=person_id(5), answer=opinion),),
    )
    record = opened(spec)
    sheet = PaperSheet(ballots=(PaperBallot(person=person_id(3), answer=opinion),))
    on_paper(record, sheet)
    cast(record, 1, QuestionnaireBallot(answers=(ChoiceBallot(), TextAnswer(words=f"{WORDS} at the seat"))))
    close(record, sheet)
    record.when(bcmd.CorrectBallot(ballot=BALLOT, reason="read again", sheet=sheet))
    return record


@pytest.mark.parametrize("is_aborted", [False, True])
def test_nothing_of_what_was_answered_is_in_any_export_before_the_announcement(is_aborted: bool) -> None:
    record = told_too_early()
    if is_aborted:
        record.when(bcmd.AbortBallot(ballot=BALLOT, reason="wrong draft"))
    for name, content in exports(record.records):
        assert WORDS.encode() not in content, name
        assert b"MARK-" not in content, name


def test_after_the_announcement_everything_is_told() -> None:
    record = told_too_early()
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    files = dict(exports(record.records))
    for name in ("results.json", "ballot-results.csv", "record.jsonl"):
        assert f"{WORDS} in writing".encode() in files[name]
    (ballot,) = json.loads(files["results.json"])["ballots"]
    assert ballot["recused"] == [{"name": "name 4", "reason": "his own affair"}]
    assert [vote["way"] for vote in ballot["votes"]] == ["seat", "seat", "paper", "written"]
    assert ballot["corrections"][0]["reason"] == "read again"
    assert ballot["status"] == "announced"


def test_a_correction_stands_beside_the_motion_that_was_counted_first() -> None:
    record = opened(BallotSpec(id=BALLOT, question="q", rule=rule()))
    sheet = PaperSheet(ballots=(PaperBallot(person=person_id(3), answer=Choice.NO),))
    on_paper(record, sheet)
    close(record, sheet)
    corrected = PaperSheet(ballots=(PaperBallot(person=person_id(3), answer=Choice.YES),))
    record.when(bcmd.CorrectBallot(ballot=BALLOT, reason="read again", sheet=corrected))
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    (ballot,) = json.loads(dict(exports(record.records))["results.json"])["ballots"]
    assert ballot["counts"] == {"yes": 1, "no": 0, "abstain": 0}
    (correction,) = ballot["corrections"]
    assert (correction["before"]["no"], correction["after"]["yes"]) == (1, 1)


MISREAD = PaperSheet(ballots=(PaperBallot(person=person_id(3), answer=ElectionBallot(marks=(Mark.NO,) * 3)),))
READ_AGAIN = PaperSheet(
    ballots=(
        PaperBallot(person=person_id(3), answer=ElectionBallot(marks=(Mark.YES, Mark.NO, Mark.NO))),
        PaperBallot(person=person_id(4), answer=None),
    )
)


def corrected_election() -> Record:
    record = opened(BallotSpec(id=BALLOT, question="q", rule=rule(), terms=ELECTION))
    on_paper(record, READ_AGAIN)
    for number in (1, 2):
        cast(record, number, ElectionBallot(marks=(Mark.YES, Mark.ABSTAIN, Mark.NO)))
    close(record, MISREAD)
    record.when(bcmd.CorrectBallot(ballot=BALLOT, reason="read again", sheet=READ_AGAIN))
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    return record


def test_a_corrected_election_counts_again_to_its_corrected_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.json"
    file.write_bytes(dict(exports(corrected_election().records))["results.json"])

    assert main(["recount", str(file)]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    (ballot,) = json.loads(file.read_bytes())["ballots"]
    assert ballot["status"] == "announced"
    assert again == {"id": BALLOT, **ballot["result"]}
    assert (again["elected"], again["invalid"]) == (["name a"], 1)
    assert ballot["corrections"][0]["before"]["elected"] == []


def test_a_correction_recorded_without_its_sheet_is_not_counted_again() -> None:
    """As records from before the sheet was kept have it."""
    records = [
        msgspec.structs.replace(recorded, event=msgspec.structs.replace(recorded.event, sheet=None))
        if isinstance(recorded.event, BallotCorrected)
        else recorded
        for recorded in corrected_election().records
    ]
    (ballot,) = json.loads(dict(exports(records))["results.json"])["ballots"]
    assert ballot["status"] == "corrected"
    assert ballot["result"]["elected"] == ["name a"]
    assert [vote["choice"] for vote in ballot["votes"] if vote["way"] == "paper"] == [None, None]
