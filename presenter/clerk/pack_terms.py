"""What a prepared ballot of a meeting.toml asks: a motion, options, candidates or questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from shared.domain.ballot_terms import MOST_SUBJECTS, MotionTerms, Terms
from shared.domain.election import MOST_CANDIDATES, ElectionTerms
from shared.domain.multiple_choice import LONGEST_OPTION, MOST_OPTIONS, ChoiceTerms
from shared.domain.questionnaire import (
    LONGEST_QUESTION,
    LONGEST_TEXT,
    MOST_QUESTIONS,
    FreeText,
    Question,
    QuestionnaireTerms,
)
from shared.domain.strokes import ballot_order
from shared.system.i18n import tr
from shared.system.stroke_table import strokes_of
from shared.system.toml_table import TomlTable

KINDS: Final = ("motion", "choice", "election", "questionnaire")
_T = TypeVar("_T")


def read_terms(table: TomlTable) -> Terms | None:
    """What is asked and how it is answered; None after noting why it cannot be."""
    match table.word("kind", KINDS, "motion"):
        case "choice":
            return _choice(table)
        case "election":
            return _election(table)
        case "questionnaire":
            return _questionnaire(table)
        case _:
            return MotionTerms(subjects=table.texts("subjects", most=MOST_SUBJECTS))


def _choice(table: TomlTable) -> ChoiceTerms | None:
    options = table.texts("options", most=MOST_OPTIONS, longest=LONGEST_OPTION, is_required=True)
    least = table.whole("least", least=0, most=MOST_OPTIONS, default=0)
    most = table.whole("most", least=1, most=MOST_OPTIONS, default=1)
    message = tr("Options are two or more different texts, and “least” ≤ “most” ≤ their number.")
    return _made(lambda: ChoiceTerms(options=options, least=least, most=most), table, message, "options")


def _election(table: TomlTable) -> ElectionTerms | None:
    seats = table.whole("seats", least=1, most=MOST_CANDIDATES, default=1, is_required=True)
    names = table.texts("candidates", most=MOST_CANDIDATES, is_required=True)
    allows = table.flag("allows_write_ins", default=True)
    if table.word("order", ("strokes", "given"), "strokes") == "strokes":
        names = ballot_order(names, strokes_of(names))
    message = tr("Candidates are one or more different names.")
    return _made(
        lambda: ElectionTerms(seats=seats, candidates=names, allows_write_ins=allows),
        table,
        message,
        "candidates",
    )


def _questionnaire(table: TomlTable) -> QuestionnaireTerms | None:
    questions = [_question(below) for below in table.tables("questions", most=MOST_QUESTIONS)]
    if not all(questions):
        return None
    found = tuple(question for question in questions if question is not None)
    message = tr("A questionnaire needs questions.")
    return _made(lambda: QuestionnaireTerms(questions=found), table, message, "questions")


def _question(table: TomlTable) -> Question | None:
    text = table.text("text", longest=LONGEST_QUESTION, is_required=True)
    answer: ChoiceTerms | FreeText | None = (
        _choice(table)
        if table.has("options")
        else FreeText(longest=table.whole("longest", least=1, most=LONGEST_TEXT, default=LONGEST_TEXT))
    )
    table.finish()
    return Question(text=text, answer=answer) if text and answer is not None else None


def _made(make: Callable[[], _T], table: TomlTable, message: str, key: str) -> _T | None:
    try:
        return make()
    except ValueError:
        below = (key,) if table.has(key) else ()
        table.note(message, tr("Look into the description of the pack for an example."), *below)
        return None
