"""How the C library keeps the memory that the engine frees: warm, for the next page. Runs in a worker only."""

import ctypes
import sys
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_FROM_THE_SYSTEM_BYTES: Final = 16 << 20
"""What is larger comes from the system and goes back at once; the most that glibc takes is 32 MB."""
_HELD_BYTES: Final = 32 << 20


def hold_freed_memory() -> bool:
    """Take decoded images and the like from memory that was used before, and hold up to 32 MB of it when free.

    The system would fill it in anew, 4 KB at a time, which is 0.3 ms of an ordinary page. Whether the C library is
    glibc, whose mallopt(3) this is; any other does as it likes.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        return False
    settings = ((_MMAP_THRESHOLD, _FROM_THE_SYSTEM_BYTES), (_TRIM_THRESHOLD, _HELD_BYTES))
    return all(library.mallopt(setting, size) == 1 for setting, size in settings)
