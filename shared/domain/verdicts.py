"""How a command may end: accepted with events, or refused with a reason that a person can act on."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from shared.domain.events import Event


class Reason(enum.StrEnum):
    """Why a command was refused; the sentence for each is in `shared.system.wording`."""

    NO_MEETING = "no_meeting"
    ALREADY_PREPARED = "already_prepared"
    SIGN_IN_NOT_OPEN = "sign_in_not_open"
    NOT_IN_SESSION = "not_in_session"
    ADJOURNED = "adjourned"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_SEAT = "unknown_seat"
    NOT_YOUR_SEAT = "not_your_seat"
    UNKNOWN_ITEM = "unknown_item"
    ITEM_NOT_ACTIVE = "item_not_active"
    UNKNOWN_BALLOT = "unknown_ballot"
    BALLOT_NOT_PREPARED = "ballot_not_prepared"
    ANOTHER_BALLOT_OPEN = "another_ballot_open"
    BALLOT_STILL_OPEN = "ballot_still_open"
    BALLOT_NOT_OPEN = "ballot_not_open"
    BALLOT_HELD = "ballot_held"
    BALLOT_CLOSED = "ballot_closed"
    BALLOT_NOT_CLOSED = "ballot_not_closed"
    NO_QUORUM = "no_quorum"
    NOT_ENTITLED = "not_entitled"
    VOTE_IS_FINAL = "vote_is_final"
    VOTED_ELSEWHERE = "voted_elsewhere"
    """Confirmed before the person was seated elsewhere and voted there."""
    VOTES_MAY_BE_UNDELIVERED = "votes_may_be_undelivered"
    REASON_NEEDED = "reason_needed"
    QUESTION_NEEDED = "question_needed"
    BALLOT_IS_THERE = "ballot_is_there"
    NOT_BY_NAME = "not_by_name"
    NO_ROLL_CALL = "no_roll_call"
    NOT_CALLED_YET = "not_called_yet"
    CHAIR_VOTES_LAST = "chair_votes_last"
    ANSWER_NOT_VALID = "answer_not_valid"
    VOTES_ON_PAPER = "votes_on_paper"
    VOTED_AT_SEAT = "voted_at_seat"
    SHEET_DOES_NOT_FIT = "sheet_does_not_fit"
    RESULT_PENDING = "result_pending"
    IS_BY_NAME = "is_by_name"
    SEALED_ONLY = "sealed_only"
    WITHOUT_NAMES = "without_names"
    """A roll call or written opinions, which a secret ballot cannot have."""
    TELLERS_NOT_TWO = "tellers_not_two"
    TELLER_IS_CANDIDATE = "teller_is_candidate"
    ENVELOPES_NOT_READY = "envelopes_not_ready"
    ENVELOPES_DO_NOT_FIT = "envelopes_do_not_fit"
    """A statement or an envelope of other terms."""
    VOTERS_CHANGED = "voters_changed"
    TERMINAL_NOT_LISTED = "terminal_not_listed"
    KEY_LOST = "key_lost"
    VOTE_NOT_FOUND = "vote_not_found"
    SIGN_IN_FIRST = "sign_in_first"
    UNKNOWN_PAPER = "unknown_paper"
    PAPER_IS_THERE = "paper_is_there"
    UNKNOWN_SIGN_OFF = "unknown_sign_off"
    SIGN_OFF_IS_THERE = "sign_off_is_there"
    SIGN_OFF_WITHDRAWN = "sign_off_withdrawn"
    NOBODY_ASKED = "nobody_asked"
    NOT_ASKED = "not_asked"
    NOT_FOR_THEM = "not_for_them"
    ANOTHER_DRAFT = "another_draft"
    SIGNED_ALREADY = "signed_already"
    SIGNATURE_NEEDED = "signature_needed"
    OPINION_NEEDED = "opinion_needed"
    SHARED_TOO_OFTEN = "shared_too_often"


class Accepted(msgspec.Struct, frozen=True, tag="accepted"):
    """`events` follow, in this order; none when the wish was already fulfilled."""

    events: tuple[Event, ...]


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The wish is not granted. `figures` fills the sentence (for example present=7, needed=8).

    `notes` are events that record the attempt itself (a vote after the close); they change no result.
    """

    reason: Reason
    figures: Mapping[str, int] = {}
    notes: tuple[Event, ...] = ()


Verdict = Accepted | Refused
