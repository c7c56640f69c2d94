"""The seat's command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from shared.domain.people import SeatId
from shared.link.faults import Address
from shared.system.command_line import CommandLine, language_of, window_size
from shared.system.i18n import LANGUAGES, Language, tr, use_language
from shared.system.paths import DEFAULT_PROFILE
from shared.system.settings import split_address

_SMALL_WINDOW: Final = "1280x800"
_SEAT: Final = re.compile(r"[0-9A-Za-z_-]{1,16}\Z")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for. None and empty mean: as the settings file says."""

    profile: str = DEFAULT_PROFILE
    data: Path | None = None
    window: tuple[int, int] | None = None
    seat: SeatId | None = None
    podium: Address | None = None
    language: Language | None = None
    interfaces: tuple[str, ...] = ()
    is_searching: bool = True
    dpi: int | None = None
    driver: Path | None = None
    trace: Path | None = None
    is_self_test: bool = False
    export_outbox: Path | None = None


def read_options(arguments: Sequence[str]) -> Options:
    """The options in `arguments`; ends the program with code 2 and a sentence where they make no sense.

    From then on the program speaks the language asked for, or the system's.
    """
    use_language(language_of(arguments))
    found = _parser().parse_args(arguments)
    return Options(
        profile=found.profile,
        data=found.data,
        window=found.windowed,
        seat=found.seat,
        podium=found.connect,
        language=language_of(arguments),
        interfaces=tuple(found.interface or ()),
        is_searching=not found.no_search,
        dpi=found.dpi,
        driver=found.driver,
        trace=found.trace,
        is_self_test=found.self_test,
        export_outbox=found.export_outbox,
    )


def _parser() -> argparse.ArgumentParser:
    parser = CommandLine("wuzhi-kiosk", tr("The program of a seat."))
    add = parser.say
    add("--profile", metavar="NAME", default=DEFAULT_PROFILE, help=tr("several seats on one machine"))
    add("--data", type=Path, metavar="DIR", help=tr("where everything is kept"))
    add("--windowed", nargs="?", const=_SMALL_WINDOW, type=window_size, metavar="WxH", help=tr("in a window"))
    add("--seat", type=_seat, metavar="SEAT", help=tr("the seat to ask for"))
    add("--connect", type=_address, metavar="HOST[:PORT]", help=tr("the podium's door"))
    add("--lang", choices=LANGUAGES, help=tr("language of the screens"))
    add("--interface", action="append", metavar="IP", help=tr("search only at this own address"))
    add("--no-search", action="store_true", help=tr("try only the addresses that are known"))
    add("--dpi", type=int, metavar="N", help=tr("physical dots per inch of the screen"))
    add("--driver", type=Path, metavar="SOCKET", help=tr("for developers: steer the program"))
    add("--trace", type=Path, metavar="FILE", help=tr("for benchmarks: moments as JSON lines"))
    outbox = tr("write what could not be sent into this file, for the podium to take in, and end")
    add("--export-outbox", type=Path, metavar="FILE", help=outbox)
    add(
        "--self-test",
        action="store_true",
        help=tr("start, draw a page, and end; with --connect also sign in and vote at a podium's self-test"),
    )
    return parser


def _seat(text: str) -> SeatId:
    if _SEAT.match(text) is None:
        raise argparse.ArgumentTypeError(tr("{text} is not the name of a seat", text=text))
    return SeatId(text)


def _address(text: str) -> Address:
    parts = split_address(text)
    if parts is None:
        raise argparse.ArgumentTypeError(tr("{text} is not an address", text=text))
    return Address(*parts)
