"""`wuzhi-clerk recount`: the worked numbers of the meeting rules out of files, and what comes out is what was announced."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presenter.clerk.cli import main
from presenter.clerk.pack_rules import shipped_presets
from presenter.clerk.recount_entry import Entry
from presenter.clerk.recount_kinds import recount_ballot
from presenter.clerk.recount_output import result_entry
from presenter.clerk.recount_rule import read_rule, rule_entry
from presenter.clerk.recount_writing import recountable
from shared.domain.ballot_terms import BallotAnswer, Choice, Figures, MotionTerms, Terms, counted
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import Base, Rule, Share
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import (
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from tests.unit.domain.meetings import rule

Capture = pytest.CaptureFixture[str]
Recount = Callable[[object], dict[str, Any]]

MOTION: dict[str, Any] = {
    "kind": "motion",
    "rule": {"preset": "rd_standing"},
    "entitled": 15,
    "present": 12,
    "counts": {"yes": 8, "no": 2, "abstain": 1},
}
NAMES = list("ABCDEF")
ELECTION: dict[str, Any] = {
    "kind": "election",
    "rule": {"preset": "grassroots_election_2020"},
    "seats": 5,
    "candidates": NAMES,
    "entitled": 31,
    "present": 27,
    "issued": 27,
    "ballots": [],
}
CHOICE: dict[str, Any] = {
    "kind": "multiple_choice",
    "rule": {"preset": "cwh"},
    "entitled": 9,
    "present": 7,
    "options": ["A", "B", "C"],
    "most": 2,
    "ballots": [["A"], ["A", "C"], [], ["A", "B", "C"], ["D"], ["B", "B"]],
}
QUESTIONS: dict[str, Any] = {
    "kind": "questionnaire",
    "rule": {"preset": "simple_cast"},
    "entitled": 9,
    "present": 4,
    "questions": [{"text": "which", "options": ["A", "B"], "least": 1}, {"text": "why", "longest": 5}],
    "ballots": [[["A"], "so"], [["B"], None], [[], "too long"]],
}


def share(num: int, den: int, *, strict: bool) -> dict[str, object]:
    return {"num": num, "den": den, "strict": strict}


def full_rule(
    base: str, passing: dict[str, object], quorum: dict[str, object] | None = None
) -> dict[str, object]:
    return {"quorum": quorum or share(2, 3, strict=False), "pass": passing | {"base": base}}


def with_votes(votes: dict[str, int], valid: int = 25) -> list[dict[str, list[str]]]:
    """`valid` ballots with so many yes for each: every candidate's go on the ballots with the fewest so far."""
    ballots: list[list[str]] = [[] for _ in range(valid)]
    for name, number in votes.items():
        for ballot in sorted(ballots, key=len)[:number]:
            ballot.append(name)
    return [{"yes": ballot} for ballot in ballots]


SPOILT = {"yes": NAMES}
WORKED = {"A": 25, "B": 24, "C": 22, "D": 18, "F": 16, "E": 15}


@pytest.fixture
def recount(tmp_path: Path, capsys: Capture) -> Recount:
    """What is printed for a file with this content."""

    def run(content: object) -> dict[str, Any]:
        file = tmp_path / "ballot.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        assert main(["--lang", "en", "recount", str(file)]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        printed: dict[str, Any] = json.loads(said.out)
        return printed

    return run


def test_a_motion_prints_exactly_what_is_documented(recount: Recount) -> None:
    numbers = {"needed": 8, "yes": 8, "no": 2, "abstain": 1, "not_voted": 1, "passed": True, "short_by": 0}
    assert recount(MOTION) == {"quorum_met": True, "quorum_needed": 8} | numbers
    own = full_rule("entitled", share(1, 2, strict=True))
    assert recount(MOTION | {"rule": own}) == {"quorum_met": True, "quorum_needed": 10} | numbers


@pytest.mark.parametrize(
    ("base", "needed"),
    [("entitled", (8, 10, 11)), ("present", (7, 8, 9)), ("cast", (6, 8, 8)), ("yes_no", (6, 7, 7))],
)
def test_the_worked_motion_of_every_base(recount: Recount, base: str, needed: tuple[int, ...]) -> None:
    shares = (share(1, 2, strict=True), share(2, 3, strict=False), share(2, 3, strict=True))
    for passing, least in zip(shares, needed, strict=True):
        out = recount(MOTION | {"rule": full_rule(base, passing)})
        assert (out["needed"], out["passed"], out["short_by"]) == (least, least <= 8, max(0, least - 8))


