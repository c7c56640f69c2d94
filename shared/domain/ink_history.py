"""Undo and redo of one's own ink on one paper. Pure: a step says what was and what is, applying it is the caller's.

A mark that changed meanwhile from outside (another terminal of the person, an erased page) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.domain.ink import Mark

MAX_STEPS = 200
"""Steps that can be taken back; older ones are forgotten."""

Present = Callable[[Mark], Mark | None]
"""What a mark's id stands for now on its page; None for nothing."""

IsRead = Callable[[int], bool]
"""Whether all ink of a page is in memory, so that `Present` can tell."""


class InkStep(msgspec.Struct, frozen=True):
    """One thing a person did. A mark only in `after` was written, only in `before` erased, in both changed."""

    before: tuple[Mark, ...] = ()
    after: tuple[Mark, ...] = ()

    def pages(self) -> frozenset[int]:
        """The pages that it touches."""
        return frozenset(mark.page for mark in (*self.before, *self.after))


class InkHistory(msgspec.Struct, frozen=True):
    """What can be taken back, and what was taken back; the last step is at the end of each."""

    done: tuple[InkStep, ...] = ()
    undone: tuple[InkStep, ...] = ()


class InkEffect(msgspec.Struct, frozen=True):
    """What is to be done to the marks."""

    added: tuple[Mark, ...] = ()
    replaced: tuple[Mark, ...] = ()
    erased: tuple[Mark, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether all marks stay as they are."""
        return not (self.added or self.replaced or self.erased)

    def pages(self) -> frozenset[int]:
        """The pages that it touches."""
        return frozenset(mark.page for mark in (*self.added, *self.replaced, *self.erased))


def remember(history: InkHistory, step: InkStep, most: int = MAX_STEPS) -> InkHistory:
    """The history after a person did something; what was undone before cannot be redone."""
    if not step.before and not step.after:
        return history
    return InkHistory(done=(*history.done, step)[-most:])


def undo(history: InkHistory, present: Present, is_read: IsRead) -> tuple[InkHistory, InkEffect | None]:
    """Take back the last step that still has an effect; without one the effect is nothing.

    None: what has become of the step is not known before its pages are read; it stays the last. Each is asked for.
    """
    done, undone = history.done, history.undone
    while done:
        step = done[-1]
        if not _are_read(step, is_read):
            return InkHistory(done, undone), None
        done = done[:-1]
        effect = _effect(step.after, step.before, present)
        if not effect.is_nothing:
            return InkHistory(done, (*undone, step)), effect
    return InkHistory(done, undone), InkEffect()


def redo(history: InkHistory, present: Present, is_read: IsRead) -> tuple[InkHistory, InkEffect | None]:
    """Do again the last step that was taken back and still has an effect; None as for `undo`."""
    done, undone = history.done, history.undone
    while undone:
        step = undone[-1]
        if not _are_read(step, is_read):
            return InkHistory(done, undone), None
        undone = undone[:-1]
        effect = _effect(step.before, step.after, present)
        if not effect.is_nothing:
            return InkHistory((*done, step), undone), effect
    return InkHistory(done, undone), InkEffect()


def _are_read(step: InkStep, is_read: IsRead) -> bool:
    return not [page for page in sorted(step.pages()) if not is_read(page)]


def _effect(now: tuple[Mark, ...], then: tuple[Mark, ...], present: Present) -> InkEffect:
    """From marks as they should be now to marks as they are wanted; those that are otherwise now are left alone."""
    is_now = {mark.id: mark for mark in now}
    wanted = {mark.id: mark for mark in then}
    added = tuple(mark for mark in then if mark.id not in is_now and present(mark) is None)
    replaced = tuple(mark for mark in then if mark.id in is_now and present(mark) == is_now[mark.id] != mark)
    erased = tuple(mark for mark in now if mark.id not in wanted and present(mark) == mark)
    return InkEffect(added, replaced, erased)
