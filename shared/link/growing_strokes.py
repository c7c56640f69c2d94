"""Strokes that others are drawing: passed on as they grow, and taken away when nothing more comes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from shared.domain.ink import MarkId
from shared.protocol.ink import StrokeDropped, StrokeGrows, StrokeLive

PATIENCE_S: Final = 4.0
"""A stroke that does not grow for so long is not drawn any more."""
MOST_GROWING: Final = 32
"""Strokes drawn at one time; more are not shown before they are whole."""

LiveStroke = StrokeLive


class GrowingStrokes:
    """Belongs to the running loop."""

    def __init__(self, tell: Callable[[LiveStroke], None]) -> None:
        self._tell = tell
        self._growing: dict[MarkId, tuple[asyncio.TimerHandle, StrokeDropped]] = {}

    def heard(self, live: LiveStroke) -> None:
        """A stroke grew or was given up."""
        match live:
            case StrokeGrows():
                if live.id in self._growing:
                    if self._growing[live.id][1].layer != live.layer:
                        return  # somebody else's stroke, whose name was taken
                    self._growing[live.id][0].cancel()
                elif len(self._growing) >= MOST_GROWING:
                    return
                end = asyncio.get_running_loop().call_later(PATIENCE_S, self._end, live.id)
                self._growing[live.id] = (end, StrokeDropped(layer=live.layer, id=live.id))
                self._tell(live)
            case StrokeDropped():
                growing = self._growing.get(live.id)
                if growing is not None and growing[1] == live:
                    self._end(live.id)

    def finished(self, marks: Iterable[MarkId]) -> None:
        """These marks are here, whole."""
        for mark in marks:
            self._end(mark)

    def end_all(self) -> None:
        """Nothing is being drawn any more."""
        for mark in tuple(self._growing):
            self._end(mark)

    def _end(self, mark: MarkId) -> None:
        growing = self._growing.pop(mark, None)
        if growing is not None:
            growing[0].cancel()
            self._tell(growing[1])
