"""How the window is divided on a screen. Arithmetic only; the numbers are the design's two laptops."""

from __future__ import annotations

from typing import Final

import msgspec

_WIDE_FROM_PX: Final = 1600
_FOLDED_BELOW: Final = 1366


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in logical pixels. `is_wide`: next page and thumbnails beside the page; `is_folded`: the room is a drawer."""

    agenda: int
    room: int
    glance: int
    lead: int
    is_wide: bool
    is_folded: bool


def frame_of(width_px: int, space: float) -> Frame:
    """The frame of a window of this width, where `space` is the scale's factor for distances."""
    is_wide = width_px >= _WIDE_FROM_PX
    # A scale that shrinks the design does not make room: what would fit only because it is small, folds.
    is_folded = width_px / max(1.0, space) < _FOLDED_BELOW and not is_wide
    if is_wide:
        unit = space / 1.4
        agenda, room, glance, lead = 344, 560, 84, 76
    else:
        unit = space
        agenda, room, glance, lead = 232, 372, 60, 54
    return Frame(
        agenda=round(agenda * unit),
        room=round(room * unit),
        glance=round(glance * unit),
        lead=round(lead * unit),
        is_wide=is_wide,
        is_folded=is_folded,
    )
