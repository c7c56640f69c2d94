"""Looking for the own vote in the opened list, and counting it again. Pure but for what a held vote knows."""

from __future__ import annotations

from kiosk.session.secret_view import OwnCheck
from shared.crypto.envelopes import HeldVote, content_of, sha256_of
from shared.domain.ballot_terms import Figures, counted
from shared.domain.room_ballots import RoomBallot
from shared.domain.room_sealed import RoomSealed, SealedProgressed
from shared.domain.sealed_ballots import outcome_sha256, statement_in
from shared.domain.secrecy import Inclusion, SecretTerms, Signed, TellerRole, VotesOpened
from shared.domain.secret_answers import read_answers
from shared.domain.secret_lists import answers_of

UNKNOWN = OwnCheck(Inclusion.FORGOTTEN, recount_agrees=True)
"""There is nothing to look in, or nothing to look for, and so nothing to complain of."""


def check_list(
    opened: Signed, sealed: RoomSealed, ballot: RoomBallot, held: HeldVote | None
) -> OwnCheck | None:
    """What this terminal finds in `opened`; None where that is not the one list that teller 2 signed for all seats."""
    terms = statement_in(sealed.shown.terms, SecretTerms)
    if terms is None or sha256_of(opened) != sealed.progress.opened_sha256:
        return None
    content = content_of(opened, VotesOpened, terms.tellers[TellerRole.SECOND - 1].key)
    if content is None or content.terms_sha256 != sha256_of(sealed.shown.terms):
        return None
    inclusion = Inclusion.FORGOTTEN if held is None else held.find_in(content)
    return OwnCheck(inclusion, recount_agrees=_gives(content, ballot, sealed.progress))


def _gives(opened: VotesOpened, ballot: RoomBallot, progress: SealedProgressed) -> bool:
    """Whether the list, counted by the rule and with the figures that this seat was shown, gives what the podium says."""
    shown = ballot.shown
    answers, unreadable = read_answers(shown.terms, answers_of(opened))
    if progress.invalid < unreadable + opened.unreadable:
        return False
    present = ballot.voters_count
    figures = Figures(entitled=shown.entitled_count, present=present, issued=present)
    try:
        outcome = counted(shown.rule, shown.terms, figures, answers, progress.invalid)
    except ValueError:
        return False  # more votes than persons who could vote
    return outcome_sha256(outcome) == progress.outcome_sha256
