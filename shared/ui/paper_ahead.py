"""Which pages are drawn before they are asked for; pure."""

from collections.abc import Callable, Iterator, Sequence

from shared.pdf.pages import DocumentFacts, PageRequest
from shared.ui.page_fit import Look, Room
from shared.ui.page_layout import Arrangement
from shared.ui.page_wishes import PictureWish, whole_wish

Row = Callable[[int], tuple[int, ...]]
"""The pages that are seen together with one; none for a page that the paper does not have."""

MOST_PREPARED = 12
"""Pictures of papers that are not open yet: the cache also holds what is read."""


def pages_ahead(seen: Sequence[int], leader: int, row_of: Row) -> tuple[int, ...]:
    """What comes next, what was before, the next but one, then the leader's page and its next.

    `seen` are the pages in sight, in their order; `leader` is 0 where nobody leads in this paper.
    """
    return tuple(page for page in dict.fromkeys(_ahead(seen, leader, row_of)) if page not in seen)


def _ahead(seen: Sequence[int], leader: int, row_of: Row) -> Iterator[int]:
    if seen:
        following = row_of(seen[-1] + 1)
        yield from following
        yield from row_of(seen[0] - 1)
        if following:
            yield from row_of(following[-1] + 1)
    if leader:
        beside = row_of(leader)
        yield from beside
        if beside:
            yield from row_of(beside[-1] + 1)


def request_of(digest: str, wish: PictureWish) -> PageRequest:
    """What the pool is asked for; its pages count from 0."""
    return PageRequest(digest, wish.page - 1, wish.width_px, wish.height_px, wish.rotation, wish.clip)


def first_requests(
    facts: DocumentFacts, pages: Sequence[int], room: Room, look: Look, dense: float
) -> tuple[PageRequest, ...]:
    """The pictures that a paper which is not open in the view will need when it is opened at one of these pages."""
    arranged = Arrangement(facts.pages, room, look)
    inside = dict.fromkeys(min(max(1, page), arranged.pages) for page in pages)
    rows = dict.fromkeys(page for one in inside for page in arranged.row_of(one))
    wishes = (whole_wish(page, arranged.size_of(page, 1.0), look.rotation, dense) for page in rows)
    return tuple(request_of(facts.digest, wish) for wish in wishes)
