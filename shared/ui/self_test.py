"""Whether a program, as installed here, draws its window and the pages of papers."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from shared.pdf.pages import DocumentFacts, PageProblem, PageRequest
from shared.pdf.pool import RenderPool

PAGE: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]/Contents 4 0 R/Resources<<>>>>endobj
4 0 obj<</Length 20>>stream
20 20 100 150 re f

endstream endobj
trailer<</Root 1 0 R>>
"""
"""A paper of one page: a black box on white."""


def is_painted(window: QWidget) -> bool:
    """Whether the window draws letters: its picture holds light and dark."""
    picture = window.grab().toImage()
    places = _places(picture.width(), picture.height())
    greys = {picture.pixelColor(x, y).lightness() // 16 for x, y in places}
    return min(greys) < 5 and max(greys) > 10


def _places(width: int, height: int) -> Iterator[tuple[int, int]]:
    return ((x, y) for y in range(0, height, 3) for x in range(0, width, 3))


async def can_draw(pool: RenderPool) -> bool:
    """Whether a worker opens a paper and draws black on white."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "page.pdf"
        paper.write_bytes(PAGE)
        digest = hashlib.sha256(PAGE).hexdigest()
        if not isinstance(await pool.open(paper, digest), DocumentFacts):
            return False
        answer = await pool.render(PageRequest(digest, 0, 400, 560))
        if isinstance(answer, PageProblem):
            return False
        with answer:
            return {0, 255} <= set(answer.view[::4])


def tell_checks(*checks: tuple[str, bool]) -> bool:
    """Print one line for each check, in English, for the log of an installation; whether all are well."""
    for what, is_well in checks:
        sys.stdout.write(f"{'ok' if is_well else 'FAILED'} {what}\n")
    sys.stdout.flush()
    return all(is_well for _, is_well in checks)
