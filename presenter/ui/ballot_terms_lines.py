"""What is asked for in a ballot, and what the chair should know before opening it. Pure."""

from __future__ import annotations

from typing import assert_never

from presenter.ui.ballot_shown import Line
from presenter.ui.words import names
from shared.domain.ballot_terms import MotionTerms
from shared.domain.ballots import Apart, Ballot, BallotSpec
from shared.domain.election import ElectionTerms, least_candidates
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.questionnaire import QuestionnaireTerms
from shared.domain.state import MeetingState
from shared.system.i18n import tr, tr_n
from shared.system.wording_ballots import FOLLOWING_WORDS


def terms_lines(spec: BallotSpec) -> tuple[Line, ...]:
    """Options, candidates or questions, and how the ballot is held."""
    return (*_asked(spec), *_held(spec))


def _asked(spec: BallotSpec) -> tuple[Line, ...]:
    terms = spec.terms
    match terms:
        case MotionTerms(subjects=subjects):
            return (Line(tr("In one vote"), tr("; ").join(subjects)),) if subjects else ()
        case ChoiceTerms(options=options):
            return (
                Line(tr("Options"), tr("; ").join(options)),
                Line(tr("To choose"), choosing_words(terms)),
            )
        case ElectionTerms(seats=seats, candidates=candidates):
            words = tr_n(
                "{n} of {total} candidates", "{n} of {total} candidates", seats, total=len(candidates)
            )
            written = tr("names may be written in") if terms.allows_write_ins else tr("no other names")
            return (
                Line(tr("To elect"), tr("{left}; {right}", left=words, right=written)),
                Line(tr("Candidates"), tr(", ").join(candidates)),
            )
        case QuestionnaireTerms(questions=questions):
            return (
                Line(
                    tr("Questions"),
                    tr("; ").join(f"{n}. {one.text}" for n, one in enumerate(questions, start=1)),
                ),
            )
        case _:
            assert_never(terms)


def choosing_words(terms: ChoiceTerms) -> str:
    """How many options may be chosen."""
    if terms.least == terms.most:
        return tr_n("{n} option", "{n} options", terms.most)
    return tr("{least} to {most} options", least=terms.least, most=terms.most)


def _held(spec: BallotSpec) -> tuple[Line, ...]:
    lines = []
    if spec.following is not None:
        lines.append(Line(tr("Follows"), tr(FOLLOWING_WORDS[spec.following])))
    if spec.is_roll_call:
        lines.append(Line(tr("Roll call"), tr("one after the other in the order of seats")))
    if spec.open_for_s:
        minutes, seconds = divmod(spec.open_for_s, 60)
        time = f"{minutes}:{seconds:02}"
        lines.append(Line(tr("Timed"), tr("closes by itself after {time}", time=time)))
    if spec.rule.chair_last:
        lines.append(Line(tr("Chair last"), tr("the chair votes after all others")))
    return tuple(lines)


def warning_lines(spec: BallotSpec) -> tuple[Line, ...]:
    """What does not fit the rule but hinders nothing."""
    return tuple(Line(tr("Note"), words, is_note=True) for words in warnings(spec))


def warnings(spec: BallotSpec) -> tuple[str, ...]:
    """Sentences about a ballot that does not fit its rule well."""
    rule, terms = spec.rule, spec.terms
    if not isinstance(terms, ElectionTerms):
        return (tr("This rule was made for elections."),) if rule.is_election else ()
    said = []
    least = least_candidates(terms.seats, rule.surplus_percent)
    if rule.surplus_percent and spec.following is None and len(terms.candidates) < least:
        words = tr(
            "Too few candidates for an election with a surplus: {least} are needed, {n} stand.",
            least=least,
            n=len(terms.candidates),
        )
        said.append(words)
    if not rule.is_election and rule.preset:
        said.append(tr("This rule was not made for elections."))
    return tuple(said)


def apart_lines(meeting: MeetingState, ballot: Ballot) -> tuple[Line, ...]:
    """Who takes no part, and why."""
    return (
        *(_apart_line(tr("Recused"), meeting, one) for one in ballot.spec.recused),
        *(_apart_line(tr("Excluded"), meeting, one) for one in ballot.spec.excluded),
    )


def _apart_line(label: str, meeting: MeetingState, one: Apart) -> Line:
    name = names(meeting, (one.person,))
    return Line(label, tr("{names}: {reason}", names=name, reason=one.reason) if one.reason else name)
