"""The feed tells once per turn; the scope ends what it started and loses no failure."""

import asyncio
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from shared.ui.feed import Feed
from shared.ui.task_scope import ScopeClosed, TaskScope
from tests.gui.conftest import RunInQt


def test_many_changes_in_one_turn_are_one_redraw_with_the_newest(qapp: QApplication) -> None:
    feed = Feed(0)
    drawn: list[int] = []
    stop = feed.connect(drawn.append)
    for state in range(1, 1001):
        feed.push(state)
    assert drawn == [0]
    qapp.processEvents()
    assert drawn == [0, 1000]
    stop()


def test_the_same_state_again_is_no_change(qapp: QApplication) -> None:
    state = ("a",)
    feed = Feed(state)
    drawn: list[tuple[str]] = []
    feed.connect(drawn.append)
    feed.push(state)
    qapp.processEvents()
    assert drawn == [state]


def test_a_screen_that_stopped_is_told_nothing_more(qapp: QApplication) -> None:
    feed = Feed(0)
    drawn: list[int] = []
    stop = feed.connect(drawn.append)
    feed.push(1)
    stop()
    qapp.processEvents()
    assert drawn == [0]


def test_a_change_made_while_drawing_is_drawn_in_the_next_turn(qapp: QApplication) -> None:
    feed = Feed(0)
    drawn: list[int] = []

    def render(state: int) -> None:
        drawn.append(state)
        if state == 1:
            feed.push(2)

    feed.connect(render)
    feed.push(1)
    qapp.processEvents()
    assert drawn == [0, 1]
    qapp.processEvents()
    assert drawn == [0, 1, 2]


def test_tasks_have_the_name_of_their_owner_and_end_with_it(run_in_qt: RunInQt[Any]) -> None:
    reports: list[str] = []

    async def story() -> None:
        scope = TaskScope("screen", lambda name, _failure: reports.append(name))
        started = asyncio.Event()

        async def work() -> None:
            started.set()
            await asyncio.Event().wait()

        task = scope.start(work(), name="work")
        await started.wait()
        assert "screen.work" in scope.names
        await scope.close()
        assert task.cancelled()
        assert not scope.names

    run_in_qt(story())
    assert reports == []


def test_a_failure_is_reported_once_with_its_name(run_in_qt: RunInQt[Any]) -> None:
    reports: list[tuple[str, str]] = []

    async def story() -> None:
        scope = TaskScope("screen", lambda name, failure: reports.append((name, str(failure))))

        async def work() -> None:
            raise ValueError("broken")

        task = scope.start(work(), name="work")
        await asyncio.wait([task])
        await scope.close()

    run_in_qt(story())
    assert reports == [("screen.work", "broken")]


def test_nothing_starts_in_a_scope_that_has_ended(run_in_qt: RunInQt[Any]) -> None:
    async def story() -> None:
        scope = TaskScope("screen", lambda _name, _failure: None)
        await scope.close()
        with pytest.raises(ScopeClosed):
            scope.launch(asyncio.Event().wait(), name="late")

    run_in_qt(story())
