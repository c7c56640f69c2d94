"""A counted ballot as the object that `wuzhi-clerk recount` reads; an export writes it beside the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

import msgspec

from presenter.clerk.recount_output import Object
from presenter.clerk.recount_rule import rule_entry
from shared.domain.ballot_terms import BallotAnswer, Choice, Figures, MotionTerms, Terms
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import Rule
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import (
    Answer,
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)

_NO_NAME: Final = ""
"""Stands where no candidate and no option has that place: the ballot stays invalid when it is counted again."""


def recountable(
    rule: Rule, terms: Terms, figures: Figures, answers: Sequence[BallotAnswer], unreadable: int = 0
) -> Object:
    """What was counted, so that anybody can count it again; `unreadable` ballots came back on paper.

    Ballots are sorted, so that their places tell nothing of who cast them. Every answer is of the kind of `terms`.
    """
    kind, asked = _asked(terms)
    head: Object = {
        "kind": kind,
        "rule": rule_entry(rule),
        "entitled": figures.entitled,
        "present": figures.present,
    }
    match terms:
        case MotionTerms():
            counts = {choice.value: sum(answer is choice for answer in answers) for choice in Choice}
            return head | {"counts": counts}
        case ElectionTerms():
            head |= {"issued": figures.issued}
        case _:
            pass
    ballots = sorted((_ballot(terms, answer) for answer in answers), key=msgspec.json.encode)
    spoilt = {} if isinstance(terms, QuestionnaireTerms) else {"unreadable": unreadable}
    return head | asked | {"ballots": ballots, **spoilt}


def _asked(terms: Terms) -> tuple[str, Object]:
    match terms:
        case MotionTerms():
            return "motion", {}
        case ElectionTerms(seats=seats, candidates=candidates, allows_write_ins=allows):
            return "election", {"seats": seats, "candidates": candidates, "allows_write_ins": allows}
        case ChoiceTerms():
            return "multiple_choice", _options(terms)
        case QuestionnaireTerms(questions=questions):
            return "questionnaire", {"questions": [_question(question) for question in questions]}
        case _:
            assert_never(terms)


def _options(terms: ChoiceTerms) -> Object:
    return {"options": terms.options, "least": terms.least, "most": terms.most}


def _question(question: Question) -> Object:
    match question.answer:
        case ChoiceTerms() as terms:
            return {"text": question.text, **_options(terms)}
        case FreeText(longest=longest):
            return {"text": question.text, "longest": longest}
        case _:
            assert_never(question.answer)


def _ballot(terms: Terms, answer: BallotAnswer) -> object:
    match terms, answer:
        case ElectionTerms(candidates=candidates), ElectionBallot(marks=marks, write_ins=write_ins):
            if len(marks) != len(candidates):
                return {"yes": [_NO_NAME], "no": [], "write_ins": []}
            by_mark = {
                mark.value: [name for name, given in zip(candidates, marks, strict=True) if given is mark]
                for mark in (Mark.YES, Mark.NO)
            }
            return by_mark | {"write_ins": write_ins}
        case ChoiceTerms(), ChoiceBallot():
            return _chosen(terms, answer)
        case QuestionnaireTerms(questions=questions), QuestionnaireBallot(answers=answers):
            return [_answer(question, given) for question, given in zip(questions, answers, strict=True)]
        case _:
            raise ValueError("this answer belongs to another kind of ballot")


def _answer(question: Question, answer: Answer) -> object:
    match answer:
        case ChoiceBallot():
            # A list in answer to a question for words is an invalid answer, also when it is counted again.
            return _chosen(question.answer, answer) if isinstance(question.answer, ChoiceTerms) else []
        case TextAnswer(words=words):
            return words
        case _:
            assert_never(answer)


def _chosen(terms: ChoiceTerms, ballot: ChoiceBallot) -> list[str]:
    return [terms.options[n] if 0 <= n < len(terms.options) else _NO_NAME for n in ballot.chosen]
