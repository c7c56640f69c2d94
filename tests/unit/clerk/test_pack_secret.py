"""Secret ballots, tellers and written opinions in a meeting.toml, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_events import BallotPrepared
from shared.domain.ballot_terms import BallotAnswer, Choice
from shared.domain.ballots import BallotSpec, WrittenOpinion
from shared.domain.election import ElectionBallot, Mark
from shared.domain.events import Event
from shared.domain.majority import Rule, Wording
from shared.domain.multiple_choice import ChoiceBallot
from shared.domain.people import PersonId
from shared.domain.questionnaire import QuestionnaireBallot, TextAnswer
from shared.domain.secrecy import Grade
from shared.domain.verdicts import Accepted
from tests.unit.clerk.pack_text import COUNTING, ballot_of, pack_of, said_of
from tests.unit.domain.meetings import Record

ELECTION = 'kind = "election"\nseats = 1\ncandidates = ["陈志远", "丁 一"]\norder = "given"\n'
APART = 'recused = [{ person = "王秀兰", reason = "r" }]\n'
CHOICE = 'kind = "choice"\noptions = ["north", "south", "east"]\nmost = 2\n'
SHEET = 'kind = "questionnaire"\nquestions = [{ text = "x", options = ["a", "b"] }, { text = "y", longest = 5 }]\n'


@pytest.mark.parametrize(
    ("lines", "grade", "tellers"),
    [
        ("", None, ()),
        ('grade = "named"', None, ()),
        ('grade = "secret_b"', Grade.ONE_OPERATOR, ()),
        ('grade = "secret_a"', Grade.TWO_TELLERS, ()),
        ('grade = "secret_a"\ntellers = ["李建国", "p03"]', Grade.TWO_TELLERS, ("p02", "p03")),
    ],
)
def test_a_ballot_is_by_name_unless_the_pack_says_how_far_it_is_secret(
    tmp_path: Path, lines: str, grade: Grade | None, tellers: tuple[str, ...]
) -> None:
    ballot = ballot_of(tmp_path, 'rule = "cwh"\n' + lines)
    assert (ballot.grade, ballot.tellers) == (grade, tellers)


def test_a_secret_ballot_keeps_of_its_rule_what_can_hold_there(tmp_path: Path) -> None:
    rule = ballot_of(tmp_path, COUNTING + 'grade = "secret_a"').rule
    assert (rule.may_change, rule.chair_last, rule.written_opinions) == (False, False, False)
    assert (rule.preset, rule.wording) == ("cwh", Wording.AGREE)


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ("answer = 'no'", Choice.NO),
        (f"answer = ['east', 'north'] }}]\n{CHOICE}#", ChoiceBallot(chosen=(2, 0))),
        (f"answer = [] }}]\n{CHOICE}#", ChoiceBallot()),
        (
            f"yes = ['丁一'], no = ['陈志远'] }}]\n{ELECTION}#",
            ElectionBallot(marks=(Mark.NO, Mark.YES)),
        ),
        (
            f"no = ['陈志远'], write_ins = ['魏强'] }}]\n{ELECTION}#",
            ElectionBallot(marks=(Mark.NO, Mark.ABSTAIN), write_ins=("魏强",)),
        ),
        (
            f"answers = [{{ chosen = ['b'] }}, {{ words = 'near' }}] }}]\n{SHEET}#",
            QuestionnaireBallot(answers=(ChoiceBallot(chosen=(1,)), TextAnswer(words="near"))),
        ),
        (
            f"answers = [{{}}, {{}}] }}]\n{SHEET}#",
            QuestionnaireBallot(answers=(ChoiceBallot(), TextAnswer())),
        ),
    ],
)
def test_an_opinion_in_writing_answers_every_kind_of_ballot(
    tmp_path: Path, lines: str, answer: BallotAnswer
) -> None:
    ballot = ballot_of(tmp_path, f"{COUNTING}written = [{{ person = '王秀兰', {lines} }}]")
    assert ballot.written == (WrittenOpinion(person=PersonId("p03"), answer=answer),)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('rule = "cwh"\ngrade = "secret"', "“grade” has an unknown value."),
        ('rule = "cwh"\ntellers = ["李建国", "王秀兰"]', "This ballot is opened by no tellers."),
        (
            'rule = "cwh"\ngrade = "secret_b"\ntellers = ["李建国", "王秀兰"]',
            "This ballot is opened by no tellers.",
        ),
        ('rule = "cwh"\ngrade = "secret_a"\ntellers = ["李建国", "赵六"]', "赵六 is not on the roster."),
        (
            'rule = "cwh"\ngrade = "secret_a"\ntellers = ["李建国"]',
            "A secret ballot is opened by two different tellers.",
        ),
        (
            'rule = "cwh"\ngrade = "secret_a"\ntellers = ["李建国", "p02"]',
            "A secret ballot is opened by two different tellers.",
        ),
        (
            'rule = "cwh"\ngrade = "secret_a"\ntellers = ["李建国", "王秀兰", "张立新"]',
            "“tellers” has more than 2 entries.",
        ),
        (
            f'rule = "cwh"\n{ELECTION}grade = "secret_a"\ntellers = ["李建国", "陈志远"]',
            "陈志远 is a candidate and cannot be a teller.",
        ),
        ('rule = "cwh"\ngrade = "secret_a"\nroll_call = true', "A secret ballot has no roll call."),
        (f'rule = "grassroots_election_2020"\n{ELECTION}', "Under this rule nobody votes by name."),
        (
            f'rule = {{ preset = "simple_cast", quorum = "> 1/2" }}\n{ELECTION}',
            "An election is not counted of the votes in favour and against: each candidate has others.",
        ),
        (
            f'{COUNTING}grade = "secret_b"\nwritten = [{{ person = "王秀兰", answer = "yes" }}]',
            "A written opinion bears a name: in a secret ballot it cannot count.",
        ),
        (
            'rule = "cwh"\nwritten = [{ person = "王秀兰", answer = "yes" }]',
            "This rule counts no written opinions.",
        ),
        (f'{COUNTING}written = [{{ person = "赵六", answer = "yes" }}]', "赵六 is not on the roster."),
        (f'{COUNTING}written = [{{ answer = "yes" }}]', "“person” is missing."),
        (f'{COUNTING}written = [{{ person = "王秀兰" }}]', "“answer” is missing."),
        (
            f'{COUNTING}written = [{{ person = "王秀兰", answer = "maybe" }}]',
            "“answer” has an unknown value.",
        ),
        (f'{COUNTING}written = [{{ person = "王秀兰", vote = "yes" }}]', "“vote” is not known here."),
        (
            f'{COUNTING}written = [{{ person = "方文", answer = "yes" }}]',
            "方文 has no vote in this meeting.",
        ),
        (
            f'{COUNTING}{APART}written = [{{ person = "王秀兰", answer = "yes" }}]',
            "王秀兰 takes no part in this ballot.",
        ),
        (
            f'{COUNTING}written = [{{ person = "p03", answer = "yes" }}, {{ person = "王秀兰", answer = "no" }}]',
            "王秀兰 stands there twice.",
        ),
        (
            f'{COUNTING}{CHOICE}written = [{{ person = "王秀兰", answer = ["west"] }}]',
            "“west” is nothing that can be chosen here.",
        ),
        (
            f'{COUNTING}{CHOICE}written = [{{ person = "王秀兰", answer = ["north", "south", "east"] }}]',
            "As a ballot this answer would be invalid.",
        ),
        (
            f'{COUNTING}{ELECTION}written = [{{ person = "王秀兰", yes = ["魏强"] }}]',
            "“魏强” is nothing that can be chosen here.",
        ),
        (
            f'{COUNTING}{ELECTION}written = [{{ person = "王秀兰", yes = ["丁一"], no = ["丁 一"] }}]',
            "As a ballot this answer would be invalid.",
        ),
        (
            f'{COUNTING}{ELECTION}written = [{{ person = "王秀兰", write_ins = ["魏强"] }}]',
            "As a ballot this answer would be invalid.",
        ),
        (
            f'{COUNTING}{SHEET}written = [{{ person = "王秀兰", answers = [{{}}] }}]',
            "Answers needed: 2, found: 1.",
        ),
        (
            f'{COUNTING}{SHEET}written = [{{ person = "王秀兰", answers = [{{}}, {{ words = "too long" }}] }}]',
            "As a ballot this answer would be invalid.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_to_do(tmp_path: Path, lines: str, said: str) -> None:
    assert said in said_of(tmp_path, lines)


def test_nothing_is_said_of_answers_to_a_question_that_is_wrong_itself(tmp_path: Path) -> None:
    lines = f'{COUNTING}kind = "choice"\noptions = ["a"]\nwritten = [{{ person = "王秀兰", answer = ["a"] }}]'
    assert len(said_of(tmp_path, lines)) == 1


@pytest.mark.parametrize(
    ("preset", "seats", "candidates", "noted"),
    [
        (
            "grassroots_election_2020",
            5,
            5,
            "For 5 seats this rule wants at least 6 candidates, and here are 5.",
        ),
        ("grassroots_election_2020", 5, 6, ""),
        (
            "local_congress_election",
            11,
            12,
            "For 11 seats this rule wants at least 13 candidates, and here are 12.",
        ),
        ("local_congress_election", 11, 13, ""),
        ("cppcc_election", 5, 5, ""),
    ],
)
def test_too_few_candidates_are_noted_and_do_not_stop_the_pack(
    tmp_path: Path, preset: str, seats: int, candidates: int, noted: str
) -> None:
    names = ", ".join(f'"candidate {n}"' for n in range(candidates))
    lines = (
        f'rule = "{preset}"\nkind = "election"\nseats = {seats}\ncandidates = [{names}]\ngrade = "secret_b"'
    )
    notes = pack_of(tmp_path, lines).notes
    assert [note.message for note in notes] == ([noted] if noted else [])
    assert all((note.file, note.remedy[:14]) == ("meeting.toml", "Add candidates") for note in notes)
    written = (tmp_path / "meeting.toml").read_text(encoding="utf-8").splitlines()
    assert all(note.line and written[note.line - 1].startswith("candidates") for note in notes)


EVERY_KEY = f"""
rule = {{ preset = "cwh", name = "MARK-RULE", source = "MARK-SOURCE", in_force_since = "2019-07-13", admits_late = true, \
recused_in_base = false, written_opinions = true, quorum = ">= 5/7", passing = ">= 7/9", base = "present" }}
{SHEET}
excluded = [{{ person = "p04", reason = "MARK-EXCLUDED" }}]
recused = [{{ person = "p02", reason = "MARK-RECUSED" }}]
written = [{{ person = "p03", answers = [{{ chosen = ["b"] }}, {{ words = "MARKW" }}] }}]
roll_call = true
open_for_s = 4711
"""
SECRET = 'rule = "cwh"\ngrade = "secret_a"\ntellers = ["p03", "p02"]\n' + ELECTION
MADE_LATER = {"id", "follows", "following"}


def test_what_a_pack_prepares_is_recorded_as_it_was_written(tmp_path: Path) -> None:
    """Through the bytes of the record, for both ways into it: with the meeting, and added to it."""
    for lines in (EVERY_KEY, SECRET):
        meeting = pack_of(tmp_path, lines).meeting
        (spec,) = meeting.agenda[0].ballots
        record = Record(meeting)
        added = msgspec.structs.replace(spec, id="added")
        assert isinstance(record.when(bcmd.PrepareBallot(item=meeting.agenda[0].id, spec=added)), Accepted)
        events = [msgspec.json.decode(msgspec.json.encode(r.event), type=Event) for r in record.records]
        assert events == [r.event for r in record.records]
        prepared = events[-1]
        assert isinstance(prepared, BallotPrepared)
        assert (prepared.spec, record.known.ballots[spec.id].spec) == (added, spec)
        assert isinstance(record.when(cmd.StartMeeting()), Accepted)


def test_every_part_of_a_ballot_can_be_written_in_a_pack(tmp_path: Path) -> None:
    """Each field differs from its default in one of two packs: a new field needs a key, a page and a mark here."""
    specs = [ballot_of(tmp_path, lines) for lines in (EVERY_KEY, SECRET)]
    plain = BallotSpec(id=specs[0].id, question="", rule=specs[1].rule)
    written = {
        name
        for name in BallotSpec.__struct_fields__
        for s in specs
        if getattr(s, name) != getattr(plain, name)
    }
    assert written | MADE_LATER == set(BallotSpec.__struct_fields__)
    own = ballot_of(tmp_path, EVERY_KEY).rule
    preset = ballot_of(tmp_path, 'rule = "cwh"').rule
    same = {name for name in Rule.__struct_fields__ if getattr(own, name) == getattr(preset, name)}
    assert same == {
        "may_change",
        "chair_last",
        "wording",
        "preset",
        "is_election",
        "is_secret_only",
        "surplus_percent",
    }
