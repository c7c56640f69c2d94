"""Whether a worker's answer belongs to what it was asked: a file may have taken the worker over. Pure.

Types, lengths and ranges were bounded when the answer was read; here it is held against the job.
"""

from shared.pdf.pages import PaperRefused, PaperStatus, Problem
from shared.pdf.wire import (
    Answer,
    LinksRead,
    OutlineRead,
    Question,
    ReadLinks,
    ReadOutline,
    ReadText,
    Searched,
    SearchPages,
    TextRead,
)


def fits(width_px: int, height_px: int, slot_bytes: int) -> bool:
    """Whether a picture of this size has a pixel and lies within its slot."""
    return width_px > 0 and height_px > 0 and width_px * height_px * 4 <= slot_bytes


def is_answer(question: Question, answer: Answer, pages: int) -> bool:
    """Whether this answers the question about a paper of so many pages."""
    match question, answer:
        case ReadOutline(), OutlineRead(entries):
            return all(entry.page < pages for entry in entries)
        case ReadText(), TextRead():
            return True
        case ReadLinks(), LinksRead(links):
            return all(link.page < pages for link in links)
        case SearchPages(), Searched(done, hits):
            found = [hit.page - question.page for hit in hits]
            is_in_order = found == sorted(set(found)) and all(0 <= page < done for page in found)
            return 1 <= done <= question.count and is_in_order
        case _:
            return False


def problem_of(refused: PaperRefused) -> Problem:
    """A paper that was opened before, but not this time: its file was taken away or changed."""
    return Problem.NOT_OPENED if refused.status is PaperStatus.PASSWORD else Problem.DAMAGED
