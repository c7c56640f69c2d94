"""`wuzhi-clerk stamp`: ink out of a file into a copy of its paper."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import msgspec

from presenter.clerk.ink_file import InkFileRefused, InkProblem, read_ink_file
from shared.pdf.pages import Finding
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder, CopyProblem, CopyRefused, CopyWritten
from shared.pdf.writing_wire import Ink
from shared.pdf.writing_wording import copy_sentence
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault
from shared.system.files import read_bounded
from shared.system.i18n import tr, tr_n

DONE: Final = 0
NO: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3
DAMAGED: Final = 5

_MAX_PASSWORD_BYTES: Final = 4096
_MAX_AUTHOR: Final = 200

_INK_CODES: Final = {
    InkProblem.MISSING: NOT_FOUND,
    InkProblem.UNREADABLE: NO,
    InkProblem.TOO_LARGE: NO,
    InkProblem.NO_INK: DAMAGED,
    InkProblem.NEWER: NO,
    InkProblem.MISTAKE: DAMAGED,
}
_FINDING_CODES: Final = {
    Finding.MISSING: NOT_FOUND,
    Finding.FOLDER: NOT_FOUND,
    Finding.EMPTY: DAMAGED,
    Finding.OTHER_FORMAT: DAMAGED,
    Finding.DAMAGED: DAMAGED,
    Finding.DAMAGED_PAGE: DAMAGED,
    Finding.NO_PAGES: DAMAGED,
    Finding.CRASHED: DAMAGED,
}


class StampOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for."""

    paper: Path
    ink: Path
    out: Path
    author: str = ""
    password_file: Path | None = None
    is_flattened: bool = False


def run_stamp(order: StampOrder, clock: Clock) -> int:
    """Write the copy and print one line; the exit code."""
    if os.path.lexists(order.out):
        return _complain(order.out, tr("This file exists already: give another name for the copy"), USAGE)
    try:
        ink = read_ink_file(order.ink)
    except InkFileRefused as refused:
        return _complain(order.ink, refused.sentence, _INK_CODES[refused.problem])
    try:
        password = None if order.password_file is None else _password(order.password_file)
        answer = write_copy_now(
            CopyOrder(
                source=order.paper,
                target=order.out,
                written_at=clock.now(),
                digest=ink.paper,
                password=password,
                inks=(Ink(order.author[:_MAX_AUTHOR], ink.marks),),
                is_flattened=order.is_flattened,
            )
        )
    except EnvironmentFault as fault:
        sys.stderr.write(_printable(str(fault)) + "\n")
        return NO
    if isinstance(answer, CopyRefused):
        return _complain(order.paper, copy_sentence(answer), _code(answer))
    _tell(order.out, answer)
    return DONE


def _password(path: Path) -> str:
    """The first line of the file. Raises EnvironmentFault."""
    try:
        content = read_bounded(path, _MAX_PASSWORD_BYTES)
        words = "" if content is None else content.decode()
    except (OSError, ValueError) as error:
        raise _no_password(path) from error
    if content is None:
        raise _no_password(path)
    return words.split("\n")[0].rstrip("\r")


def _no_password(path: Path) -> EnvironmentFault:
    return EnvironmentFault(
        tr("The password cannot be read from this file: {path}", path=path),
        tr("Give a text file with the password in its first line."),
    )


def _code(refused: CopyRefused) -> int:
    match refused.problem:
        case CopyProblem.NOT_OPENED:
            return NO if refused.finding is None else _FINDING_CODES.get(refused.finding, NO)
        case CopyProblem.CRASHED:
            return DAMAGED
        case CopyProblem.SAME_FILE:
            return USAGE
        case _:
            return NO


def _tell(out: Path, copy: CopyWritten) -> None:
    line = tr_n(
        "{file}: {n} mark written", "{file}: {n} marks written", copy.marks, file=_printable(str(out))
    )
    if copy.was_repaired:
        line = tr("{line}; the paper is damaged, its copy was built anew: look through it", line=line)
    _print(line)


def _complain(file: Path, sentence: str, code: int) -> int:
    sys.stderr.write(tr("{file}: {sentence}", file=_printable(str(file)), sentence=sentence) + "\n")
    return code


def _printable(text: str) -> str:
    """Without what a hostile file name could do to a terminal: control characters, turned writing direction."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()
