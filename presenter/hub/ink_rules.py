"""What a seat may hand over of ink. Pure."""

from __future__ import annotations

from shared.domain.ink import Layer, LayerKind
from shared.domain.people import SeatId
from shared.domain.sharing import may_write
from shared.domain.state import MeetingState
from shared.protocol.codec import ProtocolError
from shared.protocol.ink import InkPush, InkRefusal, InkUp
from shared.storage.ink_rows import is_sound


def check(said: InkUp) -> None:
    """Raises ProtocolError where a push does not hold what it says."""
    if isinstance(said, InkPush) and not all(is_sound(change) for change in said.changes):
        raise ProtocolError("ink that is no ink")


def refusal(state: MeetingState, push: InkPush, seat: SeatId) -> InkRefusal | None:
    """Why nothing of a push from `seat` may be taken; None: it may."""
    if not may_write(state, push.layer, seat):
        return InkRefusal.NOT_ALLOWED
    held = state.meeting.paper(push.layer.paper)
    pages = 0 if held is None else held[1].page_count
    is_on_paper = all(change.mark is None or change.mark.page <= pages for change in push.changes)
    return None if is_on_paper else InkRefusal.NO_SUCH_PAGE


def may_draw(state: MeetingState, layer: Layer, seat: SeatId) -> bool:
    """Whether others are shown what is being drawn at `seat`: its author sits there now and may write for all."""
    is_theirs = state.seating.get(seat) == layer.author and may_write(state, layer, seat)
    return layer.kind is LayerKind.BOARD and is_theirs
