"""This machine's network interfaces, as far as a meeting needs them. IPv4: what a room's LAN speaks."""

import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ifaddr

_SYSFS: Final = Path("/sys/class/net")


def own_addresses(chosen: Sequence[str] | None) -> tuple[str, ...]:
    """The IPv4 addresses of this machine that are up: of `chosen`, or, for None, all but loopback. Sorted."""
    found = {
        str(ip.ip)
        for adapter in ifaddr.get_adapters()
        if _has_carrier(adapter.name)
        for ip in adapter.ips
        if ip.is_IPv4
    }
    if chosen is not None:
        return tuple(sorted(found.intersection(chosen)))
    return tuple(sorted(host for host in found if not ipaddress.ip_address(host).is_loopback))


def has_network() -> bool:
    """Whether this machine has an address on any network but itself."""
    return bool(own_addresses(None))


def _has_carrier(name: str) -> bool:
    """False when the system says that the cable is out. A system that does not tell counts as connected."""
    try:
        return (_SYSFS / name / "carrier").read_text("ascii").strip() != "0"
    except (OSError, UnicodeDecodeError):
        return True
