"""Where the room stands: a column beside the page, or on a narrow screen a drawer over it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from presenter.ui.frame import Frame
from presenter.ui.room_column import RoomColumn
from shared.ui.signs import Hairline


class RoomDrawer:
    """Puts the room's column and its edge into the columns of a window, or lays them over it."""

    def __init__(self, window: QWidget, columns: QHBoxLayout, room: RoomColumn) -> None:
        self._window = window
        self._columns = columns
        self._room = room
        self._edge = Hairline(standing=True)
        self._frame: Frame | None = None
        self.is_open = False
        """Whether the drawer was pulled; it is remembered while there is room for the column."""
        columns.addWidget(self._edge)
        columns.addWidget(room)

    def set_frame(self, frame: Frame) -> None:
        """Take the place that the frame gives."""
        self._frame = frame
        is_beside = self._columns.indexOf(self._room) >= 0
        for part in (self._edge, self._room):
            if frame.is_folded and is_beside:
                self._columns.removeWidget(part)
                part.setParent(self._window)
            elif not frame.is_folded and not is_beside:
                self._columns.addWidget(part)

    def show_open(self, *, is_open: bool, has_meeting: bool) -> None:
        """Pull the drawer out, or push it in; without a meeting it stays in."""
        self.is_open = is_open
        frame, window = self._frame, self._window
        if frame is None:
            return
        is_shown = not frame.is_folded or (is_open and has_meeting)
        if frame.is_folded:
            top, left = frame.glance + 1, window.width() - frame.room
            tall = window.height() - top - frame.lead - 1
            self._room.setGeometry(left, top, frame.room, tall)
            self._edge.setGeometry(left - 1, top, 1, tall)
        for part in (self._room, self._edge):
            part.setVisible(is_shown)
            part.raise_()

    def render_desk(self, *, has_desk: bool) -> None:
        """What is pulled out goes with the desk it lies over."""
        if self.is_open and self._frame is not None and self._frame.is_folded:
            self._room.setVisible(has_desk)
