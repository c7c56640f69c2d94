"""The presenter's command line."""

from __future__ import annotations

import argparse
import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from presenter.hub.settings import HubSettings
from shared.system.command_line import CommandLine, language_of, window_size
from shared.system.i18n import LANGUAGES, Language, tr, use_language
from shared.system.settings import PresenterSettings

_SMALL_WINDOW: Final = "1366x768"
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # a podium in a room listens on all its networks, unless told otherwise


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for. None and empty mean: as the settings file says."""

    data: Path | None = None
    pack: Path | None = None
    is_open_room: bool = False
    listen: str | None = None
    interfaces: tuple[str, ...] = ()
    engine_port: int | None = None
    door_port: int | None = None
    window: tuple[int, int] | None = None
    language: Language | None = None
    dpi: int | None = None
    driver: Path | None = None
    trace: Path | None = None
    is_self_test: bool = False
    is_seat_expected: bool = False


def read_options(arguments: Sequence[str]) -> Options:
    """The options in `arguments`; ends the program with code 2 and a sentence where they make no sense.

    From then on the program speaks the language asked for, or the system's.
    """
    use_language(language_of(arguments))
    found = _parser().parse_args(arguments)
    return Options(
        data=found.data,
        pack=found.pack,
        is_open_room=found.open_room,
        listen=found.listen,
        interfaces=tuple(found.interface or ()),
        engine_port=found.engine_port,
        door_port=found.door_port,
        window=found.windowed,
        language=language_of(arguments),
        dpi=found.dpi,
        driver=found.driver,
        trace=found.trace,
        is_self_test=found.self_test,
        is_seat_expected=found.for_seat,
    )


def hub_settings(options: Options, settings: PresenterSettings, room: Path) -> HubSettings:
    """What the hub is told: the command line wins over the settings file. `room` is the room's folder."""
    interfaces = options.interfaces or settings.interfaces
    # An engine listens on one address or on all of them.
    host = options.listen or (interfaces[0] if len(interfaces) == 1 else _EVERYWHERE)
    return HubSettings(
        data_dir=room,
        host=host,
        engine_port=settings.engine_port if options.engine_port is None else options.engine_port,
        door_port=settings.door_port if options.door_port is None else options.door_port,
        interfaces=interfaces or None,
        is_open_room=options.is_open_room,
    )


def _parser() -> argparse.ArgumentParser:
    parser = CommandLine("wuzhi-presenter", tr("The program of the podium."))
    add = parser.say
    add("--data", type=Path, metavar="DIR", help=tr("where everything is kept"))
    add(
        "--pack",
        type=Path,
        metavar="DIR",
        help=tr("the meeting to open: a folder with meeting.toml, or PDFs"),
    )
    add("--open-room", action="store_true", help=tr("give every terminal a free seat, without enrolment"))
    add("--listen", type=_ip, metavar="IP", help=tr("the own address at which seats come in"))
    add(
        "--interface",
        type=_ip,
        action="append",
        metavar="IP",
        help=tr("announce the room only at this own address"),
    )
    add("--engine-port", type=_port, metavar="N", help=tr("the engine's port; 0 is any free one"))
    add("--door-port", type=_port, metavar="N", help=tr("the door's port; 0 is any free one"))
    add("--windowed", nargs="?", const=_SMALL_WINDOW, type=window_size, metavar="WxH", help=tr("in a window"))
    add("--lang", choices=LANGUAGES, help=tr("language of the screens"))
    add("--dpi", type=int, metavar="N", help=tr("physical dots per inch of the screen"))
    add("--driver", type=Path, metavar="SOCKET", help=tr("for developers: steer the program"))
    add("--trace", type=Path, metavar="FILE", help=tr("for benchmarks: moments as JSON lines"))
    add("--self-test", action="store_true", help=tr("start, draw a page, and end"))
    add("--for-seat", action="store_true", help=tr("with --self-test: also take the vote of one seat"))
    return parser


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(tr("{text} is not an IP address", text=text)) from None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(tr("{text} is not a port", text=text))
    return int(text)
