"""What the engine raises about a file. Runs in a worker only."""

from typing import Any, Final

import pymupdf

_fz: Any = pymupdf.mupdf

MEMORY_ERRORS: Final = (_fz.FzErrorSystem, _fz.FzErrorLimit, MemoryError)
"""Not enough memory, or more of something than the engine ever allows. Caught first: these are file errors too."""

FILE_ERRORS: Final = (
    _fz.FzErrorBase,
    RuntimeError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
)
"""The binding raises its own types for the engine's errors, and Python's for what its wrapper finds wrong."""
