"""The podium's program: puts hub, window and page workers together."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

from PySide6.QtWidgets import QApplication

from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from presenter.ui.command_line import Options, hub_settings, read_options
from presenter.ui.driver_state import driver_state
from presenter.ui.export_work import exporter_on
from presenter.ui.main_window import PodiumWindow
from presenter.ui.pack_opening import open_pack
from presenter.ui.podium import Podium, Tools
from presenter.ui.self_test import check_program, check_vote
from presenter.ui.state import place_shown
from shared.pdf.pool import RenderPool
from shared.system.clock import SystemClock
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr, use_language
from shared.system.logs import logging_to
from shared.system.paths import RoomPlaces, base_folder, room_places
from shared.system.settings import Loaded, PresenterSettings, load_presenter_settings
from shared.system.trace import Trace
from shared.ui.dressing import dressed, speak_qt
from shared.ui.driver import Driver
from shared.ui.page_images import slot_bytes_for
from shared.ui.scale import Program, scale_for_window
from shared.ui.starting import NO, OK, code_of, is_seen, run_program
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.windows import Exit, Net, run_app, scale_of_screen

_SELF_TEST_WINDOW = (1366, 768)
_MOST_REOPENED = 3
"""A window that breaks again and again is left as it is: the meeting goes on without a new one."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the podium; returns the exit code: 0 ended in order, 1 it could not run, 5 its data is damaged."""
    multiprocessing.freeze_support()
    options = read_options(sys.argv[1:] if argv is None else argv)
    if not options.is_self_test:
        return run_program(Program.PRESENTER, lambda application: _run(application, options, options.data))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="wuzhi-self-test-") as folder:
        data = Path(folder)
        return run_program(Program.PRESENTER, lambda application: _run(application, options, data))


def _run(application: QApplication, options: Options, data: Path | None) -> int:
    places = room_places(base_folder(data, os.environ))
    loaded = load_presenter_settings(places.settings)
    use_language(options.language or loaded.settings.language)
    with logging_to(places.logs, "presenter"):
        translator = speak_qt(application)
        code = run_app(
            application,
            lambda net, way_out: _Presenter(application, options, places, loaded, net).run(way_out),
        )
        application.removeTranslator(translator)
        return code


