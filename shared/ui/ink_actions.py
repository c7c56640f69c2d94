"""What a person does to their ink on one paper, so that it can be taken back.

Every mark is written and remembered as it will come back from the disk: otherwise it would look changed from outside
once its page was read again, and could not be taken back.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from shared.domain.ink import Mark, MarkId
from shared.domain.ink_history import InkEffect, InkHistory, InkStep, IsRead, Present, redo, remember, undo
from shared.protocol.ink import as_kept
from shared.ui.ink_source import InkSource

_Way = Callable[[InkHistory, Present, IsRead], tuple[InkHistory, InkEffect | None]]


class InkActions(QObject):
    """Writes through to the source at once and remembers each step. Another source begins a new history."""

    changed = Signal(object)
    """The pages (a frozenset, from 1) whose ink this person changed."""

    history_changed = Signal()
    """There is more or less to undo or redo."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: InkSource | None = None
        self._history = InkHistory()
        self._waiting: Callable[[], None] | None = None
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def source(self) -> InkSource | None:
        """The ink that is written on."""
        return self._source

    def set_source(self, source: InkSource | None) -> None:
        """Write on another paper, or on none."""
        if source is not self._source:
            unsubscribe, self._unsubscribe = self._unsubscribe, None
            if unsubscribe is not None:
                unsubscribe()
            if source is not None:
                self._unsubscribe = source.subscribe(self._on_read)
            self._source = source
            self._waiting = None
            self._history = InkHistory()
            self.history_changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._history.undone)

    def add(self, mark: Mark) -> None:
        """Write a mark."""
        mark = as_kept(mark)
        self._do(InkEffect(added=(mark,)), InkStep(after=(mark,)))

    def replace(self, before: Sequence[Mark], after: Sequence[Mark]) -> None:
        """Give marks another content; `before` are the same marks as they were."""
        kept = tuple(as_kept(mark) for mark in after)
        self._do(InkEffect(replaced=kept), InkStep(tuple(before), kept))

    def erase(self, marks: Sequence[Mark], leaving: Sequence[Mark] = ()) -> None:
        """Take marks off, and write what is left of them, all in one step."""
        kept = tuple(as_kept(mark) for mark in leaving)
        self._do(InkEffect(added=kept, erased=tuple(marks)), InkStep(before=tuple(marks), after=kept))

    def undo(self) -> None:
        """Take the last step back; nothing happens without one.

        Where the ink of its page is not in memory it is read first, and the step is taken back then, unless the
        person does something else before.
        """
        self._go(undo, self.undo)

    def redo(self) -> None:
        """Do the last step again that was taken back; as `undo`."""
        self._go(redo, self.redo)

    def wait_no_more(self) -> None:
        """A step that waits for its page to be read stays where it is: the person does something else."""
        self._waiting = None

    def own_mark(self, page: int, id_: MarkId) -> Mark | None:
        """A mark of this person as it is now."""
        if self._source is None:
            return None
        shown = (shown for shown in self._source.marks(page) if shown.is_own)
        return next((shown.mark for shown in shown if shown.mark.id == id_), None)

    def _do(self, effect: InkEffect, step: InkStep) -> None:
        if self._source is None or effect.is_nothing:
            return
        self._history = remember(self._history, step)
        self.wait_no_more()
        self._apply(effect)

    def _go(self, way: _Way, again: Callable[[], None]) -> None:
        self.wait_no_more()
        if self._source is None:
            return
        self._history, effect = way(self._history, _Finder(self._source), self._source.is_read)
        if effect is None:
            self._waiting = again
        self._apply(effect or InkEffect())

    def _on_read(self, pages: frozenset[int]) -> None:
        """Ink came, perhaps what was waited for."""
        del pages
        if self._waiting is not None:
            self._waiting()

    def _apply(self, effect: InkEffect) -> None:
        if self._source is not None and not effect.is_nothing:
            if effect.erased:
                self._source.erase([mark.id for mark in effect.erased])
            if effect.replaced:
                self._source.replace(effect.replaced)
            for mark in effect.added:
                self._source.add(mark)
            self.changed.emit(effect.pages())
        self.history_changed.emit()


class _Finder:
    """Finds own marks as they are now, and reads each page once."""

    def __init__(self, source: InkSource) -> None:
        self._source = source
        self._known: dict[int, dict[MarkId, Mark]] = {}

    def __call__(self, mark: Mark) -> Mark | None:
        if mark.page not in self._known:
            own = (shown.mark for shown in self._source.marks(mark.page) if shown.is_own)
            self._known[mark.page] = {here.id: here for here in own}
        return self._known[mark.page].get(mark.id)
