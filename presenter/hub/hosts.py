"""The addresses under which terminals reach this machine, as a person may type them in."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from shared.link.faults import Address
from shared.link.interfaces import own_addresses
from shared.system.clock import Clock

_KEPT_S: Final = 3.0


class OwnAddresses:
    """Asks the system no more than once in three seconds: a screen asks sixty times a second."""

    def __init__(self, host: str, interfaces: Sequence[str] | None, clock: Clock) -> None:
        """`host` is what is listened on; where that is everything, the addresses of `interfaces` count (none given: all)."""
        self._host = host
        self._interfaces = interfaces
        self._clock = clock
        self._hosts: tuple[str, ...] = ()
        self._asked_at_s: float | None = None

    def with_port(self, port: int) -> tuple[str, ...]:
        """Address and port of every way in."""
        if not ipaddress.ip_address(self._host).is_unspecified:
            return (str(Address(self._host, port)),)
        now_s = self._clock.monotonic_s()
        if self._asked_at_s is None or now_s - self._asked_at_s > _KEPT_S:
            self._hosts, self._asked_at_s = own_addresses(self._interfaces or None), now_s
        return tuple(str(Address(own, port)) for own in self._hosts)
