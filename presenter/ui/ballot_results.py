"""The result of a closed ballot as a sentence and a table, for every kind of question. Pure."""

from __future__ import annotations

from typing import Final, assert_never

import msgspec

from shared.domain.ballot_terms import Outcome, Terms
from shared.domain.election import CandidateCount, ElectionResult
from shared.domain.majority import MotionResult
from shared.domain.multiple_choice import ChoiceResult, ChoiceTerms
from shared.domain.questionnaire import QuestionnaireResult, QuestionnaireTerms, TextResult
from shared.system.i18n import tr, tr_n
from shared.system.wording_rules import margin_sentence, passed_word
from shared.ui.signs import Mark

MARKS: Final = (Mark.RING, Mark.CROSS, Mark.DASH)


class TableRow(msgspec.Struct, frozen=True, kw_only=True):
    """A name with its figures; `is_settled` draws it bold (elected), `is_head` as the title of what follows."""

    name: str
    figures: tuple[int, ...] = ()
    note: str = ""
    is_settled: bool = False
    is_head: bool = False

    @property
    def spoken(self) -> str:
        """The row in words."""
        figures = tr(", ").join(str(n) for n in self.figures)
        return tr("; ").join(part for part in (self.name, figures, self.note) if part)


class ResultTable(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under marks (○ × —, or none where there is one figure per row)."""

    rows: tuple[TableRow, ...]
    marks: tuple[Mark, ...] = ()


def result_sentence(result: Outcome) -> str:
    """通过：须 8 票，得 10 票，多 2 票 — and for other kinds what the result comes to."""
    match result:
        case MotionResult():
            return tr("{passed}: {margin}", passed=passed_word(result), margin=margin_sentence(result))
        case ElectionResult():
            return _elected_sentence(result)
        case ChoiceResult():
            return returned_words(result.valid, result.invalid, result.blank)
        case QuestionnaireResult(returned=returned):
            return tr_n("{n} sheet came back", "{n} sheets came back", returned)
        case _:
            assert_never(result)


def returned_words(valid: int, invalid: int, blank: int) -> str:
    """收回有效票 12，无效票 1，其中空白票 0."""
    return tr("{valid} valid, {invalid} invalid, {blank} blank", valid=valid, invalid=invalid, blank=blank)


def issued_words(result: ElectionResult) -> str:
    """发出 27，收回 27，有效 26，无效 1."""
    return tr(
        "{issued} issued, {returned} returned; {rest}",
        issued=result.issued,
        returned=result.returned,
        rest=returned_words(result.valid, result.invalid, result.blank),
    )


def result_table(terms: Terms, result: Outcome) -> ResultTable | None:
    """The figures in ballot order; None for a motion, whose figures stand side by side."""
    match terms, result:
        case ChoiceTerms(), ChoiceResult():
            return ResultTable(rows=_options(terms, result))
        case QuestionnaireTerms(), QuestionnaireResult():
            return ResultTable(rows=_questions(terms, result))
        case _, ElectionResult():
            rows = tuple(_candidate(one, result) for one in result.candidates)
            return ResultTable(rows=rows, marks=MARKS)
        case _:
            return None


def _elected_sentence(result: ElectionResult) -> str:
    if result.is_void:
        return tr("Void: more ballots came back than were issued")
    if not result.has_quorum:
        return tr(
            "{present} present, quorum was {needed}", present=result.present, needed=result.quorum_needed
        )
    n = len(result.elected)
    parts = [
        tr_n(
            "{n} elected, {needed} votes needed",
            "{n} elected, {needed} votes needed",
            n,
            needed=result.needed,
        )
    ]
    if result.run_off is not None:
        seats, among = result.run_off.seats, len(result.run_off.among)
        parts.append(
            tr_n(
                "{n} seat to a run-off among {among}",
                "{n} seats to a run-off among {among}",
                seats,
                among=among,
            )
        )
    if result.open_seats:
        parts.append(tr_n("{n} seat stays open", "{n} seats stay open", result.open_seats))
    return tr("; ").join(parts)


def _candidate(one: CandidateCount, result: ElectionResult) -> TableRow:
    notes = [] if one.listed else [tr("written in")]
    is_elected = one.name in result.elected
    over = one.yes - result.needed
    if is_elected:
        notes.append(tr("elected"))
    elif result.run_off is not None and one.name in result.run_off.among:
        notes.append(tr("run-off"))
    elif over < 0:
        notes.append(tr("{n} short", n=-over))
    figures = (one.yes, one.no, one.abstain) if one.listed else (one.yes,)
    return TableRow(name=one.name, figures=figures, note=tr(", ").join(notes), is_settled=is_elected)


def _options(terms: ChoiceTerms, result: ChoiceResult) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(name=option, figures=(n,)) for option, n in zip(terms.options, result.counts, strict=True)
    )


def _questions(terms: QuestionnaireTerms, result: QuestionnaireResult) -> tuple[TableRow, ...]:
    rows: list[TableRow] = []
    for number, (question, counted) in enumerate(
        zip(terms.questions, result.questions, strict=True), start=1
    ):
        rows.append(TableRow(name=f"{number}. {question.text}", is_head=True))
        match question.answer, counted:
            case ChoiceTerms() as options, ChoiceResult():
                rows.extend(_options(options, counted))
            case _, TextResult(words=words):
                rows.extend(TableRow(name=tr("“{text}”", text=text)) for text in words)
            case _:
                pass
    return tuple(rows)
