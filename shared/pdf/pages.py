"""The words of this package: what a paper is found to be, what is asked for, what comes back."""

from enum import StrEnum
from typing import Literal

import msgspec

MAX_PAGES = 20_000
"""A paper with more pages is refused: nobody reads it in a meeting, and a page tree may claim any number."""

MAX_SIDE_PX = 100_000
"""No screen is larger; a larger wish is a mistake."""

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


class PageRequest(msgspec.Struct, frozen=True):
    """A wish for a picture of one page.

    The page is scaled to fit into `width_px` × `height_px` after turning it, keeping its proportions; the
    picture is as large as the scaled page, so one side may be smaller than the box. `page` counts from 0.
    """

    digest: str
    page: int
    width_px: int
    height_px: int
    rotation: Rotation = 0

    def __post_init__(self) -> None:
        """Refuse what no page can answer; raises ValueError."""
        is_box = 1 <= self.width_px <= MAX_SIDE_PX and 1 <= self.height_px <= MAX_SIDE_PX
        if not (0 <= self.page <= MAX_PAGES and is_box and self.rotation in (0, 90, 180, 270)):
            raise ValueError("a page counts from 0, a picture has at least one pixel, turns are quarters")


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
