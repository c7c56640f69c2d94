"""Finding the podium on the LAN by zeroconf. All that is heard is a hint: anybody on the LAN can say it.

Announced is the service `_wuzhi._tcp` with the door's port; TXT: `room`, `engine` (port), `fp` (fingerprint of the
certificate), `v` (protocol). Identity comes from the room's own certificate authority, never from here.
"""

import asyncio
import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from zeroconf import InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from shared.link.faults import Address
from shared.link.interfaces import own_addresses

_log = logging.getLogger(__name__)

SERVICE: Final = "_wuzhi._tcp.local."
MOST_PODIUMS: Final = 32
"""Services that a terminal remembers; a flood of false ones ends here."""
_MOST_ADDRESSES: Final = 4
_RESOLVE_LIMIT_MS: Final = 3000
_LOOK_AT_INTERFACES_EVERY_S: Final = 3.0
_ROOM: Final = re.compile(r"[0-9a-z]{4,32}\Z")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}\Z")
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,32}\Z")


class Podium(msgspec.Struct, frozen=True, order=True):
    """What a podium says of itself on the LAN. A hint."""

    room_id: str
    hosts: tuple[str, ...]
    door_port: int
    engine_port: int
    fingerprint: str
    version: str

    @property
    def doors(self) -> tuple[Address, ...]:
        return tuple(Address(host, self.door_port) for host in self.hosts)

    @property
    def engines(self) -> tuple[Address, ...]:
        return tuple(Address(host, self.engine_port) for host in self.hosts)


def podium_of(
    properties: Mapping[bytes, bytes | None], hosts: Iterable[str], port: int | None
) -> Podium | None:
    """The podium that these records describe, or None when they are not well formed. Pure; any input is bounded."""
    room_id = _text(properties, b"room", _ROOM)
    fingerprint = _text(properties, b"fp", _FINGERPRINT)
    version = _text(properties, b"v", _VERSION)
    engine_port = _text(properties, b"engine", re.compile(r"[1-9][0-9]{0,4}\Z"))
    if room_id is None or fingerprint is None or version is None or engine_port is None:
        return None
    usable = tuple(host for host in hosts if _is_address(host))[:_MOST_ADDRESSES]
    if not usable or port is None or not 0 < port < 65536 or int(engine_port) >= 65536:
        return None
    return Podium(room_id, usable, port, int(engine_port), fingerprint, version)


def _text(properties: Mapping[bytes, bytes | None], key: bytes, pattern: re.Pattern[str]) -> str | None:
    value = properties.get(key)
    if value is None or len(value) > 64:
        return None
    text = value.decode("ascii", "replace")
    return text if pattern.match(text) else None


