"""Pen, mouse and finger on a page become ink. Two fingers, and all else, is left to the page's own gestures."""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from typing_extensions import override

from shared.domain.ink import Note
from shared.ui.ink_drawing import Drawing, Stamping, Writing
from shared.ui.ink_erasing import Erasing
from shared.ui.ink_nearness import PenNearness
from shared.ui.ink_note_editor import InkNotes, NoteTap
from shared.ui.ink_selection import Dragging, InkSelection, Lassoing, topmost_at
from shared.ui.ink_tools import Tool
from shared.ui.ink_touch import Fingers, TouchVerdict
from shared.ui.ink_workplace import InkWork, InkWorkplace
from shared.ui.page_places import PlacedPage
from shared.ui.theme import Theme

HOLDER = "ink"
"""Who holds the page while ink is down."""

_EVEN_PRESSURE = 0.5
"""Of what knows no pressure."""

_BARREL = Qt.MouseButton.RightButton | Qt.MouseButton.MiddleButton
_TABLET = frozenset({QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease})


class _Hand(enum.Enum):
    """With what ink is being put down."""

    PEN = 0
    FINGER = 1
    MOUSE = 2


class InkInput(QObject):
    """A filter on the page view, in front of its gestures: what it takes, they do not see.

    A pen writes even when no tool is chosen, if the tools say so; its other end erases, and with the button on its
    barrel held it is a lasso. A finger writes only while a tool is chosen and no pen is near.
    """

    def __init__(self, theme: Theme, place: InkWorkplace, monotonic_s: Callable[[], float]) -> None:
        super().__init__(place.view)
        self._place = place
        self._work: InkWork | None = None
        self._hand = _Hand.MOUSE
        self._pen_passes = False
        self._had_tool = False
        self.selection = InkSelection(theme, place)
        self.notes = InkNotes(theme, place)
        self.nearness = PenNearness(place.view, monotonic_s, self._on_pen_came)
        self._fingers = Fingers()
        view = place.view
        view.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        view.setTabletTracking(True)
        view.installEventFilter(self)
        place.tray.changed.connect(self._on_tools)

    @property
    def is_down(self) -> bool:
        """Whether ink is being put down at this moment."""
        return self._work is not None

    def abort(self) -> None:
        """Give up what is being drawn; nothing happens where nothing is."""
        with self._ending() as work:
            if work is not None:
                work.abort()

    # Begin, go on, end --------------------------------------------------------------------------------

    def _begin(self, tool: Tool, point: QPointF, pressure: float, hand: _Hand) -> None:
        # Whatever is still down was lifted where nobody told of it.
        self._lift()
        view = self._place.view
        if self.notes.is_open:
            # Touching the page beside a note that is being written only ends the writing.
            view.setFocus(Qt.FocusReason.MouseFocusReason)
            self.notes.store()
            return
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        placed = view.placed_at(point)
        if placed is None:
            self.selection.clear()
            return
        self._place.actions.wait_no_more()
        work = self._work_of(tool, placed, point, pressure)
        self._work, self._hand = work, hand
        view.hold(HOLDER)

    def _work_of(self, tool: Tool, placed: PlacedPage, point: QPointF, pressure: float) -> InkWork:
        place = self._place
        if self.selection.holds(point):
            return Dragging(place, self.selection, placed, point)
        self.selection.clear()
        match tool:
            case Tool.PEN | Tool.HIGHLIGHTER:
                return Writing(place, placed, tool, point, pressure)
            case Tool.LINE | Tool.RECTANGLE | Tool.ELLIPSE | Tool.ARROW:
                return Drawing(place, placed, tool, point)
            case Tool.ERASER:
                return Erasing(place, placed, point)
            case Tool.LASSO:
                return Lassoing(place, self.selection, placed, point)
            case Tool.STAMP:
                return Stamping(place, placed, point)
            case Tool.NOTE:
                spot = placed.to_page(point)
                on = topmost_at(place, placed, spot, only_notes=True)
                return NoteTap(self.notes, place, placed.page, spot, on if isinstance(on, Note) else None)

    def _lift(self) -> None:
        with self._ending() as work:
            if work is not None:
                work.lift()

    @contextmanager
    def _ending(self) -> Iterator[InkWork | None]:
        """The page is let go last: then another paper may come at once, which is not the one that was written on."""
        work, self._work = self._work, None
        try:
            yield work
        finally:
            if work is not None:
                self._place.view.release(HOLDER)

    def _is_at_work(self, hand: _Hand) -> bool:
        return self._work is not None and self._hand is hand

    # Pen ----------------------------------------------------------------------------------------------

    def _on_pen(self, event: QTabletEvent) -> bool:
        tool = self._pen_tool(event)
        is_tip = event.button() is Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.TabletPress:
            # Beside the pages a pen that was not given a tool is a finger: it taps and turns.
            is_reading = self._place.tray.tools.tool is None
            self._pen_passes = is_reading and self._place.view.placed_at(event.position()) is None
        if self._work is None and (tool is None or self._pen_passes):
            return False
        event.accept()
        match event.type():
            case QEvent.Type.TabletPress if is_tip and tool is not None:
                self._begin(tool, event.position(), event.pressure(), _Hand.PEN)
            case QEvent.Type.TabletMove if (
                self._work is not None and event.buttons() & Qt.MouseButton.LeftButton
            ):
                self._work.move(event.position(), event.pressure())
            case QEvent.Type.TabletMove if self._is_at_work(_Hand.PEN):
                self._lift()  # it is in the air again, and its lift was told to nobody
            case QEvent.Type.TabletRelease if is_tip:
                self._lift()
            case _:
                pass
        return True

    def _pen_tool(self, event: QTabletEvent) -> Tool | None:
        """What the pen does: its other end erases, with the barrel's button held it is a lasso."""
        tools = self._place.tray.tools
        if self._place.actions.source is None:
            return None
        if tools.tool is None and not tools.pen_writes_at_once:
            return None
        if event.pointerType() is QPointingDevice.PointerType.Eraser:
            return Tool.ERASER
        if event.buttons() & _BARREL:
            return Tool.LASSO
        return tools.tool or tools.writing

    def _on_pen_came(self) -> None:
        """The finger that wrote was the hand of the pen."""
        if self._is_at_work(_Hand.FINGER):
            self.abort()
        self._fingers.take_for_palm()

    # Finger and mouse ---------------------------------------------------------------------------------

    def _on_touch(self, event: QTouchEvent) -> bool:
        tool = self._chosen_tool()
        pen = self.nearness
        verdict = self._fingers.judge(
            event, may_write=tool is not None, is_pen_near=pen.is_near, is_pen_down=pen.is_down
        )
        match verdict:
            case TouchVerdict.BEGIN if tool is not None:
                self._begin(tool, event.points()[0].position(), _EVEN_PRESSURE, _Hand.FINGER)
            case TouchVerdict.GO_ON if self._work is not None and self._hand is _Hand.FINGER:
                self._work.move(self._fingers.point, _EVEN_PRESSURE)
            case TouchVerdict.LIFT if self._is_at_work(_Hand.FINGER):
                self._lift()
            case TouchVerdict.ABORT if self._is_at_work(_Hand.FINGER):
                self.abort()
            case _:
                pass
        if verdict in (TouchVerdict.LEAVE, TouchVerdict.ABORT):
            return False
        event.accept()
        return True

    def _on_mouse(self, event: QMouseEvent) -> bool:
        tool = self._chosen_tool()
        is_left = event.button() is Qt.MouseButton.LeftButton
        is_writing = tool is not None or self._is_at_work(_Hand.MOUSE)
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick if (
                is_left and tool is not None
            ):
                self._begin(tool, event.position(), _EVEN_PRESSURE, _Hand.MOUSE)
                return True
            case QEvent.Type.MouseMove if is_writing and event.buttons() & Qt.MouseButton.LeftButton:
                if self._work is not None:
                    self._work.move(event.position(), _EVEN_PRESSURE)
                return True
            case QEvent.Type.MouseButtonRelease if is_left and is_writing:
                self._lift()
                return True
            case _:
                return False

    def _chosen_tool(self) -> Tool | None:
        """What finger and mouse do, None where they read."""
        return self._place.tray.tools.tool if self._place.actions.source is not None else None

    # Keys ---------------------------------------------------------------------------------------------

    def _on_key(self, event: QKeyEvent) -> bool:
        if self._work is not None:
            return True
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selection.marks:
            self.selection.delete()
            return True
        return key == Qt.Key.Key_Escape and self._leave()

    def _leave(self) -> bool:
        """Esc leaves a selection first, then the lasso or the notes."""
        if self.selection.marks:
            self.selection.clear()
            return True
        if self._place.tray.tools.tool in (Tool.LASSO, Tool.NOTE):
            self._place.tray.take(None)
            return True
        return False

    def _on_tools(self) -> None:
        if self._place.tray.tools.tool is not Tool.LASSO:
            self.selection.clear()
        has_tool = self._place.tray.tools.tool is not None
        if has_tool != self._had_tool:
            self._had_tool = has_tool
            cursor = Qt.CursorShape.CrossCursor if has_tool else Qt.CursorShape.ArrowCursor
            self._place.view.setCursor(cursor)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QTabletEvent() if event.type() in _TABLET:
                return self._on_pen(event)
            case QTouchEvent():
                return self._on_touch(event)
            case QMouseEvent():
                return self._on_mouse(event)
            case QWheelEvent():
                return self._work is not None
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            case _ if event.type() == QEvent.Type.Hide:
                self.abort()
            case _ if event.type() == QEvent.Type.WindowDeactivate:
                self._lift()  # what is lifted elsewhere is never told
        return False
