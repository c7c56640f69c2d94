"""Whose screen this is, over the podium's own pages."""

from __future__ import annotations

from collections.abc import Sequence

from presenter.ui.state import PodiumState
from shared.domain.people import Role
from shared.system.i18n import tr
from shared.system.wording_time import clock_time
from shared.ui.page_view import PageView
from shared.ui.page_watermark import WatermarkOverlay
from shared.ui.text import IDEOGRAPHIC_SPACE
from shared.ui.theme import Theme


class PodiumWatermark:
    """Make it before ink is laid upon the views."""

    def __init__(self, theme: Theme, views: Sequence[PageView]) -> None:
        self._overlays = tuple(WatermarkOverlay(theme, view) for view in views)
        for view, overlay in zip(views, self._overlays, strict=True):
            view.add_overlay(overlay)

    @property
    def text(self) -> str:
        """What is written, "" for nothing."""
        return self._overlays[0].text

    def render_state(self, state: PodiumState) -> None:
        """Write what the state says, or nothing."""
        words = podium_words(state)
        for overlay in self._overlays:
            overlay.set_text(words)


def podium_words(state: PodiumState) -> str:
    """The chair's name, the podium in place of a seat, and the time; "" where the meeting wants no watermark."""
    meeting = state.meeting
    if meeting is None or not meeting.meeting.has_watermark:
        return ""
    chair = next((person.name for person in meeting.meeting.roster if person.role is Role.CHAIR), "")
    parts = (chair, tr("Podium"), clock_time(state.now))
    return IDEOGRAPHIC_SPACE.join(part for part in parts if part)
