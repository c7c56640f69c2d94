"""The messages between podium and seats. Frozen, typed, versioned by `PROTOCOL`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from shared.domain.agenda import ItemId, MeetingId
from shared.domain.ballots import IntentId
from shared.domain.commands import SeatCommand
from shared.domain.papers import Sha256
from shared.domain.private_view import PrivateView
from shared.domain.room import PublicEvent
from shared.domain.verdicts import Reason
from shared.protocol.ink import InkChanges, InkIndex, InkRefused, InkTaken
from shared.protocol.secret import Piece, SecretNotNow, SecretRefused, SecretTaken

PROTOCOL = 5
"""Version of everything in this package; a peer with another one is told to update."""

CHUNK_BYTES = 128 * 1024
"""Size of all chunks of a paper but the last."""

HEARTBEAT_S = 2.0
"""Seconds between the hub's heartbeats and between a seat's status messages."""

Token = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Unit = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Stage(msgspec.Struct, frozen=True, kw_only=True, tag="stage"):
    """Where the leader is. Ordered by (`term`, `revision`); a seat never goes back in it.

    `term` grows with every start of a presenter, `revision` with every change; `page` counts from 1;
    `is_leading` False: nobody leads, everybody reads freely. `leader` is the name shown to people.
    """

    term: Count
    revision: Count
    leader: str = ""
    is_leading: bool = False
    item: ItemId | None = None
    paper: Sha256 | None = None
    page: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub signs: the place, the number and the content of a message.

    `n`: for events the public number, for the stage its revision, for private views the record's number.
    """

    protocol: int
    meeting: MeetingId
    subject: str
    n: Count
    at: datetime
    content: PublicEvent | Stage | PrivateView


class Pointer(msgspec.Struct, frozen=True, kw_only=True):
    """The laser pointer on the leader's page, (u, v) of the page as displayed; absent point = switched off."""

    paper: Sha256
    page: int
    point: tuple[Unit, Unit] | None


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The hub lives: its time, the last public event, the stage's position, the newest ink that all may see."""

    protocol: int
    meeting: MeetingId
    at: datetime
    n: Count
    term: Count
    revision: Count
    ink_n: Count = 0


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """A seat introduces itself to the room."""

    protocol: int
    version: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """The hub's answer: the meeting that runs (None: none yet), its time, and what the room is like."""

    protocol: int
    at: datetime
    room: str
    is_open_room: bool
    meeting: MeetingId | None = None


class ViewRequest(msgspec.Struct, frozen=True, tag="view"):
    """A seat asks for its private view; the answer is a sealed `Statement`."""


class Intent(msgspec.Struct, frozen=True, kw_only=True, tag="intent", forbid_unknown_fields=True):
    """What the person at a seat wants; sent until answered, done once per `id`. The record keeps its frame.

    `confirmed_at` is the seat's clock when the person confirmed: shown, never decided upon.
    """

    id: IntentId
    meeting: MeetingId
    confirmed_at: datetime
    command: SeatCommand


class IntentAccepted(msgspec.Struct, frozen=True, kw_only=True, tag="intent_accepted"):
    """Recorded at `at`; `receipt` is the code of a counted vote."""

    id: IntentId
    at: datetime
    receipt: str = ""


class IntentRefused(msgspec.Struct, frozen=True, kw_only=True, tag="intent_refused"):
    """Not granted. `is_final` False: the seat keeps it and asks again (a held ballot)."""

    id: IntentId
    reason: Reason
    figures: Mapping[str, int] = {}
    is_final: bool = True


class SeatStatus(msgspec.Struct, frozen=True, kw_only=True, tag="status"):
    """What a seat tells of itself every `HEARTBEAT_S` and on change. Never a choice.

    `unsent` counts intents stored at the seat and not answered; `unsent_votes` those that are votes; `unsent_ink` counts
    changes of ink that the podium has not taken.
    `n` and `private_n` are the newest public and private numbers applied.
    """

    is_following: bool
    paper: Sha256 | None = None
    page: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    unsent: Count = 0
    unsent_votes: Count = 0
    unsent_ink: Count = 0
    n: Count = 0
    private_n: Count = 0
    papers_ready: Count = 0
    papers_known: Count = 0


class ChunkRequest(msgspec.Struct, frozen=True, kw_only=True, tag="chunk"):
    """A seat asks for chunk `index` (from 0) of a paper that not everybody may see."""

    sha256: Annotated[Sha256, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    index: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class Chunk(msgspec.Struct, frozen=True, kw_only=True, tag="chunk_bytes"):
    """The bytes asked for."""

    sha256: Sha256
    index: int
    data: bytes


class NotForYou(msgspec.Struct, frozen=True, tag="not_for_you"):
    """The hub does not serve this to this seat (or does not have it)."""


class Unintelligible(msgspec.Struct, frozen=True, kw_only=True, tag="unintelligible"):
    """The hub could not read the request; `protocol` is the version it speaks."""

    protocol: int


UpRequest = Hello | ViewRequest | SeatStatus | ChunkRequest
UpReply = (
    Welcome
    | IntentAccepted
    | IntentRefused
    | Chunk
    | InkTaken
    | InkRefused
    | InkIndex
    | InkChanges
    | SecretTaken
    | SecretNotNow
    | SecretRefused
    | Piece
    | NotForYou
    | Unintelligible
)
