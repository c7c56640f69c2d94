"""How fast pages come, how calm the window stays, and what it costs: a page view of 1920 × 1080 over real files.

A turn is measured from the wish to the end of the paint event that painted the picture, with the event loop, pipes and
shared memory between. Its reference is the bare engine, which loads and draws the same page at the same size once into
memory of its own, in a process of its own, where it is shown to nobody. For pages that nobody has drawn both take turns
page by page, each after the same rest, so that other work on the machine hits both.
"""

from __future__ import annotations

import asyncio
import math
import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from shared.domain.ink import MarkId
from shared.pdf.pages import PageHits
from shared.ui.event_loop import WindowLoop
from shared.ui.ink_on_view import InkOnView
from shared.ui.ink_tools import InkTray, Tool
from shared.ui.paper_controller import PaperFile
from shared.ui.scale import Program, scale_for_window
from shared.ui.theme import Theme
from tests.bench.fanout.lines import percentile, show
from tests.bench.glass import bare, files, memory
from tests.bench.glass.ink import scribble
from tests.bench.glass.window import HEIGHT, WIDTH, Gaps, Glass, glass
from tests.fakes.paper_ink import PaperInk

PAGES_OF_A_FILE: Final = 12
LOOKED_AT_S: Final = 0.1
"""Nobody turns a page sooner after the last one came; the workers make ready meanwhile."""
ZOOMS: Final = 20
INK_MOVES: Final = 400
MARKS_ON_THE_PAGE: Final = 300


def main() -> None:
    """Measure and print."""
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    loop = WindowLoop(application)
    asyncio.set_event_loop(loop)
    theme = Theme(scale_for_window(Program.KIOSK, WIDTH, HEIGHT), reduced_motion=True)
    theme.dress(application)
    with loop, tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as folder:
        loop.run_until_complete(_measure(theme, Path(folder)))


async def _measure(theme: Theme, folder: Path) -> None:
    ordinary, hard = files.ordinary(folder), files.hard(folder)
    await _prefetched(theme, ordinary)
    await _cold(theme, "turn_cold", ordinary)
    await _cold(theme, "hard_cold", hard)
    gap, idle = await _gap(theme, hard), await _gap(theme, ())
    show("reading.window_gap.max", gap, "ms", reference=idle, samples=1, target=20)
    await _long(theme, files.long(folder))
    await _zoom_and_ink(theme, ordinary[0])


async def _prefetched(theme: Theme, papers: Sequence[PaperFile]) -> None:
    """Turn to the next page once it lies ready, as somebody who reads does."""
    spent: list[float] = []
    asked: list[bare.Asked] = []
    async with glass(theme, is_prefetching=True) as desk:
        for paper in papers:
            await desk.show(paper)
            for page in range(2, min(desk.controller.pages, PAGES_OF_A_FILE) + 1):
                await desk.wait_until_drawn(page)
                spent.append(await desk.show(paper, page))
                asked.append(_asked(desk, paper, page))
        window_mib, workers_mib = memory.own_mib(), memory.workers_mib()
    with bare.BareEngine() as engine:
        reference = [engine.cold_ms(one) for one in asked]
    for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0)):
        show(
            f"reading.turn_prefetched.{name}",
            percentile(spent, share),
            "ms",
            reference=percentile(reference, share),
            samples=len(spent),
            target=16 if name == "p95" else None,
        )
    show("reading.memory.window", window_mib, "MiB", reference=None, samples=1)
    show("reading.memory.workers", workers_mib, "MiB", reference=None, samples=1)


async def _cold(theme: Theme, name: str, papers: Sequence[PaperFile]) -> None:
    """Turn to pages that nobody has drawn, in turn with the bare engine, which draws all of the page.

    Also until the whole page is here: what is in sight comes first where it is a part.
    """
    spent: list[float] = []
    whole: list[float] = []
    reference: list[float] = []
    async with glass(theme, is_prefetching=False) as desk:
        with bare.BareEngine() as engine:
            for paper in papers:
                for page in _spread(await desk.open(paper)):
                    spent.append(await desk.show(paper, page))
                    whole.append(await desk.whole_ms())
                    await asyncio.sleep(LOOKED_AT_S)
                    reference.append(engine.cold_ms(_asked(desk, paper, page)))
                    await asyncio.sleep(LOOKED_AT_S)
    for what, times in ((name, spent), (f"{name}_whole", whole)):
        for share in (0.5, 0.95):
            show(
                f"reading.{what}.p{round(share * 100)}",
                percentile(times, share),
                "ms",
                reference=percentile(reference, share),
                samples=len(times),
            )


async def _gap(theme: Theme, papers: Sequence[PaperFile]) -> float:
    """The longest time in ms that the window's thread is away while pages of these papers come; none: at rest."""
    async with glass(theme, is_prefetching=True) as desk:
        await asyncio.sleep(LOOKED_AT_S)
        gaps = Gaps()
        gaps.start()
        for paper in papers:
            for page in _spread(await desk.open(paper)):
                await desk.show(paper, page)
        await asyncio.sleep(1)
        return gaps.stop()


