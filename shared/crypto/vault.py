"""Files that hold a room's keys: readable by their owner only, and whole or absent after a crash.

They are not encrypted; sealing them under the operator's passphrase comes with enrolment.
"""

from pathlib import Path

from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import make_private_folder, read_bounded, write_atomically
from shared.system.i18n import tr

MOST_SECRET_BYTES = 64 * 1024
"""No secret of a room is near this size; a larger file is not ours."""


def keep_secret(path: Path, content: bytes) -> None:
    """Put `content` into `path` with mode 0600, in a folder with mode 0700. Raises EnvironmentFault."""
    make_private_folder(path.parent)
    write_atomically(path, content)


def read_secret(path: Path) -> bytes | None:
    """The content of `path`, or None when there is no such file. Raises EnvironmentFault."""
    try:
        content = read_bounded(path, MOST_SECRET_BYTES)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise disk_fault(path, fault) from fault
    if content is None:
        raise damaged_secret(path)
    return content


def damaged_secret(path: Path) -> EnvironmentFault:
    """The fault to raise when `path` does not hold what it should.

    A damaged key is never replaced by a new one: that would shut every seat out.
    """
    return EnvironmentFault(
        tr("The room's keys are damaged: {path}", path=str(path)),
        tr("Restore this file from a copy of the room's folder."),
    )
