"""What goes over the pipe between the pool and a worker.

The worker's side is not trusted: a file may have taken it over. `decode_reply` bounds and types everything,
and the pool checks the sizes again before it believes them.
"""

from typing import Annotated

import msgspec
from typing_extensions import override

from shared.pdf.pages import (
    MAX_ENTRIES,
    MAX_LINKS,
    MAX_PAGES,
    Clip,
    DocumentFacts,
    Examination,
    Finding,
    OutlineEntry,
    PageHits,
    PageLink,
    PageText,
    PaperRefused,
    Problem,
    Rotation,
)
from shared.pdf.thumbnail_file import StoredThumbnail

MAX_MESSAGE_BYTES = 2 << 20
"""Facts of a paper of MAX_PAGES pages take 400 KB; nothing larger is read from a worker."""


class OpenPaper(msgspec.Struct, frozen=True, tag="open"):
    """Open the file and tell the sizes of its pages. `path` is in the bytes of the file system."""

    digest: str
    path: bytes
    password: str | None

    @override
    def __repr__(self) -> str:
        """Keep the path, which is a title, and the password out of every log and traceback."""
        return f"OpenPaper({self.digest[:8]})"


class DrawPage(msgspec.Struct, frozen=True, tag="draw"):
    """Draw one page into a slot; the paper is opened again where the worker no longer holds it."""

    paper: OpenPaper
    page: int
    width_px: int
    height_px: int
    rotation: Rotation
    offset: int
    """First byte of the slot in the segment."""
    size: int
    """Bytes of the slot."""
    clip: Clip | None = None
    thumbnails: bytes | None = None
    """A file with thumbnails, from which the picture is taken where it holds one that is large enough."""
    next_offset: int | None = None
    """First byte of the slot that is likely to be drawn into next."""
    is_looked_at: bool = False
    """Whether somebody looks at the place where the picture will appear."""

    @override
    def __repr__(self) -> str:
        """Keep the path out of every log and traceback."""
        return f"DrawPage({self.paper!r}, page={self.page})"


class ReadOutline(msgspec.Struct, frozen=True, tag="read_outline"):
    """Tell the table of contents."""

    paper: OpenPaper
    page: None = None


class ReadText(msgspec.Struct, frozen=True, tag="read_text"):
    """Tell the words of a page."""

    paper: OpenPaper
    page: int


class ReadLinks(msgspec.Struct, frozen=True, tag="read_links"):
    """Tell what leads from a page to others of this paper."""

    paper: OpenPaper
    page: int


class SearchPages(msgspec.Struct, frozen=True, tag="search"):
    """Look for `query`, which is folded, on pages from `page` on, and on at most `count`.

    Ends with the page after which `budget_s` seconds are over, so that others get their turn.
    """

    paper: OpenPaper
    query: str
    page: int
    count: int
    budget_s: float

    @override
    def __repr__(self) -> str:
        """Keep what a person looks for out of every log and traceback."""
        return f"SearchPages({self.paper!r}, page={self.page})"


class ExaminePaper(msgspec.Struct, frozen=True, tag="examine"):
    """Find out whether the pages of this file can be drawn within `budget_s` seconds of wall clock."""

    path: bytes
    budget_s: float

    @override
    def __repr__(self) -> str:
        """Keep the path, which is a title, out of every log and traceback."""
        return "ExaminePaper()"


class SurveyPage(msgspec.Struct, frozen=True, tag="survey"):
    """Tell what is kept of a page when its paper is taken in; the thumbnail takes at most `room_bytes`."""

    paper: OpenPaper
    page: int
    room_bytes: int


class PlaceTypeface(msgspec.Struct, frozen=True, tag="typeface"):
    """Put the typeface with Chinese letters that comes with the engine at the start of the segment."""


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The worker is confined and waits. `lacks` names the walls that this system did not provide."""

    lacks: tuple[str, ...]


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """Answer to OpenPaper."""

    facts: DocumentFacts


class NotOpened(msgspec.Struct, frozen=True, tag="not_opened"):
    """Answer to OpenPaper, DrawPage and every question."""

    refused: PaperRefused


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """The slot holds `height_px` rows of `width_px` pixels without gaps."""

    width_px: int
    height_px: int


class NotDrawn(msgspec.Struct, frozen=True, tag="not_drawn"):
    """The paper is open, this page cannot be drawn or read."""

    problem: Problem


class OutlineRead(msgspec.Struct, frozen=True, tag="outline"):
    """Answer to ReadOutline."""

    entries: Annotated[tuple[OutlineEntry, ...], msgspec.Meta(max_length=MAX_ENTRIES)]


class TextRead(msgspec.Struct, frozen=True, tag="text"):
    """Answer to ReadText."""

    text: PageText


class LinksRead(msgspec.Struct, frozen=True, tag="links"):
    """Answer to ReadLinks."""

    links: Annotated[tuple[PageLink, ...], msgspec.Meta(max_length=MAX_LINKS)]


class Searched(msgspec.Struct, frozen=True, tag="searched"):
    """Answer to SearchPages: so many pages, at least one, were looked through."""

    pages_done: int
    hits: Annotated[tuple[PageHits, ...], msgspec.Meta(max_length=MAX_PAGES)]


class Surveyed(msgspec.Struct, frozen=True, tag="surveyed"):
    """Answer to SurveyPage."""

    fingerprint: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    thumbnail: StoredThumbnail | None


class Looking(msgspec.Struct, frozen=True, tag="looking"):
    """Said before each page while examining, so that it is known which page was too much."""

    pages: int
    page: int


class Examined(msgspec.Struct, frozen=True, tag="examined"):
    """Answer to ExaminePaper."""

    examination: Examination


class Placed(msgspec.Struct, frozen=True, tag="placed"):
    """So many bytes stand at the start of the segment; 0 if they found no room."""

    size: int


Question = ReadOutline | ReadText | ReadLinks | SearchPages
Answer = OutlineRead | TextRead | LinksRead | Searched
Order = OpenPaper | DrawPage | Question | ExaminePaper | SurveyPage | PlaceTypeface
Reply = Ready | Opened | NotOpened | Drawn | NotDrawn | Answer | Surveyed | Looking | Examined | Placed

_encoder = msgspec.msgpack.Encoder()
_orders: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def encode(message: Order | Reply) -> bytes:
    """The bytes of one message."""
    return _encoder.encode(message)


def decode_order(data: bytes) -> Order:
    """Read what the pool asks."""
    return _orders.decode(data)


def decode_reply(data: bytes) -> Reply:
    """Read what a worker answers; raises msgspec.DecodeError for nonsense."""
    return _replies.decode(data)


def refusal(digest: str, finding: Finding) -> NotOpened:
    """The answer that the paper cannot be opened."""
    return NotOpened(PaperRefused(digest, finding))
