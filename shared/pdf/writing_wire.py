"""What goes between the program that wants a copy of a paper and the process that writes it.

The order lies in the shared segment, because ink may be long; the copy's bytes take its place there. The writing
process is not trusted: a file may have taken it over. `decode_answer` bounds and types what it says.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from typing_extensions import override

from shared.domain.ink import Mark
from shared.pdf.pages import Finding
from shared.pdf.sheet import PrintedSheet
from shared.pdf.tables import Document

MAX_ANSWER_BYTES = 64 << 10


class Ink(msgspec.Struct, frozen=True):
    """What one person wrote on a paper; `author` is the name that viewers show beside it, "" for none."""

    author: str
    marks: tuple[Mark, ...]


class PageInk(msgspec.Struct, frozen=True, array_like=True):
    """What one person wrote on one page. `marks` are read page by page: all at once they take ten times the room."""

    page: int
    author: str
    marks: msgspec.Raw


class WriteCopy(msgspec.Struct, frozen=True, kw_only=True):
    """The order: what to write onto the pages of the paper that the process was started with."""

    password: str | None
    pages: tuple[PageInk, ...]
    is_flattened: bool
    watermark: str
    sheets: tuple[PrintedSheet, ...]
    written_at: datetime
    document: Document | None = None

    @override
    def __repr__(self) -> str:
        """Keep password and words out of every log and traceback."""
        return "WriteCopy()"


class Lying(msgspec.Struct, frozen=True, tag="lying"):
    """Said to the process: the order lies in the first `size` bytes of the segment."""

    size: int


class Standing(msgspec.Struct, frozen=True, tag="standing"):
    """The process is confined and waits. `lacks` names the walls that this system did not provide."""

    lacks: tuple[str, ...]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The copy's last `size` bytes lie in the segment: after the paper's own or, with `is_whole`, all of them.

    `pages` is how many the copy has.
    """

    size: int
    pages: int
    is_whole: bool


class NoSuchPage(msgspec.Struct, frozen=True, tag="no_such_page"):
    """A mark is on a page, counted from 1, that the paper, which has `pages`, does not have."""

    page: int
    pages: int


class NotWritten(msgspec.Struct, frozen=True, tag="not_written"):
    """The paper cannot be opened, or not be written on. `page` counts from 0 where one page is the reason."""

    finding: Finding
    page: int | None = None


class NoRoom(msgspec.Struct, frozen=True, tag="no_room"):
    """The copy would be longer than the segment."""


Answer = Standing | Done | NoSuchPage | NotWritten | NoRoom


def by_page(inks: Sequence[Ink]) -> tuple[PageInk, ...]:
    """The ink as it travels; what one person wrote stays in its order."""
    pages: list[PageInk] = []
    for ink in inks:
        held: dict[int, list[Mark]] = {}
        for mark in ink.marks:
            held.setdefault(mark.page, []).append(mark)
        pages += [
            PageInk(page, ink.author, msgspec.Raw(_encoder.encode(marks))) for page, marks in held.items()
        ]
    return tuple(pages)


def decode_marks(page: PageInk) -> tuple[Mark, ...]:
    """The marks of one page."""
    return _marks.decode(page.marks)


_encoder = msgspec.msgpack.Encoder()
_orders: msgspec.msgpack.Decoder[WriteCopy] = msgspec.msgpack.Decoder(WriteCopy)
_words: msgspec.msgpack.Decoder[Lying] = msgspec.msgpack.Decoder(Lying)
_marks: msgspec.msgpack.Decoder[tuple[Mark, ...]] = msgspec.msgpack.Decoder(tuple[Mark, ...])
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def encode(message: WriteCopy | Lying | Answer) -> bytes:
    """The bytes of one message."""
    return _encoder.encode(message)


def decode_order(data: bytes | memoryview) -> WriteCopy:
    """Read what is to be written."""
    return _orders.decode(data)


def decode_word(data: bytes) -> Lying:
    """Read that the order is there."""
    return _words.decode(data)


def decode_answer(data: bytes) -> Answer:
    """Read what the process answers; raises msgspec.DecodeError for nonsense."""
    return _answers.decode(data)
