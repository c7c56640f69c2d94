"""A colleague of the demo answers every kind of ballot, so that whoever tries it gets a result."""

from __future__ import annotations

import pytest

from shared.domain.ballot_terms import Choice, MotionTerms, Terms, is_valid
from shared.domain.election import ElectionTerms
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.questionnaire import FreeText, Question, QuestionnaireTerms
from staging.answers import answer_to

NAMES = ("Li Na", "Wang Wei", "Zhao Min")


@pytest.mark.parametrize(
    "terms",
    [
        MotionTerms(),
        ChoiceTerms(options=NAMES, least=0, most=1),
        ChoiceTerms(options=NAMES, least=2, most=3),
        ElectionTerms(seats=2, candidates=NAMES),
        ElectionTerms(seats=5, candidates=NAMES, allows_write_ins=False),
        QuestionnaireTerms(
            questions=(
                Question(text="Which?", answer=ChoiceTerms(options=NAMES, least=3, most=3)),
                Question(text="Why?", answer=FreeText(longest=20)),
            )
        ),
    ],
)
def test_every_kind_of_ballot_gets_a_valid_answer(terms: Terms) -> None:
    assert is_valid(terms, answer_to(terms, Choice.ABSTAIN))


def test_a_dissenter_dissents_on_motions_only() -> None:
    assert answer_to(MotionTerms(), Choice.NO) is Choice.NO
