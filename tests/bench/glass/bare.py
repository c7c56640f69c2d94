"""The reference: the PDF engine alone in a process of its own, asked for the same pages at the same size, each once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_DRAW: Final = """
import json, sys, time
import pymupdf
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
held = {}
for line in sys.stdin:
    path, page, width, height = json.loads(line)
    if path not in held:
        held.clear()
        held[path] = pymupdf.open(path)
    began = time.perf_counter()
    drawn = held[path].load_page(page - 1)
    matrix = pymupdf.Matrix(width / drawn.rect.width, height / drawn.rect.height)
    picture = drawn.get_pixmap(matrix=matrix)
    spent = time.perf_counter() - began
    del drawn, picture
    print(spent * 1000, flush=True)
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


class BareEngine:
    """The engine in a process that lives as long as the `with` block."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _DRAW], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def cold_ms(self, asked: Asked) -> float:
        """How long it takes to load a page and to draw it, the file being open. Blocks meanwhile."""
        pipe = self._process
        if pipe.stdin is None or pipe.stdout is None:
            raise RuntimeError("the bare engine has no pipes")
        path, *rest = asked
        pipe.stdin.write(json.dumps([str(path), *rest]) + "\n")
        pipe.stdin.flush()
        return float(pipe.stdout.readline())


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
