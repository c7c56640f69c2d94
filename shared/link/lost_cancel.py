"""Keeps being cancelled from getting lost in a library that waits with `asyncio.wait_for`."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cancel_is_kept() -> Iterator[None]:
    """Raise CancelledError at the end of this block when the task was cancelled in it, even if it went on.

    It comes late then: the block first runs to its end, so give it a limit of its own.

    WORKAROUND: `asyncio.wait_for` of Python 3.11 swallows a cancel that comes after what it waits for is done and
    before it has looked; it then returns, or raises what the other raised. Remove with Python 3.11 (python/cpython
    gh-86296, mended in 3.12).
    """
    task = asyncio.current_task()
    before = 0 if task is None else task.cancelling()
    try:
        yield
    finally:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError
