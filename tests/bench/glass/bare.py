"""The reference: the PDF engine alone in a process of its own, asked for the same pages at the same size, each once.

It is asked in the same rhythm: a machine that rested between two pages is slower at the next one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_DRAW: Final = """
import json, sys, time
import pymupdf
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
spent, held = [], {}
asked, pause_s = json.load(sys.stdin)
for path, page, width, height in asked:
    time.sleep(pause_s)
    if path not in held:
        held.clear()
        held[path] = pymupdf.open(path)
    began = time.perf_counter()
    drawn = held[path].load_page(page - 1)
    matrix = pymupdf.Matrix(width / drawn.rect.width, height / drawn.rect.height)
    picture = drawn.get_pixmap(matrix=matrix)
    spent.append((time.perf_counter() - began) * 1000)
    del drawn, picture
print(json.dumps(spent))
"""

_OPEN: Final = """
import json, sys, time
import pymupdf
path, times = json.load(sys.stdin)
spent = []
for _ in range(times):
    began = time.perf_counter()
    document = pymupdf.open(path)
    sizes = [document.page_cropbox(number) for number in range(len(document))]
    spent.append((time.perf_counter() - began) * 1000)
    document.close()
print(json.dumps(spent))
"""

_SEARCH: Final = """
import json, sys, time
import pymupdf
path, query = json.load(sys.stdin)
document = pymupdf.open(path)
began, first = time.perf_counter(), None
for page in document:
    if page.search_for(query) and first is None:
        first = (time.perf_counter() - began) * 1000
print(json.dumps([first, (time.perf_counter() - began) * 1000]))
"""

Asked = tuple[Path, int, int, int]
"""File, page from 1, width and height in pixels."""


def cold_ms(asked: Sequence[Asked], pause_s: float = 0.0) -> list[float]:
    """How long each page takes the first time it is drawn, the file being open; with a rest before each."""
    pages = [(str(path), page, width, height) for path, page, width, height in asked]
    return _run(_DRAW, (pages, pause_s))


def open_ms(path: Path, times: int) -> list[float]:
    """How long it takes to open the file and know the sizes of its pages."""
    return _run(_OPEN, (str(path), times))


def search_ms(path: Path, query: str) -> list[float]:
    """How long the engine's own search takes to the first hit and to the end."""
    return _run(_SEARCH, (str(path), query))


def _run(code: str, given: object) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    answer: list[float] = json.loads(done.stdout)
    return answer
