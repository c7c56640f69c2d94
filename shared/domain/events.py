"""What happened: the only things the record holds. Past tense, never changed once recorded."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballot_events import BallotEvent
from shared.domain.ballots import IntentId
from shared.domain.ink import InkAudience
from shared.domain.papers import Attachment, Paper, Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Method, Move
from shared.domain.sign_off import Opinion, SignOff, SignOffId


class MeetingPrepared(msgspec.Struct, frozen=True, tag="meeting_prepared"):
    """The first event: the pack as it was opened."""

    meeting: Meeting


class SignInOpened(msgspec.Struct, frozen=True, tag="sign_in_opened"):
    """Persons may sign in from now on."""


class PresenceRecorded(msgspec.Struct, frozen=True, kw_only=True, tag="presence_recorded"):
    """A line of the presence ledger."""

    person: PersonId
    move: Move
    method: Method
    seat: SeatId | None = None
    reason: str = ""


class PersonSeated(msgspec.Struct, frozen=True, kw_only=True, tag="person_seated"):
    """`person` sits at `seat` now; whoever sat there before has no seat until seated again."""

    person: PersonId
    seat: SeatId


class MeetingStarted(msgspec.Struct, frozen=True, tag="meeting_started"):
    """The meeting is in session."""


class MeetingPaused(msgspec.Struct, frozen=True, tag="meeting_paused"):
    """A break (休会)."""


class MeetingResumed(msgspec.Struct, frozen=True, tag="meeting_resumed"):
    """The break is over."""


class MeetingAdjourned(msgspec.Struct, frozen=True, tag="meeting_adjourned"):
    """The meeting is over (散会); nothing but announcements may follow."""


class ItemActivated(msgspec.Struct, frozen=True, tag="item_activated"):
    """The meeting is on this item; the one before, if any, is set aside unfinished."""

    item: ItemId


class ItemFinished(msgspec.Struct, frozen=True, tag="item_finished"):
    """The item has been dealt with."""

    item: ItemId


class ServiceCalled(msgspec.Struct, frozen=True, tag="service_called"):
    """A seat asks for the clerk."""

    seat: SeatId


class ServiceAnswered(msgspec.Struct, frozen=True, tag="service_answered"):
    """Somebody took care of the seat's call."""

    seat: SeatId


class PaperAdded(msgspec.Struct, frozen=True, kw_only=True, tag="paper_added"):
    """A paper came to an item in the meeting: a late one, or a whiteboard."""

    item: ItemId
    paper: Paper


class PaperReplaced(msgspec.Struct, frozen=True, kw_only=True, tag="paper_replaced"):
    """A new draft stands where `old` stood, in every item that held it; `old` stays reachable."""

    old: Sha256
    paper: Paper


class ThumbnailsMade(msgspec.Struct, frozen=True, kw_only=True, tag="thumbnails_made"):
    """Small pictures of a paper's pages can be fetched."""

    paper: Sha256
    thumbnails: Attachment


class WatermarkSwitched(msgspec.Struct, frozen=True, kw_only=True, tag="watermark_switched"):
    """Name, seat and time lie over the pages, or no longer."""

    is_on: bool


class InkShared(msgspec.Struct, frozen=True, kw_only=True, tag="ink_shared"):
    """A person shares their own ink on a paper with the chair or all, or takes that back (NOBODY)."""

    person: PersonId
    paper: Sha256
    audience: InkAudience


class WritingAllowed(msgspec.Struct, frozen=True, kw_only=True, tag="writing_allowed"):
    """A person may write on pages for all to see, or no longer."""

    person: PersonId
    is_allowed: bool


class SignOffRequested(msgspec.Struct, frozen=True, tag="sign_off_requested"):
    """A paper was sent to persons for reading or signing."""

    request: SignOff


class SignOffWithdrawn(msgspec.Struct, frozen=True, tag="sign_off_withdrawn"):
    """Nobody is asked any more; what was signed stays recorded."""

    sign_off: SignOffId


class SignOffOpened(msgspec.Struct, frozen=True, kw_only=True, tag="sign_off_opened"):
    """An asked person had the paper on the screen."""

    sign_off: SignOffId
    person: PersonId


class SignOffRead(msgspec.Struct, frozen=True, kw_only=True, tag="sign_off_read"):
    """An asked person had every page of the paper on the screen."""

    sign_off: SignOffId
    person: PersonId


class PaperSignedOff(msgspec.Struct, frozen=True, kw_only=True, tag="paper_signed_off"):
    """A person confirmed an opinion, and where asked a signature, on exactly the file `paper`."""

    sign_off: SignOffId
    person: PersonId
    paper: Sha256
    opinion: Opinion
    text: str
    signature: bytes
    seen_pages: int
    intent: IntentId
    seat: SeatId


class SignOffArrivedLate(msgspec.Struct, frozen=True, kw_only=True, tag="sign_off_arrived_late"):
    """What a person confirmed on the file `paper` reached the hub after the meeting was over; it does not count."""

    sign_off: SignOffId
    person: PersonId
    paper: Sha256
    intent: IntentId


Event = (
    MeetingPrepared
    | SignInOpened
    | PresenceRecorded
    | PersonSeated
    | MeetingStarted
    | MeetingPaused
    | MeetingResumed
    | MeetingAdjourned
    | ItemActivated
    | ItemFinished
    | BallotEvent
    | ServiceCalled
    | ServiceAnswered
    | PaperAdded
    | PaperReplaced
    | ThumbnailsMade
    | WatermarkSwitched
    | InkShared
    | WritingAllowed
    | SignOffRequested
    | SignOffWithdrawn
    | SignOffOpened
    | SignOffRead
    | PaperSignedOff
    | SignOffArrivedLate
)


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its place in the record: `n` counts from 1 without gaps, `at` is the hub's time (UTC)."""

    n: int
    at: datetime
    event: Event
