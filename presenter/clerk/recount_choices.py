"""Counts questions with options and questionnaires of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from presenter.clerk.recount_entry import Entry, RecountRefused, as_list, texts
from presenter.clerk.recount_output import Object, choice_entry, questionnaire_entry
from presenter.clerk.recount_terms import MOST_BALLOTS, check_returned, persons, quorum_needed
from shared.domain.multiple_choice import MOST_OPTIONS, ChoiceBallot, ChoiceTerms, count_choices
from shared.domain.presets import Preset
from shared.domain.questionnaire import (
    LONGEST_TEXT,
    MOST_QUESTIONS,
    Answer,
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
    count_questionnaire,
)
from shared.system.i18n import tr

_MOST_CHOSEN: Final = 2 * MOST_OPTIONS
_UNREADABLE: Final = ChoiceBallot(chosen=(-1,))


def recount_choices(ballot: Entry, rule: Preset) -> Object:
    """A ballot is the list of its options; `[]` is a blank one. Raises RecountRefused and EmptyBase."""
    figures = persons(ballot)
    terms = _choice_terms(ballot)
    given = ballot.items("ballots", MOST_BALLOTS)
    marked = [_chosen(terms, item, f"ballots[{n}]") for n, item in enumerate(given, 1)]
    ballots = marked + [_UNREADABLE] * ballot.number("unreadable", 0, most=MOST_BALLOTS)
    check_returned(ballot, len(ballots))
    if len(ballots) > figures.present:
        raise RecountRefused(tr("There are more votes than persons present"))
    result = count_choices(terms, present=figures.present, ballots=ballots)
    return choice_entry(terms, result, quorum_needed=quorum_needed(rule, figures))


def recount_questionnaire(ballot: Entry, rule: Preset) -> Object:
    """A ballot is the list of its answers, in the order of the questions. Raises RecountRefused and EmptyBase."""
    figures = persons(ballot)
    questions = [_question(entry) for entry in ballot.entries("questions", MOST_QUESTIONS)]
    if not questions:
        raise RecountRefused(tr("“{place}” is missing", place="questions"))
    terms = QuestionnaireTerms(questions=tuple(questions))
    given = ballot.items("ballots", MOST_BALLOTS)
    sheets = [_sheet(terms, item, f"ballots[{n}]") for n, item in enumerate(given, 1)]
    check_returned(ballot, len(sheets))
    if len(sheets) > figures.present:
        raise RecountRefused(tr("There are more votes than persons present"))
    result = count_questionnaire(terms, present=figures.present, ballots=sheets)
    return questionnaire_entry(terms, result, quorum_needed=quorum_needed(rule, figures))


def _choice_terms(entry: Entry) -> ChoiceTerms:
    options = tuple(entry.texts("options", MOST_OPTIONS))
    least, most = entry.number("least", 0, most=MOST_OPTIONS), entry.number("most", 1, most=MOST_OPTIONS)
    try:
        return ChoiceTerms(options=options, least=least, most=most)
    except ValueError as error:
        sentence = tr(
            "“{place}” must be two or more different texts, with “least” ≤ “most” ≤ their number",
            place=entry.place_of("options"),
        )
        raise RecountRefused(sentence) from error


def _question(entry: Entry) -> Question:
    answer = (
        _choice_terms(entry)
        if entry.has("options")
        else FreeText(longest=entry.number("longest", LONGEST_TEXT, least=1, most=LONGEST_TEXT))
    )
    try:
        return Question(text=entry.text("text"), answer=answer)
    except ValueError as error:
        raise RecountRefused(tr("“{place}” is empty or too long", place=entry.place_of("text"))) from error


def _chosen(terms: ChoiceTerms, value: object, place: str) -> ChoiceBallot:
    """What is not an option makes the ballot one that cannot be read."""
    names = texts(as_list(value, place, _MOST_CHOSEN), place)
    return ChoiceBallot(
        chosen=tuple(terms.options.index(name) if name in terms.options else -1 for name in names)
    )


def _sheet(terms: QuestionnaireTerms, value: object, place: str) -> QuestionnaireBallot:
    answers: Sequence[object] = as_list(value, place, MOST_QUESTIONS)
    if len(answers) != len(terms.questions):
        raise RecountRefused(
            tr("“{place}” has another number of answers than there are questions", place=place)
        )
    return QuestionnaireBallot(
        answers=tuple(
            _answer(question, answer, f"{place}[{n}]")
            for n, (question, answer) in enumerate(zip(terms.questions, answers, strict=True), 1)
        )
    )


def _answer(question: Question, value: object, place: str) -> Answer:
    """An answer of the other kind is an invalid one; null is blank."""
    if isinstance(question.answer, FreeText):
        if value is None or isinstance(value, str):
            return TextAnswer(words=value or "")
        as_list(value, place, _MOST_CHOSEN)
        return ChoiceBallot()
    if isinstance(value, str):
        return _UNREADABLE
    return _chosen(question.answer, [] if value is None else value, place)
