"""A search through everything that programs left on the disk, as bytes: databases with their logs, stores, output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def spellings(text: str) -> tuple[bytes, ...]:
    """The bytes in which a program may have written a text."""
    return tuple(text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def files_with(folder: Path, needles: Iterable[bytes]) -> set[Path]:
    """All files below `folder` that hold one of the needles, relative to it. Programs may be writing meanwhile."""
    wanted = tuple(needles)
    return {
        file.relative_to(folder)
        for file in folder.rglob("*")
        if file.is_file() and any(needle in content for content in [file.read_bytes()] for needle in wanted)
    }
