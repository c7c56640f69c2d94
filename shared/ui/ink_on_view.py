"""Ink on one page view: everything that belongs together, put together."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from shared.domain.ink import MarkId
from shared.ui.ink_actions import InkActions
from shared.ui.ink_guides import InkGuides
from shared.ui.ink_input import InkInput
from shared.ui.ink_layer import InkLayer
from shared.ui.ink_painter import Writing
from shared.ui.ink_source import InkSource
from shared.ui.ink_tools import InkTray
from shared.ui.ink_workplace import InkWorkplace
from shared.ui.page_view import PageView
from shared.ui.theme import Theme

_UNDO = ("Ctrl+Z",)
_REDO = ("Ctrl+Y", "Ctrl+Shift+Z")


class InkOnView(QObject):
    """Shows a source's ink on a view and lets the person write on it with the tools of a tray."""

    def __init__(
        self,
        theme: Theme,
        view: PageView,
        tray: InkTray,
        *,
        new_id: Callable[[], MarkId],
        monotonic_s: Callable[[], float],
    ) -> None:
        """`new_id` makes the ids of marks; `monotonic_s` is the machine's clock for durations, in seconds.

        Made after the view's gestures, so that it sees pen and finger before them.
        """
        super().__init__(view)
        self.tray = tray
        self.actions = InkActions(self)
        self.layer = InkLayer(view, Writing(theme))
        guides = InkGuides(theme, view)
        place = InkWorkplace(view, self.layer, guides, self.actions, tray, new_id)
        self.input = InkInput(theme, place, monotonic_s)
        self.actions.changed.connect(self.layer.refresh)
        for keys, act in ((_UNDO, self.undo), (_REDO, self.redo)):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), view)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(act)

    def show_source(self, source: InkSource | None, *, may_write: bool = True) -> None:
        """Show the ink of a paper, or none; the history of another paper is forgotten."""
        self.finish()
        self.layer.show_source(source)
        self.actions.set_source(source if may_write else None)

    def finish(self) -> None:
        """Store a note that is being written and give up a stroke: the paper goes away or the program ends."""
        self.input.abort()
        self.input.notes.store()
        self.input.selection.clear()

    def undo(self) -> None:
        """Take back the last step, unless ink is down."""
        if not self.input.is_down:
            self.actions.undo()

    def redo(self) -> None:
        """Do it again, unless ink is down."""
        if not self.input.is_down:
            self.actions.redo()
