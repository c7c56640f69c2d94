"""What somebody wants: imperative, decided by `decide`, recorded only as the events that follow."""

from __future__ import annotations

from typing import Annotated

import msgspec

from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballot_commands import BallotCommand, CastSealed, CastVote, SecretCommand
from shared.domain.ink import InkAudience
from shared.domain.papers import Attachment, Paper, Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Move
from shared.domain.sign_off import MAX_OPINION_TEXT, Opinion, PackedSignature, SignOff, SignOffId


class PrepareMeeting(msgspec.Struct, frozen=True, tag="prepare_meeting"):
    """Open a pack; only as the first thing in a record."""

    meeting: Meeting


class OpenSignIn(msgspec.Struct, frozen=True, tag="open_sign_in"):
    """Let persons sign in (开放签到)."""


class StartMeeting(msgspec.Struct, frozen=True, tag="start_meeting"):
    """Begin the session (开会); opens sign-in if nobody did."""


class PauseMeeting(msgspec.Struct, frozen=True, tag="pause_meeting"):
    """Take a break."""


class ResumeMeeting(msgspec.Struct, frozen=True, tag="resume_meeting"):
    """End the break."""


class AdjournMeeting(msgspec.Struct, frozen=True, tag="adjourn_meeting"):
    """End the meeting (散会); refused while a ballot is open."""


class ActivateItem(msgspec.Struct, frozen=True, tag="activate_item"):
    """Put the meeting on an item."""

    item: ItemId


class FinishItem(msgspec.Struct, frozen=True, tag="finish_item"):
    """Mark the active item as dealt with."""

    item: ItemId


class RecordPresence(msgspec.Struct, frozen=True, kw_only=True, tag="record_presence"):
    """The clerk notes that a person came in (补签), went out or is on leave, with a reason."""

    person: PersonId
    move: Move
    reason: str


class SeatPerson(msgspec.Struct, frozen=True, kw_only=True, tag="seat_person"):
    """Place a person at a seat of the seat plan."""

    person: PersonId
    seat: SeatId


class AnswerService(msgspec.Struct, frozen=True, tag="answer_service"):
    """Somebody goes to the seat that called."""

    seat: SeatId


class AddPaper(msgspec.Struct, frozen=True, kw_only=True, tag="add_paper"):
    """Give the meeting another paper, at the end of an item's papers."""

    item: ItemId
    paper: Paper


class ReplacePaper(msgspec.Struct, frozen=True, kw_only=True, tag="replace_paper"):
    """Put a new draft in the place of `old`; `paper.carried` says which pages stayed as they were.

    The number of the draft and the audience are those of `old`, whatever `paper` says.
    """

    old: Sha256
    paper: Paper


class NoteThumbnails(msgspec.Struct, frozen=True, kw_only=True, tag="note_thumbnails"):
    """The hub made small pictures of a paper's pages."""

    paper: Sha256
    thumbnails: Attachment


class SwitchWatermark(msgspec.Struct, frozen=True, kw_only=True, tag="switch_watermark"):
    """Lay name, seat and time over the pages, or stop it."""

    is_on: bool


class AllowWriting(msgspec.Struct, frozen=True, kw_only=True, tag="allow_writing"):
    """Let a person write on pages for all to see, or end that."""

    person: PersonId
    is_allowed: bool


class RequestSignOff(msgspec.Struct, frozen=True, tag="request_sign_off"):
    """Send a paper to persons for reading or signing (阅件, 签批)."""

    request: SignOff


class WithdrawSignOff(msgspec.Struct, frozen=True, tag="withdraw_sign_off"):
    """Ask nobody any more."""

    sign_off: SignOffId


PodiumCommand = (
    PrepareMeeting
    | BallotCommand
    | SecretCommand
    | OpenSignIn
    | StartMeeting
    | PauseMeeting
    | ResumeMeeting
    | AdjournMeeting
    | ActivateItem
    | FinishItem
    | RecordPresence
    | SeatPerson
    | AnswerService
    | AddPaper
    | ReplacePaper
    | NoteThumbnails
    | SwitchWatermark
    | AllowWriting
    | RequestSignOff
    | WithdrawSignOff
)


class SignIn(msgspec.Struct, frozen=True, tag="sign_in", forbid_unknown_fields=True):
    """The person at this seat is here."""

    person: PersonId


class CallService(msgspec.Struct, frozen=True, tag="call_service", forbid_unknown_fields=True):
    """This seat asks for the clerk."""


class ShareInk(msgspec.Struct, frozen=True, kw_only=True, tag="share_ink", forbid_unknown_fields=True):
    """The person at this seat shares their own ink on a paper, or takes that back."""

    person: PersonId
    paper: Sha256
    audience: InkAudience


class NoteSignOffOpened(
    msgspec.Struct, frozen=True, kw_only=True, tag="note_sign_off_opened", forbid_unknown_fields=True
):
    """The person at this seat has the paper on the screen that they were asked to read or sign.

    `paper` is the draft that was on the screen; None: whichever is the present one.
    """

    sign_off: SignOffId
    person: PersonId
    paper: Sha256 | None = None


class NoteSignOffRead(
    msgspec.Struct, frozen=True, kw_only=True, tag="note_sign_off_read", forbid_unknown_fields=True
):
    """The person at this seat has had every page of it on the screen; `paper` as in `NoteSignOffOpened`."""

    sign_off: SignOffId
    person: PersonId
    paper: Sha256 | None = None


class SignOffPaper(
    msgspec.Struct, frozen=True, kw_only=True, tag="sign_off_paper", forbid_unknown_fields=True
):
    """The person at this seat confirms an opinion, with a signature where that is asked, on the file `paper`."""

    sign_off: SignOffId
    person: PersonId
    paper: Sha256
    opinion: Opinion
    text: Annotated[str, msgspec.Meta(max_length=MAX_OPINION_TEXT)] = ""
    signature: PackedSignature = b""
    seen_pages: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0


SeatCommand = (
    SignIn
    | CastVote
    | CastSealed
    | CallService
    | ShareInk
    | NoteSignOffOpened
    | NoteSignOffRead
    | SignOffPaper
)

Command = PodiumCommand | SeatCommand
