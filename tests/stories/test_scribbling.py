"""Two hours of scribbling: memory, and what turning a page costs, stay as they were."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from shared.domain.agenda import MeetingId
from shared.domain.ink import Pen
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.storage.ink_rows import PagePiece
from shared.storage.seat_ink import SeatInk
from shared.ui.event_loop import WindowLoop
from shared.ui.ink_mark_drawing import MarkDrawing
from shared.ui.ink_pictures import MAX_BYTES
from shared.ui.scale import Program, scale_for_window
from shared.ui.theme import Theme
from tests.stories.scribbler import STROKES_A_PAGE, Scribbler, a_scribbler

pytestmark = [
    pytest.mark.gui,
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]

STROKES: Final = int(os.environ.get("WUZHI_SCRIBBLED_STROKES", "20000"))
"""More for a longer look; at least enough that a tenth fills the pages that are turned over."""
FEW: Final = STROKES // 10
TURNS: Final = 26
"""More pages than are held in memory, so that they are read anew."""

MORE_BYTES: Final = 16 << 20
"""So much more memory is no growth: what the allocators keep. Twenty thousand strokes as objects take 40 MB."""
MORE_OBJECTS: Final = 2_000
"""A tenth of what one object a stroke would be; the fakes remember which pages were asked for."""
ON_GLASS_BYTES: Final = 8 << 20
"""The ink of the page that is read, beside the pictures that are kept; when one more goes, the moment decides."""
PAINTS_A_TURN: Final = 4
"""Ink is drawn a few milliseconds at a time and shown now and then: a busy machine shows a page more often."""


class Weight(msgspec.Struct, frozen=True):
    """What is in memory: bytes of the process, all objects, strokes and bytes of pictures among them.

    Only bytes that are the process's own count: its part of the libraries that it shares with other programs grows
    whenever one of these ends.
    """

    own_bytes: int
    objects: int
    strokes: int
    picture_bytes: int


class Work(msgspec.Struct, frozen=True):
    """What turning pages cost: paints of the view, strokes drawn into pictures, strokes read from the disk."""

    paints: int
    drawn: int
    read: int


class Tally:
    """Counts the strokes that are drawn into pictures and those that are read from the disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.drawn = self.read = 0
        lay_on, page = MarkDrawing.lay_on, SeatInk.page

        def counted_lay_on(drawing: MarkDrawing, painter: QPainter) -> None:
            self.drawn += 1
            lay_on(drawing, painter)

        async def counted_page(
            ink: SeatInk, meeting: MeetingId, viewer: PersonId, paper: Sha256, number: int, after: int = 0
        ) -> PagePiece:
            piece = await page(ink, meeting, viewer, paper, number, after)
            self.read += len(piece.marks)
            return piece

        monkeypatch.setattr(MarkDrawing, "lay_on", counted_lay_on)
        monkeypatch.setattr(SeatInk, "page", counted_page)


def test_twenty_thousand_strokes_leave_memory_and_the_turning_of_pages_as_they_were(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = Tally(monkeypatch)
    theme = Theme(scale_for_window(Program.KIOSK, 1280, 800), reduced_motion=True)
    theme.dress(qapp)

    async def story() -> None:
        async with a_scribbler(tmp_path, theme, STROKES // STROKES_A_PAGE + 1) as hand:
            await hand.scribble(FEW)
            work_before = await turn_back_and_forth(hand, tally)
            before = weigh(hand)
            await hand.scribble(STROKES - FEW)
            work = await turn_back_and_forth(hand, tally)
            weight = weigh(hand)
            assert hand.page == STROKES // STROKES_A_PAGE
            assert weight.own_bytes <= before.own_bytes + MORE_BYTES
            assert weight.objects <= before.objects + MORE_OBJECTS
            assert weight.strokes == pytest.approx(before.strokes, abs=STROKES_A_PAGE)
            assert weight.picture_bytes <= MAX_BYTES + ON_GLASS_BYTES
            assert work.read == pytest.approx(work_before.read, abs=STROKES_A_PAGE)
            assert work.drawn == pytest.approx(work_before.drawn, abs=STROKES_A_PAGE)
            assert min(work.read, work.drawn) > STROKES_A_PAGE
            assert max(work.paints, work_before.paints) <= PAINTS_A_TURN * 2 * TURNS
            assert await hand.stored() == STROKES

    run_on_qts_loop(qapp, story())
    theme.deleteLater()


async def turn_back_and_forth(hand: Scribbler, tally: Tally) -> Work:
    """Look through the pages written last, and come back."""
    paints, drawn, read = hand.painted.count, tally.drawn, tally.read
    for by in (-1, 1):
        for _ in range(TURNS):
            await hand.turn(by)
            await hand.rest()
    return Work(hand.painted.count - paints, tally.drawn - drawn, tally.read - read)


def weigh(hand: Scribbler) -> Weight:
    """What there is after the garbage was collected."""
    gc.collect()
    things = gc.get_objects()
    return Weight(
        own_bytes=_own_bytes(),
        objects=len(things),
        strokes=sum(isinstance(thing, Pen) for thing in things),
        picture_bytes=hand.desk.writing.ink.layer.pictures.bytes,
    )


def _own_bytes() -> int:
    """Memory that no file stands behind, also what was swapped out."""
    lines = (
        line.split() for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    )
    return sum(int(line[1]) for line in lines if line[0] in ("Anonymous:", "Swap:")) * 1024


def run_on_qts_loop(application: QApplication, work: Coroutine[Any, Any, None]) -> None:
    """As the programs do."""
    loop = WindowLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(work)
    asyncio.set_event_loop(None)
