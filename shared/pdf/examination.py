"""Deciding in a worker whether a paper can be shown in a meeting."""

from collections.abc import Callable, Iterator

from shared.pdf import engine
from shared.pdf.drawn_page import BYTES_PER_PIXEL, is_blank
from shared.pdf.pages import Examination, Finding, Problem
from shared.pdf.source import CannotOpen
from shared.pdf.wire import ExaminePaper, Looking

SLOW_PAGE_S = 3.0
"""Processor time after which a page counts as too complex: members are told "this page is complex" then, and
terminals are rarely faster than the machine of the clerk."""

_FIRST_BOX = (1920, 1080)
_BOX = (480, 480)
_MAX_PICTURE_BYTES = 1920 * 1080 * 4


def examine_paper(
    order: ExaminePaper,
    clock: Callable[[], float],
    processor: Callable[[], float],
    report: Callable[[Looking], None],
) -> Examination:
    """Open the file, measure every page, draw the first page at full size, then others within the budget.

    Pages are drawn in an order that spreads over the paper, so that a paper that is too long to be drawn
    whole is still sampled everywhere. `clock` and `processor` count seconds; `report` is told each page before
    it is drawn. Never raises for a file's sake.
    """
    end = clock() + order.budget_s
    try:
        paper = engine.Paper(order.path)
        pages = len(paper.facts("").pages)
    except CannotOpen as error:
        return Examination(error.finding)
    engine.has_complained()  # of what was found while opening
    seen = 0
    empty = 0
    place = memoryview(bytearray(_MAX_PICTURE_BYTES))
    for page in spread(pages):
        if seen and clock() > end:
            break
        report(Looking(pages, page))
        started = processor()
        try:
            is_empty = _is_empty_by_damage(paper, page, _BOX if seen else _FIRST_BOX, place)
        except engine.CannotDraw as error:
            return Examination(_FINDING_OF.get(error.problem, Finding.DAMAGED_PAGE), pages, page)
        if processor() - started > SLOW_PAGE_S:
            return Examination(Finding.SLOW_PAGE, pages, page)
        seen += 1
        empty += is_empty
    if empty == seen:
        return Examination(Finding.DAMAGED_PAGE, pages, 0)
    return Examination(Finding.REPAIRED if paper.is_repaired else Finding.FINE, pages)


_FINDING_OF = {Problem.TOO_COMPLEX: Finding.TOO_MUCH_MEMORY}


def spread(count: int) -> Iterator[int]:
    """Every number below `count` once: the first, the last, then halves, quarters, eighths between them."""
    if count > 0:
        yield 0
    if count > 1:
        yield count - 1
    span = 1
    while span < count:
        span *= 2
    while span > 1:
        half = span // 2
        yield from range(half, count - 1, span)
        span = half


def _is_empty_by_damage(paper: engine.Paper, page: int, box: tuple[int, int], place: memoryview) -> bool:
    """Draw the page; true if nothing came out and the engine complained. Raises engine.CannotDraw."""
    width, height = paper.draw(page, box, 0, place)
    return engine.has_complained() and is_blank(place[: width * height * BYTES_PER_PIXEL])
