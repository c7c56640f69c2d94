"""The words of this package: what a paper is found to be, what is asked for, what comes back."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

MAX_PAGES = 20_000
"""A paper with more pages is refused: nobody reads it in a meeting, and a page tree may claim any number."""

MAX_SIDE_PX = 100_000
"""No screen is larger; a larger wish is a mistake."""

MAX_ENTRIES = 5_000
"""Lines of a table of contents that are told."""

MAX_LEVEL = 32
MAX_TITLE = 200
"""Characters of one such line."""

MAX_TITLES = 300_000
"""Characters of all such lines, about."""

MAX_WORDS = 20_000
"""Words of a page that can be selected."""

MAX_WORD = 100
"""Characters after which a word is taken for two."""

MAX_LINKS = 2_000
"""Links of a page that are told."""

MAX_HITS_ON_PAGE = 200
MAX_QUERY = 200
"""Characters of what is looked for."""

Rotation = Literal[0, 90, 180, 270]
"""Degrees clockwise that the reader turned the page, in addition to what the file says."""


class PaperStatus(StrEnum):
    """What a file is found to be. The values are part of the output of `wuzhi-clerk check --json`."""

    OK = "ok"
    PASSWORD = "password"  # noqa: S105  # a status, not a secret
    BROKEN = "broken"
    TOO_COMPLEX = "too_complex"
    NOT_PDF = "not_pdf"


class Finding(StrEnum):
    """Why a file has its status, finer than the status itself."""

    FINE = "fine"
    REPAIRED = "repaired"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    MISSING = "missing"
    FOLDER = "folder"
    UNREADABLE = "unreadable"
    SPECIAL = "special"
    EMPTY = "empty"
    OTHER_FORMAT = "other_format"
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    DAMAGED_PAGE = "damaged_page"
    CRASHED = "crashed"
    TOO_MANY_PAGES = "too_many_pages"
    SLOW_PAGE = "slow_page"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"


STATUS_OF: dict[Finding, PaperStatus] = {
    Finding.FINE: PaperStatus.OK,
    Finding.REPAIRED: PaperStatus.OK,
    Finding.NEEDS_PASSWORD: PaperStatus.PASSWORD,
    Finding.WRONG_PASSWORD: PaperStatus.PASSWORD,
    Finding.MISSING: PaperStatus.BROKEN,
    Finding.FOLDER: PaperStatus.NOT_PDF,
    Finding.UNREADABLE: PaperStatus.BROKEN,
    Finding.SPECIAL: PaperStatus.NOT_PDF,
    Finding.EMPTY: PaperStatus.BROKEN,
    Finding.OTHER_FORMAT: PaperStatus.NOT_PDF,
    Finding.DAMAGED: PaperStatus.BROKEN,
    Finding.NO_PAGES: PaperStatus.BROKEN,
    Finding.DAMAGED_PAGE: PaperStatus.BROKEN,
    Finding.CRASHED: PaperStatus.BROKEN,
    Finding.TOO_MANY_PAGES: PaperStatus.TOO_COMPLEX,
    Finding.SLOW_PAGE: PaperStatus.TOO_COMPLEX,
    Finding.TOO_SLOW: PaperStatus.TOO_COMPLEX,
    Finding.TOO_MUCH_MEMORY: PaperStatus.TOO_COMPLEX,
}


class PageSize(msgspec.Struct, frozen=True, array_like=True):
    """Size of a page as displayed: cropped and turned as the file says, in points of 1/72 inch, never 0."""

    width_pt: float
    height_pt: float


class DocumentFacts(msgspec.Struct, frozen=True):
    """A paper that could be opened."""

    digest: str
    pages: tuple[PageSize, ...]
    is_repaired: bool = False
    """The file is damaged, and its structure was rebuilt by guessing."""
    is_encrypted: bool = False
    """The file asked for its password."""


class PaperRefused(msgspec.Struct, frozen=True):
    """A paper that cannot be shown. `page` counts from 0 where one page is the reason."""

    digest: str
    finding: Finding
    page: int | None = None

    @property
    def status(self) -> PaperStatus:
        """The coarse answer, never `ok`."""
        return STATUS_OF[self.finding]


class Examination(msgspec.Struct, frozen=True):
    """What was found about a file. `page` counts from 0 where one page is the reason."""

    finding: Finding
    pages: int = 0
    page: int | None = None

    @property
    def status(self) -> PaperStatus:
        """The coarse answer."""
        return STATUS_OF[self.finding]


class Clip(msgspec.Struct, frozen=True, array_like=True):
    """A part of a drawn page, in whole pixels of that drawing, after turning; origin top left."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int

    def is_within(self, width_px: int, height_px: int) -> bool:
        """Whether the part has a pixel, and lies on a drawing of this size."""
        is_started = self.left_px >= 0 and self.top_px >= 0 and self.width_px >= 1 and self.height_px >= 1
        is_ended = self.left_px + self.width_px <= width_px and self.top_px + self.height_px <= height_px
        return is_started and is_ended


