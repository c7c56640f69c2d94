"""The seat's program: puts session, window and workers together."""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import re
import socket
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kiosk.session.opening import open_session
from kiosk.session.podium import SeatSetting
from kiosk.session.session import Session
from kiosk.session.view import SessionView
from kiosk.ui.fulfilment import Fulfilment
from kiosk.ui.paper_display import PaperDisplay
from kiosk.ui.self_test import can_draw, is_painted, sample_paper
from kiosk.ui.state import state_of
from kiosk.ui.trace import Trace
from kiosk.ui.window import KioskWindow
from shared.domain.people import SeatId
from shared.link.faults import Address
from shared.pdf.pool import RenderPool
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from shared.system.faults import EnvironmentFault
from shared.system.i18n import LANGUAGES, use_language
from shared.system.logs import logging_to
from shared.system.paths import DEFAULT_PROFILE, SeatPlaces, base_folder, seat_places
from shared.system.resources import resource_path
from shared.system.settings import KioskSettings, load_kiosk_settings, split_address
from shared.ui.driver import Driver
from shared.ui.feed import Feed
from shared.ui.scale import Program, Scale, scale_for_window
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.windows import Exit, Net, run_app, scale_of_screen

OK, NO = 0, 1
_WINDOW = re.compile(r"([1-9][0-9]{2,4})x([1-9][0-9]{2,4})\Z")
_SMALL_WINDOW = "1280x800"
_SEAT = re.compile(r"[0-9A-Za-z_-]{1,16}\Z")
_BEGIN_AGAIN_S = 2.0
_GLASSES_PER_PICTURE = 3
"""A page fitted to the width is higher than the glass; a larger one is drawn smaller and enlarged."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a seat; returns the exit code: 0 ended in order, 1 it could not run."""
    multiprocessing.freeze_support()
    options = _options(argv)
    use_language(options.lang)
    try:
        places = seat_places(base_folder(options.data, os.environ), options.profile)
        settings = load_kiosk_settings(places.settings).settings
        if options.lang is None and settings.language is not None:
            use_language(settings.language)
        with logging_to(places.logs, "kiosk"):
            if options.self_test:
                os.environ["QT_QPA_PLATFORM"] = "offscreen"
            application = QApplication(sys.argv[:1])
            return run_app(
                application, lambda net, way_out: _Seat(options, places, settings).run(net, way_out)
            )
    except EnvironmentFault as fault:
        sys.stderr.write(f"{fault}\n")
        return NO


class _Seat:
    """One run of the program."""

    def __init__(self, options: argparse.Namespace, places: SeatPlaces, settings: KioskSettings) -> None:
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
            session = await open_session(store, self._setting(), self._clock)
            scope = TaskScope("kiosk", net.report)
            stack.push_async_callback(scope.close)
            theme = self._theme()
            window = self._window(session, scope, theme)
            net.fault.connect(window.show_fault)
            trace = None if self._options.trace is None else Trace(self._options.trace)
            if trace is not None:
                stack.callback(trace.close)
            await _first_paint(window)
            if trace is not None:
                trace.nameplate_painted()
                _connect_trace(trace, session, window)
            display = self._display(session, window, theme)
            pool = await RenderPool.start(slot_bytes=_slot_bytes(window))
            stack.push_async_callback(pool.close)
            if self._options.self_test:
                sample = sample_paper()
                is_well = sample is not None and is_painted(window) and await can_draw(pool, *sample)
                return OK if is_well else NO
            pages = TaskScope("pages", net.report)
            stack.push_async_callback(pages.close)
            display.use_pool(pool, pages)
            await self._listen(stack, session, window, net)
            await _live(session, scope, way_out)
            window.close()
            return OK

    def _setting(self) -> SeatSetting:
        configured: Address | None = self._options.connect
        if configured is None and self._settings.podium_host:
            configured = Address(self._settings.podium_host, self._settings.podium_port)
        interfaces = self._options.interface or self._settings.interfaces or None
        return SeatSetting(
            papers=self._places.papers,
            terminal=socket.gethostname(),
            version=_version(),
            wanted_seat=self._options.seat,
            configured=configured,
            interfaces=interfaces,
        )

    def _theme(self) -> Theme:
        theme = Theme(self._scale(), resource_path("icons"))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.dress(application)
        return theme

    def _scale(self) -> Scale:
        dpi = self._options.dpi or self._settings.screen.dpi
        if self._options.windowed is not None and dpi is None:
            return scale_for_window(Program.KIOSK, *self._options.windowed)
        return scale_of_screen(Program.KIOSK, override_dpi=dpi)

    def _window(self, session: Session, scope: TaskScope, theme: Theme) -> KioskWindow:
        window: KioskWindow | None = None

        def say(sentence: str, remedy: str) -> None:
            if window is not None:
                window.show_trouble(sentence, remedy)

        wishes = Fulfilment(session, scope, say)
        window = KioskWindow(theme, wishes, view=session.view, now=session.now)
        if self._options.windowed is not None:
            window.resize(*self._options.windowed)
            window.show()
        elif self._options.self_test:
            window.resize(1280, 800)
            window.show()
        else:
            window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            window.showFullScreen()
        return window

    def _display(self, session: Session, window: KioskWindow, theme: Theme) -> PaperDisplay:
        reading = window.reading
        display = PaperDisplay(theme, reading.page_view, reading.thumbnails, session.paper_path)
        feed: Feed[SessionView] = Feed(session.view, window)
        session.subscribe(feed.push)
        feed.connect(window.render_state)
        feed.connect(display.render_state)
        session.subscribe_pointer(
            lambda pointer: window.reading.page_view.set_pointer(
                pointer.point if _is_in_view(session.view, pointer.paper, pointer.page) else None
            )
        )
        return display

    async def _listen(self, stack: AsyncExitStack, session: Session, window: KioskWindow, net: Net) -> None:
        if self._options.driver is None:
            return
        driver = Driver(
            lambda: state_of(session.view, window.screen_name, window.reading.page_view.painted_page),
            net.report,
        )
        await driver.listen(self._options.driver)
        stack.push_async_callback(driver.close)


