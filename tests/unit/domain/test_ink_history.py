"""Undo and redo of one's own ink: each step back and forth, and what others changed meanwhile left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ink import Line, Mark, MarkId, moved
from shared.domain.ink_history import InkEffect, InkHistory, InkStep, IsRead, Present, redo, remember, undo


def line(name: str, page: int = 1, at: float = 0.1) -> Line:
    return Line(id=MarkId(name), page=page, color="#17211E", width=0.004, start=(at, at), end=(at, 0.5))


class Unread(Exception):
    """The step waits for its pages."""


class Sheet:
    """The marks of a person, changed by steps and effects."""

    def __init__(self) -> None:
        self.marks: dict[MarkId, Mark] = {}
        self.history = InkHistory()
        self.unread: set[int] = set()
        self.asked: list[int] = []

    def do(self, step: InkStep) -> None:
        for mark in step.before:
            del self.marks[mark.id]
        self.marks |= {mark.id: mark for mark in step.after}
        self.history = remember(self.history, step)

    def apply(self, effect: InkEffect) -> None:
        for mark in effect.erased:
            del self.marks[mark.id]
        for mark in (*effect.added, *effect.replaced):
            self.marks[mark.id] = mark

    def _present(self, mark: Mark) -> Mark | None:
        return self.marks.get(mark.id)

    def undo(self) -> InkEffect:
        return self._go(undo)

    def redo(self) -> InkEffect:
        return self._go(redo)

    def _go(
        self, way: Callable[[InkHistory, Present, IsRead], tuple[InkHistory, InkEffect | None]]
    ) -> InkEffect:
        self.history, effect = way(self.history, self._present, self._is_read)
        if effect is None:
            raise Unread
        self.apply(effect)
        return effect

    def _is_read(self, page: int) -> bool:
        self.asked.append(page)
        return page not in self.unread


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), max_size=30), st.integers(0, 30))
def test_as_many_steps_forth_as_back_lead_to_the_same_ink(steps: list[tuple[int, int]], back: int) -> None:
    sheet = Sheet()
    made = 0
    for what, which in steps:
        here = list(sheet.marks.values())
        if what == 0 or not here:
            made += 1
            sheet.do(InkStep(after=(line(f"m{made}", 1 + made % 3),)))
        elif what == 1:
            sheet.do(InkStep(before=(here[which % len(here)],)))
        else:
            mark = here[which % len(here)]
            sheet.do(InkStep(before=(mark,), after=(moved(mark, 0.05 * (which + 1), 0.0),)))
    final = dict(sheet.marks)
    count = min(back, len(sheet.history.done))
    for _ in range(count):
        sheet.undo()
    for _ in range(count):
        sheet.redo()
    assert sheet.marks == final


def test_undoing_everything_leaves_an_empty_page() -> None:
    sheet = Sheet()
    sheet.do(InkStep(after=(line("a"), line("b", 2))))
    sheet.do(InkStep(before=(line("a"),)))
    assert sheet.undo() == InkEffect(added=(line("a"),))
    assert sheet.undo().pages() == {1, 2}
    assert sheet.marks == {}
    assert sheet.undo().is_nothing


def test_something_new_ends_what_can_be_redone() -> None:
    sheet = Sheet()
    sheet.do(InkStep(after=(line("a"),)))
    sheet.undo()
    sheet.do(InkStep(after=(line("b"),)))
    assert sheet.redo().is_nothing
    assert list(sheet.marks) == ["b"]


def test_a_step_without_marks_is_not_remembered() -> None:
    assert remember(InkHistory(), InkStep()) == InkHistory()


def test_a_mark_that_changed_from_outside_is_left_alone_and_the_step_before_it_is_undone() -> None:
    sheet = Sheet()
    sheet.do(InkStep(after=(line("a"),)))
    sheet.do(InkStep(after=(line("b"),)))
    sheet.marks[MarkId("b")] = line("b", at=0.9)
    assert sheet.undo() == InkEffect(erased=(line("a"),))
    assert sheet.marks == {"b": line("b", at=0.9)}


def test_a_mark_that_was_erased_from_outside_does_not_come_back_by_undoing_a_move() -> None:
    sheet = Sheet()
    sheet.do(InkStep(before=(), after=(line("a"),)))
    sheet.do(InkStep(before=(line("a"),), after=(line("a", at=0.3),)))
    del sheet.marks[MarkId("a")]
    assert sheet.undo().is_nothing
    assert sheet.marks == {}


def test_of_a_step_with_several_marks_only_the_changed_ones_are_left_alone() -> None:
    sheet = Sheet()
    sheet.do(InkStep(after=(line("a"), line("b"))))
    sheet.marks[MarkId("a")] = line("a", at=0.7)
    assert sheet.undo() == InkEffect(erased=(line("b"),))


def test_only_so_many_steps_are_remembered() -> None:
    history = InkHistory()
    for number in range(10):
        history = remember(history, InkStep(after=(line(str(number)),)), most=4)
    assert [step.after[0].id for step in history.done] == ["6", "7", "8", "9"]


def test_a_step_whose_page_is_not_read_stays_until_it_is() -> None:
    sheet = Sheet()
    sheet.do(InkStep(after=(line("a", 1),)))
    sheet.do(InkStep(after=(line("b", 2), line("c", 3))))
    sheet.unread = {2, 3}
    with pytest.raises(Unread):
        sheet.undo()
    assert sheet.asked == [2, 3]  # that asks for them all
    assert len(sheet.history.done) == 2
    sheet.unread = set()
    assert sheet.undo() == InkEffect(erased=(line("b", 2), line("c", 3)))
    sheet.unread = {3}
    with pytest.raises(Unread):
        sheet.redo()
    sheet.unread = set()
    assert sheet.redo() == InkEffect(added=(line("b", 2), line("c", 3)))
