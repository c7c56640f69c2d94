"""Questionnaires: several questions on one sheet, with options or with words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.domain.multiple_choice import (
    ChoiceBallot,
    ChoiceResult,
    ChoiceTerms,
    choice_fault,
    count_choices,
)

MOST_QUESTIONS = 50
LONGEST_QUESTION = 500
LONGEST_TEXT = 1000


class FreeText(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    """An answer in words, at most `longest` characters; it may stay empty."""

    longest: int = LONGEST_TEXT

    def __post_init__(self) -> None:
        if not 0 < self.longest <= LONGEST_TEXT:
            raise ValueError(f"an answer in words has 1 to {LONGEST_TEXT} characters")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question and how it is answered."""

    text: str
    answer: ChoiceTerms | FreeText

    def __post_init__(self) -> None:
        if not 0 < len(self.text.strip()) <= LONGEST_QUESTION:
            raise ValueError("a question is empty or too long")


class QuestionnaireTerms(msgspec.Struct, frozen=True, kw_only=True, tag="questionnaire"):
    """The questions in their order."""

    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.questions) <= MOST_QUESTIONS:
            raise ValueError(f"a questionnaire has 1 to {MOST_QUESTIONS} questions")


class TextAnswer(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    """Words; only white space is no answer."""

    words: str = ""


Answer = ChoiceBallot | TextAnswer


class QuestionnaireBallot(msgspec.Struct, frozen=True, kw_only=True, tag="questionnaire"):
    """One person's answers, one per question in their order."""

    answers: tuple[Answer, ...]


class TextResult(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    """What was written, sorted, so that the place in the list tells nothing of who wrote it."""

    present: int
    words: tuple[str, ...]
    invalid: int
    blank: int
    not_voted: int


class QuestionnaireResult(msgspec.Struct, frozen=True, kw_only=True, tag="questionnaire"):
    """A result per question, in their order; `returned` sheets came back."""

    present: int
    returned: int
    questions: tuple[ChoiceResult | TextResult, ...]


def is_valid_answer(question: Question, answer: Answer) -> bool:
    """Whether `answer` answers `question`; a blank one does where the question allows it."""
    match question.answer, answer:
        case ChoiceTerms() as terms, ChoiceBallot() as ballot:
            return choice_fault(terms, ballot) is None
        case FreeText(longest=longest), TextAnswer(words=words):
            return len(words) <= longest
        case _:
            return False


def is_valid_sheet(terms: QuestionnaireTerms, ballot: QuestionnaireBallot) -> bool:
    """Whether every question has a valid answer."""
    return len(ballot.answers) == len(terms.questions) and all(
        map(is_valid_answer, terms.questions, ballot.answers)
    )


def count_questionnaire(
    terms: QuestionnaireTerms, *, present: int, ballots: Sequence[QuestionnaireBallot]
) -> QuestionnaireResult:
    """Count the sheets question by question: a mistake in one answer leaves the others counted.

    Raises `ValueError` when there are more sheets than persons present, or a sheet is of another questionnaire.
    """
    if len(ballots) > present:
        raise ValueError("more ballots than present")
    if any(len(ballot.answers) != len(terms.questions) for ballot in ballots):
        raise ValueError("a sheet has another number of answers than there are questions")
    results = [
        _count_question(question, present, [ballot.answers[n] for ballot in ballots])
        for n, question in enumerate(terms.questions)
    ]
    return QuestionnaireResult(present=present, returned=len(ballots), questions=tuple(results))


def _count_question(question: Question, present: int, answers: Sequence[Answer]) -> ChoiceResult | TextResult:
    match question.answer:
        case ChoiceTerms() as terms:
            # What answers another kind of question is invalid here: a place that no question has says so.
            chosen = [a if isinstance(a, ChoiceBallot) else ChoiceBallot(chosen=(-1,)) for a in answers]
            return count_choices(terms, present=present, ballots=chosen)
        case FreeText():
            valid = [
                a.words.strip() for a in answers if isinstance(a, TextAnswer) and is_valid_answer(question, a)
            ]
            return TextResult(
                present=present,
                words=tuple(sorted(words for words in valid if words)),
                invalid=len(answers) - len(valid),
                blank=valid.count(""),
                not_voted=present - len(answers),
            )
