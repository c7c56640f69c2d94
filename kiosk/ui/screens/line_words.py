"""What the note above the papers says of the line: cut, or back again, and what lies here or went out meanwhile."""

from __future__ import annotations

from kiosk.session.catching_up import CaughtUp
from kiosk.session.view import SessionView
from shared.system.i18n import tr, tr_n
from shared.ui.text import Span


def offline_spans(view: SessionView) -> tuple[Span, ...]:
    """That reading goes on, and which of the person's doings are stored here; ink is too, and goes without saying."""
    stored = _stored_words(view)
    if not stored:
        return (Span(tr("You can go on reading; it catches up by itself")),)
    return (Span(tr("You can go on reading. ")), Span(stored, bold=True), Span(tr(" and will be sent")))


def caught_up_words(went: CaughtUp) -> str:
    """How many votes and sign-offs went out; empty where none waited."""
    votes = tr_n("{n} vote sent", "{n} votes sent", went.votes)
    signed = tr_n("{n} sign-off sent", "{n} sign-offs sent", went.sign_offs)
    if went.votes and went.sign_offs:
        return tr("{votes}; {signed}", votes=votes, signed=signed)
    if went.votes:
        return votes
    return signed if went.sign_offs else ""


def _stored_words(view: SessionView) -> str:
    match bool(view.pending_votes), bool(view.pending_sign_offs):
        case True, True:
            return tr("Your vote and your sign-off are stored here")
        case True, False:
            return tr("Your vote is stored here")
        case False, True:
            return tr("Your sign-off is stored here")
        case _:
            return ""
