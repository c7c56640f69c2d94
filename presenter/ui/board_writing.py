"""Writing for all on the podium's page: the pens beside it, the ink upon it, and strokes told while they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from typing_extensions import override

from presenter.ui.board import Board
from presenter.ui.ink_adapter import BoardInk
from presenter.ui.stage_panel import StagePanel
from presenter.ui.state import Place, PodiumState, place_shown, writing_place
from shared.domain.ink import MarkId, Touch
from shared.link.growing_strokes import LiveStroke
from shared.protocol.ink import StrokeGrows
from shared.ui.ink_on_view import InkOnView
from shared.ui.ink_tools import InkTools, InkTray
from shared.ui.pen_bar import PenBar
from shared.ui.theme import Theme

_GAP_PX = 12


class BoardPenBar(PenBar):
    """Stands in a strip of its own beside the page, so that it covers nothing of it."""

    def strip_px(self) -> int:
        """How wide the strip is."""
        return self._card_size().width() + 2 * self._theme.space(_GAP_PX)

    @override
    def place_in(self, area: QRect) -> None:
        super().place_in(area)
        reach = self._shadow.reach_px
        self.move(area.left() + self._theme.space(_GAP_PX) - reach, self.y())


class BoardWriting(QObject):
    """Made after the page's gestures. The ink is shown whenever there is a paper, the pens while writing is on."""

    board_requested = Signal(bool)
    """The person closed the pens."""

    def __init__(self, theme: Theme, stage: StagePanel, board: Board) -> None:
        super().__init__(stage)
        self._stage = stage
        self._board = board
        self._source: BoardInk | None = None
        self._is_on = False
        self._unfollow: Callable[[], None] = _nothing
        self._state: PodiumState | None = None
        self.tray: Final = InkTray(self, InkTools(pen_writes_at_once=False))
        self.ink: Final = InkOnView(
            theme,
            stage.view,
            self.tray,
            new_id=board.new_mark_id,
            monotonic_s=board.monotonic_s,
        )
        self.bar: Final = BoardPenBar(theme, stage, self.tray, self.ink.actions)
        self._connect()

    @property
    def source(self) -> BoardInk | None:
        """The ink of the paper on the stage."""
        return self._source

    def render_state(self, state: PodiumState) -> None:
        """Show the ink of the state's paper, and the pens while it says so. While ink is down, all of it waits."""
        self._state = state
        if not self._stage.view.is_held:
            self._render(state)

    def stop(self) -> None:
        """Keep a note that is being written, and show no ink any more."""
        self._follow(None)
        self.ink.show_source(None)

    # How ----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        layer = self.ink.layer
        layer.stroke_grew.connect(self._on_grew)
        layer.stroke_aborted.connect(self._on_aborted)
        self.bar.closed.connect(self._on_closed)
        self.tray.changed.connect(self._tell_gestures)
        # The page is let go of just before the stroke is stored.
        self._stage.view.released.connect(lambda: QTimer.singleShot(0, self, self._on_released))
        self._stage.view.geometry_changed.connect(self._place_bar)

    def _render(self, state: PodiumState) -> None:
        place = place_shown(state)
        is_on = writing_place(state) is not None
        self._show_paper(place, may_write=is_on)
        source = self._source
        if source is not None:
            shown = (person for paper, person in state.ink_shown if paper == source.paper)
            source.show_shared(frozenset(shown))
        if is_on != self._is_on:
            self._is_on = is_on
            self._show_bar(on=is_on)

    def _show_paper(self, place: Place | None, *, may_write: bool) -> None:
        desk = self._board.desk
        paper = None if place is None or place.paper is None else place.paper.sha256
        source = self._source
        if desk is None or paper is None:
            source = None
        elif source is None or (source.desk, source.paper) != (desk, paper):
            source = BoardInk(desk, paper)
        if source is not self._source or may_write != self._is_on:
            if source is not self._source:
                self._follow(source)
            self._source = source
            self.ink.show_source(source, may_write=may_write)

    def _follow(self, source: BoardInk | None) -> None:
        """Hear of the strokes that persons draw on this paper."""
        self._unfollow()
        self._unfollow = _nothing if source is None else source.desk.subscribe_live(self._on_live)

    def _on_live(self, live: LiveStroke) -> None:
        if self._source is not None and live.layer.paper == self._source.paper:
            self.ink.layer.show_live(live)

    def _show_bar(self, *, on: bool) -> None:
        self._stage.set_strip(self.bar.strip_px() if on else 0)
        if on:
            self.bar.open_bar(self._area())
        else:
            self.bar.close_bar()

    def _area(self) -> QRect:
        view = self._stage.view
        corner = view.mapTo(self._stage, QPoint(0, 0))
        return QRect(0, corner.y(), corner.x() + view.width(), view.height())

    def _place_bar(self) -> None:
        if self.bar.isVisible():
            self.bar.place_in(self._area())

    def _on_closed(self) -> None:
        """The cross was pressed; a preview, too, closes the bar, and gives it back afterwards."""
        if self._is_on:
            self.board_requested.emit(False)

    def _tell_gestures(self) -> None:
        self._stage.gestures.set_tool_active(self.tray.tools.tool is not None)

    def _on_released(self) -> None:
        if self._state is not None:
            self.render_state(self._state)

    def _on_grew(
        self, id_: str, kind: str, page: int, colour: str, width: float, first: int, points: tuple[Touch, ...]
    ) -> None:
        source = self._source
        if source is not None:
            stroke = StrokeGrows(
                layer=source.desk.board_layer(source.paper),
                id=MarkId(id_),
                page=page,
                is_pen=kind == "pen",
                color=colour,
                width=width,
                skip=first,
                points=b"",
            )
            source.grow(stroke, points)

    def _on_aborted(self, id_: str) -> None:
        if self._source is not None:
            self._board.drop(self._source, MarkId(id_))


def _nothing() -> None:
    """Nobody is heard."""
