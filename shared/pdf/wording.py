"""What is said to a person about a paper or a page: what is the matter, and what to do."""

from collections.abc import Mapping
from typing import Final, assert_never

from shared.pdf.pages import Examination, Finding, PageProblem, PaperRefused, PaperStatus, Problem
from shared.system.i18n import mark, tr, tr_n

_SENTENCES: Final[Mapping[Finding, str]] = {
    Finding.NEEDS_PASSWORD: mark(
        "This paper asks for a password: save a copy without one, or tell those present the password"
    ),
    Finding.WRONG_PASSWORD: mark("This is not the password of this paper"),
    Finding.MISSING: mark("There is no such file: check the name"),
    Finding.FOLDER: mark("This is a folder: name the files in it"),
    Finding.UNREADABLE: mark("This file cannot be read: check that this user may read it"),
    Finding.SPECIAL: mark("This is not a file but a device or a pipe"),
    Finding.EMPTY: mark("This file is empty: copy it again from where it came from"),
    Finding.OTHER_FORMAT: mark("This is not a PDF, whatever its name says: export it as PDF"),
    Finding.DAMAGED: mark("This file is damaged: copy it again, or export it as PDF again"),
    Finding.NO_PAGES: mark("This paper has no pages: export it as PDF again"),
    Finding.DAMAGED_PAGE: mark("A page of this paper is damaged: export it as PDF again"),
    Finding.CRASHED: mark("This file is built so badly that reading it fails: export it as PDF again"),
    Finding.TOO_MANY_PAGES: mark("This paper has too many pages: split it"),
    Finding.SLOW_PAGE: mark("A page takes too long to show: print the paper to a new PDF"),
    Finding.TOO_SLOW: mark("This paper takes too long to show: print it to a new PDF"),
    Finding.TOO_MUCH_MEMORY: mark("A page needs too much memory: print the paper to a new PDF"),
}
_PAGE_SENTENCES: Final[Mapping[Finding, str]] = {
    Finding.DAMAGED_PAGE: mark("Page {page} is damaged: export the paper as PDF again"),
    Finding.CRASHED: mark(
        "Page {page} is built so badly that reading it fails: export the paper as PDF again"
    ),
    Finding.SLOW_PAGE: mark("Page {page} takes too long to show: print the paper to a new PDF"),
    Finding.TOO_SLOW: mark("Page {page} takes too long to show: print the paper to a new PDF"),
    Finding.TOO_MUCH_MEMORY: mark("Page {page} needs too much memory: print the paper to a new PDF"),
}


def status_label(status: PaperStatus) -> str:
    """The status in two or three words."""
    match status:
        case PaperStatus.OK:
            return tr("ok")
        case PaperStatus.PASSWORD:
            return tr("needs a password")
        case PaperStatus.BROKEN:
            return tr("broken")
        case PaperStatus.TOO_COMPLEX:
            return tr("too complex")
        case PaperStatus.NOT_PDF:
            return tr("not a PDF")
    assert_never(status)


def examination_sentence(examination: Examination) -> str:
    """What was found about a file."""
    pages = examination.pages
    if examination.finding is Finding.FINE:
        return tr_n("{n} page", "{n} pages", pages)
    if examination.finding is Finding.REPAIRED:
        return tr_n(
            "{n} page; the file is damaged, but its page can be shown: look through it",
            "{n} pages; the file is damaged, but its pages can be shown: look through it",
            pages,
        )
    return _sentence(examination.finding, examination.page)


def paper_sentence(refused: PaperRefused) -> str:
    """Why a paper cannot be shown."""
    return _sentence(refused.finding, refused.page)


def page_sentence(problem: PageProblem) -> str:
    """What stands in the place of a page."""
    match problem.problem:
        case Problem.PAPER_REFUSED:
            return tr("This paper cannot be shown")
        case Problem.NO_SUCH_PAGE:
            return tr("This paper has no page {page}", page=problem.request.page + 1)
        case Problem.NOT_OPENED | Problem.CLOSED:
            return tr("This paper is not open")
        case Problem.DAMAGED | Problem.TOO_COMPLEX | Problem.CRASHED:
            return tr("This page cannot be shown")
    assert_never(problem.problem)


def complex_sentence() -> str:
    """What is said while a page takes long."""
    return tr("This page is complex…")


def _sentence(finding: Finding, page: int | None) -> str:
    if page is not None and finding in _PAGE_SENTENCES:
        return tr(_PAGE_SENTENCES[finding], page=page + 1)
    return tr(_SENTENCES[finding])
