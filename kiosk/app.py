"""The seat's program: puts session, window and workers together."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kiosk.session.opening import open_session
from kiosk.session.podium import SeatSetting
from kiosk.session.session import Session
from kiosk.session.takeout import export_outbox
from kiosk.session.view import SessionView
from kiosk.ui.command_line import Options, read_options
from kiosk.ui.fulfilment import Fulfilment
from kiosk.ui.moments import Moments
from kiosk.ui.reading_desk import Means, ReadingDesk
from kiosk.ui.self_test import check_program, check_vote
from kiosk.ui.state import state_of
from kiosk.ui.window import KioskWindow
from shared.crypto.identity import BadIdentity
from shared.domain.ink import MarkId
from shared.link.faults import Address
from shared.pdf.pool import RenderPool
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr_n, use_language
from shared.system.ids import new_id
from shared.system.logs import logging_to
from shared.system.paths import SeatPlaces, base_folder, seat_places, seat_places_below
from shared.system.settings import KioskSettings, load_kiosk_settings
from shared.system.trace import Trace
from shared.ui.dressing import dressed, speak_qt
from shared.ui.driver import Driver
from shared.ui.feed import Feed
from shared.ui.scale import Program, Scale, scale_for_window
from shared.ui.starting import NO, OK, code_of, run_program
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.windows import Exit, Net, run_app, scale_of_screen

_SELF_TEST_WINDOW = (1280, 800)
_BEGIN_AGAIN_S = 2.0
_GLASSES_PER_PICTURE = 3
"""A page fitted to the width is higher than the glass; a larger one is drawn smaller and enlarged."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a seat; returns the exit code: 0 ended in order, 1 it could not run, 5 its data is damaged."""
    multiprocessing.freeze_support()
    options = read_options(sys.argv[1:] if argv is None else argv)
    if options.export_outbox is not None:
        return _export_outbox(options, options.export_outbox)
    if not options.is_self_test:
        return run_program(Program.KIOSK, lambda application: _run(application, options, options.data))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="wuzhi-self-test-") as folder:
        data = options.data or Path(folder)
        return run_program(Program.KIOSK, lambda application: _run(application, options, data))


def _export_outbox(options: Options, file: Path) -> int:
    """Works beside a running program of the same seat, and without a screen."""
    try:
        places = seat_places_below(base_folder(options.data, os.environ), options.profile)
        count = export_outbox(places.database, file, now=SystemClock().now())
    except EnvironmentFault as fault:
        sys.stderr.write(f"{fault}\n")
        return code_of(fault)
    said = tr_n("{n} intent written to {path}", "{n} intents written to {path}", count, path=file)
    sys.stdout.write(f"{said}\n")
    return OK


def _run(application: QApplication, options: Options, data: Path | None) -> int:
    places = seat_places(base_folder(data, os.environ), options.profile)
    settings = load_kiosk_settings(places.settings).settings
    use_language(options.language or settings.language)
    with logging_to(places.logs, "kiosk"):
        translator = speak_qt(application)
        code = run_app(
            application, lambda net, way_out: _Seat(application, options, places, settings).run(net, way_out)
        )
        application.removeTranslator(translator)
        return code


