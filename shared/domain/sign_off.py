"""Sign-off (阅件, 签批): a paper sent to chosen persons, who read it or sign their opinion on exactly that file."""

from __future__ import annotations

import enum
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, NewType

import msgspec

from shared.domain.agenda import ItemId, Meeting
from shared.domain.papers import Paper, Sha256, may_see
from shared.domain.people import PersonId

SignOffId = NewType("SignOffId", str)

MAX_SIGNATURE_BYTES = 11_264
"""With an opinion of the longest words beside it, what is confirmed still fits a frame."""

MAX_OPINION_TEXT = 1_000
"""Characters of a written opinion."""

_STROKE = struct.Struct("<H")
_POINT = struct.Struct("<HHB")
_FINE = 65_535
_COARSE = 255

PAD_RATIO = 480 / 196
"""Width by height of every pad: a signature looks the same wherever it is shown or printed."""

SignatureStroke = tuple[tuple[float, float, float], ...]
"""Points (x, y, pressure), each 0..1: of the pad's width, of its height, of the pen's pressure."""

PackedSignature = Annotated[bytes, msgspec.Meta(max_length=MAX_SIGNATURE_BYTES)]


class SignOffKind(enum.StrEnum):
    """What is asked for: READ 阅件, an opinion is welcome; SIGN 签批, an opinion and a signature."""

    READ = "read"
    SIGN = "sign"


class Opinion(enum.StrEnum):
    """What a person thinks: READ 已阅 (for reading only), AGREE 同意, DISAGREE 不同意, OTHER 另写意见 (in words)."""

    READ = "read"
    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class SignOff(msgspec.Struct, frozen=True, kw_only=True):
    """The request: `paper` is the draft at the time; it follows the paper when a new draft replaces it."""

    id: SignOffId
    paper: Sha256
    kind: SignOffKind
    persons: tuple[PersonId, ...]


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What one person confirmed, on the file with digest `paper`. `signature` is packed; empty where none was asked.

    `seen_pages` of that file had been on the person's screen.
    """

    paper: Sha256
    opinion: Opinion
    text: str
    signature: bytes
    seen_pages: int
    at: datetime


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far one person is with the present draft: when they first had it on the screen, and all pages of it.

    `signed` are all confirmations, of earlier drafts too, oldest first; the last counts if it is of the paper.
    `late_at` is when a confirmation arrived after the meeting was over; it does not count.
    """

    opened_at: datetime | None = None
    read_at: datetime | None = None
    signed: tuple[Signed, ...] = ()
    late_at: datetime | None = None


class SignOffState(msgspec.Struct, frozen=True, kw_only=True):
    """A request and where it stands. `paper` is the present draft: what is to be signed now."""

    request: SignOff
    paper: Sha256
    asked_at: datetime
    is_withdrawn: bool = False
    progress: Mapping[PersonId, Progress] = {}

    def of(self, person: PersonId) -> Progress:
        """How far `person` is."""
        return self.progress.get(person, Progress())

    def valid(self, person: PersonId) -> Signed | None:
        """The confirmation of `person` that belongs to the present draft."""
        signed = self.of(person).signed
        return signed[-1] if signed and signed[-1].paper == self.paper else None

    def stale(self, person: PersonId) -> Signed | None:
        """The last confirmation of `person` when it belongs to an earlier draft only."""
        signed = self.of(person).signed
        return signed[-1] if signed and signed[-1].paper != self.paper else None

    @property
    def signed_count(self) -> int:
        """Persons whose confirmation belongs to the present draft."""
        return sum(self.valid(person) is not None for person in self.request.persons)


class SignOffSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the terminal of one asked person sees it; nobody else's opinion is in it."""

    id: SignOffId
    paper: Sha256
    item: ItemId
    kind: SignOffKind
    asked_at: datetime
    asked_count: int
    signed_count: int
    is_withdrawn: bool = False
    opened_at: datetime | None = None
    read_at: datetime | None = None
    own: Signed | None = None


def seen_by(meeting: Meeting, sign_off: SignOffState, person: PersonId) -> SignOffSeen | None:
    """The request as `person` sees it; None when they were not asked. `own` comes without the signature's strokes."""
    held = meeting.paper(sign_off.paper)
    if person not in sign_off.request.persons or held is None:
        return None
    progress = sign_off.of(person)
    own = progress.signed[-1] if progress.signed else None
    return SignOffSeen(
        id=sign_off.request.id,
        paper=sign_off.paper,
        item=held[0].id,
        kind=sign_off.request.kind,
        asked_at=sign_off.asked_at,
        asked_count=len(sign_off.request.persons),
        signed_count=sign_off.signed_count,
        is_withdrawn=sign_off.is_withdrawn,
        opened_at=progress.opened_at,
        read_at=progress.read_at,
        own=None if own is None else msgspec.structs.replace(own, signature=b""),
    )


def may_be_asked(meeting: Meeting, paper: Paper, person_id: PersonId) -> bool:
    """Whether `person_id` is on the roster and may see `paper`."""
    person, held = meeting.person(person_id), meeting.paper(paper.sha256)
    if person is None or held is None:
        return False
    return may_see(held[0].audience, person) and may_see(paper.audience, person)


def pack_signature(strokes: Sequence[SignatureStroke]) -> bytes:
    """The strokes as bytes: per stroke the number of its points, then 5 bytes a point, little endian.

    Raises ValueError where they exceed `MAX_SIGNATURE_BYTES`: thin them first.
    """
    packed = bytearray()
    for stroke in strokes:
        packed += _STROKE.pack(len(stroke))
        for x, y, pressure in stroke:
            packed += _POINT.pack(_scaled(x, _FINE), _scaled(y, _FINE), _scaled(pressure, _COARSE))
    if len(packed) > MAX_SIGNATURE_BYTES:
        raise ValueError(f"{len(packed)} bytes of strokes exceed {MAX_SIGNATURE_BYTES}")
    return bytes(packed)


def unpack_signature(packed: bytes) -> tuple[SignatureStroke, ...]:
    """The strokes of `pack_signature`. Raises ValueError for other bytes."""
    strokes: list[SignatureStroke] = []
    at = 0
    if len(packed) > MAX_SIGNATURE_BYTES:
        raise ValueError("too long for a signature")
    while at < len(packed):
        if at + _STROKE.size > len(packed):
            raise ValueError("a signature ends in the middle of a stroke")
        (count,) = _STROKE.unpack_from(packed, at)
        at += _STROKE.size
        end = at + count * _POINT.size
        if count == 0 or end > len(packed):
            raise ValueError("a signature ends in the middle of a stroke")
        strokes.append(
            tuple((x / _FINE, y / _FINE, p / _COARSE) for x, y, p in _POINT.iter_unpack(packed[at:end]))
        )
        at = end
    return tuple(strokes)


def is_signature(packed: bytes) -> bool:
    """Whether the bytes are strokes with enough ink in them to be somebody's hand: at least two points."""
    try:
        return sum(len(stroke) for stroke in unpack_signature(packed)) >= 2
    except ValueError:
        return False


def _scaled(value: float, most: int) -> int:
    return round(min(1.0, max(0.0, value)) * most)