class PageRequest(msgspec.Struct, frozen=True):
    """A wish for a picture of one page, or with `clip` of a part of it.

    The page is scaled to fit into `width_px` × `height_px` after turning it, keeping its proportions; the
    picture is as large as the scaled page, so one side may be smaller than the box. With `clip`, the turned
    page is stretched to exactly `width_px` × `height_px`, and the picture is that part of it: as many pixels
    as the clip has, or, where a picture may not have so many, the same part drawn coarser. `page` counts from 0.
    """

    digest: str
    page: int
    width_px: int
    height_px: int
    rotation: Rotation = 0
    clip: Clip | None = None

    def __post_init__(self) -> None:
        """Refuse what no page can answer; raises ValueError."""
        is_box = 1 <= self.width_px <= MAX_SIDE_PX and 1 <= self.height_px <= MAX_SIDE_PX
        if not (0 <= self.page <= MAX_PAGES and is_box and self.rotation in (0, 90, 180, 270)):
            raise ValueError("a page counts from 0, a picture has at least one pixel, turns are quarters")
        if self.clip is not None and not self.clip.is_within(self.width_px, self.height_px):
            raise ValueError("a clip is a part of the page, and has at least one pixel")


class Problem(StrEnum):
    """Why there is no picture of a page."""

    NO_SUCH_PAGE = "no_such_page"
    NOT_OPENED = "not_opened"
    """The paper was never opened here, or was closed meanwhile."""
    DAMAGED = "damaged"
    TOO_COMPLEX = "too_complex"
    """It took too long or too much memory. It is not tried again."""
    CRASHED = "crashed"
    """It ended the worker twice. It is not tried again."""
    PAPER_REFUSED = "paper_refused"
    """Pages of this paper were stopped too often within a short time; no page of it is tried any more."""
    CLOSED = "closed"
    """The pool was closed while the picture was wanted."""


class PageProblem(msgspec.Struct, frozen=True):
    """The answer when a page cannot be shown: a placeholder belongs in its place."""

    request: PageRequest
    problem: Problem


class Thumbnail(msgspec.Struct, frozen=True):
    """A small picture that owns its pixels: rows of `stride` bytes, blue green red 255."""

    width_px: int
    height_px: int
    stride: int
    pixels: bytes


Unit = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
PageNumber = Annotated[int, msgspec.Meta(ge=0, le=MAX_PAGES)]
Box = tuple[Unit, Unit, Unit, Unit]
"""(u0, v0, u1, v1): left, top, right, bottom in 0..1 of the page as displayed, cropped and turned as the file says."""


class OutlineEntry(msgspec.Struct, frozen=True, array_like=True):
    """A line of the table of contents; the entries stand in reading order.

    `level` counts from 1. `page` counts from 0 and is -1 where the entry leads nowhere in this paper. `v` is
    where on the displayed page it begins, 0 at its top.
    """

    level: Annotated[int, msgspec.Meta(ge=1, le=MAX_LEVEL)]
    title: Annotated[str, msgspec.Meta(max_length=MAX_TITLE)]
    page: Annotated[int, msgspec.Meta(ge=-1, le=MAX_PAGES)]
    v: Unit = 0.0


class Word(msgspec.Struct, frozen=True, array_like=True):
    """Letters that belong together, and their box on the displayed page; of Chinese each character is one word.

    `line` and `block` number the lines of the page and its columns or paragraphs, from 0 and over the whole page.
    """

    u0: Unit
    v0: Unit
    u1: Unit
    v1: Unit
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_WORD)]
    line: Annotated[int, msgspec.Meta(ge=0, le=2**31)]
    block: Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class PageText(msgspec.Struct, frozen=True, array_like=True):
    """What can be selected on a page, also what an OCR program laid invisibly over a scan; in reading order."""

    words: Annotated[tuple[Word, ...], msgspec.Meta(max_length=MAX_WORDS)]


class PageLink(msgspec.Struct, frozen=True, array_like=True):
    """A place that leads to a page of the same paper, which counts from 0. `v` is where on it, 0 at its top."""

    u0: Unit
    v0: Unit
    u1: Unit
    v1: Unit
    page: PageNumber
    v: Unit = 0.0


class PageHits(msgspec.Struct, frozen=True, array_like=True):
    """Where a page, counted from 0, says what is looked for.

    Each hit is one or more boxes, one for each line that it runs over.
    """

    page: PageNumber
    hits: Annotated[tuple[tuple[Box, ...], ...], msgspec.Meta(min_length=1, max_length=MAX_HITS_ON_PAGE)]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of all hits."""
        return tuple(box for hit in self.hits for box in hit)


class SearchProgress(msgspec.Struct, frozen=True, array_like=True):
    """So many of the pages were looked through."""

    pages_done: int
    pages: int
    is_cut: bool = False
    """More was found than is told: the search ended early."""