class _Seat:
    """One run of the program."""

    def __init__(
        self, application: QApplication, options: Options, places: SeatPlaces, settings: KioskSettings
    ) -> None:
        self._application = application
        self._options = options
        self._places = places
        self._settings = settings
        self._clock = SystemClock()

    async def run(self, net: Net, way_out: Exit) -> int:
        """Until the window is closed or the system asks us to end. Raises EnvironmentFault.

        The name is on the glass before the network and the page workers are begun.
        """
        async with AsyncExitStack() as stack:
            store = await SeatStore.open(self._places.database, now=self._clock.now())
            stack.push_async_callback(store.close)
            session = await self._session(store)
            scope = TaskScope("kiosk", net.report)
            stack.push_async_callback(scope.close)
            theme = await dressed(self._application, self._scale())
            window = self._window(session, scope, theme)
            stack.callback(window.close)
            net.fault.connect(window.show_fault)
            await _first_paint(window)
            self._note_moments(stack, session, window)
            desk = self._desk(session, scope, window, theme)
            stack.callback(desk.finish)
            pool = await RenderPool.start(slot_bytes=_slot_bytes(window))
            stack.push_async_callback(pool.close)
            pages = TaskScope("pages", net.report)
            stack.push_async_callback(pages.close)
            desk.use_pool(pool, pages)
            window.errands.use_pool(pool, pages, session.paper_path, desk.display.passwords)
            if self._options.is_self_test:
                return await self._test(session, scope, window, pool)
            await self._listen(stack, session, window, desk, net)
            await _live(session, scope, way_out, desk.finish)
            return OK

    async def _session(self, store: SeatStore) -> Session:
        try:
            return await open_session(store, self._setting(), self._clock)
        except BadIdentity as error:
            raise StorageFault(StorageFailure.DAMAGED, self._places.database) from error

    async def _test(self, session: Session, scope: TaskScope, window: KioskWindow, pool: RenderPool) -> int:
        is_well = await check_program(window, pool)
        if is_well and self._options.podium is not None:
            scope.launch(session.run(), name="session")
            is_well = await check_vote(session)
        return OK if is_well else NO

    def _setting(self) -> SeatSetting:
        configured = self._options.podium
        if configured is None and self._settings.podium_host:
            configured = Address(self._settings.podium_host, self._settings.podium_port)
        interfaces: Sequence[str] | None = self._options.interfaces or self._settings.interfaces or None
        if not self._options.is_searching or self._options.is_self_test:
            interfaces = ()
        return SeatSetting(
            papers=self._places.papers,
            terminal=socket.gethostname(),
            version=_version(),
            wanted_seat=self._options.seat,
            configured=configured,
            interfaces=interfaces,
        )

    def _scale(self) -> Scale:
        screen = self._settings.screen
        dpi = self._options.dpi or screen.dpi
        if self._options.window is not None and dpi is None:
            return scale_for_window(Program.KIOSK, *self._options.window)
        return scale_of_screen(Program.KIOSK, override_dpi=dpi, distance_cm=screen.distance_cm)

    def _window(self, session: Session, scope: TaskScope, theme: Theme) -> KioskWindow:
        window: KioskWindow | None = None

        def say(sentence: str, remedy: str) -> None:
            if window is not None:
                window.show_trouble(sentence, remedy)

        wishes = Fulfilment(session, scope, say)
        window = KioskWindow(theme, wishes, view=session.view, now=session.now)
        if self._options.window is not None or self._options.is_self_test:
            window.resize(*(self._options.window or _SELF_TEST_WINDOW))
            window.show()
        else:
            window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            window.showFullScreen()
        return window

    def _desk(self, session: Session, scope: TaskScope, window: KioskWindow, theme: Theme) -> ReadingDesk:
        means = Means(
            lambda: MarkId(new_id(session.now(), secrets.token_bytes)), self._clock.monotonic_s, scope
        )
        desk = ReadingDesk(theme, window.reading, session, means)
        desk.set_left_handed(self._settings.left_handed)
        window.errands.use_ink(session.ink)
        desk.share_requested.connect(lambda: window.errands.open_share(desk.writing.bar.audience))
        desk.trouble.connect(window.show_trouble)
        desk.trouble_over.connect(window.end_trouble)
        feed: Feed[SessionView] = Feed(session.view, window)
        session.subscribe(feed.push)
        feed.connect(window.render_state)
        feed.connect(desk.render_state)
        session.subscribe_pointer(
            lambda pointer: window.reading.page_view.set_pointer(
                pointer.point if _is_in_view(session.view, pointer.paper, pointer.page) else None
            )
        )
        return desk

    def _note_moments(self, stack: AsyncExitStack, session: Session, window: KioskWindow) -> None:
        """For a benchmark; the first picture of the window has just been painted."""
        if self._options.trace is None:
            return
        trace = Trace(self._options.trace, self._clock)
        stack.callback(trace.close)
        moments = Moments(trace)
        moments.nameplate_painted()
        session.subscribe(moments.heard)
        window.reading.page_view.page_painted.connect(lambda page: moments.painted(session.view, page))

    async def _listen(
        self, stack: AsyncExitStack, session: Session, window: KioskWindow, desk: ReadingDesk, net: Net
    ) -> None:
        if self._options.driver is None:
            return
        driver = Driver(
            lambda: {
                **state_of(session.view, window.screen_name, window.reading.page_view.painted_page),
                **desk.facts(),
                "unstored_ink": session.ink.unstored,
                "unsent_ink": session.ink.unsent,
            },
            net.report,
        )
        await driver.listen(self._options.driver)
        stack.push_async_callback(driver.close)


def _is_in_view(view: SessionView, paper: str, page: int) -> bool:
    place = view.reading.place
    return place is not None and (place.paper, place.page) == (paper, page) and view.is_live


def _slot_bytes(window: KioskWindow) -> int:
    dense = window.devicePixelRatioF()
    return round(window.width() * dense) * round(window.height() * dense) * 4 * _GLASSES_PER_PICTURE


async def _first_paint(window: KioskWindow) -> None:
    """Give Qt its turns until the window was drawn."""
    painted = asyncio.Event()
    window.first_painted.connect(painted.set)
    window.update()
    await painted.wait()


async def _live(session: Session, scope: TaskScope, way_out: Exit, finish: Callable[[], None]) -> None:
    """Run the session until the program is to end. If it breaks, that is reported, and it begins again.

    `finish` hands over what is being written while the session can still store it.
    """
    asked = scope.start(way_out.wait_for_it(), name="exit")
    while not asked.done():
        running = scope.start(session.run(), name="session")
        await asyncio.wait((running, asked), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            finish()
            running.cancel()
            await asyncio.wait((running,))
        elif not asked.done():
            await asyncio.wait((asked,), timeout=_BEGIN_AGAIN_S)


def _version() -> str:
    try:
        return metadata.version("wuzhi")
    except metadata.PackageNotFoundError:
        return ""
