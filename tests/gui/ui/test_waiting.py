"""What breaks while a person is imitated reaches whoever waits for it, and is reported once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shared.ui.hands import Impossible
from shared.ui.task_scope import TaskScope
from shared.ui.waiting import outside_tasks
from tests.gui.conftest import RunInQt


@pytest.mark.parametrize("kind", [Impossible, RuntimeError, KeyError])
def test_whatever_fails_while_acting_reaches_the_report_of_the_scope(
    kind: type[Exception], run_in_qt: RunInQt[Any]
) -> None:
    reported: list[tuple[str, BaseException]] = []

    def act() -> None:
        raise kind("broken")

    async def story() -> None:
        scope = TaskScope("story", lambda name, failure: reported.append((name, failure)))
        task = scope.start(outside_tasks(act), name="act")
        async with asyncio.timeout(5.0):
            await asyncio.wait((task,))
        await scope.close()

    run_in_qt(story())
    assert [(name, type(failure)) for name, failure in reported] == [("story.act", kind)]
