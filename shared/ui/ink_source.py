"""Where the ink of a paper comes from and goes to, as seen from the page on the screen."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from shared.domain.ink import Layer, Mark, MarkId

InkWatcher = Callable[[frozenset[int]], None]
"""Told of the pages (from 1) whose ink changed from outside."""


class ShownMark(msgspec.Struct, frozen=True):
    """A mark on the screen, the layer it lies in, and whether the person at this screen may change it."""

    mark: Mark
    layer: Layer
    is_own: bool


class InkSource(Protocol):
    """The ink of one paper. Called on the window's thread; nothing here waits."""

    def marks(self, page: int) -> Sequence[ShownMark]:
        """What is on a page (from 1), in the order of drawing. What was added is there at once."""
        ...

    def is_read(self, page: int) -> bool:
        """Whether `marks` tells all of a page. If not, it is being read from now on, and the watchers are told then."""
        ...

    def add(self, mark: Mark) -> None:
        """Put a new mark on its page, or one that was erased back on it; stored durably within milliseconds."""
        ...

    def replace(self, marks: Sequence[Mark]) -> None:
        """Give own marks with these ids this content."""
        ...

    def erase(self, ids: Sequence[MarkId]) -> None:
        """Take own marks off their pages."""
        ...

    def subscribe(self, watcher: InkWatcher) -> Callable[[], None]:
        """Tell `watcher` of changes from outside, until the function returned is called."""
        ...
