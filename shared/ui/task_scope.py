"""Owners of asyncio tasks: what a screen or a session starts ends with it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Report = Callable[[str, BaseException], None]
"""Told the name of a task that failed and its exception."""

T = TypeVar("T")


class ScopeClosed(RuntimeError):
    """Something was started in a scope that has ended."""


class TaskScope:
    """Starts named tasks, cancels them on close, and reports every failure exactly once.

    Used from the thread of its loop only. The result of a task may be awaited by who started it; its failure
    is reported all the same, so that nothing is lost where nobody waits.
    """

    def __init__(self, name: str, report: Report) -> None:
        self._name = name
        self._report = report
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the running tasks, sorted."""
        return tuple(sorted(task.get_name() for task in self._tasks))

    @property
    def is_closed(self) -> bool:
        """Whether the scope has ended."""
        return self._is_closed

    def start(self, work: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Run `work` as a task called `<scope>.<name>`; raises ScopeClosed after `close`."""
        if self._is_closed:
            work.close()
            raise ScopeClosed(f"{self._name} has ended; {name} was not started")
        task = asyncio.get_running_loop().create_task(work, name=f"{self._name}.{name}")
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def launch(self, work: Coroutine[Any, Any, object], *, name: str) -> None:
        """As `start`, for work whose end nobody waits for."""
        task = self.start(work, name=name)
        del task  # the scope keeps it

    def cancel(self) -> None:
        """End the scope without waiting; for a widget that is being closed."""
        self._is_closed = True
        for task in tuple(self._tasks):
            task.cancel()

    async def close(self) -> None:
        """End the scope and wait until every task has stopped."""
        self.cancel()
        tasks = tuple(self._tasks)
        if tasks:
            await asyncio.wait(tasks)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        failure = task.exception()
        if failure is not None:
            self._report(task.get_name(), failure)
