"""The programs' own log: what happened to the program, never what happened in the meeting.

Votes, titles of papers, names and secrets do not belong into a log; write ids, counts and reasons. What nobody
caught is logged by the nets of the programs, which also show the calm error screen.
"""

from __future__ import annotations

import logging
import logging.handlers
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shared.system.faults import disk_fault
from shared.system.files import make_private_folder

_FILE_BYTES: Final = 1024 * 1024
_OLD_FILES: Final = 4
_FORMAT: Final = "%(asctime)s.%(msecs)03dZ %(levelname)s %(process)d %(name)s: %(message)s"


@contextmanager
def logging_to(folder: Path, program: str, level: int = logging.INFO) -> Iterator[Path]:
    """Write the log of `program` to `folder/program.log` while inside; yields the file.

    At most five files of 1 MiB; the folder is closed to other users; times are UTC. Raises `EnvironmentFault`
    when the folder cannot be written.
    """
    path = make_private_folder(folder) / f"{program}.log"
    try:
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        raise disk_fault(path, error) from error
    formatter = logging.Formatter(_FORMAT, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield path
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()
