"""The copy while it grows: a file beside the target, under a name of its own, that takes the target's place whole."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from shared.domain.papers import Sha256
from shared.pdf.segment import Segment
from shared.pdf.writing_source import OpenFile
from shared.system.faults import disk_fault
from shared.system.files import sync_folder

_PIECE_BYTES = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)


class PartFile:
    """Every method raises EnvironmentFault where the disk does not do its part."""

    def __init__(self, target: Path, file: BinaryIO, path: Path) -> None:
        self._target = target
        self._file = file
        self._path = path
        self.size = 0

    def fill(self, descriptor: int) -> Sha256:
        """Copy a whole file from its beginning; its digest."""
        digest = hashlib.sha256()
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            while piece := os.read(descriptor, _PIECE_BYTES):
                digest.update(piece)
                self._file.write(piece)
                self.size += len(piece)
            self._file.flush()
        except OSError as error:
            raise disk_fault(self._target, error) from error
        return Sha256(digest.hexdigest())

    @contextmanager
    def opened(self) -> Iterator[OpenFile]:
        """What it holds so far, for reading only."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | _BINARY)
        except OSError as error:
            raise disk_fault(self._target, error) from error
        try:
            yield OpenFile(descriptor, str(self._path))
        finally:
            os.close(descriptor)

    def take(self, segment: Segment, size: int, *, is_whole: bool) -> None:
        """Append the first `size` bytes of the segment; with `is_whole` they replace what it holds."""
        try:
            if is_whole:
                self._file.seek(0)
                self._file.truncate()
                self.size = 0
            for start in range(0, size, _PIECE_BYTES):
                self._file.write(segment.memory[start : min(start + _PIECE_BYTES, size)])
            self.size += size
        except OSError as error:
            raise disk_fault(self._target, error) from error

    def store(self) -> None:
        """Let it take the target's place; on return it survives a cut of power."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._path.replace(self._target)
            sync_folder(self._target.parent)
        except OSError as error:
            raise disk_fault(self._target, error) from error


@contextmanager
def part_of(target: Path) -> Iterator[PartFile]:
    """A part file for the target, readable only for this user; it is gone afterwards, stored or not."""
    try:
        # Not named after the target: a name that is just short enough must not become too long.
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".wuzhi-", suffix=".part")
    except OSError as error:
        raise disk_fault(target, error) from error
    path = Path(name)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, made with mode 0600 by mkstemp
            yield PartFile(target, file, path)
    finally:
        path.unlink(missing_ok=True)
