"""What is said to a person when a copy was not written."""

from typing import assert_never

from shared.pdf.pages import PaperRefused
from shared.pdf.wording import paper_sentence
from shared.pdf.writing_terms import CopyProblem, CopyRefused
from shared.system.i18n import tr, tr_n


def copy_sentence(refused: CopyRefused) -> str:
    """Why there is no copy, and what to do."""
    match refused.problem:
        case CopyProblem.NOT_OPENED:
            if refused.finding is None:
                return tr("This paper cannot be shown")
            return paper_sentence(PaperRefused("", refused.finding, refused.page))
        case CopyProblem.OTHER_PAPER:
            return tr("This ink belongs to another paper: choose the file it was written on")
        case CopyProblem.NO_SUCH_PAGE:
            return tr_n(
                "The ink is on page {page}, but the paper has {n} page: choose the file it was written on",
                "The ink is on page {page}, but the paper has {n} pages: choose the file it was written on",
                refused.pages,
                page=0 if refused.page is None else refused.page + 1,
            )
        case CopyProblem.SAME_FILE:
            return tr("The copy would replace the paper itself: choose another name")
        case CopyProblem.TOO_LARGE:
            return tr("This paper is too large to be copied: split it")
        case CopyProblem.TOO_SLOW:
            return tr("Writing this copy takes too long: print the paper to a new PDF and try again")
        case CopyProblem.CRASHED:
            return tr("This file is built so badly that writing it fails: export it as PDF again")
    assert_never(refused.problem)
