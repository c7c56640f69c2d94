"""Finds the files that ship with the program, in the source tree and in a frozen bundle alike."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of something below `resources/`, for example `resource_path("icons", "pen.svg")`.

    The file need not exist; asking for one that has to ship and does not is the caller's to notice.
    """
    return program_root().joinpath("resources", *parts)


def program_root() -> Path:
    """The folder that holds `resources/`: the unpacked bundle, or the top of the source tree."""
    bundle: object = getattr(sys, "_MEIPASS", None)
    if isinstance(bundle, str):
        return Path(bundle)
    return Path(__file__).resolve().parents[2]


def is_frozen() -> bool:
    """Whether this program runs from a PyInstaller bundle."""
    return getattr(sys, "frozen", False) is True
