"""What the minutes say of an item's papers: late ones, new drafts, and what came back from sign-off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from presenter.clerk.report import MeetingReport
from presenter.clerk.sign_off_report import HeldPaper, SignOffReport
from shared.domain.agenda import AgendaItem
from shared.domain.sign_off import Opinion, SignOffKind
from shared.system.i18n import tr


def paper_sentences(report: MeetingReport, item: AgendaItem) -> Iterator[str]:
    """One sentence for each paper that came in the meeting and for each request to read or sign."""
    for held in reversed(report.papers):
        if held.item.id == item.id and held.came_at is not None and not held.paper.is_whiteboard:
            yield _arrival(held)
    for sign_off in report.sign_offs:
        has_answers = any(person.valid is not None for person in sign_off.persons)
        if sign_off.item.id == item.id and (has_answers or not sign_off.is_withdrawn):
            yield _sign_off(sign_off)


def _arrival(held: HeldPaper) -> str:
    if held.paper.replaces is None:
        return tr("“{title}” was handed in during the meeting.", title=held.paper.title)
    return tr(
        "“{title}” was replaced by draft {draft} during the meeting.",
        title=held.paper.title,
        draft=held.paper.draft,
    )


def _sign_off(sign_off: SignOffReport) -> str:
    confirmed = [person.valid for person in sign_off.persons if person.valid is not None]
    counts = Counter(signed.opinion for signed in confirmed)
    if sign_off.kind is SignOffKind.READ:
        return tr(
            "“{title}” (draft {draft}) was sent to {asked} persons for reading; {confirmed} confirmed.",
            title=sign_off.paper.title,
            draft=sign_off.paper.draft,
            asked=len(sign_off.persons),
            confirmed=len(confirmed),
        )
    return tr(
        "“{title}” (draft {draft}) was sent to {asked} persons for signing; {confirmed} signed: {agree} agreed, "
        "{disagree} disagreed, {other} wrote another opinion.",
        title=sign_off.paper.title,
        draft=sign_off.paper.draft,
        asked=len(sign_off.persons),
        confirmed=len(confirmed),
        agree=counts[Opinion.AGREE],
        disagree=counts[Opinion.DISAGREE],
        other=counts[Opinion.OTHER],
    )
