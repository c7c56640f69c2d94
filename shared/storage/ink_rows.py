"""Marks as rows of a database: their bytes, and which of two changes of one mark stays. Pure.

The change with the higher revision stays. Two terminals of one person may count the same revision; then the greater
bytes stay, on every machine alike, and a mark stays rather than its erasing.
"""

from __future__ import annotations

import functools
from typing import Final

import msgspec

from shared.domain.ink import Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.ink import (
    PackedChange,
    PackedHighlighter,
    PackedMark,
    PackedPen,
    pack,
    unpack,
)

ERASED: Final = b""
"""The bytes of a mark that was erased; its row stays, so that an older change does not bring it back."""
NO_PAGE: Final = 0

_encode = msgspec.msgpack.Encoder().encode
_MARK: msgspec.msgpack.Decoder[PackedMark] = msgspec.msgpack.Decoder(PackedMark)


class DamagedMark(ValueError):
    """A row does not hold a mark; the text never says what it holds."""


class MarkRow(msgspec.Struct, frozen=True):
    """A change as it lies in a table. `page` is NO_PAGE and `kind` "" where the mark was erased."""

    id: MarkId
    revision: int
    page: int
    kind: str
    content: bytes


class Changed(msgspec.Struct, frozen=True):
    """What became of one mark in a database: it lay on page `left` (NO_PAGE: nowhere), now it is `mark` (None: gone)."""

    layer: Layer
    id: MarkId
    left: int
    mark: PackedMark | None


class Written(msgspec.Struct, frozen=True):
    """What a person wrote and erased in one layer; its revisions are counted when it is stored."""

    layer: Layer
    marks: tuple[Mark, ...] = ()
    erased: tuple[MarkId, ...] = ()


class PagePiece(msgspec.Struct, frozen=True):
    """Some of the marks of a page; `last` is where the next piece goes on, None: that was all.

    `damaged` rows were passed over.
    """

    marks: tuple[tuple[Layer, Mark], ...]
    last: int | None
    damaged: int = 0


@functools.lru_cache(maxsize=4096)
def layer_of(author: str, paper: str, kind: str) -> Layer:
    """The layer that a row names; many marks share it."""
    return Layer(author=PersonId(author), paper=Sha256(paper), kind=LayerKind(kind))


def is_sound(change: PackedChange) -> bool:
    """Whether the change holds the mark that it names, with whole points."""
    mark = change.mark
    if mark is None:
        return True
    is_whole = not isinstance(mark, PackedPen | PackedHighlighter) or len(mark.points) % 6 == 0
    return mark.id == change.id and is_whole


def row_of(change: PackedChange) -> MarkRow:
    """The change as a row."""
    mark = change.mark
    if mark is None:
        return MarkRow(change.id, change.revision, NO_PAGE, "", ERASED)
    return MarkRow(change.id, change.revision, mark.page, str(mark.__struct_config__.tag), _encode(mark))


def row_of_mark(mark: Mark, revision: int) -> MarkRow:
    """The mark as a row."""
    return row_of(PackedChange(id=mark.id, revision=revision, mark=pack(mark)))


def is_newer(row: MarkRow, revision: int, content: bytes) -> bool:
    """Whether `row` stays where a change with `revision` and `content` lies."""
    return (row.revision, row.content) > (revision, content)


def packed_of(content: bytes) -> PackedMark | None:
    """The mark in a row, None where it was erased. Raises DamagedMark."""
    if content == ERASED:
        return None
    try:
        return _MARK.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DamagedMark("a mark cannot be read") from error


def mark_of(content: bytes) -> Mark:
    """The mark in a row that is not an erasing. Raises DamagedMark."""
    packed = packed_of(content)
    if packed is None:
        raise DamagedMark("an erasing lies on a page")
    try:
        return unpack(packed)
    except ValueError as error:
        raise DamagedMark("a stroke cannot be read") from error


def change_of(mark: MarkId, revision: int, content: bytes) -> PackedChange:
    """The change in a row. Raises DamagedMark."""
    packed = packed_of(content)
    change = PackedChange(id=mark, revision=revision, mark=packed)
    if not is_sound(change):
        raise DamagedMark("a row holds another mark, or a part of one")
    return change
