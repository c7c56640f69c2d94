"""The words of writing: what is wished for, what comes back."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from typing_extensions import override

from shared.domain.papers import Sha256
from shared.pdf.pages import Finding
from shared.pdf.sheet import Sheet
from shared.pdf.tables import Document
from shared.pdf.writing_wire import Ink


class CopyOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The wish for a copy of the paper at `source`, at `target`, which is replaced if it exists.

    With `digest` the paper has to be exactly that file. Pages of marks count from 1. `is_flattened` draws the ink
    into the pages instead of laying it over them as annotations. `watermark` are the words that lie faintly over
    every page, "" for none; `sheets` are appended behind the last page. `written_at` is aware.
    `document` takes the place of all pages that the source has: then it is a blank paper.
    """

    source: Path
    target: Path
    written_at: datetime
    digest: Sha256 | None = None
    password: str | None = None
    inks: tuple[Ink, ...] = ()
    is_flattened: bool = False
    watermark: str = ""
    sheets: tuple[Sheet, ...] = ()
    document: Document | None = None

    @override
    def __repr__(self) -> str:
        """Keep paths, which are titles, password and words out of every log and traceback."""
        return "CopyOrder()"


class CopyWritten(msgspec.Struct, frozen=True, kw_only=True):
    """The copy lies at the target and survives a cut of power.

    `digest` is the paper's. With `was_repaired` the paper is damaged, or has something before its beginning, and was written anew as a whole; else the
    copy begins with the paper's own bytes.
    """

    pages: int
    marks: int
    """Drawn ones; bookmarks are not."""
    size_bytes: int
    digest: Sha256
    was_repaired: bool


class CopyProblem(StrEnum):
    """Why there is no copy."""

    NOT_OPENED = "not_opened"
    """The paper cannot be opened, or a page of it not be written on: see the finding."""
    OTHER_PAPER = "other_paper"
    NO_SUCH_PAGE = "no_such_page"
    SAME_FILE = "same_file"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"


class CopyRefused(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no copy; the target is as it was. `page` counts from 0, of `pages`."""

    problem: CopyProblem
    finding: Finding | None = None
    page: int | None = None
    pages: int = 0
