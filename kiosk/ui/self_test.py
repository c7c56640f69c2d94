"""Whether the program, as installed here, can show a name and draw a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from shared.pdf.pages import DocumentFacts, PageProblem, PageRequest
from shared.pdf.pool import RenderPool
from shared.system.resources import resource_path


def is_painted(window: QWidget) -> bool:
    """Whether the window draws letters: its picture holds light and dark."""
    picture = window.grab().toImage()
    greys = {
        picture.pixelColor(x, y).lightness() // 16 for x, y in _places(picture.width(), picture.height())
    }
    return min(greys) < 5 and max(greys) > 10


def _places(width: int, height: int) -> Iterator[tuple[int, int]]:
    return ((x, y) for y in range(0, height, 3) for x in range(0, width, 3))


def sample_paper() -> tuple[Path, str] | None:
    """A paper of the sample meeting and its digest; None where the program was packed without it."""
    papers = sorted(resource_path("sample").glob("**/*.pdf"))
    if not papers:
        return None
    return papers[0], hashlib.sha256(papers[0].read_bytes()).hexdigest()


async def can_draw(pool: RenderPool, paper: Path, digest: str) -> bool:
    """Whether a worker draws the first page of this paper."""
    facts = await pool.open(paper, digest)
    if not isinstance(facts, DocumentFacts):
        return False
    answer = await pool.render(PageRequest(digest, 0, 400, 600))
    if isinstance(answer, PageProblem):
        return False
    with answer:
        return len(set(answer.view[:: 4 * 97])) > 1
