"""Listening on a port of this machine, and saying kindly why it cannot be."""

import errno
import os
import socket

from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr


class CannotListen(EnvironmentFault):
    """The address or the port cannot be listened on."""


class PortTaken(CannotListen):
    """Another program listens on that port."""


def listener(host: str, port: int, backlog: int) -> socket.socket:
    """A listening socket on the IP address `host` (port 0: any free one). Raises PortTaken or CannotListen."""
    try:
        return socket.create_server((host, port), family=_family(host), backlog=backlog)
    except OSError as fault:
        raise _cannot_listen(host, port, fault) from fault


def free_port(host: str, wanted: int) -> int:
    """`wanted` when it can be listened on, or any free port for 0. Raises PortTaken or CannotListen."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        if os.name != "nt":  # there it would mean to share a port in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as fault:
            raise _cannot_listen(host, wanted, fault) from fault
        return int(probe.getsockname()[1])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _cannot_listen(host: str, port: int, fault: OSError) -> CannotListen:
    if fault.errno == errno.EADDRINUSE:
        return PortTaken(
            tr("Another program uses port {port} of this machine.", port=port),
            tr("Close it, or choose another port in the settings."),
        )
    return CannotListen(
        tr("Cannot listen on {address}: {reason}", address=host, reason=fault.strerror or ""),
        tr("Choose another network interface in the settings."),
    )
