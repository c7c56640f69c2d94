"""Questions with options, and sheets of them: what is valid, and that every count adds up."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.multiple_choice import ChoiceBallot, ChoiceFault, ChoiceTerms, choice_fault, count_choices
from shared.domain.questionnaire import (
    LONGEST_TEXT,
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
    count_questionnaire,
    is_valid_sheet,
)

SINGLE = ChoiceTerms(options=("A", "B", "C"), least=1)
UP_TO_TWO = ChoiceTerms(options=("A", "B", "C"), most=2)
BOTH = QuestionnaireTerms(
    questions=(Question(text="which", answer=UP_TO_TWO), Question(text="why", answer=FreeText(longest=5)))
)


def chosen(*places: int) -> ChoiceBallot:
    return ChoiceBallot(chosen=places)


def sheet(answer: ChoiceBallot | TextAnswer, words: str = "") -> QuestionnaireBallot:
    return QuestionnaireBallot(answers=(answer, TextAnswer(words=words)))


@pytest.mark.parametrize(
    ("terms", "ballot", "fault"),
    [
        (SINGLE, chosen(2), None),
        (SINGLE, chosen(), ChoiceFault.TOO_FEW),
        (SINGLE, chosen(0, 1), ChoiceFault.TOO_MANY),
        (UP_TO_TWO, chosen(), None),
        (UP_TO_TWO, chosen(2, 0), None),
        (UP_TO_TWO, chosen(0, 1, 2), ChoiceFault.TOO_MANY),
        (UP_TO_TWO, chosen(1, 1), ChoiceFault.CHOSEN_TWICE),
        (UP_TO_TWO, chosen(3), ChoiceFault.NOT_AN_OPTION),
        (UP_TO_TWO, chosen(-1), ChoiceFault.NOT_AN_OPTION),
    ],
)
def test_a_choice_is_valid_or_says_why_not(
    terms: ChoiceTerms, ballot: ChoiceBallot, fault: ChoiceFault | None
) -> None:
    assert choice_fault(terms, ballot) is fault


def test_options_are_counted_one_by_one() -> None:
    ballots = [chosen(0), chosen(0, 2), chosen(), chosen(0, 1, 2)]
    result = count_choices(UP_TO_TWO, present=6, ballots=ballots)
    assert result.counts == (2, 0, 1)
    assert (result.valid, result.invalid, result.blank, result.not_voted) == (3, 1, 1, 2)


def test_more_ballots_than_present_are_refused() -> None:
    with pytest.raises(ValueError, match="more ballots"):
        count_choices(SINGLE, present=1, ballots=[chosen(0), chosen(0)])
    with pytest.raises(ValueError, match="more ballots"):
        count_questionnaire(BOTH, present=0, ballots=[sheet(chosen())])


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": ("A",)},
        {"options": ("A", " A ")},
        {"options": ("A", "")},
        {"options": ("A", "B" * 201)},
        {"options": tuple(f"O{n}" for n in range(51))},
        {"least": 3},
        {"least": -1},
        {"most": 4},
        {"least": 0, "most": 0},
    ],
)
def test_terms_of_a_choice_are_valid_by_construction(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"option"):
        ChoiceTerms(**({"options": ("A", "B", "C"), "least": 1, "most": 2} | wrong))  # type: ignore[arg-type]


def test_terms_of_a_questionnaire_are_valid_by_construction() -> None:
    question = BOTH.questions[0]
    for number in (0, 51):
        with pytest.raises(ValueError, match="questions"):
            QuestionnaireTerms(questions=(question,) * number)
    for text in ("", " ", "x" * 501):
        with pytest.raises(ValueError, match="question"):
            Question(text=text, answer=SINGLE)
    for longest in (0, LONGEST_TEXT + 1):
        with pytest.raises(ValueError, match="characters"):
            FreeText(longest=longest)


def test_a_sheet_is_valid_when_every_answer_is() -> None:
    assert is_valid_sheet(BOTH, sheet(chosen(0), "five."))
    assert not is_valid_sheet(BOTH, sheet(chosen(0), "longer"))
    assert not is_valid_sheet(BOTH, sheet(chosen(5)))
    assert not is_valid_sheet(BOTH, sheet(TextAnswer(words="why")))
    assert not is_valid_sheet(BOTH, QuestionnaireBallot(answers=(chosen(0),)))


def test_a_wrong_answer_leaves_the_others_of_its_sheet_counted() -> None:
    sheets = [sheet(chosen(0), "yes"), sheet(chosen(7), "no"), sheet(TextAnswer(words="x"), "too long")]
    which, why = count_questionnaire(BOTH, present=4, ballots=sheets).questions
    assert (which.invalid, which.not_voted, why.invalid, why.not_voted) == (2, 1, 1, 1)
    assert which == count_choices(UP_TO_TWO, present=4, ballots=[chosen(0), chosen(7), chosen(7)])


def test_a_sheet_of_another_questionnaire_is_refused() -> None:
    with pytest.raises(ValueError, match="another number"):
        count_questionnaire(BOTH, present=3, ballots=[QuestionnaireBallot(answers=(chosen(0),))])


ANSWERS = st.lists(st.integers(-1, 3), max_size=3).map(lambda places: ChoiceBallot(chosen=tuple(places)))
SHEETS = st.lists(st.builds(sheet, ANSWERS, st.text(max_size=6)), max_size=10)


@given(SHEETS, st.integers(0, 5), st.integers())
def test_sheets_add_up_and_their_order_tells_nothing(
    sheets: list[QuestionnaireBallot], away: int, seed: int
) -> None:
    present = len(sheets) + away
    result = count_questionnaire(BOTH, present=present, ballots=sheets)
    shuffled = random.Random(seed).sample(sheets, len(sheets))
    assert count_questionnaire(BOTH, present=present, ballots=shuffled) == result
    which = count_choices(UP_TO_TWO, present=present, ballots=[s.answers[0] for s in sheets])  # type: ignore[misc]
    assert result.questions[0] == which
    assert which.valid + which.invalid + which.not_voted == present
    assert which.blank <= which.valid
    assert sum(which.counts) <= UP_TO_TWO.most * which.valid
