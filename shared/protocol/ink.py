"""Ink on the wire and on the disk: points as 16-bit fractions, and the messages that carry changes of marks.

A point takes 6 bytes (u, v, pressure as fractions of 65535, little endian): 1/65535 of an A4 page is 3 µm.
"""

from __future__ import annotations

import enum
import struct
from typing import Annotated, TypedDict

import msgspec

from shared.domain.ink import (
    MAX_POINTS,
    Arrow,
    Bookmark,
    Change,
    Colour,
    Ellipse,
    Highlighter,
    Id,
    Layer,
    Line,
    Mark,
    MarkId,
    Note,
    PageNumber,
    Pen,
    Points,
    Rectangle,
    Stamp,
    Stroke,
    TextMark,
    Touch,
    Width,
)
from shared.domain.papers import Sha256

_POINT = struct.Struct("<HHH")
_FINE = 65_535

MAX_CHANGES = 64
"""Changes in one message; the frame is bounded besides."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Digest = Annotated[Sha256, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
PackedPoints = Annotated[bytes, msgspec.Meta(min_length=6, max_length=6 * MAX_POINTS)]


class _PackedStroke(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    id: Id
    page: PageNumber
    color: Colour
    width: Width
    points: PackedPoints


class PackedPen(_PackedStroke, frozen=True, kw_only=True, tag="pen"):
    """A `Pen` with its points packed."""


class PackedHighlighter(_PackedStroke, frozen=True, kw_only=True, tag="highlighter"):
    """A `Highlighter` with its points packed."""


PackedMark = (
    PackedPen | PackedHighlighter | Line | Rectangle | Ellipse | Arrow | Note | Stamp | TextMark | Bookmark
)


class PackedChange(msgspec.Struct, frozen=True, kw_only=True):
    """A `Change` with its mark packed."""

    id: Id
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    mark: PackedMark | None


class InkPush(msgspec.Struct, frozen=True, kw_only=True, tag="ink_push"):
    """A seat hands over what was written there; repeated until taken, taken once per (id, revision)."""

    layer: Layer
    changes: Annotated[tuple[PackedChange, ...], msgspec.Meta(min_length=1, max_length=MAX_CHANGES)]


class InkIndexRequest(msgspec.Struct, frozen=True, kw_only=True, tag="ink_index_request"):
    """A seat asks which layers there are for the person who sits there; `skip` so many of the list."""

    skip: Count = 0


class InkFetch(msgspec.Struct, frozen=True, kw_only=True, tag="ink_fetch"):
    """A seat asks for the changes of a layer after number `after`."""

    layer: Layer
    after: Count


InkRequest = InkPush | InkIndexRequest | InkFetch


class InkRefusal(enum.StrEnum):
    """Why pushed changes are not taken: none of that layer from that seat now, or one of them is the matter."""

    NOT_ALLOWED = "not_allowed"
    """The author does not sit and never sat there, may not see the paper, or may not write for all."""
    NO_SUCH_PAGE = "no_such_page"
    """A change lies behind the last page of the paper."""
    FULL = "full"
    """The author's share of the podium's disk would be used up; less may still fit."""


class InkRefused(msgspec.Struct, frozen=True, kw_only=True, tag="ink_refused"):
    """Nothing of the push was stored."""

    why: InkRefusal


class InkTaken(msgspec.Struct, frozen=True, kw_only=True, tag="ink_taken"):
    """The pushed changes are on the podium's disk; `n` is the layer's newest number."""

    n: Count


class LayerHead(msgspec.Struct, frozen=True, kw_only=True):
    """A layer and its newest number."""

    layer: Layer
    n: Count


class InkIndex(msgspec.Struct, frozen=True, kw_only=True, tag="ink_index"):
    """The layers that the person at the asking seat may see. `public_n` is the number that heartbeats carry."""

    heads: tuple[LayerHead, ...]
    public_n: Count
    is_more: bool = False


class InkChanges(msgspec.Struct, frozen=True, kw_only=True, tag="ink_changes"):
    """Changes of a layer: all those numbered above `before` up to `n`, in this order.

    Sent as an answer, and live when they happen; whoever has the layer up to `before` has it up to `n` then.
    """

    layer: Layer
    before: Count
    n: Count
    changes: tuple[PackedChange, ...]
    is_more: bool = False
    public_n: Count = 0


class StrokeGrows(msgspec.Struct, frozen=True, kw_only=True, tag="stroke_grows"):
    """A stroke that somebody is drawing for all: `points` come after the first `skip` ones.

    Told by the seat where it is drawn, and by the podium to the others. A stroke that is not continued within a few seconds is taken away; when it ends, its mark comes as a change.
    """

    layer: Layer
    id: Id
    page: PageNumber
    is_pen: bool
    color: Colour
    width: Width
    skip: Annotated[int, msgspec.Meta(ge=0, le=MAX_POINTS)]
    points: Annotated[bytes, msgspec.Meta(max_length=6 * 128)]


class StrokeDropped(msgspec.Struct, frozen=True, kw_only=True, tag="stroke_dropped"):
    """The stroke that was being drawn is given up."""

    layer: Layer
    id: Id


class InkNotice(msgspec.Struct, frozen=True, tag="ink_notice"):
    """What this seat may see of ink changed: ask for the index."""


StrokeLive = StrokeGrows | StrokeDropped
InkUp = InkRequest | StrokeLive
"""What a seat says of ink; live strokes have no answer."""

InkLive = InkChanges | StrokeLive | InkNotice


MOST_STEP_POINTS = 128
"""Points of a growing stroke in one message."""


def joined(first: StrokeGrows, then: StrokeGrows) -> StrokeGrows | None:
    """Both steps as one; None where they do not follow or hold too many points."""
    end = first.skip + len(first.points) // _POINT.size
    is_next = (first.layer, first.page, end) == (then.layer, then.page, then.skip)
    points = first.points + then.points
    if not is_next or len(points) > _POINT.size * MOST_STEP_POINTS:
        return None
    return msgspec.structs.replace(first, points=points)


def pack_points(points: Points) -> bytes:
    """The points in 6 bytes each."""
    packed = bytearray()
    for u, v, pressure in points:
        packed += _POINT.pack(_scaled(u), _scaled(v), _scaled(pressure))
    return bytes(packed)


def unpack_points(packed: bytes) -> tuple[Touch, ...]:
    """The points of `pack_points`. Raises ValueError for a length that is no multiple of 6."""
    if len(packed) % _POINT.size:
        raise ValueError("points end in the middle")
    return tuple((u / _FINE, v / _FINE, p / _FINE) for u, v, p in _POINT.iter_unpack(packed))


def pack(mark: Mark) -> PackedMark:
    """The mark as it travels and lies on the disk."""
    match mark:
        case Pen():
            return PackedPen(**_line(mark), points=pack_points(mark.points))
        case Highlighter():
            return PackedHighlighter(**_line(mark), points=pack_points(mark.points))
        case _:
            return mark


def unpack(packed: PackedMark) -> Mark:
    """The mark of `pack`. Raises ValueError when its points are damaged."""
    match packed:
        case PackedPen():
            return Pen(**_line(packed), points=unpack_points(packed.points))
        case PackedHighlighter():
            return Highlighter(**_line(packed), points=unpack_points(packed.points))
        case _:
            return packed


def as_kept(mark: Mark) -> Mark:
    """The mark as it comes back from the disk or from another terminal: its points are rounded to 16 bits."""
    return unpack(pack(mark))


def pack_change(change: Change) -> PackedChange:
    """The change as it travels and lies on the disk."""
    mark = None if change.mark is None else pack(change.mark)
    return PackedChange(id=change.id, revision=change.revision, mark=mark)


def unpack_change(packed: PackedChange) -> Change:
    """The change of `pack_change`. Raises ValueError when it is damaged or names another mark than it holds."""
    mark = None if packed.mark is None else unpack(packed.mark)
    if mark is not None and mark.id != packed.id:
        raise ValueError("a change of another mark")
    return Change(id=packed.id, revision=packed.revision, mark=mark)


class _Drawn(TypedDict):
    id: MarkId
    page: int
    color: str
    width: float


def _line(stroke: Stroke | PackedPen | PackedHighlighter) -> _Drawn:
    return _Drawn(id=stroke.id, page=stroke.page, color=stroke.color, width=stroke.width)


def _scaled(value: float) -> int:
    return round(min(1.0, max(0.0, value)) * _FINE)