@pytest.mark.parametrize(
    ("quorum", "present", "needed", "is_met"),
    [
        (share(2, 3, strict=False), 12, 10, True),
        (share(4, 5, strict=False), 12, 12, True),
        (share(4, 5, strict=True), 12, 13, False),
        (share(4, 5, strict=False), 11, 12, False),
    ],
)
def test_without_a_quorum_nothing_has_passed(
    recount: Recount, quorum: dict[str, object], present: int, needed: int, is_met: bool
) -> None:
    own = full_rule("entitled", share(1, 2, strict=True), quorum)
    out = recount(MOTION | {"rule": own, "present": present})
    assert (out["quorum_needed"], out["quorum_met"], "passed" in out) == (needed, is_met, is_met)


def test_a_tie_does_not_pass(recount: Recount) -> None:
    tie = {"entitled": 10, "present": 10, "counts": {"yes": 5, "no": 5, "abstain": 0}}
    out = recount(MOTION | tie)
    assert (out["needed"], out["passed"], out["short_by"]) == (6, False, 1)


@pytest.mark.parametrize("key", sorted(shipped_presets()))
def test_every_preset_can_be_recounted_with_and_without_a_quorum_of_one_s_own(
    recount: Recount, key: str
) -> None:
    preset = shipped_presets()[key]
    out = recount(MOTION | {"rule": {"preset": key}})
    assert out["quorum_needed"] == (preset.quorum.least(15) if preset.quorum else 0)
    sizes = {Base.ENTITLED: 15, Base.PRESENT: 12, Base.YES_NO: 10}
    assert out["needed"] == preset.passing.least(sizes[preset.base])
    own = recount(MOTION | {"rule": {"preset": key, "quorum": share(2, 5, strict=True)}})
    assert (own["quorum_needed"], own["needed"], own["passed"]) == (7, out["needed"], True)


def test_the_worked_election(recount: Recount) -> None:
    out = recount(ELECTION | {"ballots": [*with_votes(WORKED), SPOILT]})
    head = ("quorum_met", "valid_election", "issued", "returned", "valid", "invalid", "needed")
    assert [out[key] for key in head] == [True, True, 27, 26, 25, 1, 16]
    assert {c["name"]: c["yes"] for c in out["candidates"]} == WORKED
    assert all(c["yes"] + c["no"] + c["abstain"] == 25 and c["listed"] for c in out["candidates"])
    assert (out["elected"], out["run_off"], out["open_seats"]) == (list("ABCDF"), None, 0)
    assert set(out) == {*head, "candidates", "elected", "run_off", "open_seats"}


OF_PRESENT = {"preset": "grassroots_election_2020", "pass": share(1, 2, strict=True) | {"base": "present"}}


@pytest.mark.parametrize(
    ("votes", "used", "elected", "run_off", "open_seats"),
    [
        (WORKED, OF_PRESENT, "ABCDF", None, 0),
        (WORKED | {"F": 15}, ELECTION["rule"], "ABCD", None, 1),
        (WORKED | {"F": 15}, OF_PRESENT, "ABCD", {"among": ["E", "F"], "seats": 1}, 0),
        (WORKED | {"D": 16, "E": 16}, ELECTION["rule"], "ABC", {"among": ["D", "E", "F"], "seats": 2}, 0),
        (WORKED | {"D": 16, "E": 14, "F": 10}, ELECTION["rule"], "ABCD", None, 1),
    ],
)
def test_the_variants_of_the_worked_election(
    recount: Recount, votes: dict[str, int], used: object, elected: str, run_off: object, open_seats: int
) -> None:
    out = recount(ELECTION | {"rule": used, "ballots": [*with_votes(votes), SPOILT]})
    assert (out["elected"], out["run_off"], out["open_seats"]) == (list(elected), run_off, open_seats)


def test_a_void_election_and_one_without_a_quorum_elect_nobody(recount: Recount) -> None:
    void = recount(ELECTION | {"ballots": [{"yes": ["A"]}] * 28})
    assert (void["valid_election"], void["returned"]) == (False, 28)
    few = recount(ELECTION | {"present": 24, "issued": 24, "ballots": [{"yes": ["A"]}] * 24})
    assert (few["quorum_met"], few["valid_election"]) == (False, True)
    assert "elected" not in void
    assert "elected" not in few


def test_blank_ballots_are_valid_and_elect_nobody(recount: Recount) -> None:
    out = recount(ELECTION | {"ballots": [{}] * 27})
    assert (out["valid_election"], out["valid"], out["elected"]) == (True, 27, [])


