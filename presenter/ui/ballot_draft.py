"""A ballot while it is being written at the podium: what is wrong with it, and what it becomes. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Final, assert_never

import msgspec

from presenter.ui.ballot_rule_draft import RuleDraft, rule_of
from presenter.ui.ballot_terms_lines import warnings
from shared.domain.ballot_terms import MOST_SUBJECTS, MotionTerms, Terms
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.election import MOST_CANDIDATES, ElectionTerms
from shared.domain.election_names import is_name, same_name
from shared.domain.majority import Base, Rule
from shared.domain.multiple_choice import LONGEST_OPTION, MOST_OPTIONS, ChoiceTerms
from shared.domain.questionnaire import (
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    FreeText,
    Question,
    QuestionnaireTerms,
)
from shared.domain.secrecy import Grade
from shared.domain.strokes import ballot_order
from shared.domain.verdicts import Reason
from shared.system.i18n import tr
from shared.system.wording import refusal_sentence

LONGEST_MINUTES: Final = 24 * 60
_ONE, _SOME = "-", "+"


class Kind(enum.StrEnum):
    """What can be asked."""

    MOTION = "motion"
    CHOICE = "choice"
    ELECTION = "election"
    QUESTIONNAIRE = "questionnaire"


class BallotDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the fields. `lines` are options, candidates or questions, one per line, without empty ones.

    A questionnaire's line that begins with - (one of them) or + (any number of them) is an option of the question
    above it. `seats` is also how many options may be chosen at most, `least` how
    many have to be. Those of a motion are the items that are merged into one vote, none for a motion by itself. `minutes` 0: the chair closes. `grade` None: by
    name; a secret ballot has no roll call.
    """

    kind: Kind
    question: str
    rule: RuleDraft
    lines: tuple[str, ...] = ()
    seats: str = "1"
    least: str = "0"
    is_by_strokes: bool = True
    allows_write_ins: bool = True
    is_roll_call: bool = False
    minutes: str = "0"
    grade: Grade | None = None


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def faults(draft: BallotDraft) -> tuple[str, ...]:
    """Why the ballot cannot be prepared, in sentences; none when it can."""
    said = [] if draft.question.strip() else [refusal_sentence(Reason.QUESTION_NEEDED, {})]
    match draft.kind:
        case Kind.MOTION:
            said += _subject_faults(draft.lines)
        case Kind.CHOICE:
            said += (
                _option_faults(draft.lines) + _number_faults(draft, len(draft.lines)) + _least_faults(draft)
            )
        case Kind.ELECTION:
            said += _candidate_faults(draft.lines) + _number_faults(draft, MOST_CANDIDATES)
        case Kind.QUESTIONNAIRE:
            said += _questionnaire_faults(draft.lines)
        case _:
            assert_never(draft.kind)
    rule = rule_of(draft.rule)
    if isinstance(rule, str):
        said.append(rule)
    elif draft.kind is Kind.ELECTION and rule.base is Base.YES_NO:
        said.append(tr("An election counts of the entitled, the present or the votes cast: change the rule."))
    minutes = _number(draft.minutes)
    if minutes is None or minutes > LONGEST_MINUTES:
        said.append(tr("Write the time in minutes, up to {most}; 0: the chair closes.", most=LONGEST_MINUTES))
    return tuple(said)


def draft_warnings(draft: BallotDraft) -> tuple[str, ...]:
    """What hinders nothing but should be known; none while there are faults."""
    return () if faults(draft) else warnings(spec_of(draft, BallotId("draft"), {}))


def spec_of(draft: BallotDraft, ballot: BallotId, strokes: Mapping[str, int]) -> BallotSpec:
    """The ballot of a draft without faults; `strokes` of the characters order the candidates.

    Raises `ValueError` for a draft with faults.
    """
    rule = rule_of(draft.rule)
    minutes = _number(draft.minutes)
    if not isinstance(rule, Rule) or minutes is None:
        raise ValueError("the draft has faults")
    return BallotSpec(
        id=ballot,
        question=draft.question.strip(),
        rule=rule,
        terms=_terms(draft, strokes),
        is_roll_call=draft.is_roll_call and draft.grade is None,
        grade=draft.grade,
        open_for_s=60 * minutes,
    )


