"""Sizes of the frame that differ between the two glasses of the design."""

from __future__ import annotations

from shared.ui.theme import Theme

_LARGE_GLASS_PX = 1920


def by_glass(theme: Theme, small: float, large: float) -> int:
    """A size of the frame: `small` on the 10.1" glass and those like it, `large` on the 15.6" one."""
    reference = theme.scale.reference
    is_large = reference is not None and reference.width_px >= _LARGE_GLASS_PX
    return theme.space(large if is_large else small)