@pytest.mark.parametrize(
    ("ballot", "is_valid"),
    [
        ({"yes": ["A"], "no": ["B"], "write_ins": ["W"]}, True),
        ({"yes": ["A", "B"], "no": ["C"], "write_ins": ["W"]}, False),
        ({"yes": ["A"], "abstain": ["B"], "write_ins": ["W"]}, False),
        ({"yes": ["A", "A"]}, False),
        ({"yes": ["A"], "no": ["\uff21"]}, False),
        ({"yes": ["Z"]}, False),
        ({"no": ["A"], "write_ins": ["B"]}, False),
        ({"no": ["A", "B"], "write_ins": ["W", "W"]}, False),
        ({"no": ["A"], "write_ins": [""]}, False),
    ],
)
def test_an_invalid_ballot_is_counted_as_one(
    recount: Recount, ballot: dict[str, list[str]], is_valid: bool
) -> None:
    out = recount(
        ELECTION | {"seats": 2, "candidates": ["A", "B", "C"], "ballots": [ballot], "unreadable": 1}
    )
    assert (out["returned"], out["valid"], out["invalid"]) == (2, is_valid, 2 - is_valid)


def test_options_are_counted_one_by_one(recount: Recount) -> None:
    out = recount(CHOICE | {"unreadable": 1})
    assert out == {
        "quorum_met": True,
        "quorum_needed": 5,
        "returned": 7,
        "not_voted": 0,
        "valid": 3,
        "invalid": 4,
        "blank": 1,
        "options": [{"name": "A", "votes": 2}, {"name": "B", "votes": 0}, {"name": "C", "votes": 1}],
    }


def test_a_questionnaire_is_counted_question_by_question(recount: Recount) -> None:
    out = recount(QUESTIONS)
    assert (out["returned"], out["not_voted"]) == (3, 1)
    which, why = out["questions"]
    votes = [{"name": "A", "votes": 1}, {"name": "B", "votes": 1}]
    assert which == {"text": "which", "valid": 2, "invalid": 1, "blank": 0, "options": votes}
    assert why == {"text": "why", "invalid": 1, "blank": 1, "answers": ["so"]}


