"""What the screens ask of the pool of page workers; `RenderPool` is it, and tests bring their own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from shared.pdf.pages import (
    DocumentFacts,
    PageLink,
    PageProblem,
    PageRequest,
    PageText,
    PaperRefused,
    Thumbnail,
)
from shared.pdf.rendered_page import RenderedPage


class PicturePool(Protocol):
    """Papers and pictures of their pages; pages count from 0."""

    async def open(
        self, path: Path, digest: str, password: str | None = None
    ) -> DocumentFacts | PaperRefused:
        """Open a paper; raises PoolClosed."""

    def want(
        self, request: PageRequest, tell: Callable[[RenderedPage | PageProblem], None]
    ) -> Callable[[], None]:
        """A picture that is looked at, told once and later; calling what is answered gives the wish up."""

    def prefetch(self, requests: Sequence[PageRequest]) -> None:
        """Draw these when nothing else is due, instead of what was wished before."""

    async def thumbnail(self, request: PageRequest) -> Thumbnail | PageProblem:
        """A small picture with pixels of its own."""


class TextPool(Protocol):
    """What stands on pages of papers that are open; pages count from 0."""

    async def page_text(self, digest: str, page: int) -> PageText | PageProblem:
        """The words of a page."""

    async def page_links(self, digest: str, page: int) -> Sequence[PageLink]:
        """The links of a page."""
