"""The pool on the event loop of the programs, which is Qt's."""

import asyncio
import gc
from collections.abc import Coroutine
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from shared.pdf.examiner import examine
from shared.pdf.pages import DocumentFacts, PageRequest, PaperStatus
from shared.pdf.pool import RenderPool
from shared.pdf.rendered_page import RenderedPage
from shared.pdf.typeface import chinese_typeface_now
from shared.ui.event_loop import WindowLoop

pytestmark = pytest.mark.gui


def run_on_qt(qapp: QApplication, story: Coroutine[None, None, None]) -> None:
    loop = WindowLoop(qapp)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(story)
    asyncio.set_event_loop(None)


def test_pages_come_on_the_loop_of_qt_and_an_image_may_outlive_the_pool(
    qapp: QApplication, pile: Path
) -> None:
    async def story() -> None:
        pool = await RenderPool.start(slot_bytes=400_000, slots=4)
        try:
            assert isinstance(await pool.open(pile / "ordinary.pdf", "d"), DocumentFacts)
            answer = await pool.render(PageRequest("d", 0, 100, 100))
            assert isinstance(answer, RenderedPage)
            image = QImage(
                answer.view, answer.width_px, answer.height_px, answer.stride, QImage.Format.Format_RGB32
            )
            answer.release()
        finally:
            await pool.close()
        assert image.pixelColor(20, 20).getRgb() == (255, 0, 0, 255)
        assert (await examine(pile / "ordinary.pdf")).status is PaperStatus.OK

    run_on_qt(qapp, story())
    gc.collect()  # the loop's timers belong to this thread: no thread of a later test may come to collect them


def test_the_typeface_of_the_engine_brings_chinese_letters(qapp: QApplication) -> None:
    font = QFontDatabase.addApplicationFontFromData(QByteArray(chinese_typeface_now()))
    (family,) = QFontDatabase.applicationFontFamilies(font)
    assert QFontDatabase.WritingSystem.SimplifiedChinese in QFontDatabase.writingSystems(family)
    QFontDatabase.removeApplicationFont(font)
