"""The sentence for every refusal: why, and what comes next. Shown kindly, never logged as an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.domain.verdicts import Reason
from shared.system.i18n import mark, tr

_SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.NO_MEETING: mark("No meeting is open yet"),
    Reason.ALREADY_PREPARED: mark("This meeting is already open"),
    Reason.SIGN_IN_NOT_OPEN: mark("Sign-in is not open yet"),
    Reason.NOT_IN_SESSION: mark("The meeting is not running: start or resume it first"),
    Reason.ADJOURNED: mark("The meeting has been adjourned"),
    Reason.UNKNOWN_PERSON: mark("This person is not on the roster"),
    Reason.UNKNOWN_SEAT: mark("This seat is not in the seat plan"),
    Reason.NOT_YOUR_SEAT: mark("Somebody else sits here now; the clerk can help"),
    Reason.UNKNOWN_ITEM: mark("This item is not on the agenda"),
    Reason.ITEM_NOT_ACTIVE: mark("The meeting is not on this item"),
    Reason.UNKNOWN_BALLOT: mark("This ballot is not part of the meeting"),
    Reason.BALLOT_NOT_PREPARED: mark("This ballot has been opened before"),
    Reason.ANOTHER_BALLOT_OPEN: mark("Another ballot is open: close it first"),
    Reason.BALLOT_STILL_OPEN: mark("A ballot is still open: close it first"),
    Reason.BALLOT_NOT_OPEN: mark("This ballot is not open"),
    Reason.BALLOT_HELD: mark("Voting is paused; votes already cast stay valid"),
    Reason.BALLOT_CLOSED: mark("The ballot had closed; this vote was not counted"),
    Reason.BALLOT_NOT_CLOSED: mark("Close the ballot before announcing it"),
    Reason.NO_QUORUM: mark("{present} present, quorum is {needed}: no ballot can be opened"),
    Reason.NOT_ENTITLED: mark("You do not vote on this (observer / recused)"),
    Reason.VOTE_IS_FINAL: mark("A confirmed vote is final here; the first one counts"),
    Reason.VOTED_ELSEWHERE: mark("A later vote from another seat counts"),
    Reason.VOTES_MAY_BE_UNDELIVERED: mark("Votes may still be on their way: wait, or state why you do not"),
    Reason.REASON_NEEDED: mark("Please state a reason"),
    Reason.QUESTION_NEEDED: mark("Write the question first"),
    Reason.BALLOT_IS_THERE: mark("A ballot of this name is already part of the meeting"),
    Reason.NOT_BY_NAME: mark("This rule asks for a secret ballot"),
    Reason.NO_ROLL_CALL: mark("This ballot is no roll call"),
    Reason.NOT_CALLED_YET: mark("You vote when you are called"),
    Reason.CHAIR_VOTES_LAST: mark("You vote after the others; {persons} have not voted yet"),
    Reason.ANSWER_NOT_VALID: mark("This answer does not fit the ballot; please vote again"),
    Reason.VOTES_ON_PAPER: mark("You were given a ballot on paper; vote there"),
    Reason.VOTED_AT_SEAT: mark("This person has voted at the seat already"),
    Reason.SHEET_DOES_NOT_FIT: mark("These ballots on paper do not fit: one per person who was given one"),
    Reason.RESULT_PENDING: mark("The ballots on paper are still to be entered by two persons"),
    Reason.SIGN_IN_FIRST: mark("Sign in first"),
    Reason.UNKNOWN_PAPER: mark("This paper is not part of the meeting"),
    Reason.PAPER_IS_THERE: mark("This very file is already part of the meeting"),
    Reason.UNKNOWN_SIGN_OFF: mark("This request to sign is not part of the meeting"),
    Reason.SIGN_OFF_IS_THERE: mark("This paper has been sent for signing already; withdraw that first"),
    Reason.SIGN_OFF_WITHDRAWN: mark("The request was withdrawn; nothing has to be signed any more"),
    Reason.NOBODY_ASKED: mark("Choose at least one person"),
    Reason.NOT_ASKED: mark("This paper was not sent to you for signing"),
    Reason.NOT_FOR_THEM: mark("Somebody you chose may not see this paper"),
    Reason.IS_BY_NAME: mark("This ballot is by name, not secret"),
    Reason.SEALED_ONLY: mark("This ballot is secret: votes are taken in sealed envelopes only"),
    Reason.WITHOUT_NAMES: mark("A secret ballot has no roll call and no written opinions"),
    Reason.TELLERS_NOT_TWO: mark("Name two different persons as tellers"),
    Reason.TELLER_IS_CANDIDATE: mark("A candidate cannot be a teller"),
    Reason.ENVELOPES_NOT_READY: mark("Prepare the envelopes first and wait for both tellers’ keys"),
    Reason.ENVELOPES_DO_NOT_FIT: mark("This envelope was made for another ballot"),
    Reason.VOTERS_CHANGED: mark("Somebody came in since: prepare the envelopes again"),
    Reason.TERMINAL_NOT_LISTED: mark("This terminal is not in the list of voters yet"),
    Reason.KEY_LOST: mark("A teller’s key is lost: abort the ballot and repeat it"),
    Reason.VOTE_NOT_FOUND: mark("A seat did not find its vote: abort the ballot and repeat it"),
    Reason.ANOTHER_DRAFT: mark("The file was replaced: read the new draft and sign that"),
    Reason.SIGNED_ALREADY: mark("You have signed this draft already; the first signature holds"),
    Reason.SIGNATURE_NEEDED: mark("Please sign first"),
    Reason.OPINION_NEEDED: mark("Choose or write an opinion first"),
    Reason.SHARED_TOO_OFTEN: mark("You have shared notes too often in this meeting"),
}


def refusal_sentence(reason: Reason, figures: Mapping[str, int]) -> str:
    """Why a wish was refused, in the user's language; `figures` come with the refusal."""
    return tr(_SENTENCES[reason], **figures)
