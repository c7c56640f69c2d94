"""The pictures that a view waits for: ordered, taken, given up."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from shared.pdf.pages import PageProblem, Problem
from shared.pdf.rendered_page import RenderedPage
from shared.system.i18n import tr
from shared.ui.page_images import PinnedPicture
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.paper_ahead import request_of
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope
from shared.ui.tokens import PAGE_COMPLEX_AFTER_MS


class _Drawing(msgspec.Struct, frozen=True):
    """A picture that was asked for: what is said when it takes long, and how to do without it."""

    note: asyncio.TimerHandle
    give_up: Callable[[], None]

    def stop(self) -> None:
        self.note.cancel()
        self.give_up()


class PaperDrawings:
    """Brings what a view asks for; a wish that is not repeated is given up. Pages count from 1."""

    def __init__(
        self, pool: PicturePool, scope: TaskScope, view: PageView, on_taken: Callable[[], None]
    ) -> None:
        """`on_taken` is called after each picture or problem that reached the view; not after `scope` ended."""
        self._pool = pool
        self._scope = scope
        self._view = view
        self._on_taken = on_taken
        self._drawings: dict[PictureWish, _Drawing] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a picture is waited for."""
        return bool(self._drawings)

    def give_up(self, but: Sequence[PictureWish] = ()) -> None:
        """Want nothing any more, but these."""
        for wish in self._drawings.keys() - set(but):
            self._drawings.pop(wish).stop()

    def want(self, digest: str, wishes: Sequence[PictureWish]) -> None:
        """Order these pictures of a paper, where they are not on their way."""
        for wish in wishes:
            if wish not in self._drawings:
                self._drawings[wish] = self._draw(digest, wish)

    def _draw(self, digest: str, wish: PictureWish) -> _Drawing:
        give_up = self._pool.want(request_of(digest, wish), partial(self._take, wish))
        note_after_s = PAGE_COMPLEX_AFTER_MS / 1000
        return _Drawing(
            asyncio.get_running_loop().call_later(note_after_s, self._note_complex, wish), give_up
        )

    def _note_complex(self, wish: PictureWish) -> None:
        if not self._scope.is_closed:
            self._view.show_note(wish.page, tr("This page is complex…"))

    def _take(self, wish: PictureWish, answer: RenderedPage | PageProblem) -> None:
        self._drawings.pop(wish).note.cancel()
        if self._scope.is_closed:
            if isinstance(answer, RenderedPage):
                answer.release()
            return
        if isinstance(answer, PageProblem):
            self._miss(wish, answer.problem)
        elif wish.clip is not None:
            self._view.show_part(wish, PinnedPicture(answer))
        else:
            self._view.show_picture(wish.page, PinnedPicture(answer))
        self._on_taken()

    def _miss(self, wish: PictureWish, problem: Problem) -> None:
        if problem is Problem.CLOSED:
            return
        if wish.clip is not None:
            self._view.miss_part(wish)
        else:
            self._view.show_problem(wish.page, tr("This page cannot be shown"))
