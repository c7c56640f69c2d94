"""The vector source of ink as a file; the format is described in `resources/docs/ink.md`."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from shared.domain.ink import InkFile, Mark
from shared.domain.papers import Sha256
from shared.system.files import read_bounded, write_atomically
from shared.system.i18n import tr

MAX_INK_BYTES: Final = 64 << 20
"""Two hours of scribbling take 30 MB."""

MAX_MARKS: Final = 200_000

_FORMAT: Final = "wuzhi-ink"
_VERSION: Final = 1
_DECIMALS: Final = 6
"""A millionth of the page: less than any pen tells."""


class InkProblem(StrEnum):
    """Why a file is not read as ink."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NO_INK = "no_ink"
    NEWER = "newer"
    MISTAKE = "mistake"


class InkFileRefused(Exception):
    """The file is not ink. The sentence says what is the matter and what to do; nothing of the content is in it."""

    def __init__(self, problem: InkProblem, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem
        self.sentence = sentence


class _Head(msgspec.Struct):
    """What has to be known before the rest is looked at."""

    format: str
    version: int


class _Body(msgspec.Struct):
    """The file before its marks are read one by one, so that a mistake has a place."""

    format: str
    version: int
    paper: str
    marks: list[msgspec.Raw]


_heads: Final = msgspec.json.Decoder(_Head)
_bodies: Final = msgspec.json.Decoder(_Body)
_marks: Final[msgspec.json.Decoder[Mark]] = msgspec.json.Decoder(Mark)
_encoder: Final = msgspec.json.Encoder()


def read_ink_file(path: Path) -> InkFile:
    """The ink in the file at `path`. Raises InkFileRefused. Blocks."""
    return parse_ink(_content(path))


def parse_ink(content: bytes) -> InkFile:
    """The ink in the bytes of a file, at most MAX_INK_BYTES. Raises InkFileRefused."""
    try:
        head = _heads.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(InkProblem.NO_INK) from error
    if head.format != _FORMAT or head.version < _VERSION:
        raise _refused(InkProblem.NO_INK)
    if head.version > _VERSION:
        raise _refused(InkProblem.NEWER)
    try:
        body = _bodies.decode(content)
        bare = {"format": body.format, "version": body.version, "paper": body.paper, "marks": []}
        ink = msgspec.convert(bare, InkFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InkFileRefused(
            InkProblem.MISTAKE,
            tr(
                "This ink file has a mistake: it needs “paper”, a SHA-256, and “marks”, a list; export it again"
            ),
        ) from error
    if len(body.marks) > MAX_MARKS:
        raise _refused(InkProblem.TOO_LARGE)
    return msgspec.structs.replace(ink, marks=tuple(_mark(n, raw) for n, raw in enumerate(body.marks, 1)))


def ink_bytes(paper: Sha256, marks: Sequence[Mark]) -> bytes:
    """The file of these marks on this paper: one line a mark, places to a millionth of the page."""
    head = f'{{"format": "{_FORMAT}", "version": {_VERSION}, "paper": "{paper}", "marks": [\n'
    lines = [_encoder.encode(_rounded(msgspec.to_builtins(mark))) for mark in marks]
    return head.encode() + b",\n".join(lines) + b"\n]}\n"


def write_ink_file(path: Path, paper: Sha256, marks: Sequence[Mark]) -> None:
    """Write the file whole or not at all. Raises EnvironmentFault. Blocks."""
    write_atomically(path, ink_bytes(paper, marks))


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _refused(InkProblem.NO_INK)
        content = read_bounded(path, MAX_INK_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _refused(InkProblem.MISSING) from error
    except (OSError, ValueError) as error:
        raise _refused(InkProblem.UNREADABLE) from error
    if content is None:
        raise _refused(InkProblem.TOO_LARGE)
    return content


def _mark(number: int, raw: msgspec.Raw) -> Mark:
    try:
        return _marks.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        sentence = tr(
            "Mark {n} of this ink file has a mistake: correct it or export the file again", n=number
        )
        raise InkFileRefused(InkProblem.MISTAKE, sentence) from error


def _refused(problem: InkProblem) -> InkFileRefused:
    match problem:
        case InkProblem.MISSING:
            return InkFileRefused(problem, tr("There is no such file: check the name"))
        case InkProblem.UNREADABLE:
            return InkFileRefused(problem, tr("This file cannot be read: check that this user may read it"))
        case InkProblem.TOO_LARGE:
            return InkFileRefused(problem, tr("This ink file is too large: divide it"))
        case InkProblem.NEWER:
            return InkFileRefused(
                problem, tr("This ink file was written by a newer version of this program: update it")
            )
        case InkProblem.NO_INK | InkProblem.MISTAKE:
            return InkFileRefused(problem, tr("This is not an ink file: give the JSON that an export wrote"))


def _rounded(value: object) -> object:
    match value:
        case float():
            return round(value, _DECIMALS)
        case dict():
            return {key: _rounded(part) for key, part in value.items()}
        case list() | tuple():
            return [_rounded(part) for part in value]
        case _:
            return value