class _Presenter:
    """One run of the program."""

    def __init__(
        self,
        application: QApplication,
        options: Options,
        places: RoomPlaces,
        loaded: Loaded[PresenterSettings],
        net: Net,
    ) -> None:
        self._application = application
        self._options = options
        self._places = places
        self._loaded = loaded
        self._net = net
        self._clock = SystemClock()
        self._hub = Hub(_hub_settings(options, loaded.settings, places), self._clock)
        self._window: PodiumWindow | None = None
        self._pool: RenderPool | None = None
        self._reopened = 0

    async def run(self, way_out: Exit) -> int:
        """Until the window is closed or the system asks us to end. Raises EnvironmentFault.

        The window is on the screen before the room is opened and the page workers are begun.
        """
        self._way_out = way_out
        async with AsyncExitStack() as stack:
            self._trace = Trace(self._options.trace, self._clock)
            stack.callback(self._trace.close)
            self._theme = await self._dressed()
            self._scope = TaskScope("podium", self._net.report)
            self._pages = TaskScope("pages", self._net.report)
            stack.push_async_callback(self._hub.close)
            stack.push_async_callback(self._close_pool)
            self._podium = Podium(self._hub, self._tools(stack), self._scope)
            window = self._open_window()
            stack.callback(self._close_window)
            stack.push_async_callback(self._close_pages)
            stack.push_async_callback(self._scope.close)
            self._net.fault.connect(self._open_again)
            await _first_paint(window)
            self._trace.note("window", ns=self._trace.now_ns())
            lag = asyncio.create_task(self._trace.sample_loop_lag(), name="loop-lag")
            stack.push_async_callback(_end, lag)
            await self._listen(stack)
            opening = self._scope.start(self._open_room(), name="open")
            drawing = self._scope.start(self._start_pool(), name="page_workers")
            if self._options.is_self_test:
                await asyncio.wait((opening, drawing))
                return await self._test(window)
            await way_out.wait_for_it()
            trouble = self._podium.feed.state.trouble
            return OK if trouble is None else code_of(trouble)

    async def _test(self, window: PodiumWindow) -> int:
        is_well = await check_program(self._podium.feed.state, window, self._pool)
        if is_well and self._options.is_seat_expected:
            is_well = await check_vote(self._podium, self._hub)
        return OK if is_well else NO

    # -- parts ----------------------------------------------------------------------------------------------------

    def _tools(self, stack: AsyncExitStack) -> Tools:
        exporter = ThreadPoolExecutor(1, thread_name_prefix="export")
        stack.callback(exporter.shutdown)
        return Tools(
            clock=self._clock,
            chance=secrets.token_bytes,
            open_pack=open_pack,
            export_meeting=exporter_on(exporter, self._clock),
            trace=self._trace,
        )

    async def _dressed(self) -> Theme:
        screen = self._loaded.settings.screen
        dpi = self._options.dpi or screen.dpi
        size = self._options.window
        if size is not None and dpi is None:
            scale = scale_for_window(Program.PRESENTER, *size)
        else:
            scale = scale_of_screen(Program.PRESENTER, override_dpi=dpi, distance_cm=screen.distance_cm)
        return await dressed(self._application, scale)

    def _open_window(self) -> PodiumWindow:
        window = PodiumWindow(self._theme, self._podium, self._places.papers)
        window.stage.page_painted.connect(self._page_painted)
        if self._pool is not None:
            window.attach(self._pool, self._pages)
        if self._options.window is not None or self._options.is_self_test:
            window.resize(*(self._options.window or _SELF_TEST_WINDOW))
            window.show()
        else:
            window.showMaximized()
        self._window = window
        return window

    def _close_window(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.detach()
            window.close()
            window.deleteLater()

    def _open_again(self) -> None:
        """Something broke: put a fresh window in place of the one that may be in a strange state."""
        self._podium.say(tr("Something broke and was logged. Votes and notes are safe; reopening"))
        former = self._window
        if former is None or self._reopened >= _MOST_REOPENED:
            return
        self._reopened += 1
        former.detach()
        # What still draws for the former window would draw into deleted widgets.
        self._pages.cancel()
        self._pages = TaskScope("pages", self._net.report)
        self._open_window()
        former.close()
        former.deleteLater()

    async def _close_pages(self) -> None:
        await self._pages.close()

    async def _open_room(self) -> None:
        if not await self._podium.open_room():
            self._cannot_open()
            return
        self._trace.note("joinable", ns=self._trace.now_ns())
        pack = self._options.pack
        if self._loaded.problems:
            self._podium.say("\n".join(self._loaded.problems))
        if pack is None:
            return
        if self._podium.feed.state.meeting is not None:
            self._podium.say(tr("The meeting that was left goes on; {pack} was not opened", pack=pack.name))
        else:
            await self._podium.open_pack_in(pack)

    def _cannot_open(self) -> None:
        """The window says why, and offers to try again; where nobody sees it, the program ends."""
        fault = self._podium.feed.state.trouble
        sys.stderr.write(f"{fault}\n")
        if not is_seen(self._application):
            self._way_out.ask()

    async def _start_pool(self) -> None:
        screen = self._application.primaryScreen().size()
        ratio = self._application.primaryScreen().devicePixelRatio()
        size = self._options.window or (screen.width(), screen.height())
        slot_bytes = slot_bytes_for(round(size[0] * ratio), round(size[1] * ratio))
        try:
            self._pool = await RenderPool.start(slot_bytes=slot_bytes)
        except EnvironmentFault as fault:
            self._podium.say(str(fault))
            return
        if self._window is not None:
            self._window.attach(self._pool, self._pages)

    async def _close_pool(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _listen(self, stack: AsyncExitStack) -> None:
        if self._options.driver is not None:
            driver = Driver(self._driver_state, self._net.report)
            await driver.listen(self._options.driver)
            stack.push_async_callback(driver.close)

    def _driver_state(self) -> object:
        state = self._podium.feed.state
        window = self._window
        source = None if window is None else window.writing.source
        place = place_shown(state)
        return driver_state(
            state,
            engine_pid=self._hub.engine_pid if state.is_ready else None,
            engine_port=self._hub.engine_port if state.is_ready else 0,
            painted_page=0 if window is None else window.stage.view.painted_page,
            board_marks=0 if source is None or place is None else source.count(place.page),
        )

    def _page_painted(self, page: int) -> None:
        stage = self._podium.feed.state.hub.stage
        if self._trace.is_on and stage is not None and stage.page == page:
            figures = {"term": stage.term, "revision": stage.revision, "ns": self._trace.now_ns()}
            self._trace.note("painted", **figures)


def _hub_settings(options: Options, settings: PresenterSettings, places: RoomPlaces) -> HubSettings:
    if options.is_self_test:
        # On this machine alone, on ports that nobody has, and unannounced.
        return HubSettings(data_dir=places.root, engine_port=0, door_port=0, is_open_room=True)
    return hub_settings(options, settings, places.root)


async def _first_paint(window: PodiumWindow) -> None:
    """Give Qt its turns until the window was drawn."""
    painted = asyncio.Event()
    window.first_painted.connect(painted.set)
    window.update()
    await painted.wait()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait((task,))
