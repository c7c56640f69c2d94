"""What the tables of a secret ballot have in place of the votes: how it was opened, and apart from it who voted."""

from __future__ import annotations

from presenter.clerk.ballot_report import BallotReport, BallotResult
from presenter.clerk.secret_report import SecretReport
from presenter.clerk.tables import Row, Table
from shared.system.i18n import tr
from shared.system.wording_secret import secret_sentence


def opening_lines(secret: SecretReport) -> tuple[Row, ...]:
    """Who opened the box, what the seats found of their own votes, what was wiped."""
    checks = secret.checks
    tellers = tr(", ").join(person.name for person in secret.tellers)
    return (
        (tr("What is hidden"), secret_sentence(secret.grade)),
        (tr("Opened by"), tellers or tr("The podium alone")),
        (tr("Votes that could not be read"), secret.invalid),
        (tr("Seats that found their vote in the opened list"), checks.found),
        (tr("Seats that could not check any more"), checks.unable),
        (tr("Seats that found something wrong"), checks.failed),
        (tr("Seats that said nothing"), checks.silent),
        (tr("Tellers' keys wiped, by their terminals' word"), secret.keys_wiped),
        (tr("Seats that wiped vote and code, by their own word"), secret.seats_wiped),
    )


def who_voted_table(ballot: BallotReport) -> Table | None:
    """The list of who voted, without receipts and times; None for a ballot by name or without a result."""
    if not isinstance(ballot.outcome, BallotResult) or ballot.outcome.secret is None:
        return None
    secret = ballot.outcome.secret
    return Table(
        title=tr("Who voted"),
        above=(
            (tr("Item"), tr("{number}. {title}", number=ballot.item.number, title=ballot.item.title)),
            (tr("Question"), ballot.question),
        ),
        header=(tr("No."), tr("Seat"), tr("Name")),
        rows=tuple((n, one.seat or "", one.person.name) for n, one in enumerate(secret.voted, 1)),
        below=((tr("Voted"), len(secret.voted)), (tr("Did not vote"), secret.not_voted)),
    )
