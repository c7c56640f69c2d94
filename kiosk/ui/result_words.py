"""An announced result in sentences and rows, for every kind of ballot. Pure."""

from __future__ import annotations

from typing import assert_never

import msgspec

from kiosk.session.view import SessionView
from shared.domain.ballot_terms import MotionTerms, Outcome
from shared.domain.ballots import Apart
from shared.domain.election import CandidateCount, ElectionResult
from shared.domain.majority import MotionResult
from shared.domain.multiple_choice import ChoiceResult, ChoiceTerms
from shared.domain.people import PersonId
from shared.domain.questionnaire import QuestionnaireResult, QuestionnaireTerms, TextResult
from shared.domain.room_ballots import ResultShown, RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording_answers import answer_words
from shared.system.wording_presets import rule_name
from shared.system.wording_rules import passed_word, passing_words


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """A name, option or written answer with its figures.

    A person's figures are for, opposed and abstained (only the first for a written-in name); an option has one, drawn
    as a bar of `base` persons; words alone have none.
    """

    name: str
    figures: tuple[int, ...] = ()
    note: str = ""
    is_person: bool = False
    is_elected: bool = False
    base: int = 0

    @property
    def spoken(self) -> str:
        """The row in words."""
        figures = tr(", ").join(map(str, self.figures))
        note = tr("elected") if self.is_elected else self.note
        return tr("; ").join(part for part in (self.name, figures, note) if part)