def _is_address(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not (address.is_multicast or address.is_unspecified)


class Announcement:
    """Tells the LAN where the podium is, on the given interfaces' addresses (None: all), until `stop`."""

    def __init__(self, podium: Podium, interfaces: Sequence[str] | None) -> None:
        """`podium.hosts` is ignored: what is announced are the addresses of the interfaces as they are."""
        self._podium = podium
        self._interfaces = interfaces
        self._zeroconf: AsyncZeroconf | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to announce, also when the network only comes later."""
        self._task = asyncio.create_task(self._keep_announced(), name="announce podium")

    async def stop(self) -> None:
        """Take the announcement back. May be called twice."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        if self._zeroconf is not None:
            zeroconf, self._zeroconf = self._zeroconf, None
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def _keep_announced(self) -> None:
        before: tuple[str, ...] = ()
        while True:
            hosts = own_addresses(self._interfaces)
            if hosts and hosts != before and await self._announce(hosts):
                before = hosts
            await asyncio.sleep(_LOOK_AT_INTERFACES_EVERY_S)

    async def _announce(self, hosts: tuple[str, ...]) -> bool:
        info = _service_info(self._podium, hosts)
        try:
            if self._zeroconf is None:
                self._zeroconf = _opened(self._interfaces)
                # Without probing, which takes 1.6 s: the name holds the room's random id, nobody else has it.
                sent = await self._zeroconf.async_register_service(info, cooperating_responders=True)
            else:
                await self._zeroconf.async_update_interfaces(_choice(self._interfaces))
                sent = await self._zeroconf.async_update_service(info)
            await sent
        except OSError as error:
            _log.warning("the podium cannot be announced on the network now: %s", error.strerror)
            return False
        return True


class Search:
    """Listens for podiums on the given interfaces (None: all), from `start` until `stop`."""

    def __init__(
        self, interfaces: Sequence[str] | None, on_change: Callable[[tuple[Podium, ...]], None]
    ) -> None:
        self._interfaces = interfaces
        self._on_change = on_change
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._podiums: dict[str, Podium] = {}
        self._resolving: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def podiums(self) -> tuple[Podium, ...]:
        """All that announce themselves now, in a fixed order."""
        return tuple(sorted(self._podiums.values()))

    def start(self) -> None:
        """Begin to listen, also when the network only comes later."""
        self._task = asyncio.create_task(self._keep_listening(), name="search podium")

    async def stop(self) -> None:
        """End the search. May be called twice."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        await self._close()
        resolving = tuple(self._resolving.values())
        for task in resolving:
            task.cancel()
        if resolving:
            await asyncio.wait(resolving)

    async def _close(self) -> None:
        browser, self._browser = self._browser, None
        zeroconf, self._zeroconf = self._zeroconf, None
        if browser is not None:
            await browser.async_cancel()
        if zeroconf is not None:
            await zeroconf.async_close()

    async def _keep_listening(self) -> None:
        before: tuple[str, ...] = ()
        while True:
            hosts = own_addresses(self._interfaces)
            if hosts != before and await self._listen(hosts):
                before = hosts
            await asyncio.sleep(_LOOK_AT_INTERFACES_EVERY_S)

    async def _listen(self, hosts: tuple[str, ...]) -> bool:
        try:
            if not hosts:
                return True
            if self._zeroconf is None:
                self._zeroconf = _opened(self._interfaces)
                self._browser = AsyncServiceBrowser(
                    self._zeroconf.zeroconf, SERVICE, handlers=[self._heard_service]
                )
            else:
                await self._zeroconf.async_update_interfaces(_choice(self._interfaces))
        except OSError as error:
            _log.debug("no search on the network now: %s", error.strerror)
            return False
        return True

    def _heard_service(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        del service_type
        if state_change is ServiceStateChange.Removed:
            if self._podiums.pop(name, None) is not None:
                self._on_change(self.podiums)
            return
        known = self._podiums.keys() | self._resolving.keys()
        if name not in self._resolving and (name in known or len(known) < MOST_PODIUMS):
            task = asyncio.create_task(self._resolve(zeroconf, name), name="resolve podium")
            self._resolving[name] = task
            task.add_done_callback(lambda _: self._resolving.pop(name, None))

    async def _resolve(self, zeroconf: Zeroconf, name: str) -> None:
        info = AsyncServiceInfo(SERVICE, name)
        await info.async_request(zeroconf, _RESOLVE_LIMIT_MS)
        podium = podium_of(info.properties, info.parsed_scoped_addresses(), info.port)
        if podium is not None and self._podiums.get(name) != podium:
            self._podiums[name] = podium
            self._on_change(self.podiums)


def _choice(
    interfaces: Sequence[str] | None,
) -> list[str | int | tuple[tuple[str, int, int], int]] | InterfaceChoice:
    return InterfaceChoice.All if interfaces is None else list(interfaces)


def _opened(interfaces: Sequence[str] | None) -> AsyncZeroconf:
    return AsyncZeroconf(interfaces=_choice(interfaces), ip_version=IPVersion.V4Only)


def _service_info(podium: Podium, hosts: Sequence[str]) -> AsyncServiceInfo:
    return AsyncServiceInfo(
        SERVICE,
        f"{podium.room_id}.{SERVICE}",
        port=podium.door_port,
        properties={
            "room": podium.room_id,
            "engine": str(podium.engine_port),
            "fp": podium.fingerprint,
            "v": podium.version,
        },
        server=f"wuzhi-{podium.room_id}.local.",
        addresses=[socket.inet_aton(host) for host in hosts],
    )
