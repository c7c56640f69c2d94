"""A wish for a picture whose owner is told in the same turn of the loop in which the picture comes."""

import asyncio
from collections.abc import Callable

from typing_extensions import override

from shared.pdf.jobs import Drawing, Waiter
from shared.pdf.pages import PageProblem
from shared.pdf.slots import Filled

Answered = Filled | PageProblem


class Wish(Waiter[Answered]):
    """Ends by being told, once, or by being given up. A task that awaits a future would cost two turns of the loop.

    A problem is told in the next turn: it is found in the middle of handing out other jobs.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Callable[[Answered], None]) -> None:
        self._loop = loop
        self._tell: Callable[[Answered], None] | None = tell
        self._is_done = False
        self.job: Drawing | None = None
        """What is being drawn for it."""

    @override
    def done(self) -> bool:
        return self._is_done

    @override
    def set_result(self, result: Answered, /) -> None:
        self._is_done = True
        if isinstance(result, Filled):
            self._say(result)
        else:
            self._loop.call_soon(self._say, result)

    def give_up(self) -> None:
        """Nothing is told any more."""
        self._is_done = True
        self._tell = None

    def _say(self, answer: Answered) -> None:
        tell, self._tell = self._tell, None
        if tell is not None:
            tell(answer)