def test_the_announced_ballots_of_a_meeting_are_counted_one_by_one(
    recount: Recount, tmp_path: Path, capsys: Capture
) -> None:
    ballots = [
        {"id": "b1", "kind": "motion", "status": "aborted", "reason": "r"},
        MOTION | {"id": "b2", "status": "announced", "question": "q"},
        ELECTION | {"ballots": [{}]},
    ]
    file = tmp_path / "results.json"
    file.write_text(json.dumps({"format": "wuzhi-results", "version": 1, "meeting": {}, "ballots": ballots}))
    assert main(["recount", str(file)]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first == {"id": "b2"} | recount(MOTION)
    assert second == recount(ELECTION | {"ballots": [{}]})


def test_a_ballot_of_a_meeting_without_anybody_in_its_base_leaves_the_others_counted(
    tmp_path: Path, capsys: Capture
) -> None:
    nobody = MOTION | {"rule": {"preset": "simple_cast"}, "counts": {"yes": 0, "no": 0, "abstain": 9}}
    file = tmp_path / "results.json"
    file.write_text(json.dumps({"format": "wuzhi-results", "version": 1, "ballots": [nobody, MOTION]}))
    assert main(["--lang", "en", "recount", str(file)]) == 2
    said = capsys.readouterr()
    first, second = json.loads(said.out)
    assert "majority of nothing" in first["error"]
    assert second["passed"]
    assert "Ballot 1: " in said.err
    assert said.err.count("\n") == 1


def test_names_are_printed_as_they_are_and_hostile_characters_escaped(
    tmp_path: Path, capsys: Capture
) -> None:
    content = QUESTIONS | {
        "questions": [{"text": "\u4e3a\u4f55\u202e\ud800"}],
        "ballots": [["\u5f20\u4e09\u200f"]],
    }
    file = tmp_path / "ballot.json"
    file.write_text(json.dumps(content))
    assert main(["recount", str(file)]) == 0
    out = capsys.readouterr().out
    assert "\u5f20\u4e09" in out
    assert all(c.isprintable() or c == "\n" for c in out)
    assert json.loads(out)["questions"][0]["text"] == "\u4e3a\u4f55\u202e\ud800"


def test_a_terminal_without_chinese_gets_plain_ascii(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ballot.json"
    names = ["\u5f20\u4e09", "\U00020bb7\u7530"]
    file.write_text(json.dumps(ELECTION | {"candidates": names}))
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", terminal)
    assert main(["recount", str(file)]) == 0
    printed = json.loads(terminal.buffer.getvalue())
    assert [c["name"] for c in printed["candidates"]] == names


SHARES = st.sampled_from([Share(1, 2, True), Share(1, 2, False), Share(2, 3, False), Share(4, 5, True)])
RULES = st.builds(
    lambda quorum, passing, base: rule(quorum=quorum, passing=passing, base=base),
    SHARES,
    SHARES,
    st.sampled_from([Base.ENTITLED, Base.PRESENT]),
)
CANDIDATES = ("A", "\u5f20 \u4e09", "C")
ELECTED = ElectionTerms(seats=2, candidates=CANDIDATES)
OPTIONS = ChoiceTerms(options=("A", "B", "C"), least=1, most=2)
SHEET = QuestionnaireTerms(
    questions=(Question(text="which", answer=OPTIONS), Question(text="why", answer=FreeText(longest=4)))
)
CHOSEN = st.lists(st.integers(-1, 3), max_size=3).map(lambda places: ChoiceBallot(chosen=tuple(places)))
MARKED = st.lists(st.sampled_from(Mark), min_size=2, max_size=3).map(tuple)
WRITTEN = st.lists(st.sampled_from(["V", "A", "\u5f20\u4e09", "\u674e \u56db", ""]), max_size=2).map(tuple)
WORDS = st.builds(TextAnswer, words=st.text(max_size=5))
ANSWERS: dict[Terms, st.SearchStrategy[BallotAnswer]] = {
    MotionTerms(): st.sampled_from(Choice),
    ELECTED: st.builds(ElectionBallot, marks=MARKED, write_ins=WRITTEN),
    OPTIONS: CHOSEN,
    SHEET: st.builds(QuestionnaireBallot, answers=st.tuples(CHOSEN | WORDS, CHOSEN | WORDS)),
}


@st.composite
def ballots(draw: st.DrawFn) -> tuple[Rule, Terms, Figures, Sequence[BallotAnswer], int]:
    terms = draw(st.sampled_from(list(ANSWERS)))
    answers = draw(st.lists(ANSWERS[terms], max_size=9))
    unreadable = draw(st.integers(0, 2)) if terms in (ELECTED, OPTIONS) else 0
    present = draw(st.integers(max(1, len(answers) + unreadable), 14))
    issued = draw(st.integers(0, present))
    return (
        draw(RULES),
        terms,
        Figures(entitled=draw(st.integers(present, 16)), present=present, issued=issued),
        answers,
        unreadable,
    )


@given(ballots())
def test_what_an_export_writes_is_counted_again_with_the_same_result(
    ballot: tuple[Rule, Terms, Figures, Sequence[BallotAnswer], int],
) -> None:
    used, terms, figures, answers, unreadable = ballot
    written = json.loads(msgspec.json.encode(recountable(used, terms, figures, answers, unreadable)))
    announced = counted(used, terms, figures, answers, unreadable)
    expected = result_entry(terms, announced, quorum_needed=used.quorum.least(figures.entitled))
    assert recount_ballot(Entry(written), shipped_presets()) == expected


@given(ballots(), st.randoms(use_true_random=False))
def test_what_an_export_writes_does_not_tell_who_cast_what(
    ballot: tuple[Rule, Terms, Figures, Sequence[BallotAnswer], int], chance: random.Random
) -> None:
    used, terms, figures, answers, unreadable = ballot
    shuffled = chance.sample(answers, len(answers))
    written = [recountable(used, terms, figures, given, unreadable) for given in (answers, shuffled)]
    assert written[0] == written[1]


@pytest.mark.parametrize("key", sorted(shipped_presets()))
def test_a_rule_is_written_so_that_it_is_read_again(key: str) -> None:
    presets = shipped_presets()
    used = presets[key].rule(presets[key].quorum or Share(2, 5, strict=True))
    assert used is not None
    for known in (used, msgspec.structs.replace(used, preset="", base=Base.CAST)):
        written = json.loads(msgspec.json.encode({"rule": rule_entry(known)}))
        read = read_rule(Entry(written), presets)
        assert (read.quorum, read.passing, read.base) == (known.quorum, known.passing, known.base)


def documented(page: str) -> Iterable[str]:
    return (part.split("```")[0] for part in page.split("```json\n")[1:])


def test_the_examples_of_the_documentation_are_counted(recount: Recount) -> None:
    page = (Path(__file__).parents[3] / "resources" / "docs" / "recount.md").read_text(encoding="utf-8")
    examples = [json.loads(example) for example in documented(page)]
    kinds = [example["kind"] for example in examples if "kind" in example]
    assert set(kinds) == {"motion", "election", "multiple_choice", "questionnaire"}
    for example in examples:
        if "kind" in example:
            assert recount(example)["quorum_met"]
