"""Brings the words and the links of pages from the workers to those who select, mark and follow them."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject

from shared.pdf.pages import PageText
from shared.ui.page_fit import WHOLE_WIDTH, Fit, Span
from shared.ui.page_links import PageLinks
from shared.ui.page_marking import PageMarking
from shared.ui.page_view import PageView
from shared.ui.paper_controller import PaperController
from shared.ui.paper_pool import TextPool
from shared.ui.task_scope import TaskScope

_SPAN_AIR = 0.02
"""So much of the page's width stays free beside the text that fills the view."""


class PaperText(QObject):
    """Serves the paper that a controller shows; what was asked about another one is forgotten."""

    def __init__(
        self,
        source: TextPool,
        scope: TaskScope,
        view: PageView,
        controller: PaperController,
        marking: PageMarking,
        links: PageLinks,
    ) -> None:
        super().__init__(view)
        self._source = source
        self._scope = scope
        self._view = view
        self._controller = controller
        self._marking = marking
        self._links = links
        self._tasks: set[asyncio.Task[None]] = set()
        self._span_of = ""
        controller.opened.connect(self._on_opened)
        marking.text_needed.connect(lambda page: self._start(self._bring_text(self._digest, page)))
        links.links_needed.connect(lambda page: self._start(self._bring_links(self._digest, page)))
        view.look_changed.connect(self._find_span)

    @property
    def _digest(self) -> str:
        paper = self._controller.paper
        return paper.digest if paper is not None and self._controller.pages else ""

    def _on_opened(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._marking.forget()
        self._links.forget()
        self._find_span()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        if self._scope.is_closed:
            work.close()
            return
        task = self._scope.start(work, name="read_page")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring_text(self, digest: str, page: int) -> None:
        text = await self._words(digest, page)
        if digest == self._digest:
            self._marking.set_text(page, text)

    async def _bring_links(self, digest: str, page: int) -> None:
        links = await self._source.page_links(digest, page - 1)
        if digest == self._digest:
            self._links.set_links(page, links)

    async def _words(self, digest: str, page: int) -> PageText:
        answer = await self._source.page_text(digest, page - 1)
        return answer if isinstance(answer, PageText) else PageText(())

    def _find_span(self) -> None:
        """Where the text stands, when the view is to be filled with it; once for each paper."""
        digest = self._digest
        if self._view.look.fit is Fit.TEXT and digest and digest != self._span_of:
            self._span_of = digest
            self._start(self._bring_span(digest, max(1, self._controller.page)))

    async def _bring_span(self, digest: str, page: int) -> None:
        span = text_span(await self._words(digest, page))
        if digest == self._digest:
            self._view.set_text_span(span)


def text_span(text: PageText) -> Span:
    """Where the words of a page begin and end from left to right; all of its width where it has none."""
    words = [word for word in text.words if word.text.strip()]
    if not words:
        return WHOLE_WIDTH
    begin, end = min(word.u0 for word in words), max(word.u1 for word in words)
    return max(0.0, begin - _SPAN_AIR), min(1.0, end + _SPAN_AIR)
