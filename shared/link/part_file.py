"""A paper on its way to this seat: the chunks that came so far, on disk, safe against being killed.

Two files beside each other: `<sha256>.part` holds the bytes in place, `<sha256>.have` one byte per chunk, written
after the chunk. A process that is killed loses at most the chunk it was writing. A power cut may leave a mark
whose chunk was lost: the digest of the whole tells, and the paper is fetched again.
"""

import hashlib
import io
import os
from pathlib import Path
from typing import Final

from shared.domain.papers import Sha256
from shared.protocol.messages import CHUNK_BYTES
from shared.system.faults import disk_fault
from shared.system.files import sync_folder

MAX_PAPER_BYTES: Final = 2 * 1024**3
_READ_BYTES: Final = 1024 * 1024
_HERE: Final = b"\x01"


def chunk_count(size_bytes: int) -> int:
    """In how many chunks a paper of this size travels."""
    return -(-size_bytes // CHUNK_BYTES)


def chunk_size(size_bytes: int, index: int) -> int:
    """The bytes of chunk `index`, 0 when there is no such chunk."""
    return max(0, min(CHUNK_BYTES, size_bytes - index * CHUNK_BYTES)) if index >= 0 else 0


def paper_path(folder: Path, sha256: Sha256) -> Path:
    """Where a complete paper lies."""
    return folder / f"{sha256}.pdf"


def is_intact(path: Path, sha256: Sha256, size_bytes: int) -> bool:
    """Whether `path` is exactly this paper. Reads all of it. Raises EnvironmentFault."""
    try:
        if not path.is_file() or path.stat().st_size != size_bytes:
            return False
        return _digest(path) == sha256
    except OSError as error:
        raise disk_fault(path, error) from error


class PartFile:
    """The chunks of one paper. Blocking; used by one thread at a time. All methods raise EnvironmentFault."""

    def __init__(self, folder: Path, sha256: Sha256, size_bytes: int) -> None:
        self._target = paper_path(folder, sha256)
        self._part = folder / f"{sha256}.part"
        self._marks = folder / f"{sha256}.have"
        self._sha256 = sha256
        self._size = size_bytes
        self._have = self._read_marks()

    @property
    def total(self) -> int:
        return len(self._have)

    @property
    def count(self) -> int:
        """How many chunks are here."""
        return self._have.count(_HERE)

    def has(self, index: int) -> bool:
        return self._have[index] != 0

    def missing(self) -> tuple[int, ...]:
        """The chunks that are not here, in order."""
        return tuple(index for index, mark in enumerate(self._have) if not mark)

    def fits(self, index: int, data: bytes) -> bool:
        """Whether `data` can be chunk `index` by its place and size."""
        return 0 <= index < len(self._have) and len(data) == chunk_size(self._size, index)

    def write(self, index: int, data: bytes) -> None:
        """Store a chunk that `fits`."""
        try:
            with _opened(self._part) as file:
                file.seek(index * CHUNK_BYTES)
                _write_all(file, data)
            with _opened(self._marks) as file:
                file.seek(index)
                _write_all(file, _HERE)
        except OSError as error:
            raise disk_fault(self._part, error) from error
        self._have[index] = 1

    def finish(self) -> bool:
        """Check the digest and put the paper into its place. False: damaged, and all chunks are forgotten."""
        try:
            if _digest(self._part) != self._sha256:
                self._forget()
                return False
            with _opened(self._part) as file:
                os.fsync(file.fileno())
            self._part.replace(self._target)
            sync_folder(self._target.parent)
            self._marks.unlink(missing_ok=True)
        except OSError as error:
            raise disk_fault(self._part, error) from error
        return True

    def _forget(self) -> None:
        self._marks.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)
        self._have = bytearray(len(self._have))

    def _read_marks(self) -> bytearray:
        have = bytearray(chunk_count(self._size))
        try:
            if self._part.is_file() and self._marks.is_file():
                with self._marks.open("rb") as file:
                    marks = file.read(len(have))
                # A mark without bytes (the file is shorter) is no chunk.
                full = self._part.stat().st_size
                for index, mark in enumerate(marks):
                    end = index * CHUNK_BYTES + chunk_size(self._size, index)
                    have[index] = 1 if mark == 1 and end <= full else 0
        except OSError as error:
            raise disk_fault(self._part, error) from error
        return have


def _opened(path: Path) -> io.FileIO:
    """For writing anywhere in the file, made when missing, closed to other users."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    return io.FileIO(descriptor, "r+b")


def _write_all(file: io.FileIO, data: bytes) -> None:
    """A nearly full disk takes a part first, and refuses the rest."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()