class FigurePage(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a result, and of a questionnaire those of one question with its `title`."""

    rows: tuple[FigureRow, ...]
    facts: tuple[str, ...] = ()
    title: str = ""


class ListLine(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the announced list."""

    name: str
    answer: str
    receipt: str = ""
    is_own: bool = False


def seal_word(result: Outcome) -> tuple[str, bool]:
    """The word of the seal above a result, and whether it is settled in favour; empty for none."""
    match result:
        case MotionResult():
            return passed_word(result), result.passed
        case ElectionResult():
            if result.is_void or not result.has_quorum:
                return tr("Void"), False
            return (tr("Elected"), True) if result.elected else (tr("Nobody elected"), False)
        case ChoiceResult() | QuestionnaireResult():
            return "", False
        case _:
            assert_never(result)


def question_words(ballot: RoomBallot) -> str:
    """The question, with the matters that were merged into it."""
    terms = ballot.shown.terms
    subjects = terms.subjects if isinstance(terms, MotionTerms) else ()
    return "\n".join((ballot.shown.question, tr("; ").join(subjects))) if subjects else ballot.shown.question


def figure_pages(ballot: RoomBallot, result: Outcome) -> tuple[FigurePage, ...]:
    """The figures of everything but a motion, page by page."""
    terms = ballot.shown.terms
    match terms, result:
        case _, ElectionResult():
            return (FigurePage(rows=_candidates(result), facts=_election_facts(ballot, result)),)
        case ChoiceTerms(), ChoiceResult():
            return (FigurePage(rows=_options(terms, result), facts=_choice_facts(result)),)
        case QuestionnaireTerms(), QuestionnaireResult():
            return _questions(terms, result)
        case _:
            return ()


def vote_lines(view: SessionView, ballot: RoomBallot, result: ResultShown) -> tuple[ListLine, ...]:
    """Everybody's answer with its receipt, of a secret ballot only who voted; then who took no part."""
    own = None if view.person is None else view.person.id
    shown = ballot.shown
    lines = [
        ListLine(
            name=_name(view, vote.person),
            answer=tr("Voted on paper")
            if vote.is_on_paper
            else answer_words(shown.terms, shown.rule.wording, vote.answer),
            receipt=vote.receipt,
            is_own=vote.person == own,
        )
        for vote in result.votes
    ]
    lines += [ListLine(name=_name(view, p), answer=tr("voted"), is_own=p == own) for p in result.voted]
    apart = [(a, tr("Excluded")) for a in result.excluded] + [(a, tr("Recused")) for a in result.recused]
    lines += [ListLine(name=_name(view, a.person), answer=_reasoned(word, a)) for a, word in apart]
    return tuple(lines)


def apart_words(view: SessionView, result: ResultShown) -> str:
    """Who took no part and why; empty when nobody."""
    parts = []
    for word, persons in ((tr("Excluded"), result.excluded), (tr("Recused"), result.recused)):
        if persons:
            names = tr(", ").join(_reasoned(_name(view, a.person), a) for a in persons)
            parts.append(tr("{title}: {names}", title=word, names=names))
    return tr("; ").join(parts)


def _reasoned(words: str, apart: Apart) -> str:
    return tr("{words} ({reason})", words=words, reason=apart.reason) if apart.reason else words


def _name(view: SessionView, person: PersonId) -> str:
    known = None if view.meeting is None else view.meeting.person(person)
    return "" if known is None else known.name


def _candidates(result: ElectionResult) -> tuple[FigureRow, ...]:
    """The elected in the order of their votes, then the others in ballot order."""
    by_name = {one.name: one for one in result.candidates}
    elected = [by_name[name] for name in result.elected if name in by_name]
    others = [one for one in result.candidates if one.name not in result.elected]
    return tuple(_candidate(one, result) for one in (*elected, *others))


def _candidate(one: CandidateCount, result: ElectionResult) -> FigureRow:
    notes = [] if one.listed else [tr("written in")]
    if result.run_off is not None and one.name in result.run_off.among:
        notes.append(tr("run-off"))
    elif one.yes < result.needed:
        notes.append(tr("{n} short", n=result.needed - one.yes))
    return FigureRow(
        name=one.name,
        figures=(one.yes, one.no, one.abstain) if one.listed else (one.yes,),
        note=tr("; ").join(notes),
        is_person=True,
        is_elected=one.name in result.elected,
    )


def _election_facts(ballot: RoomBallot, result: ElectionResult) -> tuple[str, ...]:
    counted = tr("Entitled {entitled}, present {present}", entitled=result.entitled, present=result.present)
    returned = tr(
        "{issued} issued, {returned} returned; {rest}",
        issued=result.issued,
        returned=result.returned,
        rest=_returned(result.valid, result.invalid, result.blank),
    )
    words = passing_words(ballot.shown.rule)
    rule = tr("{rule}: {needed} votes needed", rule=words[:1].upper() + words[1:], needed=result.needed)
    return (*_seats(result), counted, returned, rule, rule_name(ballot.shown.rule))


def _seats(result: ElectionResult) -> tuple[str, ...]:
    if result.is_void:
        return (tr("Void: more ballots came back than were issued"),)
    if not result.has_quorum:
        figures = {"present": result.present, "needed": result.quorum_needed}
        return (tr("{present} present, quorum was {needed}", **figures),)
    parts = [tr_n("{n} person elected", "{n} persons elected", len(result.elected))]
    if result.run_off is not None:
        names = tr(", ").join(result.run_off.among)
        seats = result.run_off.seats
        parts.append(
            tr_n(
                "Equal votes for {n} seat: a run-off between {names}",
                "Equal votes for {n} seats: a run-off between {names}",
                seats,
                names=names,
            )
        )
    if result.open_seats:
        parts.append(
            tr_n(
                "{n} seat stays open and goes to the next round",
                "{n} seats stay open and go to the next round",
                result.open_seats,
            )
        )
    return tuple(parts)


def _options(terms: ChoiceTerms, result: ChoiceResult) -> tuple[FigureRow, ...]:
    pairs = zip(terms.options, result.counts, strict=True)
    return tuple(FigureRow(name=words, figures=(n,), base=max(1, result.present)) for words, n in pairs)


def _choice_facts(result: ChoiceResult) -> tuple[str, ...]:
    facts = [tr("Present {n}", n=result.present), _returned(result.valid, result.invalid, result.blank)]
    if result.not_voted:
        facts.append(tr("Without an answer {n}", n=result.not_voted))
    return tuple(facts)


def _questions(terms: QuestionnaireTerms, result: QuestionnaireResult) -> tuple[FigurePage, ...]:
    pages = []
    back = tr("Present {present}, {returned} came back", present=result.present, returned=result.returned)
    for n, (question, counted) in enumerate(zip(terms.questions, result.questions, strict=True), 1):
        title = f"{n}. {question.text}"
        match question.answer, counted:
            case ChoiceTerms() as options, ChoiceResult():
                facts = (back, _returned(counted.valid, counted.invalid, counted.blank))
                pages.append(FigurePage(rows=_options(options, counted), facts=facts, title=title))
            case _, TextResult(words=words):
                rows = tuple(FigureRow(name=text) for text in words)
                facts = (back, tr_n("{n} answer in words", "{n} answers in words", len(words)))
                pages.append(FigurePage(rows=rows, facts=facts, title=title))
            case _:
                pages.append(FigurePage(rows=(), title=title))
    return tuple(pages)


def _returned(valid: int, invalid: int, blank: int) -> str:
    return tr("{valid} valid, {invalid} invalid, {blank} blank", valid=valid, invalid=invalid, blank=blank)
