"""表决结果 and 选举计票结果报告单 as tables, ready for XLSX and CSV alike. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from presenter.clerk.ballot_report import (
    BallotReport,
    BallotResult,
    BallotStatus,
    CountedVote,
    PersonApart,
    Way,
)
from presenter.clerk.secret_tables import opening_lines, who_voted_table
from presenter.clerk.tables import Row, Table, moment
from shared.domain.ballot_terms import Choice, Outcome, Terms
from shared.domain.election import ElectionResult, ElectionTerms
from shared.domain.majority import MotionResult, Wording
from shared.domain.multiple_choice import ChoiceResult, ChoiceTerms
from shared.domain.people import Person
from shared.domain.questionnaire import QuestionnaireResult, QuestionnaireTerms, TextResult
from shared.domain.secrecy import Grade
from shared.system.i18n import mark, tr
from shared.system.wording_answers import NOT_VOTED, answer_words, choice_word
from shared.system.wording_ballots import kind_words
from shared.system.wording_rules import margin_sentence, passed_word, passing_words, quorum_words
from shared.system.wording_time import clock_time_s

_STATUSES: Final[Mapping[str, str]] = {
    "prepared": mark("Not opened"),
    "open": mark("Open"),
    "closed": mark("Closed, not announced"),
    "aborted": mark("Aborted"),
}
_WAYS: Final[Mapping[Way, str]] = {
    Way.SEAT: mark("at the seat"),
    Way.PAPER: mark("on paper"),
    Way.WRITTEN: mark("in writing"),
}


def ballot_tables(ballot: BallotReport) -> tuple[Table, ...]:
    """The result, and apart from it who voted in a secret ballot."""
    who_voted = who_voted_table(ballot)
    return (ballot_table(ballot),) if who_voted is None else (ballot_table(ballot), who_voted)


def ballot_table(ballot: BallotReport) -> Table:
    """The rule, the persons, what came out, and every vote of a ballot by name."""
    is_election = isinstance(ballot.terms, ElectionTerms)
    return Table(
        title=tr("Report on the count of an election") if is_election else tr("Ballot result"),
        above=(
            (tr("Item"), tr("{number}. {title}", number=ballot.item.number, title=ballot.item.title)),
            (tr("Question"), ballot.question),
            (tr("Form"), tr("Named, roll call") if ballot.is_roll_call else kind_words(ballot.grade)),
            (tr("Rule"), ballot.rule.name),
            (tr("Source"), _source(ballot)),
            (tr("Passes with"), passing_words(ballot.rule)),
            (tr("May be opened with"), quorum_words(ballot.rule.quorum)),
            *_outcome_lines(ballot),
        ),
        header=_vote_header(ballot),
        rows=_vote_rows(ballot),
        below=_remarks(ballot),
    )


def _source(ballot: BallotReport) -> str:
    if not ballot.rule.in_force_since:
        return ballot.rule.source
    return tr("{source} (in force since {date})", source=ballot.rule.source, date=ballot.rule.in_force_since)


def _outcome_lines(ballot: BallotReport) -> tuple[Row, ...]:
    match ballot.outcome:
        case BallotStatus(status=status, reason=reason):
            why = ((tr("Reason"), reason),) if reason else ()
            return ((tr("Status"), tr(_STATUSES[status])), *why)
        case BallotResult() as outcome:
            return (
                (tr("Entitled"), outcome.figures.entitled),
                (tr("Present"), outcome.figures.present),
                (tr("On leave"), outcome.leave),
                (tr("Absent"), outcome.absent),
                (tr("Quorum needed"), outcome.quorum_needed),
                *result_lines(ballot.terms, ballot.rule.wording, outcome.result),
                (tr("Opened at"), clock_time_s(outcome.opened_at)),
                (tr("Closed at"), clock_time_s(outcome.closed_at)),
                (tr("Announced at"), clock_time_s(outcome.announced_at)),
            )


def result_lines(terms: Terms, wording: Wording, result: Outcome) -> tuple[Row, ...]:
    """What was counted, one line a number."""
    match result:
        case MotionResult(tally=tally):
            return (
                (choice_word(Choice.YES, wording), tally.yes),
                (choice_word(Choice.NO, wording), tally.no),
                (choice_word(Choice.ABSTAIN, wording), tally.abstain),
                (tr(NOT_VOTED), tally.not_voted),
                (tr("Votes needed"), result.needed),
                (tr("Result"), passed_word(result)),
                (tr("Margin"), margin_sentence(result)),
            )
        case ElectionResult():
            return _election_lines(terms, result)
        case ChoiceResult():
            return _choice_lines(terms, result)
        case QuestionnaireResult():
            return _questionnaire_lines(terms, result)
        case _:
            assert_never(result)


def _election_lines(terms: Terms, result: ElectionResult) -> tuple[Row, ...]:
    seats = ((tr("Seats"), terms.seats),) if isinstance(terms, ElectionTerms) else ()
    tied = result.run_off
    run_off: tuple[Row, ...] = ()
    if tied is not None:
        run_off = ((tr("Run-off for {n} seats among", n=tied.seats), tr(", ").join(tied.among)),)
    void: tuple[Row, ...] = ((tr("Result"), tr("Void: more ballots came back than were issued")),)
    return (
        *seats,
        (tr("Ballots issued"), result.issued),
        (tr("Ballots returned"), result.returned),
        (tr("Valid ballots"), result.valid),
        (tr("Invalid ballots"), result.invalid),
        (tr("Blank ballots"), result.blank),
        (tr("Votes needed"), result.needed),
        (tr("Candidate"), "\u25cb", "\u00d7", tr("Abstain"), ""),
        *((c.name, c.yes, c.no, c.abstain, "" if c.listed else tr("Written in")) for c in result.candidates),
        *(void if result.is_void else ((tr("Elected"), tr(", ").join(result.elected)),)),
        *run_off,
        (tr("Open seats"), result.open_seats),
    )


def _choice_lines(terms: Terms | object, result: ChoiceResult) -> tuple[Row, ...]:
    options = terms.options if isinstance(terms, ChoiceTerms) else ()
    return (
        *zip(options, result.counts, strict=False),
        (tr("Valid ballots"), result.valid),
        (tr("Invalid ballots"), result.invalid),
        (tr("Blank ballots"), result.blank),
        (tr(NOT_VOTED), result.not_voted),
    )


def _questionnaire_lines(terms: Terms, result: QuestionnaireResult) -> tuple[Row, ...]:
    questions = terms.questions if isinstance(terms, QuestionnaireTerms) else ()
    rows: list[Row] = [(tr("Sheets returned"), result.returned)]
    for question, counted in zip(questions, result.questions, strict=False):
        rows.append((question.text,))
        if isinstance(counted, TextResult):
            rows += [("", words) for words in counted.words]
            rows.append((tr("Blank ballots"), counted.blank))
        else:
            rows += _choice_lines(question.answer, counted)
    return tuple(rows)


def _vote_header(ballot: BallotReport) -> Row:
    if isinstance(ballot.outcome, BallotStatus) or ballot.grade is not None:
        return ()
    return (tr("Seat"), tr("Name"), tr("Vote"), tr("Receipt"), tr("Counted at"), tr("How"))


def _vote_rows(ballot: BallotReport) -> tuple[Row, ...]:
    if isinstance(ballot.outcome, BallotStatus):
        return ()
    return tuple(
        (v.seat or "", v.person.name, _vote_words(ballot, v), v.receipt, moment(v.at), tr(_WAYS[v.way]))
        for v in ballot.outcome.votes
    )


def _vote_words(ballot: BallotReport, vote: CountedVote) -> str:
    if vote.is_unreadable:
        return tr("Invalid")
    if vote.answer is None and vote.way is Way.PAPER:
        return ""
    return answer_words(ballot.terms, ballot.rule.wording, vote.answer)


def _remarks(ballot: BallotReport) -> tuple[Row, ...]:
    outcome = ballot.outcome
    if isinstance(outcome, BallotStatus):
        return ()
    remarks: list[Row] = []
    if ballot.follows is not None:
        remarks.append((tr("Follows the ballot"), ballot.follows))
    remarks += [(tr("Excluded"), _apart(apart)) for apart in outcome.excluded]
    remarks += [(tr("Recused"), _apart(apart)) for apart in outcome.recused]
    if outcome.entered_by:
        remarks.append((tr("Ballots on paper entered by"), _names(outcome.entered_by)))
    remarks += _corrections(ballot, outcome)
    if outcome.undelivered:
        names = _names(outcome.undelivered)
        remarks.append((tr("Announced although votes might have been on their way"), names))
        remarks.append((tr("Reason"), outcome.reason))
    if outcome.late:
        remarks.append((tr("Arrived after the close, not counted"), _names(outcome.late)))
    if outcome.secret is not None:
        remarks += opening_lines(outcome.secret)
    if isinstance(ballot.terms, ElectionTerms) or ballot.grade is Grade.TWO_TELLERS:
        remarks.append((tr("Tellers"), ""))
    remarks.append((tr("Signatures"), ""))
    return tuple(remarks)


def _corrections(ballot: BallotReport, outcome: BallotResult) -> Iterable[Row]:
    for correction in outcome.corrections:
        yield (tr("Corrected at"), clock_time_s(correction.at), correction.reason)
    if outcome.is_recounted and outcome.first_result is not None:
        yield (tr("Before the correction"),)
        yield from result_lines(ballot.terms, ballot.rule.wording, outcome.first_result)


def _apart(apart: PersonApart) -> str:
    return tr("{name} ({reason})", name=apart.person.name, reason=apart.reason)


def _names(persons: Iterable[Person]) -> str:
    return tr(", ").join(person.name for person in persons)
