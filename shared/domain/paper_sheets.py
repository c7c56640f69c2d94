"""What may stand on a sheet of ballots on paper: by name with the persons, in a secret ballot without them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from shared.domain.ballot_terms import BallotAnswer, fits
from shared.domain.ballots import BallotSpec, Closed, PaperBallot, PaperSheet, agreed_sheet
from shared.domain.people import PersonId
from shared.domain.secret_answers import plain_answer

NO_PAPER: Final = PaperSheet(ballots=())
_ENCODER: Final = msgspec.msgpack.Encoder()


def loose_sheet(answers: Iterable[BallotAnswer | None]) -> PaperSheet:
    """The sheet of a secret ballot: nobody's ballots, in their plain form and sorted, those that cannot be read last.

    Who entered the same ballots in another order wrote the same sheet. Raises UnicodeEncodeError for half a character.
    """
    plain = [None if answer is None else plain_answer(answer) for answer in answers]
    return PaperSheet(ballots=tuple(PaperBallot(answer=answer) for answer in sorted(plain, key=_order)))


def is_sheet_of(sheet: PaperSheet, spec: BallotSpec, on_paper: tuple[PersonId, ...]) -> bool:
    """Whether the sheet answers this question, with not more ballots than were given out.

    By name: at most one of each person who was given one, sorted by person. Secret: as `loose_sheet` makes it.
    """
    answers = [ballot.answer for ballot in sheet.ballots]
    if not on_paper or not all(fits(spec.terms, answer) for answer in answers if answer is not None):
        return False
    if spec.grade is not None:
        return len(answers) <= len(on_paper) and _is_loose(sheet)
    persons = [ballot.person for ballot in sheet.ballots if ballot.person is not None]
    is_sorted = persons == sorted(set(persons)) and len(persons) == len(answers)
    return is_sorted and set(persons) <= set(on_paper)


def sheet_at(closed: Closed) -> PaperSheet | None:
    """What came back on paper, as far as it is known: two persons entered it alike, or none was given out."""
    return agreed_sheet(closed.sheets) if closed.on_paper else NO_PAPER


def _is_loose(sheet: PaperSheet) -> bool:
    try:
        return sheet == loose_sheet(ballot.answer for ballot in sheet.ballots)
    except UnicodeEncodeError:
        return False


def _order(answer: BallotAnswer | None) -> tuple[bool, bytes]:
    return answer is None, b"" if answer is None else _ENCODER.encode(answer)
