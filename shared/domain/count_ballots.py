"""From what was cast at the seats and entered from paper to the result of a ballot. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shared.domain.ballot_terms import BallotAnswer, Figures, Outcome, counted
from shared.domain.ballots import Announced, BallotSpec, Closed, Open, PaperSheet, Phase, Vote
from shared.domain.people import PersonId

NO_PAPER = PaperSheet(ballots=())


def figures_of(phase: Open) -> Figures:
    """E, P and ballots issued, as they are at the close."""
    present = len(phase.voters)
    return Figures(entitled=phase.entitled_count, present=present, issued=present)


def result_at_close(spec: BallotSpec, phase: Open) -> Outcome | None:
    """The result if the ballot closes now; None where ballots on paper are out, which are entered afterwards."""
    return None if phase.on_paper else _result(spec, figures_of(phase), phase.votes, NO_PAPER)


def result_with(spec: BallotSpec, closed: Closed, sheet: PaperSheet) -> Outcome:
    """The result of a closed ballot with this sheet for the ballots on paper."""
    return _result(spec, closed.figures, closed.votes, sheet)


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


def awaited(phase: Open) -> tuple[PersonId, ...]:
    """The voters whose answer is still waited for: not cast, not passed, not on paper."""
    settled = {*phase.votes, *phase.passed, *phase.on_paper}
    return tuple(person for person in phase.voters if person not in settled)


def _result(spec: BallotSpec, figures: Figures, votes: Mapping[PersonId, Vote], sheet: PaperSheet) -> Outcome:
    on_paper: list[BallotAnswer] = [b.answer for b in sheet.ballots if b.answer is not None]
    invalid = len(sheet.ballots) - len(on_paper)
    answers = [vote.answer for vote in votes.values()] + on_paper
    return counted(spec.rule, spec.terms, figures, answers, invalid)
