"""What the minutes say of a ballot, in one paragraph."""

from __future__ import annotations

from typing import Final, assert_never

from presenter.clerk.ballot_report import BallotReport, BallotResult, BallotStatus
from shared.domain.election import ElectionResult
from shared.domain.majority import MotionResult
from shared.domain.multiple_choice import ChoiceResult, ChoiceTerms
from shared.domain.questionnaire import QuestionnaireResult
from shared.system.i18n import mark, tr, tr_n
from shared.system.wording_rules import margin_sentence, passed_word, passing_words

_NAMED_MOTION: Final = mark(
    "By named ballot on “{question}” ({rule}; {passing}): {entitled} entitled, {present} present, "
    "{yes} in favour, {no} against, {abstain} abstained, {not_voted} did not vote; {margin}. {result}."
)
_SECRET_MOTION: Final = mark(
    "By secret ballot on “{question}” ({rule}; {passing}): {entitled} entitled, {present} present, "
    "{yes} in favour, {no} against, {abstain} abstained, {not_voted} did not vote; {margin}. {result}."
)
_NAMED_CHOICE: Final = mark(
    "By named ballot on “{question}”: {votes}; {valid} valid, {invalid} invalid ballots."
)
_SECRET_CHOICE: Final = mark(
    "By secret ballot on “{question}”: {votes}; {valid} valid, {invalid} invalid ballots."
)
_ELECTION: Final = mark(
    "In the election “{question}” {issued} ballots were issued and {returned} returned, {valid} valid and "
    "{invalid} invalid."
)
_SECRET_ELECTION: Final = mark(
    "In the secret election “{question}” {issued} ballots were issued and {returned} returned, {valid} valid "
    "and {invalid} invalid."
)


def ballot_sentence(ballot: BallotReport) -> str:
    """What was asked and what came out; who was corrected, and why, stands behind it."""
    match ballot.outcome:
        case BallotResult() as outcome:
            corrections = (
                tr("The result was corrected: {reason}.", reason=correction.reason)
                for correction in outcome.corrections
            )
            return " ".join((_result(ballot, outcome), *_opening(outcome), *corrections))
        case BallotStatus(status="aborted", reason=reason):
            return tr(
                "The ballot on “{question}” was aborted: {reason}.", question=ballot.question, reason=reason
            )
        case BallotStatus():
            return tr("No result was announced for the ballot on “{question}”.", question=ballot.question)


def _opening(outcome: BallotResult) -> tuple[str, ...]:
    """Who opened a secret ballot, and what the seats found."""
    secret = outcome.secret
    if secret is None:
        return ()
    names = tr(", ").join(person.name for person in secret.tellers)
    checks = secret.checks
    unable = checks.unable + checks.silent
    return (
        tr("Tellers: {names}.", names=names) if names else tr("It was opened at the podium alone."),
        tr_n(
            "{n} seat found its vote in the opened list.",
            "{n} seats found their vote in the opened list.",
            checks.found,
        ),
        *((tr_n("{n} seat did not check.", "{n} seats did not check.", unable),) if unable else ()),
        *(
            (tr_n("{n} seat found a mistake.", "{n} seats found a mistake.", checks.failed),)
            if checks.failed
            else ()
        ),
    )


def _result(ballot: BallotReport, outcome: BallotResult) -> str:
    result = outcome.result
    match result:
        case MotionResult(tally=tally):
            return tr(
                _NAMED_MOTION if ballot.grade is None else _SECRET_MOTION,
                question=ballot.question,
                rule=ballot.rule.name,
                passing=passing_words(ballot.rule),
                entitled=tally.entitled,
                present=tally.present,
                yes=tally.yes,
                no=tally.no,
                abstain=tally.abstain,
                not_voted=tally.not_voted,
                margin=margin_sentence(result),
                result=passed_word(result),
            )
        case ElectionResult():
            return _elected(ballot, result)
        case ChoiceResult():
            options = ballot.terms.options if isinstance(ballot.terms, ChoiceTerms) else ()
            votes = zip(options, result.counts, strict=False)
            return tr(
                _NAMED_CHOICE if ballot.grade is None else _SECRET_CHOICE,
                question=ballot.question,
                votes=tr(", ").join(tr("{name} {n} votes", name=name, n=n) for name, n in votes),
                valid=result.valid,
                invalid=result.invalid,
            )
        case QuestionnaireResult():
            return tr(
                "The questionnaire “{question}” was answered by {returned} of {present} present.",
                question=ballot.question,
                returned=result.returned,
                present=result.present,
            )
        case _:
            assert_never(result)


def _elected(ballot: BallotReport, result: ElectionResult) -> str:
    counted = tr(
        _ELECTION if ballot.grade is None else _SECRET_ELECTION,
        question=ballot.question,
        issued=result.issued,
        returned=result.returned,
        valid=result.valid,
        invalid=result.invalid,
    )
    if result.is_void:
        return " ".join((counted, tr("More came back than were issued: the election is void.")))
    votes = {candidate.name: candidate.yes for candidate in result.candidates}
    elected = tr(", ").join(tr("{name} {n} votes", name=name, n=votes[name]) for name in result.elected)
    said = [counted, tr("Elected: {names}.", names=elected) if elected else tr("Nobody was elected.")]
    if result.run_off is not None:
        said.append(
            tr(
                "A run-off for {n} seats is needed among {names}.",
                n=result.run_off.seats,
                names=tr(", ").join(result.run_off.among),
            )
        )
    if result.open_seats:
        said.append(tr("{n} seats stayed open.", n=result.open_seats))
    return " ".join(said)
