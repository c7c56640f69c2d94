"""What the pages of a ballot say about marks, limits and names that do not fit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.ui.ballot_drafts import ElectionDraft, listed_name
from shared.domain.election import BallotFault, Mark
from shared.domain.multiple_choice import ChoiceBallot, ChoiceFault, ChoiceTerms
from shared.system.i18n import mark, tr, tr_n

_MOST_NUMBERS = 4

_MARKS: Final[Mapping[Mark, str]] = {
    Mark.YES: mark("For"),
    Mark.NO: mark("Opposed"),
    Mark.ABSTAIN: mark("Abstain"),
}


def mark_word(mark: Mark) -> str:
    """赞成, 不赞成, 弃权 beside a candidate."""
    return tr(_MARKS[mark])


def election_fault(fault: BallotFault, draft: ElectionDraft) -> str:
    """Why a mark or a written name cannot stand, and what next."""
    match fault:
        case BallotFault.TOO_MANY:
            return tr_n(
                "{n} person is chosen already. To choose another, set that one to × or abstain first.",
                "{n} persons are chosen already. To choose another, set one to × or abstain first.",
                draft.terms.seats,
            )
        case BallotFault.WRITE_IN_WITHOUT_NO:
            return tr("Each written name needs a ×. Take the written name out first.")
        case BallotFault.WRITE_IN_LISTED:
            return tr("{name} is on the list of candidates already", name=listed_name(draft))
        case BallotFault.WRITE_IN_TWICE:
            return tr("This name is written already")
        case BallotFault.WRITE_IN_NO_NAME:
            return tr("This is not a name; please write it in full")
        case BallotFault.WRITE_INS_CLOSED | BallotFault.NOT_THIS_ELECTION:
            return tr("This answer does not fit the ballot; please vote again")


def unmarked_words(draft: ElectionDraft) -> str:
    """第 6 位未作标记，按弃权处理; nothing before the first mark."""
    places = draft.unmarked
    if not places or len(places) == len(draft.marks):
        return ""
    if len(places) > _MOST_NUMBERS:
        return tr_n(
            "{n} candidate is not marked: counted as abstained",
            "{n} candidates are not marked: counted as abstained",
            len(places),
        )
    numbers = tr(", ").join(map(str, places))
    return tr("No. {numbers} not marked: counted as abstained", numbers=numbers)


def choice_limit(terms: ChoiceTerms) -> str:
    """How many options may be chosen."""
    if terms.most == 1 and terms.least <= 1:
        return tr("Choose one") if terms.least else tr("Choose one, or none")
    if terms.least == terms.most:
        return tr("Choose {n}", n=terms.most)
    if terms.least == 0:
        return tr("Choose up to {n}", n=terms.most)
    return tr("Choose {least} to {most}", least=terms.least, most=terms.most)


def choice_refusal(fault: ChoiceFault, terms: ChoiceTerms) -> str:
    """Why an option cannot be chosen, or the ballot not be sent, and what next."""
    match fault:
        case ChoiceFault.TOO_MANY:
            return tr("{n} are chosen already. To choose another, take one back first.", n=terms.most)
        case ChoiceFault.TOO_FEW:
            return tr("At least {n} must be chosen", n=terms.least)
        case ChoiceFault.NOT_AN_OPTION | ChoiceFault.CHOSEN_TWICE:
            return tr("This answer does not fit the ballot; please vote again")


def chosen_options(terms: ChoiceTerms, ballot: ChoiceBallot) -> str:
    """The options of an answer on one line."""
    words = [terms.options[place] for place in ballot.chosen if place < len(terms.options)]
    return tr(", ").join(words) or tr("Blank")
