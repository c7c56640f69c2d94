"""Where the programs keep what they own on this machine.

Everything lies below one base folder: the user's data folder of the platform, or the one given with `--data` or in
the variable WUZHI_DATA. The podium uses `room/`, each seat profile `seats/<profile>/`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from shared.system.faults import EnvironmentFault
from shared.system.files import make_private_folder
from shared.system.i18n import tr

DATA_VARIABLE: Final = "WUZHI_DATA"
DEFAULT_PROFILE: Final = "default"
_PROFILE: Final = re.compile(r"[0-9A-Za-z_-]{1,32}")


class RoomPlaces(msgspec.Struct, frozen=True):
    """The podium's folder and what lies in it."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "presenter.toml"

    @property
    def database(self) -> Path:
        return self.root / "room.sqlite"

    @property
    def engine(self) -> Path:
        return self.root / "engine"

    @property
    def meetings(self) -> Path:
        return self.root / "meetings"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def record(self, meeting: str) -> Path:
        """The record of a meeting; `meeting` is its id token."""
        return self.meetings / meeting / "record.sqlite"

    def papers(self, meeting: str) -> Path:
        """The imported papers of a meeting, by digest."""
        return self.meetings / meeting / "papers"


class SeatPlaces(msgspec.Struct, frozen=True):
    """One seat profile's folder and what lies in it."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "kiosk.toml"

    @property
    def database(self) -> Path:
        return self.root / "seat.sqlite"

    @property
    def papers(self) -> Path:
        return self.root / "papers"

    @property
    def logs(self) -> Path:
        return self.root / "logs"


def base_folder(data: Path | None, environ: Mapping[str, str]) -> Path:
    """The base folder, not made yet: `data` (from `--data`) wins over the variable, both over the platform's."""
    chosen = data or (Path(environ[DATA_VARIABLE]) if environ.get(DATA_VARIABLE) else None)
    if chosen is None:
        return platformdirs.user_data_path("wuzhi", appauthor=False)
    return chosen.expanduser().absolute()


def room_places(base: Path) -> RoomPlaces:
    """The podium's places below `base`, made if missing. Raises `EnvironmentFault`."""
    return RoomPlaces(make_private_folder(base / "room"))


def seat_places(base: Path, profile: str = DEFAULT_PROFILE) -> SeatPlaces:
    """The places of a seat profile below `base`, made if missing. Raises `EnvironmentFault`."""
    places = seat_places_below(base, profile)
    make_private_folder(places.root)
    return places


def seat_places_below(base: Path, profile: str = DEFAULT_PROFILE) -> SeatPlaces:
    """The same places, to look for what is there: nothing is made. Raises `EnvironmentFault`."""
    if not _PROFILE.fullmatch(profile):
        raise EnvironmentFault(
            tr("“{profile}” cannot be the name of a profile.", profile=profile[:80]),
            tr("Use 1 to 32 letters, digits, - and _."),
        )
    return SeatPlaces(base / "seats" / profile)
