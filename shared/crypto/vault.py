"""Files that hold secrets: readable by their owner only, and whole or absent after a crash."""

import os
import secrets
from pathlib import Path

MOST_SECRET_BYTES = 64 * 1024
"""No secret of a room is near this size; a larger file is not ours."""


class VaultFault(Exception):
    """A secret cannot be read or written; the text names the file and says what to do, never its content."""


def write_secret(path: Path, content: bytes) -> None:
    """Put `content` into `path` with mode 0600, replacing what was there.

    The folder is made with mode 0700 when it is missing. After a crash the file holds either the old or the new
    content: it is written beside, forced to the disk, then renamed, and the folder is forced too.

    Raises VaultFault when the disk refuses.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_through(beside, content)
        beside.replace(path)
        _force_folder(path.parent)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise VaultFault(
            f"cannot write {path}: {fault.strerror}; check the disk and its permissions"
        ) from fault


def read_secret(path: Path) -> bytes | None:
    """The content of `path`, or None when there is no such file.

    Raises VaultFault when it cannot be read or is too large to be ours.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_SECRET_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise VaultFault(f"cannot read {path}: {fault.strerror}; check its owner and permissions") from fault
    if len(content) > MOST_SECRET_BYTES:
        raise VaultFault(f"{path} is too large to be a secret of a room; restore it from a copy")
    return content


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _force_folder(folder: Path) -> None:
    # Windows cannot open a folder; NTFS journals the rename itself.
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
