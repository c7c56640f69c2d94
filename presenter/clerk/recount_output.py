"""Results as objects for JSON: what a recount prints, and what an export says was announced."""

from __future__ import annotations

from typing import assert_never

import msgspec

from shared.domain.ballot_terms import Outcome, Terms
from shared.domain.election import ElectionResult
from shared.domain.majority import MotionResult, Tally
from shared.domain.multiple_choice import ChoiceResult, ChoiceTerms
from shared.domain.questionnaire import QuestionnaireResult, QuestionnaireTerms, TextResult

Object = dict[str, object]


def result_entry(terms: Terms, result: Outcome, *, quorum_needed: int) -> Object:
    """What a recount prints of this result; `quorum_needed` persons had to be present."""
    match result:
        case MotionResult():
            return motion_entry(result.tally, quorum_needed=quorum_needed, needed=result.needed)
        case ElectionResult():
            return election_entry(result)
        case ChoiceResult() if isinstance(terms, ChoiceTerms):
            return choice_entry(terms, result, quorum_needed=quorum_needed)
        case QuestionnaireResult() if isinstance(terms, QuestionnaireTerms):
            return questionnaire_entry(terms, result, quorum_needed=quorum_needed)
        case ChoiceResult() | QuestionnaireResult():
            raise ValueError("this is the result of another kind of ballot")
        case _:
            assert_never(result)


def motion_entry(tally: Tally, *, quorum_needed: int, needed: int) -> Object:
    """A motion. Without a quorum nothing has passed or failed, and there is no `passed`."""
    has_quorum = tally.present >= quorum_needed
    return {
        "quorum_met": has_quorum,
        "quorum_needed": quorum_needed,
        "needed": needed,
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
        "not_voted": tally.not_voted,
        **({"passed": tally.yes >= needed} if has_quorum else {}),
        "short_by": max(0, needed - tally.yes),
    }


def election_entry(result: ElectionResult) -> Object:
    """An election. One without a quorum, or with more ballots than were issued, has no `elected`."""
    is_settled = result.has_quorum and not result.is_void
    return {
        "quorum_met": result.has_quorum,
        "valid_election": not result.is_void,
        "issued": result.issued,
        "returned": result.returned,
        "valid": result.valid,
        "invalid": result.invalid,
        "needed": result.needed,
        "candidates": [msgspec.structs.asdict(count) for count in result.candidates],
        **({"elected": list(result.elected)} if is_settled else {}),
        "run_off": None
        if result.run_off is None
        else {"among": list(result.run_off.among), "seats": result.run_off.seats},
        "open_seats": result.open_seats,
    }


def choice_entry(terms: ChoiceTerms, result: ChoiceResult, *, quorum_needed: int) -> Object:
    """A question with options."""
    return {
        "quorum_met": result.present >= quorum_needed,
        "quorum_needed": quorum_needed,
        "returned": result.valid + result.invalid,
        "not_voted": result.not_voted,
        **_choices(terms, result),
    }


def questionnaire_entry(
    terms: QuestionnaireTerms, result: QuestionnaireResult, *, quorum_needed: int
) -> Object:
    """A questionnaire, question by question."""
    questions = []
    for question, counted in zip(terms.questions, result.questions, strict=True):
        if isinstance(counted, TextResult):
            answers = {"invalid": counted.invalid, "blank": counted.blank, "answers": list(counted.words)}
            questions.append({"text": question.text, **answers})
        elif isinstance(question.answer, ChoiceTerms):
            questions.append({"text": question.text, **_choices(question.answer, counted)})
    return {
        "quorum_met": result.present >= quorum_needed,
        "quorum_needed": quorum_needed,
        "returned": result.returned,
        "not_voted": result.present - result.returned,
        "questions": questions,
    }


def _choices(terms: ChoiceTerms, result: ChoiceResult) -> Object:
    votes = zip(terms.options, result.counts, strict=True)
    return {
        "valid": result.valid,
        "invalid": result.invalid,
        "blank": result.blank,
        "options": [{"name": name, "votes": number} for name, number in votes],
    }
