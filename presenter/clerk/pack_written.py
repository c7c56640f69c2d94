"""Written opinions (书面意见) of a prepared ballot: what persons who will be absent sent in before the meeting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, assert_never

from presenter.clerk.pack_people import Roster
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms, is_valid
from shared.domain.ballots import Apart, WrittenOpinion
from shared.domain.election import MOST_CANDIDATES, ElectionBallot, ElectionTerms, Mark
from shared.domain.election_names import same_name
from shared.domain.majority import Rule
from shared.domain.multiple_choice import LONGEST_OPTION, MOST_OPTIONS, ChoiceBallot, ChoiceTerms
from shared.domain.people import Person, PersonId
from shared.domain.questionnaire import (
    LONGEST_TEXT,
    MOST_QUESTIONS,
    Answer,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.domain.secrecy import Grade
from shared.system.i18n import tr
from shared.system.toml_table import TomlTable

_CHOICES: Final = tuple(choice.value for choice in Choice)
_COUNTING: Final = 'rule = { preset = "…", written_opinions = true }'


def read_written(
    table: TomlTable,
    roster: Roster,
    terms: Terms | None,
    rule: Rule | None,
    grade: Grade | None,
    *,
    apart: Sequence[Apart],
) -> tuple[WrittenOpinion, ...]:
    """The opinions under `written`, each a person's valid answer to `terms`; notes what is wrong with them.

    `apart` take no part. Who comes to the meeting after all votes there, and the opinion is not counted.
    """
    below = table.tables("written", most=len(roster.persons))
    if below and rule is not None:
        _check_counted(table, rule, grade)
    if terms is None:  # noted before, and what is an answer to nothing?
        return ()
    opinions: dict[PersonId, WrittenOpinion] = {}
    outside = {one.person for one in apart}
    for opinion in below:
        word = opinion.text("person", is_required=True)
        answer = _read_answer(opinion, terms)
        opinion.finish()
        person = roster.find(opinion, word, "person") if word else None
        if person is None or not _may_write(opinion, person, opinions, outside):
            continue
        if answer is not None and not is_valid(terms, answer):
            _note_invalid(opinion)
        elif answer is not None:
            opinions[person.id] = WrittenOpinion(person=person.id, answer=answer)
    return tuple(opinions.values())


def _check_counted(table: TomlTable, rule: Rule, grade: Grade | None) -> None:
    if grade is not None:
        table.note(
            tr("A written opinion bears a name: in a secret ballot it cannot count."),
            tr('Remove “written”, or write grade = "named".'),
            "written",
        )
    elif not rule.written_opinions:
        table.note(
            tr("This rule counts no written opinions."),
            tr("Remove “written”, or write it like this: {example}", example=_COUNTING),
            "written",
        )


def _may_write(
    table: TomlTable, person: Person, before: Collection[PersonId], outside: Collection[PersonId]
) -> bool:
    """Whether an opinion of this person can count; notes why not."""
    if not person.role.has_vote:
        message = tr("{name} has no vote in this meeting.", name=person.name)
    elif person.id in outside:
        message = tr("{name} takes no part in this ballot.", name=person.name)
    elif person.id in before:
        message = tr("{name} stands there twice.", name=person.name)
    else:
        return True
    table.note(message, tr("Remove this opinion."), "person")
    return False


def _read_answer(table: TomlTable, terms: Terms) -> BallotAnswer | None:
    match terms:
        case MotionTerms():
            return _motion(table)
        case ChoiceTerms():
            return _choice(table, "answer", terms)
        case ElectionTerms():
            return _election(table, terms)
        case QuestionnaireTerms(questions=questions):
            return _questionnaire(table, questions)
        case _:
            assert_never(terms)


def _motion(table: TomlTable) -> Choice | None:
    if not table.has("answer"):
        table.text("answer", is_required=True)
        return None
    word = table.word("answer", _CHOICES, "")
    return Choice(word) if word else None


def _choice(table: TomlTable, key: str, terms: ChoiceTerms) -> ChoiceBallot | None:
    chosen = table.texts(key, most=MOST_OPTIONS, longest=LONGEST_OPTION, is_required=True)
    if not _are_among(table, key, chosen, terms.options):
        return None
    return ChoiceBallot(chosen=tuple(terms.options.index(option) for option in chosen))


def _election(table: TomlTable, terms: ElectionTerms) -> ElectionBallot | None:
    """○ and × by name; who is not named is abstained on."""
    places = {same_name(name): place for place, name in enumerate(terms.candidates)}
    marks = [Mark.ABSTAIN] * len(terms.candidates)
    is_right = True
    for key, mark in (("yes", Mark.YES), ("no", Mark.NO)):
        names = tuple(map(same_name, table.texts(key, most=MOST_CANDIDATES)))
        if not _are_among(table, key, names, places):
            is_right = False
            continue
        for name in names:
            if marks[places[name]] is not Mark.ABSTAIN:
                _note_invalid(table)
                is_right = False
            marks[places[name]] = mark
    write_ins = table.texts("write_ins", most=MOST_CANDIDATES)
    return ElectionBallot(marks=tuple(marks), write_ins=write_ins) if is_right else None


def _questionnaire(table: TomlTable, questions: Sequence[Question]) -> QuestionnaireBallot | None:
    """One table for each question: `chosen` options, or `words`; an empty one leaves it blank."""
    below = table.tables("answers", most=MOST_QUESTIONS)
    answers = [_part(part, question) for part, question in zip(below, questions, strict=False)]
    if len(below) != len(questions):
        table.note(
            tr("Answers needed: {questions}, found: {n}.", questions=len(questions), n=len(below)),
            tr("Write one for each question, {empty} where there is none.", empty="{}"),
        )
        return None
    found = tuple(answer for answer in answers if answer is not None)
    return QuestionnaireBallot(answers=found) if len(found) == len(questions) else None


def _part(table: TomlTable, question: Question) -> Answer | None:
    answer: Answer | None
    if isinstance(question.answer, ChoiceTerms):
        answer = _choice(table, "chosen", question.answer) if table.has("chosen") else ChoiceBallot()
    else:
        answer = TextAnswer(words=table.text("words", longest=LONGEST_TEXT))
    table.finish()
    return answer


def _are_among(table: TomlTable, key: str, words: Sequence[str], known: Collection[str]) -> bool:
    wrong = next((place for place, word in enumerate(words) if word not in known), None)
    if wrong is not None:
        message = tr("“{word}” is nothing that can be chosen here.", word=words[wrong])
        table.note(message, tr("Write it as it stands in the question."), key, wrong)
    return wrong is None


def _note_invalid(table: TomlTable) -> None:
    message = tr("As a ballot this answer would be invalid.")
    table.note(message, tr("Choose not more than may be chosen, and nothing twice."))
