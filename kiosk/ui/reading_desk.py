"""Puts together what a person has before them while they read: pages, tools, ink."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, Signal

from kiosk.session.view import SessionView
from kiosk.ui.bookmarks import Bookmarks
from kiosk.ui.ink_adapter import SeatInk
from kiosk.ui.paper_display import PaperDisplay
from kiosk.ui.paper_tools import PaperPool, PaperTools
from kiosk.ui.paper_words import watermark_words
from kiosk.ui.screens.reading import ReadingScreen
from kiosk.ui.writing import Writing
from shared.domain.ink import LayerKind, MarkId
from shared.domain.papers import Sha256
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Dimming, Theme


class Seated(Protocol):
    """What the desk needs to know of the terminal."""

    def paper_path(self, sha256: Sha256) -> Path | None:
        """Where a paper lies on this disk; None while it is not here whole."""

    def thumbnails_path(self, sha256: Sha256) -> Path | None:
        """Where the small pictures of a paper lie; None while they are not here."""

    @property
    def ink(self) -> SeatInk:
        """The ink of the person here."""


class DeskPool(PicturePool, PaperPool, Protocol):
    """What the desk asks of the pool of page workers."""

    def use_thumbnails(self, digest: str, path: Path) -> None:
        """Take small pictures of this paper out of a file."""


class Means(msgspec.Struct, frozen=True):
    """What the desk is given: ids of marks, the machine's clock for durations in seconds, an owner of tasks."""

    new_id: Callable[[], MarkId]
    monotonic_s: Callable[[], float]
    scope: TaskScope


class ReadingDesk(QObject):
    """Made for the reading screen of a window; the workers come later."""

    share_requested = Signal()
    """The person wants to share their own ink on the paper that is read."""

    trouble = Signal(str, str)
    """What was written cannot be stored or is not taken: sentence and remedy."""

    trouble_over = Signal()
    """What could not be stored is stored now."""

    def __init__(self, theme: Theme, reading: ReadingScreen, seat: Seated, means: Means) -> None:
        super().__init__(reading)
        self._theme = theme
        self._reading = reading
        self._seat = seat
        self._view = SessionView()
        self._with_thumbnails: frozenset[Sha256] = frozenset()
        self._pool: DeskPool | None = None
        self._read: tuple[object, ...] = ()
        self.display = PaperDisplay(theme, reading.page_view, reading.thumbnails, seat.paper_path)
        self.writing = Writing(theme, reading, seat.ink, new_id=means.new_id, monotonic_s=means.monotonic_s)
        self.bookmarks = Bookmarks(self, seat.ink, means.scope, means.new_id)
        self.tools = PaperTools(
            theme, reading, self.display, self.writing.ink.actions, self.bookmarks, new_id=means.new_id
        )
        reading.time_shown.connect(self.show_time)
        self.writing.share_requested.connect(self.share_requested)
        self.writing.trouble.connect(self.trouble)
        self.writing.trouble_over.connect(self.trouble_over)
        self.tools.dimming_chosen.connect(self._dim)
        self.tools.hand_chosen.connect(self.set_left_handed)

    def use_pool(self, pool: DeskPool, scope: TaskScope) -> None:
        """Draw, search and read with these workers from now on; `scope` ends before the pool does."""
        self._pool = pool
        self._with_thumbnails = frozenset()
        self.display.use_pool(pool, scope)
        self.tools.use_pool(pool, scope)
        self.render_state(self._view)

    def render_state(self, view: SessionView) -> None:
        """Show what `view` reads."""
        self._view = view
        self._hand_over_thumbnails(view)
        self.display.render_state(view)
        self.writing.render_state(view)
        read = (view.reading.person, None if view.reading.place is None else view.reading.place.paper)
        if read != self._read:
            self._read = read
            self.bookmarks.show_paper(None if view.reading.place is None else view.reading.place.paper)
        self.tools.render_state(view)
        self.show_time(self._reading.time)

    def show_time(self, time: str) -> None:
        """Name, seat and this time of day lie over the pages where the meeting wants that."""
        self.display.watermark.set_text(watermark_words(self._view, time))

    def set_left_handed(self, on: bool) -> None:
        """Put the tools at the side of the hand that uses them."""
        self._reading.set_left_handed(on)
        self.writing.set_left_handed(on)
        self.tools.set_left_handed(on)

    def facts(self) -> dict[str, object]:
        """What the developer's driver is told of the desk, as plain values; never a word of a paper or a note."""
        tool = self.writing.tray.tools.tool
        place, source = self._view.reading.place, self.writing.source
        count = source.count(place.page) if source is not None and place is not None else {}
        return {
            "tool": None if tool is None else tool.value,
            "ink": {"own": count.get(LayerKind.OWN, 0), "board": count.get(LayerKind.BOARD, 0)},
            "hits": len(self.tools.search.found.hits),
            "bookmarks": list(self.bookmarks.pages),
            "said": self._reading.page_view.said,
            "has_watermark": bool(self.display.watermark.text),
        }

    def finish(self) -> None:
        """Keep what is being written: the program ends."""
        self.writing.finish()

    def _dim(self, dimming: Dimming) -> None:
        self._theme.set_dimming(dimming)
        self._reading.rail.night.setChecked(self._theme.is_night)

    def _hand_over_thumbnails(self, view: SessionView) -> None:
        """Small pictures that the podium made once are not drawn again here."""
        if self._pool is None:
            return
        for paper in view.thumbnails - self._with_thumbnails:
            path = self._seat.thumbnails_path(paper)
            if path is not None:
                self._pool.use_thumbnails(paper, path)
        self._with_thumbnails = view.thumbnails
