"""Writing files so that a cut of power leaves the old content or the new one, never a half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from shared.system.faults import disk_fault

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, readable only for this user; on return it survives a cut of power.

    Raises `EnvironmentFault` when the disk does not take it; then `path` is as it was.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise disk_fault(path, error) from error
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, made with mode 0600 by mkstemp
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise disk_fault(path, error) from error


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a cut of power; Windows does so by itself. May raise OSError."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private_folder(folder: Path) -> Path:
    """Make `folder` and what is missing above it, closed to other users; returns it.

    A folder that exists is closed to others as well. Raises `EnvironmentFault`.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if os.name != "nt" and folder.stat().st_mode & 0o077:
            folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise disk_fault(folder, error) from error
    return folder


def read_bounded(path: Path, limit_bytes: int) -> bytes | None:
    """The content of `path`, or None when it is longer than `limit_bytes`. Raises OSError as reading does.

    The size is not asked beforehand: a file may grow, and a pipe or a device has none.
    """
    with path.open("rb") as file:
        content = file.read(limit_bytes + 1)
    return content if len(content) <= limit_bytes else None
