"""Looking at a file from outside, before any parser sees it."""

import os
import stat

from shared.pdf.pages import Finding

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer must not hold us up
_BINARY = getattr(os, "O_BINARY", 0)


class CannotOpen(Exception):
    """The file is no paper that can be shown."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.value)
        self.finding = finding


def open_source(path: bytes) -> int:
    """A descriptor of a regular file that says it is a PDF within its first 1,024 bytes; raises CannotOpen.

    The signature decides because the engine sniffs: an HTML file named .pdf would enter its HTML engine.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _NONBLOCK | _BINARY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CannotOpen(Finding.MISSING) from error
    except IsADirectoryError as error:
        raise CannotOpen(Finding.FOLDER) from error
    except (OSError, ValueError) as error:
        raise CannotOpen(Finding.UNREADABLE) from error
    try:
        _look(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _look(descriptor: int) -> None:
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise CannotOpen(Finding.FOLDER)
        if not stat.S_ISREG(status.st_mode):
            raise CannotOpen(Finding.SPECIAL)
        start = os.read(descriptor, _SIGNATURE_WITHIN)
    except OSError as error:
        raise CannotOpen(Finding.UNREADABLE) from error
    if not start:
        raise CannotOpen(Finding.EMPTY)
    if _SIGNATURE not in start:
        raise CannotOpen(Finding.OTHER_FORMAT)