async def _long(theme: Theme, paper: PaperFile) -> None:
    """1,000 pages: opening, and a search for words that stand on page 700."""
    opened: list[float] = []
    for _ in range(5):
        async with glass(theme, is_prefetching=False) as desk:
            began = time.perf_counter()
            await desk.pool.open(paper.path, paper.digest)
            opened.append((time.perf_counter() - began) * 1000)
    reference = percentile(bare.open_ms(paper.path, 5), 0.5)
    show(
        "reading.open_1000_pages.p50", percentile(opened, 0.5), "ms", reference=reference, samples=len(opened)
    )
    first: list[float] = []
    whole: list[float] = []
    async with glass(theme, is_prefetching=False) as desk:
        await desk.open(paper)
        for _ in range(3):
            hit_ms, end_ms = await _search(desk, paper)
            first.append(hit_ms)
            whole.append(end_ms)
    bare_first, bare_whole = bare.search_ms(paper.path, files.NEEDLE)
    show(
        "reading.search_first_hit.p50", percentile(first, 0.5), "ms", reference=bare_first, samples=len(first)
    )
    show("reading.search_to_end.p50", percentile(whole, 0.5), "ms", reference=bare_whole, samples=len(whole))


async def _search(desk: Glass, paper: PaperFile) -> tuple[float, float]:
    began = time.perf_counter()
    first_ms: float | None = None
    async for found in desk.pool.search(paper.digest, files.NEEDLE):
        if isinstance(found, PageHits) and first_ms is None:
            first_ms = (time.perf_counter() - began) * 1000
    if first_ms is None:
        raise RuntimeError("the words on page 700 were not found")
    return first_ms, (time.perf_counter() - began) * 1000


async def _zoom_and_ink(theme: Theme, paper: PaperFile) -> None:
    async with glass(theme, is_prefetching=False) as desk:
        await desk.show(paper)
        zooms: list[float] = []
        for _ in range(ZOOMS):
            zooms.append(await desk.zoom_in())
            if desk.view.look.zoom > 3:
                desk.view.zoom_to(1.0, QPointF(WIDTH / 2, HEIGHT / 2))
        show("reading.zoom_settle.p95", percentile(zooms, 0.95), "ms", reference=120, samples=len(zooms))
        desk.view.zoom_to(1.0, QPointF(WIDTH / 2, HEIGHT / 2))
        moves = await _write(theme, desk)
        whole = await _whole_repaints(desk)
        show("reading.ink_move.p95", percentile(moves, 0.95), "ms", reference=whole, samples=len(moves))


async def _write(theme: Theme, desk: Glass) -> list[float]:
    """One long stroke over a page full of ink: milliseconds from each move to its picture."""
    ink = InkOnView(theme, desk.view, InkTray(), new_id=lambda: MarkId("01LIVE"), monotonic_s=time.monotonic)
    ink.show_source(PaperInk(scribble(MARKS_ON_THE_PAGE)))
    ink.tray.take(Tool.PEN)
    await desk.wait_until(lambda: not ink.layer.pictures.is_busy)
    left = desk.view.placed_pages()[0].rect.left()
    spent: list[float] = []
    _mouse(desk, QEvent.Type.MouseButtonPress, QPointF(left + 40, HEIGHT / 2))
    for step in range(INK_MOVES):
        point = QPointF(left + 40 + 3 * step, HEIGHT / 2 + 60 * math.sin(step / 10))
        desk.view.painted.clear()
        began = time.perf_counter()
        _mouse(desk, QEvent.Type.MouseMove, point)
        await desk.view.painted.wait()
        spent.append((time.perf_counter() - began) * 1000)
    _mouse(desk, QEvent.Type.MouseButtonRelease, QPointF(left + 40, HEIGHT / 2))
    return spent


async def _whole_repaints(desk: Glass) -> float:
    """What painting the whole view costs, for comparison: the median."""
    spent = []
    for _ in range(50):
        desk.view.painted.clear()
        began = time.perf_counter()
        desk.view.update()
        await desk.view.painted.wait()
        spent.append((time.perf_counter() - began) * 1000)
    return percentile(spent, 0.5)


def _mouse(desk: Glass, kind: QEvent.Type, point: QPointF) -> None:
    is_move = kind is QEvent.Type.MouseMove
    button = Qt.MouseButton.NoButton if is_move else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, point, desk.view.mapToGlobal(point), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(desk.view, event)


def _spread(pages: int) -> Iterable[int]:
    """Some pages all over the paper, none twice, no neighbours where there are enough."""
    step = max(1, pages // PAGES_OF_A_FILE)
    return range(1, pages + 1, step)


def _asked(desk: Glass, paper: PaperFile, page: int) -> bare.Asked:
    size = desk.view.pixel_size(page)
    return (paper.path, page, size.width(), size.height())


if __name__ == "__main__":
    main()
