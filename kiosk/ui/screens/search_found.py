"""What a search has found so far, and what is told of each place. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.pdf.pages import Box, PageHits, PageText, SearchProgress, Word

MOST_HITS = 500
"""So many places are listed; who finds more types more."""

_BEFORE, _AFTER = 14, 40
_LONGEST = 110


class Hit(msgspec.Struct, frozen=True):
    """One place; `page` counts from 1. `words` are what stands around it, `bold` (first, end) the find itself."""

    page: int
    boxes: tuple[Box, ...]
    words: str = ""
    bold: tuple[int, int] = (0, 0)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A search under way or ended. `hits` in the order of finding: from the page that was read, and around.

    `live` is the place that is looked at, from 0, -1 for none. `is_cut`: there are more than is listed.
    """

    query: str = ""
    hits: tuple[Hit, ...] = ()
    live: int = -1
    pages_done: int = 0
    pages: int = 0
    is_done: bool = True
    is_cut: bool = False

    @property
    def is_full(self) -> bool:
        """Whether no more places are listed."""
        return len(self.hits) >= MOST_HITS


NOTHING = Found()


def begun(query: str, pages: int) -> Found:
    """A search that has just begun in a paper of so many pages."""
    return Found(query=query, pages=pages, is_done=not query)


def with_hits(found: Found, hits: PageHits, text: PageText | None) -> Found:
    """After a page with places was found; `text` is what the page says, None where that is not known."""
    room = MOST_HITS - len(found.hits)
    new = tuple(_hit(hits.page + 1, boxes, text) for boxes in hits.hits[:room])
    is_cut = found.is_cut or len(hits.hits) > room
    return msgspec.structs.replace(found, hits=(*found.hits, *new), is_cut=is_cut)


def with_progress(found: Found, progress: SearchProgress) -> Found:
    """After so many pages were looked through."""
    return msgspec.structs.replace(
        found,
        pages_done=progress.pages_done,
        pages=progress.pages,
        is_cut=found.is_cut or progress.is_cut,
    )


def ended(found: Found) -> Found:
    """After the last page, or after enough was found."""
    return msgspec.structs.replace(found, is_done=True, is_cut=found.is_cut or found.is_full)


def looking_at(found: Found, hit: int) -> Found:
    """After the person went to one place; beyond the last one is the first, before the first the last."""
    if not found.hits:
        return msgspec.structs.replace(found, live=-1)
    return msgspec.structs.replace(found, live=hit % len(found.hits))


def stepped(found: Found, by: int) -> Found:
    """After the person asked for the next place (1) or the one before (-1)."""
    start = found.live if found.live >= 0 else (-1 if by > 0 else 0)
    return looking_at(found, start + by)


def hits_of(found: Found, page: int) -> tuple[tuple[Box, ...], ...]:
    """The boxes of every place on a page, from 1."""
    return tuple(hit.boxes for hit in found.hits if hit.page == page)


def _hit(page: int, boxes: tuple[Box, ...], text: PageText | None) -> Hit:
    if text is None or not boxes:
        return Hit(page, boxes)
    inside = [place for place, word in enumerate(text.words) if any(_lies_in(word, box) for box in boxes)]
    if not inside:
        return Hit(page, boxes)
    first, last = inside[0], inside[-1] + 1
    before = _joined(_near(text.words[max(0, first - _BEFORE) : first], text.words[first], is_before=True))
    find = _joined(text.words[first:last])[:_LONGEST]
    after = _joined(_near(text.words[last : last + _AFTER], text.words[last - 1], is_before=False))
    lead = _space(text.words[first - 1], text.words[first]) if before else ""
    tail = _space(text.words[last - 1], text.words[last]) if after else ""
    words = f"{before}{lead}{find}{tail}{after}"
    start = len(before) + len(lead)
    return Hit(page, boxes, words[: start + _LONGEST], (start, start + len(find)))


def _near(words: Sequence[Word], to: Word, *, is_before: bool) -> Sequence[Word]:
    """The words of the same paragraph that stand next to it."""
    same = [word.block == to.block for word in words]
    if is_before:
        same.reverse()
    count = same.index(False) if False in same else len(same)
    return words[len(words) - count :] if is_before else words[:count]


def _joined(words: Sequence[Word]) -> str:
    pieces: list[str] = []
    for place, word in enumerate(words):
        if place:
            pieces.append(_space(words[place - 1], word))
        pieces.append(word.text)
    return "".join(pieces)


def _space(left: Word, right: Word) -> str:
    """A space between two words, as alphabets have it; Chinese has none."""
    if not left.text or not right.text or not (left.text[-1].isascii() or right.text[0].isascii()):
        return ""
    is_near = left.line == right.line and right.u0 - left.u1 < 0.1 * max(1e-6, right.v1 - right.v0)
    return "" if is_near else " "


def _lies_in(word: Word, box: Box) -> bool:
    """Whether most of a word's breadth, and its middle's height, are inside the box."""
    middle = (word.v0 + word.v1) / 2
    overlap = min(word.u1, box[2]) - max(word.u0, box[0])
    return box[1] <= middle <= box[3] and overlap > 0.3 * min(word.u1 - word.u0, box[2] - box[0])
