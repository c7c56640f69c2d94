"""Where the table of contents and the links of a paper lead: to pages of the same paper, nowhere else.

Addresses, files, programs and scripts that a paper names are dropped here and known to nobody. Runs in a worker only.
"""

import itertools
import math
from collections.abc import Iterator
from typing import Any, Final

import pymupdf

from shared.pdf.drawn_page import page_size
from shared.pdf.engine_errors import FILE_ERRORS, MEMORY_ERRORS
from shared.pdf.pages import MAX_ENTRIES, MAX_LEVEL, MAX_LINKS, MAX_TITLE, MAX_TITLES, OutlineEntry, PageLink

_fz: Any = pymupdf.mupdf

NOWHERE: Final = -1
_PLACES: Final = {"XYZ": (2, 3), "FitH": (0, 2), "FitBH": (0, 2), "FitR": (2, 5)}
"""Where in a destination x and y of its upper left corner stand, 0 for none."""


def outline(document: Any, pages: int) -> tuple[OutlineEntry, ...]:  # noqa: ANN401  # the binding's document
    """The first MAX_ENTRIES lines of the table of contents, MAX_LEVEL deep.

    The engine has a walk of its own, which crashes where an entry is missing.
    """
    pdf = _fz.pdf_document_from_fz_document(document.this)
    entries: list[OutlineEntry] = []
    letters = 0
    for level, item in _items(_inner(_inner(_fz.pdf_trailer(pdf), "Root"), "Outlines")):
        page, v = _aim(pdf, item, pages)
        title = _plain(_fz.pdf_to_text_string(_inner(item, "Title")))
        entries.append(OutlineEntry(level, title, page, v))
        letters += len(title)
        if len(entries) >= MAX_ENTRIES or letters >= MAX_TITLES:
            break
    return tuple(entries)


def links(document: Any, number: int, pages: int) -> tuple[PageLink, ...]:  # noqa: ANN401
    """The first MAX_LINKS places of a page that lead to a page of this paper."""
    page = document.load_page(number)
    bounds = page.rect
    width, height = bounds.width or 1.0, bounds.height or 1.0
    found: list[PageLink] = []
    link = _fz.fz_load_links(page.this)
    for _ in range(MAX_LINKS):
        if not link.m_internal:
            break
        target, v = _target(document, link.uri() or "", pages)
        box = link.rect()
        u0, u1 = (_unit((x - bounds.x0) / width) for x in (box.x0, box.x1))
        v0, v1 = (_unit((y - bounds.y0) / height) for y in (box.y0, box.y1))
        if target != NOWHERE and u0 < u1 and v0 < v1:
            found.append(PageLink(u0, v0, u1, v1, target, v))
        link = link.next()
    return tuple(found)


def _items(root: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401  # the binding's objects
    """Level from 1 and entry, in reading order; every entry once, so that circles end."""
    seen: set[int] = set()
    ahead = [(1, _inner(root, "First"))]
    while ahead:
        level, item = ahead.pop()
        number = _fz.pdf_to_num(item)
        if not _fz.pdf_is_dict(item) or number in seen:
            continue
        seen.add(number)
        yield level, item
        ahead.append((level, _inner(item, "Next")))
        if level < MAX_LEVEL:
            ahead.append((level + 1, _inner(item, "First")))


def _aim(pdf: Any, item: Any, pages: int) -> tuple[int, float]:  # noqa: ANN401
    """Where an entry leads: by its destination, or by an action that goes to one."""
    action = _inner(item, "A")
    aim = _inner(item, "Dest")
    if not aim.m_internal and _fz.pdf_to_name(_inner(action, "S")) == "GoTo":
        aim = _inner(action, "D")
    if not aim.m_internal:
        return NOWHERE, 0.0
    try:
        return _destination(pdf, aim, pages)
    except MEMORY_ERRORS:
        raise
    except FILE_ERRORS:
        return NOWHERE, 0.0  # the others may lead somewhere


def _destination(pdf: Any, aim: Any, pages: int) -> tuple[int, float]:  # noqa: ANN401
    """Page and place of an explicit destination (ISO 32000-1, 12.3.2.2), or of one that is named."""
    if _fz.pdf_is_name(aim) or _fz.pdf_is_string(aim):
        aim = _fz.pdf_lookup_dest(pdf, aim)
    if _fz.pdf_is_dict(aim):
        aim = _inner(aim, "D")
    target = _fz.pdf_array_get(aim, 0)
    page = _fz.pdf_to_int(target) if _fz.pdf_is_int(target) else _fz.pdf_lookup_page_number(pdf, target)
    if not _fz.pdf_is_array(aim) or not 0 <= page < pages:
        return NOWHERE, 0.0
    places = _PLACES.get(_fz.pdf_to_name(_fz.pdf_array_get(aim, 1)))
    if places is None or not _fz.pdf_is_number(_fz.pdf_array_get(aim, places[1])):
        return page, 0.0  # the whole page
    x, y = (_fz.pdf_to_real(_fz.pdf_array_get(aim, place)) if place else 0.0 for place in places)
    box, matrix = _fz.FzRect(), _fz.FzMatrix()
    _fz.pdf_page_obj_transform(_fz.pdf_lookup_page_obj(pdf, page), box, matrix)
    seen = _fz.fz_transform_point(_fz.fz_make_point(x, y), matrix)
    return page, _unit(seen.y / page_size(pdf, page).height_pt)


def _inner(outer: Any, key: str) -> Any:  # noqa: ANN401
    return _fz.pdf_dict_gets(outer, key)


def _target(document: Any, uri: str, pages: int) -> tuple[int, float]:  # noqa: ANN401
    """Page from 0 and place on it; NOWHERE for what does not lead into this paper."""
    if not uri.startswith("#"):
        return NOWHERE, 0.0
    location, _, y = _fz.fz_resolve_link(document.this, uri)
    page = location.page
    if location.chapter != 0 or not 0 <= page < pages:
        return NOWHERE, 0.0
    if math.isnan(y):
        return page, 0.0  # the link names no place on the page
    height = page_size(_fz.pdf_document_from_fz_document(document.this), page).height_pt
    return page, _unit(y / height)


def _plain(title: str) -> str:
    """One line without control characters and marks of writing direction."""
    shown = "".join(c if c.isprintable() else " " for c in itertools.islice(title, MAX_TITLE * 4))
    return " ".join(shown.split())[:MAX_TITLE]


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
