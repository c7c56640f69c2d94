"""How a colleague of the demo answers what is asked: in favour of what is there, in the order of the ballot. Pure."""

from __future__ import annotations

from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import FreeText, QuestionnaireBallot, QuestionnaireTerms, TextAnswer


def answer_to(terms: Terms, on_motions: Choice) -> BallotAnswer:
    """A valid answer: `on_motions` to a motion, the first candidates and options, nothing in words."""
    match terms:
        case MotionTerms():
            return on_motions
        case ChoiceTerms():
            return _first_options(terms)
        case ElectionTerms(seats=seats, candidates=candidates):
            marks = tuple(Mark.YES if n < seats else Mark.ABSTAIN for n, _ in enumerate(candidates))
            return ElectionBallot(marks=marks)
        case QuestionnaireTerms(questions=questions):
            answers = (
                TextAnswer() if isinstance(question.answer, FreeText) else _first_options(question.answer)
                for question in questions
            )
            return QuestionnaireBallot(answers=tuple(answers))


def _first_options(terms: ChoiceTerms) -> ChoiceBallot:
    return ChoiceBallot(chosen=tuple(range(max(1, terms.least))))
