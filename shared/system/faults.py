"""Errors by blame: what the machine and the peer do to us. A bug of ours is any other exception.

Both carry a sentence in the user's language that says what happened, and one that says what to do.
"""

from __future__ import annotations

import errno
from pathlib import Path

from shared.system.i18n import tr


class EnvironmentFault(Exception):
    """Disk, network, fonts, settings: tell a person what to do and keep running.

    `sentence` says what happened, `remedy` what to do about it ("" when there is nothing to do).
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.sentence = sentence
        self.remedy = remedy


class RemoteError(Exception):
    """The peer sent nonsense: drop the link, write one line into the log.

    `sentence` is for the screen; `detail` is for the log only (English, no content of the message).
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(detail or sentence)
        self.sentence = sentence
        self.detail = detail


def disk_fault(path: Path, error: OSError) -> EnvironmentFault:
    """The fault to raise `from error` when a file or folder could not be used."""
    place = str(path)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return EnvironmentFault(
                tr("The disk is full: {path}", path=place), tr("Free some space and try again.")
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return EnvironmentFault(
                tr("This program may not write here: {path}", path=place),
                tr("Give this user the right to write there, or choose another folder."),
            )
        case errno.ENOENT:
            return EnvironmentFault(tr("Not found: {path}", path=place), tr("Check the path."))
        case _:
            return EnvironmentFault(
                tr(
                    "The disk does not work as it should: {path} ({reason})",
                    path=place,
                    reason=error.strerror or "",
                ),
                tr("Check the disk or choose another folder."),
            )
