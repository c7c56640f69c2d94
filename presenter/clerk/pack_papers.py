"""The files of a pack: inside its folder, real, not too large, and what identifies them."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec

from presenter.clerk.pack_draft import PAPER_BYTES
from shared.domain.papers import Sha256
from shared.system.i18n import tr


class FoundFile(msgspec.Struct, frozen=True):
    """A usable file of the pack."""

    path: Path
    sha256: Sha256
    size_bytes: int


class UnusableFile(msgspec.Struct, frozen=True):
    """Why a file cannot be used, and what to do."""

    message: str
    remedy: str


def find_file(folder: Path, name: str) -> FoundFile | UnusableFile:
    """The file that `name` (relative, with `/`) means in `folder`; reads it once to take its digest."""
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if posix.is_absolute() or windows.anchor or ".." in (*posix.parts, *windows.parts):
        return _outside(name)
    if "\\" in name:
        return UnusableFile(
            tr("“{file}” is written with a backslash.", file=name), tr("Write the folders with a slash: /")
        )
    path = folder / posix
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve(strict=True)):
            return _outside(name)
        return _identified(path, name)
    except FileNotFoundError:
        return UnusableFile(
            tr("The file “{file}” is not in the folder.", file=name),
            tr("Put it there, or correct the name (upper and lower case count)."),
        )
    except (OSError, RuntimeError) as error:
        # RuntimeError: a circle of links.
        reason = error.strerror or "" if isinstance(error, OSError) else ""
        return UnusableFile(
            tr("The file “{file}” cannot be read ({reason}).", file=name, reason=reason),
            tr("Check the file and the rights to it."),
        )


def _identified(path: Path, name: str) -> FoundFile | UnusableFile:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return UnusableFile(tr("“{file}” is not a file.", file=name), tr("Name a PDF file."))
    if found.st_size == 0:
        return UnusableFile(tr("The file “{file}” is empty.", file=name), tr("Export it again as PDF."))
    if found.st_size > PAPER_BYTES:
        message = tr(
            "The file “{file}” is larger than {limit} MiB.", file=name, limit=PAPER_BYTES // 1024 // 1024
        )
        return UnusableFile(message, tr("Split it, or reduce its pictures."))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size_bytes = file.tell()
    return FoundFile(path, Sha256(digest), size_bytes)


def _outside(name: str) -> UnusableFile:
    return UnusableFile(
        tr("“{file}” leads out of the folder of the meeting.", file=name),
        tr("Copy the file into the folder and write its name only."),
    )
