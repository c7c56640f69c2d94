"""What a person answered in a ballot, in words: on their own screen, in lists and exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from shared.domain.ballot_terms import BallotAnswer, Choice, Terms
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import Wording
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.questionnaire import QuestionnaireBallot
from shared.system.i18n import mark, tr, tr_n

NOT_VOTED: Final = mark("Not voted")
_CHOICES: Final[Mapping[Wording, Mapping[Choice, str]]] = {
    Wording.APPROVE: {
        Choice.YES: mark("In favour"),
        Choice.NO: mark("Against"),
        Choice.ABSTAIN: mark("Abstain"),
    },
    Wording.AGREE: {
        Choice.YES: mark("Agree"),
        Choice.NO: mark("Disagree"),
        Choice.ABSTAIN: mark("Abstain"),
    },
    Wording.CADRE: {
        Choice.YES: mark("Agree"),
        Choice.NO: mark("Disagree"),
        Choice.ABSTAIN: mark("Put off"),
    },
}


def choice_word(choice: Choice | None, wording: Wording = Wording.APPROVE) -> str:
    """赞成, 反对, 弃权, or as the rule words it; None is 未表决."""
    return tr(NOT_VOTED) if choice is None else tr(_CHOICES[wording][choice])


def choice_of(answer: BallotAnswer | None) -> Choice | None:
    """The answer to a motion; None for no answer, and for one to something else."""
    return answer if isinstance(answer, Choice) else None


def answer_words(terms: Terms, wording: Wording, answer: BallotAnswer | None) -> str:
    """An answer on one line; None is 未表决."""
    match answer:
        case None | Choice():
            return choice_word(answer, wording)
        case ChoiceBallot(chosen=chosen):
            return _options(terms, chosen)
        case ElectionBallot():
            return _elected(terms, answer)
        case QuestionnaireBallot(answers=answers):
            return tr_n("{n} question answered", "{n} questions answered", len(answers))
        case _:
            assert_never(answer)


def _options(terms: Terms, chosen: tuple[int, ...]) -> str:
    options = terms.options if isinstance(terms, ChoiceTerms) else ()
    words = [options[place] for place in sorted(chosen) if 0 <= place < len(options)]
    return tr(", ").join(words) or tr("Blank")


def _elected(terms: Terms, ballot: ElectionBallot) -> str:
    """Whom this ballot votes for, the written-in names last."""
    candidates = terms.candidates if isinstance(terms, ElectionTerms) else ()
    listed = [name for name, set_mark in zip(candidates, ballot.marks, strict=False) if set_mark is Mark.YES]
    return tr(", ").join((*listed, *ballot.write_ins)) or tr("Blank")
