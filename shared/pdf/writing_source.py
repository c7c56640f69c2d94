"""The file that the writing process reads, on its way into that process."""

import os
import sys
from pathlib import Path
from typing import Any

from typing_extensions import override

if sys.platform != "win32":
    from multiprocessing import reduction


_HAS_DESCRIPTOR_PATHS = sys.platform.startswith("linux")


class OpenFile:
    """A file by its descriptor: what travels is the descriptor, so that no other file can take its place.

    On Windows the name travels.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = name

    @property
    def path(self) -> bytes:
        """Under which this process opens the file, in the bytes of the file system."""
        if _HAS_DESCRIPTOR_PATHS:
            return b"/proc/self/fd/%d" % self._descriptor
        return os.fsencode(self._name)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return Path(os.fsdecode(self.path)).stat().st_size

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to a process that is being started."""
        if sys.platform == "win32":
            return OpenFile, (-1, self._name)
        return _attach, (reduction.DupFd(self._descriptor), self._name)


if sys.platform != "win32":

    def _attach(duplicate: Any, name: str) -> OpenFile:  # noqa: ANN401  # multiprocessing does not name its type
        return OpenFile(duplicate.detach(), name)
