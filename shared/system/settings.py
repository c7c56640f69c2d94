"""The settings files of the programs: `presenter.toml` and `kiosk.toml`, written by a person.

A file that is not there means all defaults. A mistake never keeps a program from starting: the field gets its
default, and the mistakes are returned with file and line for the screen.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

from shared.system.files import read_bounded
from shared.system.i18n import Language, tr
from shared.system.toml_source import TomlProblem, TomlRefused, TomlSource, read_toml
from shared.system.toml_table import TomlTable, as_lines

DOOR_PORT: Final = 7420
ENGINE_PORT: Final = 7421
_FILE_BYTES: Final = 64 * 1024
_MOST_INTERFACES: Final = 16
_HOST_CHARACTERS: Final = 253
_HOST_LABEL: Final = re.compile(r"[0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?")
_LANGUAGES: Final[dict[str, Language]] = {"zh_CN": "zh_CN", "en": "en"}


class ScreenSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How large things are drawn; None = as the screen says.

    `dpi` is the physical resolution in dots per inch, `distance_cm` from the eye to the glass.
    """

    dpi: int | None = None
    distance_cm: int | None = None


class PresenterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`interfaces` are addresses of this machine on which seats may come in; empty = all of them."""

    language: Language | None = None
    screen: ScreenSettings = ScreenSettings()
    interfaces: tuple[str, ...] = ()
    door_port: int = DOOR_PORT
    engine_port: int = ENGINE_PORT


class KioskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`podium_host` is tried beside the search in the room; "" = none. `interfaces`: where to search; empty = all.

    `left_handed` puts the tools at the left and the pens at the right.
    """

    language: Language | None = None
    screen: ScreenSettings = ScreenSettings()
    interfaces: tuple[str, ...] = ()
    podium_host: str = ""
    podium_port: int = DOOR_PORT
    left_handed: bool = False


S = TypeVar("S", PresenterSettings, KioskSettings)


class Loaded(msgspec.Struct, Generic[S], frozen=True):
    """Settings that can be used, and the mistakes found on the way as printable lines."""

    settings: S
    problems: tuple[str, ...] = ()


def load_presenter_settings(path: Path) -> Loaded[PresenterSettings]:
    """Read the podium's settings file."""
    return _load(path, _presenter)


def load_kiosk_settings(path: Path) -> Loaded[KioskSettings]:
    """Read a seat's settings file."""
    return _load(path, _kiosk)


def split_address(text: str, default_port: int = DOOR_PORT) -> tuple[str, int] | None:
    """Host and port of `host`, `host:port`, `[ipv6]` or `[ipv6]:port` as a person types it; None if it is neither."""
    text = text.strip()
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]]+))(?::([0-9]{1,5}))?", text)
    if match is None:
        return (text, default_port) if _is_ip(text) else None
    host = match[1] or match[2]
    port = int(match[3]) if match[3] else default_port
    is_host = _is_ip(host) if match[1] else _is_host_name(host)
    return (host, port) if is_host and 0 < port < 65536 else None


def _load(path: Path, read: Callable[[TomlTable], S]) -> Loaded[S]:
    problems: list[TomlProblem] = []
    top = TomlTable(_source(path, problems), problems)
    settings = read(top)
    top.finish()
    return Loaded(settings, as_lines(problems, path.name))


def _source(path: Path, problems: list[TomlProblem]) -> TomlSource:
    nothing = TomlSource({}, {})
    try:
        content = read_bounded(path, _FILE_BYTES)
    except FileNotFoundError:
        return nothing
    except OSError as error:
        remedy = tr("Check the file; until then the usual settings are used.")
        problems.append(
            TomlProblem(None, tr("Cannot be read ({reason}).", reason=error.strerror or ""), remedy)
        )
        return nothing
    if content is None:
        limit_kib = _FILE_BYTES // 1024
        problems.append(
            TomlProblem(None, tr("The file is larger than {limit} KiB.", limit=limit_kib), tr("Shorten it."))
        )
        return nothing
    try:
        return read_toml(content)
    except TomlRefused as refused:
        problems.append(refused.problem)
        return nothing


def _presenter(top: TomlTable) -> PresenterSettings:
    language, screen = _language(top), _screen(top)
    network = top.table("network")
    if network is None:
        return PresenterSettings(language=language, screen=screen)
    settings = PresenterSettings(
        language=language,
        screen=screen,
        interfaces=_interfaces(network),
        door_port=_port(network, "door_port", DOOR_PORT),
        engine_port=_port(network, "engine_port", ENGINE_PORT),
    )
    if settings.door_port == settings.engine_port:
        network.note(
            tr("The door and the engine cannot share one port."),
            tr("Choose two different numbers."),
            "engine_port",
        )
        settings = msgspec.structs.replace(settings, door_port=DOOR_PORT, engine_port=ENGINE_PORT)
    network.finish()
    return settings


def _kiosk(top: TomlTable) -> KioskSettings:
    settings = KioskSettings(
        language=_language(top), screen=_screen(top), left_handed=top.flag("left_handed", default=False)
    )
    network = top.table("network")
    if network is None:
        return settings
    interfaces = _interfaces(network)
    podium = network.text("podium")
    address = split_address(podium) if podium else ("", DOOR_PORT)
    if address is None:
        network.note(
            tr("“{key}” is not an address.", key="podium"),
            tr("Write it like this: {example}", example='podium = "192.168.1.10:7420"'),
            "podium",
        )
        address = ("", DOOR_PORT)
    network.finish()
    return msgspec.structs.replace(
        settings, interfaces=interfaces, podium_host=address[0], podium_port=address[1]
    )


def _language(top: TomlTable) -> Language | None:
    return _LANGUAGES.get(top.word("language", ("system", *_LANGUAGES), "system"))


def _screen(top: TomlTable) -> ScreenSettings:
    table = top.table("screen")
    if table is None:
        return ScreenSettings()
    screen = ScreenSettings(
        dpi=table.whole("dpi", least=50, most=600, default=0) or None,
        distance_cm=table.whole("distance_cm", least=20, most=500, default=0) or None,
    )
    table.finish()
    return screen


def _interfaces(network: TomlTable) -> tuple[str, ...]:
    addresses = network.texts("interfaces", most=_MOST_INTERFACES, longest=64)
    for place, address in enumerate(addresses):
        if not _is_ip(address):
            network.note(
                tr("“{address}” is not an address of a network card.", address=address),
                tr("Write it like this: {example}", example='interfaces = ["192.168.1.10"]'),
                "interfaces",
                place,
            )
    return tuple(address for address in addresses if _is_ip(address))


def _port(network: TomlTable, key: str, default: int) -> int:
    return network.whole(key, least=1024, most=65535, default=default)


def _is_host_name(text: str) -> bool:
    """A name or an IPv4 address. What ends in a number is no name: a resolver takes 192.168.1 for 192.168.0.1."""
    labels = text.removesuffix(".").split(".")
    if labels[-1].isdigit():
        return _is_ip(text)
    return len(text) <= _HOST_CHARACTERS and all(_HOST_LABEL.fullmatch(label) for label in labels)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
