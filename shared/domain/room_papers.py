"""The public side of papers, and how a seat folds it. What is restricted or personal travels in the private view."""

from __future__ import annotations

import msgspec

from shared.domain import events as ev
from shared.domain.agenda import ItemId, Meeting
from shared.domain.papers import Attachment, Paper, Sha256, is_for_everybody
from shared.domain.people import PersonId
from shared.domain.reduce_papers import PaperEvent, meeting_after
from shared.domain.state import MeetingState


class PaperShown(msgspec.Struct, frozen=True, kw_only=True, tag="paper_shown"):
    """Another paper for everybody."""

    item: ItemId
    paper: Paper


class DraftShown(msgspec.Struct, frozen=True, kw_only=True, tag="draft_shown"):
    """A new draft of a paper for everybody."""

    old: Sha256
    paper: Paper


class ThumbnailsShown(msgspec.Struct, frozen=True, kw_only=True, tag="thumbnails_shown"):
    """Small pictures of the pages of a paper for everybody."""

    paper: Sha256
    thumbnails: Attachment


class WatermarkShown(msgspec.Struct, frozen=True, kw_only=True, tag="watermark_shown"):
    """Whether name, seat and time lie over the pages."""

    is_on: bool


class WritersShown(msgspec.Struct, frozen=True, kw_only=True, tag="writers_shown"):
    """Who may write on pages for all to see, beside the leader."""

    writers: tuple[PersonId, ...]


PaperPublic = PaperShown | DraftShown | ThumbnailsShown | WatermarkShown | WritersShown


def project_papers(state: MeetingState, event: PaperEvent) -> PaperPublic | None:
    """The public side of `event`, where `state` is the state just after it; None: it has none."""
    match event:
        case ev.PaperAdded(item=item, paper=paper):
            return PaperShown(item=item, paper=paper) if _is_public(state, paper.sha256) else None
        case ev.PaperReplaced(old=old, paper=paper):
            return DraftShown(old=old, paper=paper) if _is_public(state, paper.sha256) else None
        case ev.ThumbnailsMade(paper=sha256, thumbnails=thumbnails):
            shown = ThumbnailsShown(paper=sha256, thumbnails=thumbnails)
            return shown if _is_public(state, sha256) else None
        case ev.WatermarkSwitched(is_on=is_on):
            return WatermarkShown(is_on=is_on)
        case ev.WritingAllowed():
            return WritersShown(writers=state.writers)
        case _:
            return None


def fold_meeting(
    meeting: Meeting, event: PaperShown | DraftShown | ThumbnailsShown | WatermarkShown
) -> Meeting:
    """The public meeting after the event."""
    match event:
        case PaperShown(item=item, paper=paper):
            return meeting_after(meeting, ev.PaperAdded(item=item, paper=paper))
        case DraftShown(old=old, paper=paper):
            return meeting_after(meeting, ev.PaperReplaced(old=old, paper=paper))
        case ThumbnailsShown(paper=sha256, thumbnails=thumbnails):
            return meeting_after(meeting, ev.ThumbnailsMade(paper=sha256, thumbnails=thumbnails))
        case WatermarkShown(is_on=is_on):
            return meeting_after(meeting, ev.WatermarkSwitched(is_on=is_on))


def _is_public(state: MeetingState, paper: Sha256) -> bool:
    """Whether some item shows the paper to everybody (a paper of two items may be public in one of them)."""
    return any(
        is_for_everybody(item.audience) and is_for_everybody(held.audience)
        for item in state.meeting.agenda
        for held in (*item.papers, *item.earlier)
        if held.sha256 == paper
    )
