"""Whether the program, as installed here, opens a room and draws a page."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from presenter.hub.engine import EngineState
from presenter.ui.state import PodiumState
from shared.pdf.pages import DocumentFacts, PageProblem, PageRequest
from shared.pdf.pool import RenderPool

_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]/Contents 4 0 R/Resources<<>>>>endobj
4 0 obj<</Length 21>>stream
20 20 100 150 re f
 \nendstream endobj
trailer<</Root 1 0 R>>
"""


async def check_program(state: PodiumState, window: QWidget, pool: RenderPool | None) -> int:
    """Print one line for each check; the exit code is 0 when all are well."""
    results = (
        ("room open", state.is_ready and state.trouble is None and bool(state.hub.addresses)),
        ("engine running", state.hub.engine is EngineState.RUNNING and state.hub.is_connected),
        ("page drawn", pool is not None and await _can_draw(pool)),
        ("window painted", _is_painted(window)),
    )
    for what, is_well in results:
        sys.stdout.write(f"{'ok' if is_well else 'FAILED'} {what}\n")
    sys.stdout.flush()
    return 0 if all(is_well for _, is_well in results) else 1


def _is_painted(window: QWidget) -> bool:
    """Whether the window draws letters: its picture holds light and dark."""
    picture = window.grab().toImage()
    greys = {
        picture.pixelColor(x, y).lightness() // 16 for x, y in _places(picture.width(), picture.height())
    }
    return min(greys) < 5 and max(greys) > 10


def _places(width: int, height: int) -> Iterator[tuple[int, int]]:
    return ((x, y) for y in range(0, height, 3) for x in range(0, width, 3))


async def _can_draw(pool: RenderPool) -> bool:
    """Whether a worker draws black on white."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "page.pdf"
        paper.write_bytes(_PAGE)
        digest = hashlib.sha256(_PAGE).hexdigest()
        facts = await pool.open(paper, digest)
        if not isinstance(facts, DocumentFacts):
            return False
        answer = await pool.render(PageRequest(digest, 0, 400, 560))
        if isinstance(answer, PageProblem):
            return False
        with answer:
            return {0, 255} <= set(answer.view[::4])
