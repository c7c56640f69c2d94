"""What of the person's own ink on earlier drafts did not come along to the paper that is read."""

from __future__ import annotations

from typing import Protocol

from kiosk.session.drafts import LeftInk, drafts_of, left_ink
from kiosk.session.ink_shown import ShownLayer
from kiosk.session.view import SessionView
from kiosk.ui.ink_adapter import SeatInk
from shared.domain.ink import LayerKind, Mark
from shared.domain.papers import Sha256


class KeptInk(SeatInk, Protocol):
    """What is needed of the session's ink beside its marks."""

    def layers(self, paper: Sha256) -> tuple[ShownLayer, ...]:
        """What there is of ink on a paper, and how many marks lie on each page."""


def left_behind(view: SessionView, ink: KeptInk) -> tuple[LeftInk, ...]:
    """The pages of earlier drafts of the paper in view that bear own ink and look different now."""
    place = view.reading.place
    if place is None or view.shelf.draft_before(place.paper) is None:
        return ()
    papers = view.shelf.all_papers()
    drafts = drafts_of(papers, place.paper)
    counts = {draft.sha256: _own_pages(ink, draft.sha256) for draft in drafts}
    return left_ink(papers, place.paper, counts)


def own_marks(ink: KeptInk, paper: Sha256, page: int) -> tuple[Mark, ...]:
    """The person's own marks on a page, as far as they are read from the disk."""
    shown = ink.marks(paper, page)
    return tuple(data.mark for data in shown if data.is_own and data.layer.kind is LayerKind.OWN)


def _own_pages(ink: KeptInk, paper: Sha256) -> dict[int, int]:
    return {
        page: count
        for shown in ink.layers(paper)
        if shown.is_own and shown.layer.kind is LayerKind.OWN
        for page, count in shown.pages.items()
    }
