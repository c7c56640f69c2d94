"""From what was cast at the seats and entered from paper to the result of a ballot. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shared.domain.ballot_terms import BallotAnswer, Figures, Outcome, counted
from shared.domain.ballots import Announced, Ballot, BallotSpec, Closed, Open, PaperSheet, Phase, Vote
from shared.domain.paper_sheets import NO_PAPER
from shared.domain.people import PersonId
from shared.domain.sealed_ballots import OpenedAnswers, opened_answers


def figures_of(phase: Open) -> Figures:
    """E, P and ballots issued, as they are at the close."""
    present = len(phase.voters)
    return Figures(entitled=phase.entitled_count, present=present, issued=present)


def result_at_close(spec: BallotSpec, phase: Open) -> Outcome | None:
    """The result if the ballot closes now; None where ballots on paper are out, or envelopes have to be opened."""
    if phase.on_paper or spec.grade is not None:
        return None
    return _result(spec, figures_of(phase), _by_name(phase.votes), NO_PAPER)


def result_with(ballot: Ballot, closed: Closed, sheet: PaperSheet) -> Outcome | None:
    """The result of a closed ballot with this sheet for the ballots on paper; None while envelopes are not opened."""
    if ballot.spec.grade is None:
        return _result(ballot.spec, closed.figures, _by_name(closed.votes), sheet)
    opened = _from_the_box(ballot)
    if opened is None:
        return None
    return _result(ballot.spec, closed.figures, opened.answers, sheet, opened.invalid)


def answers_at_seats(ballot: Ballot, closed: Closed) -> tuple[BallotAnswer, ...]:
    """What is counted of the votes cast at seats: by name in the order of the votes, or from the opened box, sorted."""
    opened = _from_the_box(ballot)
    return _by_name(closed.votes) if opened is None else opened.answers


def votes_of(phase: Phase) -> Mapping[PersonId, Vote]:
    """The votes that were cast at seats; none for a ballot that takes none."""
    match phase:
        case Open(votes=votes) | Closed(votes=votes):
            return votes
        case Announced(closed=closed):
            return closed.votes
        case _:
            return {}


def voters_of(phase: Phase) -> tuple[PersonId, ...]:
    """The list of voters of a ballot that was opened and not aborted."""
    match phase:
        case Open(voters=voters) | Closed(voters=voters):
            return voters
        case Announced(closed=closed):
            return closed.voters
        case _:
            return ()


def on_paper_of(phase: Phase) -> tuple[PersonId, ...]:
    """Who was given a ballot on paper."""
    match phase:
        case Open(on_paper=on_paper) | Closed(on_paper=on_paper):
            return on_paper
        case Announced(closed=closed):
            return closed.on_paper
        case _:
            return ()


def who_voted(closed: Closed) -> tuple[PersonId, ...]:
    """Who took part, in the order of the voters: their vote is counted, or they were given a ballot on paper."""
    return tuple(p for p in closed.voters if p in closed.votes or p in closed.on_paper)


def awaited(phase: Open) -> tuple[PersonId, ...]:
    """The voters whose answer is still waited for: not cast, not passed, not on paper."""
    settled = {*phase.votes, *phase.passed, *phase.on_paper}
    return tuple(person for person in phase.voters if person not in settled)


def _from_the_box(ballot: Ballot) -> OpenedAnswers | None:
    return None if ballot.sealed is None else opened_answers(ballot.sealed, ballot.spec.terms)


def _by_name(votes: Mapping[PersonId, Vote]) -> tuple[BallotAnswer, ...]:
    return tuple(vote.answer for vote in votes.values() if vote.answer is not None)


def _result(
    spec: BallotSpec,
    figures: Figures,
    at_seats: tuple[BallotAnswer, ...],
    sheet: PaperSheet,
    unreadable: int = 0,
) -> Outcome:
    on_paper: list[BallotAnswer] = [b.answer for b in sheet.ballots if b.answer is not None]
    invalid = len(sheet.ballots) - len(on_paper)
    return counted(spec.rule, spec.terms, figures, [*at_seats, *on_paper], invalid + unreadable)