def _is_in_view(view: SessionView, paper: str, page: int) -> bool:
    place = view.reading.place
    return place is not None and (place.paper, place.page) == (paper, page) and view.is_live


def _connect_trace(trace: Trace, session: Session, window: KioskWindow) -> None:
    session.subscribe(trace.heard)
    window.reading.page_view.page_painted.connect(lambda page: trace.painted(session.view, page))


def _slot_bytes(window: KioskWindow) -> int:
    dense = window.devicePixelRatioF()
    return round(window.width() * dense) * round(window.height() * dense) * 4 * _GLASSES_PER_PICTURE


async def _first_paint(window: KioskWindow) -> None:
    """Give Qt its turns until the window was drawn."""
    painted = asyncio.Event()
    window.first_painted.connect(painted.set)
    window.update()
    await painted.wait()


async def _live(session: Session, scope: TaskScope, way_out: Exit) -> None:
    """Run the session until the program is to end. If it breaks, that is reported, and it begins again."""
    asked = scope.start(way_out.wait_for_it(), name="exit")
    while not asked.done():
        running = scope.start(session.run(), name="session")
        await asyncio.wait((running, asked), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            running.cancel()
            await asyncio.wait((running,))
        elif not asked.done():
            await asyncio.wait((asked,), timeout=_BEGIN_AGAIN_S)


def _version() -> str:
    try:
        return metadata.version("wuzhi")
    except metadata.PackageNotFoundError:
        return ""


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wuzhi-kiosk", description="The program of a seat.")
    parser.add_argument("--profile", default=DEFAULT_PROFILE, help="several seats on one machine")
    parser.add_argument("--data", type=Path, help="where everything is kept")
    parser.add_argument(
        "--windowed", nargs="?", const=_SMALL_WINDOW, type=_size, metavar="WxH", help="in a window"
    )
    parser.add_argument("--seat", type=_seat, help="the seat to ask for")
    parser.add_argument("--connect", type=_address, metavar="HOST[:PORT]", help="the podium's door")
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--interface", action="append", help="search only at this own address")
    parser.add_argument("--dpi", type=int, help="physical dots per inch of the screen")
    parser.add_argument("--driver", type=Path, metavar="SOCKET", help="for developers: steer the program")
    parser.add_argument("--trace", type=Path, metavar="FILE", help="for benchmarks: JSON lines of moments")
    parser.add_argument("--self-test", action="store_true", help="start, draw, and end")
    return parser.parse_args(argv)


def _size(text: str) -> tuple[int, int]:
    match = _WINDOW.match(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text} is not like {_SMALL_WINDOW}")
    return int(match[1]), int(match[2])


def _seat(text: str) -> SeatId:
    if _SEAT.match(text) is None:
        raise argparse.ArgumentTypeError(f"{text} is not the name of a seat")
    return SeatId(text)


def _address(text: str) -> Address:
    parts = split_address(text)
    if parts is None:
        raise argparse.ArgumentTypeError(f"{text} is not an address")
    return Address(*parts)
