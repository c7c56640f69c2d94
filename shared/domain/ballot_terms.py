"""What can be asked in a ballot, how it is answered, and how answers become a result. Pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final, assert_never

import msgspec

from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, count_election, fault_of
from shared.domain.majority import MotionResult, Rule, Tally, outcome
from shared.domain.multiple_choice import (
    ChoiceBallot,
    ChoiceResult,
    ChoiceTerms,
    choice_fault,
    count_choices,
)
from shared.domain.questionnaire import (
    QuestionnaireBallot,
    QuestionnaireResult,
    QuestionnaireTerms,
    count_questionnaire,
    is_valid_sheet,
)


class Choice(enum.StrEnum):
    """An answer to a motion: 赞成, 反对, 弃权 (or as the rule words it)."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


MOST_SUBJECTS: Final = 200
"""Items that are merged into one vote."""


class MotionTerms(msgspec.Struct, frozen=True, kw_only=True, tag="motion"):
    """A motion is answered by a `Choice`. `subjects`: what is decided in one vote, where items are merged."""

    subjects: tuple[str, ...] = ()


Terms = MotionTerms | ChoiceTerms | ElectionTerms | QuestionnaireTerms
BallotAnswer = Choice | ChoiceBallot | ElectionBallot | QuestionnaireBallot
Outcome = MotionResult | ChoiceResult | ElectionResult | QuestionnaireResult


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The persons of a ballot: E, P, and to how many a ballot was issued (all present, unless some sign out)."""

    entitled: int
    present: int
    issued: int


def fits(terms: Terms, answer: BallotAnswer) -> bool:
    """Whether `answer` is of the kind that is asked for, whatever else is wrong with it."""
    match terms, answer:
        case MotionTerms(), Choice():
            return True
        case ChoiceTerms(), ChoiceBallot():
            return True
        case ElectionTerms(), ElectionBallot():
            return True
        case QuestionnaireTerms(questions=questions), QuestionnaireBallot(answers=answers):
            return len(questions) == len(answers)
        case _:
            return False


def is_valid(terms: Terms, answer: BallotAnswer) -> bool:
    """Whether a seat may send `answer`: what is invalid comes on paper only."""
    match terms, answer:
        case MotionTerms(), Choice():
            return True
        case ChoiceTerms(), ChoiceBallot():
            return choice_fault(terms, answer) is None
        case ElectionTerms(), ElectionBallot():
            return fault_of(terms, answer) is None
        case QuestionnaireTerms(), QuestionnaireBallot():
            return is_valid_sheet(terms, answer)
        case _:
            return False


def counted(
    rule: Rule, terms: Terms, figures: Figures, answers: Sequence[BallotAnswer], invalid: int = 0
) -> Outcome:
    """The result of `answers` (their order makes no difference) under `rule`.

    `invalid` ballots came back on paper and cannot be read as answers. Raises `EmptyBase` when nobody is entitled,
    and `ValueError` when an answer is of another kind or there are more of them than can be.
    """
    if not all(fits(terms, answer) for answer in answers):
        raise ValueError("an answer does not belong to this ballot")
    match terms:
        case MotionTerms():
            tally = Tally(
                entitled=figures.entitled,
                present=figures.present,
                yes=sum(answer is Choice.YES for answer in answers),
                no=sum(answer is Choice.NO for answer in answers),
                abstain=sum(answer is Choice.ABSTAIN for answer in answers),
            )
            return outcome(rule, tally)
        case ChoiceTerms():
            chosen = [a for a in answers if isinstance(a, ChoiceBallot)]
            unreadable = [ChoiceBallot(chosen=(-1,))] * invalid
            return count_choices(terms, present=figures.present, ballots=[*chosen, *unreadable])
        case ElectionTerms():
            marked = [a for a in answers if isinstance(a, ElectionBallot)]
            spoilt = [ElectionBallot(marks=())] * invalid
            return count_election(
                rule,
                terms,
                entitled=figures.entitled,
                present=figures.present,
                issued=figures.issued,
                ballots=[*marked, *spoilt],
            )
        case QuestionnaireTerms():
            sheets = [a for a in answers if isinstance(a, QuestionnaireBallot)]
            return count_questionnaire(terms, present=figures.present, ballots=sheets)
        case _:
            assert_never(terms)
