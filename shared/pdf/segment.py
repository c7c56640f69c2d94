"""The memory in which workers draw and the window reads: anonymous, so nothing can be left behind.

`multiprocessing.shared_memory` was tried and rejected: it has a name, needs a tracker to remove it after a
SIGKILL, and a worker that truncates it would end the window process with SIGBUS.
"""

import contextlib
import mmap
import os
import secrets
import sys
from typing import Any

from typing_extensions import override

if sys.platform != "win32":
    import fcntl
    from multiprocessing import reduction


_POPULATE_WRITE = 23  # MADV_POPULATE_WRITE of madvise(2), which Python 3.11 does not name


class Segment:
    """`size` bytes, zeroed, shared with the workers that are started with it.

    The system fills in pages of memory as they are used.
    """

    if sys.platform == "win32":

        def __init__(self, size: int, tag: str = "") -> None:
            self.size = size
            self._tag = tag or f"wuzhi-{secrets.token_hex(16)}"
            self.memory = mmap.mmap(-1, size, tagname=self._tag)

        def close(self) -> None:
            """Give the memory back: at once, or when the last view of it is released."""
            with contextlib.suppress(BufferError):
                self.memory.close()

        @override
        def __reduce__(self) -> tuple[Any, ...]:
            """Travel to a worker that is being started."""
            return Segment, (self.size, self._tag)

    else:

        def __init__(self, size: int, descriptor: int = -1) -> None:
            self.size = size
            self._descriptor = descriptor if descriptor >= 0 else _reserve(size)
            self.memory = mmap.mmap(self._descriptor, size)

        def close(self) -> None:
            """Give the memory back: at once, or when the last view of it is released."""
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1
            with contextlib.suppress(BufferError):
                self.memory.close()

        @override
        def __reduce__(self) -> tuple[Any, ...]:
            """Travel to a worker that is being started."""
            return _attach, (self.size, reduction.DupFd(self._descriptor))

    def view(self, offset: int, size: int) -> memoryview:
        """Bytes of the memory, without copying."""
        return memoryview(self.memory)[offset : offset + size]

    def populate(self, offset: int, size: int) -> None:
        """Have the system fill in these bytes of memory now, which takes 2 ms for a picture, and not when drawing.

        What they hold stays.
        """
        if sys.platform == "linux":
            start = offset - offset % mmap.PAGESIZE
            with contextlib.suppress(
                OSError
            ):  # Linux before 5.14 does not know it, or there is no memory left
                self.memory.madvise(_POPULATE_WRITE, start, min(offset + size, self.size) - start)


if sys.platform != "win32":

    def _reserve(size: int) -> int:
        descriptor = os.memfd_create("wuzhi-pages", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(descriptor, size)
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
        return descriptor

    def _attach(size: int, duplicate: Any) -> Segment:  # noqa: ANN401  # multiprocessing does not name its type
        return Segment(size, duplicate.detach())
