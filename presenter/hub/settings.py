"""What a hub is told when it is made."""

from __future__ import annotations

from pathlib import Path

import msgspec

ENGINE_PORT = 7421
DOOR_PORT = 7420


class HubSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`data_dir` is the room's folder. `host` is the IP address that engine and door listen on (`0.0.0.0`: all).

    Ports of 0 mean any free one. `interfaces` are the IP addresses on which the room is announced by zeroconf: None all
    of this machine, empty not at all.
    `is_open_room`: whoever comes gets a free seat, without enrolment; screens say so.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    engine_port: int = ENGINE_PORT
    door_port: int = DOOR_PORT
    interfaces: tuple[str, ...] | None = ()
    is_open_room: bool = False
    room_name: str = ""
