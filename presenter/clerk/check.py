"""`wuzhi-clerk check`: can these papers be shown in a meeting?"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from shared.pdf.examiner import examine_now
from shared.pdf.pages import Examination, PaperStatus
from shared.pdf.wording import examination_sentence, status_label
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

ALL_USABLE: Final = 0
NOT_ALL_USABLE: Final = 1


def run_check(files: Sequence[str | Path], as_json: bool) -> int:
    """Examine each file in a worker of its own and print what was found; at most 8 s a file.

    One line a file as soon as it is known, or with `as_json` one list of objects with `file` (as it was
    given), `status`, `pages` and `message`. 0 if every file can be shown, else 1.
    """
    found: list[tuple[str, Examination]] = []
    try:
        for file, examination in _examined(files):
            found.append((file, examination))
            if not as_json:
                _print(_line(file, examination))
    except EnvironmentFault as fault:
        sys.stderr.write(_printable(str(fault)) + "\n")
        return NOT_ALL_USABLE
    if as_json:
        # Plain ASCII: a file name that is not Unicode comes out as it went in, whatever the terminal speaks.
        _print(json.dumps([_entry(file, examination) for file, examination in found], indent=2))
    is_usable = all(examination.status is PaperStatus.OK for _, examination in found)
    return ALL_USABLE if is_usable else NOT_ALL_USABLE


def _examined(files: Sequence[str | Path]) -> Iterator[tuple[str, Examination]]:
    for file in files:
        yield os.fspath(file), examine_now(Path(file))


def _line(file: str, examination: Examination) -> str:
    return tr(
        "{file}: {status}: {sentence}",
        file=_printable(file),
        status=status_label(examination.status),
        sentence=examination_sentence(examination),
    )


def _entry(file: str, examination: Examination) -> dict[str, str | int]:
    return {
        "file": file,
        "status": examination.status.value,
        "pages": examination.pages,
        "message": examination_sentence(examination),
    }


def _printable(text: str) -> str:
    """Without what a hostile file name could do to a terminal: control characters, turned writing direction."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()
