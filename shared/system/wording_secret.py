"""Secret ballots in words, for seats and podium alike: what is hidden from whom, who opens what, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.domain.secrecy import Grade, TellerRole
from shared.domain.secret_lists import ListFault
from shared.system.i18n import mark, tr

_HIDDEN: Final[Mapping[Grade, str]] = {
    Grade.TWO_TELLERS: mark(
        "Everybody can see who voted. What a person chose is seen by nobody, unless both tellers act together."
    ),
    Grade.ONE_OPERATOR: mark(
        "Everybody can see who voted. What a person chose is hidden from the other participants, "
        "not from whoever operates the podium."
    ),
}
_ROLES: Final[Mapping[TellerRole, str]] = {
    TellerRole.FIRST: mark("First teller"),
    TellerRole.SECOND: mark("Second teller"),
}
_FAULTS: Final[Mapping[ListFault, str]] = {
    ListFault.NOT_SIGNED: mark("The list is not signed by whom it must be"),
    ListFault.ANOTHER_BALLOT: mark("The list belongs to another ballot"),
    ListFault.ANOTHER_LIST: mark("The list does not follow from the one before it"),
    ListFault.WRONG_LENGTH: mark("An envelope in the list does not have the length of this ballot"),
    ListFault.NOT_ENTITLED: mark(
        "The list names somebody who has no vote here, or a terminal that was never announced"
    ),
    ListFault.PERSON_TWICE: mark("A person stands in the list twice"),
    ListFault.NOT_SORTED: mark("The list is not sorted, so it could tell who came first"),
    ListFault.TOO_SHORT: mark("The list holds fewer votes than were shown as cast"),
    ListFault.FIGURES_DISAGREE: mark("Not as many votes came out of the envelopes as went in"),
    ListFault.VOTE_NOT_SIGNED: mark("An envelope lacks its terminal’s signature"),
    ListFault.OPENED_ALREADY: mark("A list was opened already; a teller opens one list only"),
    ListFault.NO_KEY: mark("The key for this ballot is gone"),
}


def secret_sentence(grade: Grade) -> str:
    """What is and what is not hidden in a secret ballot of this grade."""
    return tr(_HIDDEN[grade])


def role_words(role: TellerRole) -> str:
    """第一监票人 opens the outer envelopes, 第二监票人 the inner ones."""
    return tr(_ROLES[role])


def list_fault_sentence(fault: ListFault) -> str:
    """Why a list of envelopes was not opened or not taken; what to do next is the screen's to say."""
    return tr(_FAULTS[fault])
