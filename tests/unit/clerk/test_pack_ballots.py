"""Ballots of every kind in a meeting.toml, and what is said about wrong ones."""

from pathlib import Path

import pytest

from presenter.clerk.pack import Pack, load_pack
from presenter.clerk.pack_draft import PackProblems
from presenter.clerk.pack_rules import shipped_presets
from shared.domain.agenda import MeetingId
from shared.domain.ballots import BallotSpec
from shared.domain.election import ElectionTerms
from shared.domain.majority import Wording
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.questionnaire import QuestionnaireTerms
from shared.pdf.pages import Examination, Finding

HEAD = """
title = "t"
[[roster]]
name = "张立新"
role = "chair"
[[roster]]
name = "李建国"
[[agenda]]
title = "a"
[[agenda.ballots]]
question = "q"
rule = { preset = "cwh", recused_in_base = false }
"""


def opened(folder: Path, lines: str) -> Pack | PackProblems:
    (folder / "meeting.toml").write_text(HEAD + lines, encoding="utf-8")
    return load_pack(
        folder,
        meeting=MeetingId("01j00000000000000000000000"),
        presets=shipped_presets(),
        examine=lambda _path: Examination(Finding.FINE, 1),
    )


def ballot(folder: Path, lines: str) -> BallotSpec:
    pack = opened(folder, lines)
    assert isinstance(pack, Pack), pack
    return pack.meeting.agenda[0].ballots[0]


def test_a_changed_preset_keeps_all_its_other_parts(tmp_path: Path) -> None:
    rule = ballot(tmp_path, "").rule
    assert (rule.wording, rule.chair_last, rule.recused_in_base) == (Wording.AGREE, True, False)
    assert rule.preset == "cwh"


def test_candidates_stand_by_strokes_unless_the_pack_says_otherwise(tmp_path: Path) -> None:
    lines = 'kind = "election"\nseats = 1\ncandidates = ["魏强", "丁一"]\n'
    assert ballot(tmp_path, lines).terms == ElectionTerms(seats=1, candidates=("丁一", "魏强"))
    given = ballot(tmp_path, lines + 'order = "given"\n').terms
    assert given == ElectionTerms(seats=1, candidates=("魏强", "丁一"))


def test_options_questions_and_who_takes_no_part(tmp_path: Path) -> None:
    choice = ballot(tmp_path, 'kind = "choice"\noptions = ["a", "b"]\nroll_call = true\nopen_for_s = 60\n')
    assert (choice.terms, choice.is_roll_call, choice.open_for_s) == (
        ChoiceTerms(options=("a", "b")),
        True,
        60,
    )
    asked = ballot(
        tmp_path,
        'kind = "questionnaire"\nquestions = [{ text = "x", options = ["a", "b"] }, { text = "y" }]\n'
        'recused = [{ person = "李建国", reason = "r" }]\n',
    )
    assert isinstance(asked.terms, QuestionnaireTerms)
    assert [(apart.person, apart.reason) for apart in asked.recused] == [("p02", "r")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('kind = "vote"', "“kind” has an unknown value"),
        ('kind = "choice"\noptions = ["a"]', "two or more different texts"),
        ('kind = "choice"\noptions = ["a", "b"]\nleast = 2', "two or more different texts"),
        ('kind = "election"\nseats = 1\ncandidates = ["a", "a"]', "one or more different names"),
        ('kind = "election"\ncandidates = ["a"]', "“seats” is missing"),
        ('kind = "questionnaire"', "needs questions"),
        ('recused = [{ person = "?", reason = "r" }]', "is not on the roster"),
        ('recused = [{ person = "李建国" }]', "“reason” is missing"),
        ("seats = 2", "“seats” is not known"),
    ],
)
def test_what_is_wrong_with_a_ballot_is_told(tmp_path: Path, lines: str, said: str) -> None:
    found = opened(tmp_path, lines + "\n")
    assert isinstance(found, PackProblems)
    assert said in " ".join(problem.message for problem in found.problems)
    assert all(problem.remedy for problem in found.problems)