def _terms(draft: BallotDraft, strokes: Mapping[str, int]) -> Terms:
    match draft.kind:
        case Kind.MOTION:
            return MotionTerms(subjects=draft.lines)
        case Kind.CHOICE:
            least, most = _number(draft.least) or 0, _number(draft.seats) or 0
            return ChoiceTerms(options=draft.lines, least=least, most=most)
        case Kind.ELECTION:
            names = ballot_order(draft.lines, strokes) if draft.is_by_strokes else draft.lines
            return ElectionTerms(
                seats=_number(draft.seats) or 0, candidates=names, allows_write_ins=draft.allows_write_ins
            )
        case Kind.QUESTIONNAIRE:
            return QuestionnaireTerms(questions=tuple(_questions(draft.lines)))
        case _:
            assert_never(draft.kind)


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _number_faults(draft: BallotDraft, most: int) -> list[str]:
    number = _number(draft.seats)
    if number is not None and 1 <= number <= max(1, most):
        return []
    if draft.kind is Kind.CHOICE:
        return [tr("Say how many options may be chosen: 1 to {most}.", most=max(1, most))]
    return [tr("Say how many are elected: 1 to {most}.", most=most)]


def _least_faults(draft: BallotDraft) -> list[str]:
    least, most = _number(draft.least), _number(draft.seats)
    if most is None or (least is not None and least <= most):
        return []
    return [tr("Say how many options must be chosen: 0 to {most}.", most=most)]


def _subject_faults(subjects: Sequence[str]) -> list[str]:
    if len(subjects) == 1:
        return [tr("One item alone is not merged: write it as the question, or at least two items.")]
    if len(subjects) > MOST_SUBJECTS:
        return [tr("There are more than {most} items.", most=MOST_SUBJECTS)]
    long = [tr("An item is longer than {most} characters.", most=LONGEST_QUESTION)]
    return (long if any(len(s) > LONGEST_QUESTION for s in subjects) else []) + _twice(subjects)


def _option_faults(options: Sequence[str], most: int = MOST_OPTIONS) -> list[str]:
    if len(options) < 2:
        return [tr("Write at least two options, one per line.")]
    if len(options) > most:
        return [tr("There are more than {most} options.", most=most)]
    long = [tr("An option is longer than {most} characters.", most=LONGEST_OPTION)]
    return (long if any(len(o) > LONGEST_OPTION for o in options) else []) + _twice(options)


def _candidate_faults(names: Sequence[str]) -> list[str]:
    if not names:
        return [tr("Write the candidates, one per line.")]
    if len(names) > MOST_CANDIDATES:
        return [tr("There are more than {most} candidates.", most=MOST_CANDIDATES)]
    odd = [tr("“{name}” cannot stand on a ballot as a name.", name=n[:40]) for n in names if not is_name(n)]
    return odd or _twice([same_name(name) for name in names])


def _twice(lines: Sequence[str]) -> list[str]:
    seen = dict.fromkeys(line for n, line in enumerate(lines) if line in lines[:n])
    return [tr("“{line}” stands twice.", line=line[:40]) for line in seen]


def _blocks(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Questions with the lines of their options; options before any question belong to an empty one."""
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        if line[0] not in (_ONE, _SOME):
            blocks.append((line, []))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            blocks.append(("", [line]))
    return blocks


def _questionnaire_faults(lines: Sequence[str]) -> list[str]:
    blocks = _blocks(lines)
    if not blocks or not blocks[0][0]:
        return [tr("Write the first question, then its options on lines of their own.")]
    if len(blocks) > MOST_QUESTIONS:
        return [tr("There are more than {most} questions.", most=MOST_QUESTIONS)]
    said = []
    for text, options in blocks:
        if len(text) > LONGEST_QUESTION:
            said.append(tr("A question is longer than {most} characters.", most=LONGEST_QUESTION))
        if len({option[0] for option in options}) > 1:
            said.append(tr("“{line}” has options with - and with +: use one of them.", line=text[:40]))
        if options:
            bare = [option[1:].strip() for option in options]
            said += (
                [tr("“{line}” has an empty option.", line=text[:40])]
                if not all(bare)
                else _option_faults(bare)
            )
    return said


def _questions(lines: Sequence[str]) -> list[Question]:
    return [Question(text=text, answer=_answer(options)) for text, options in _blocks(lines)]


def _answer(options: Sequence[str]) -> ChoiceTerms | FreeText:
    if not options:
        return FreeText()
    bare = tuple(option[1:].strip() for option in options)
    return ChoiceTerms(options=bare, most=len(bare) if options[0].startswith(_SOME) else 1)
