"""A search through everything that programs left on the disk, as bytes: databases with their logs, stores, output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shared.domain.ballot_terms import Terms
from shared.domain.election import ElectionBallot
from shared.domain.secret_answers import encode_answer


def tellings(terms: Terms, answers: Iterable[ElectionBallot]) -> set[bytes]:
    """All bytes that would tell what somebody chose: written names in any spelling, answers as they are sealed."""
    given = tuple(answers)
    sealed = [encode_answer(terms, answer) for answer in given]
    names = [spelling for answer in given for name in answer.write_ins for spelling in spellings(name)]
    return {*names, *(content for content in sealed if content)}


def spellings(text: str) -> tuple[bytes, ...]:
    """The bytes in which a program may have written a text."""
    return tuple(text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def files_with(folder: Path, needles: Iterable[bytes]) -> set[Path]:
    """All files below `folder` that hold one of the needles, relative to it. Programs may be writing meanwhile."""
    wanted = tuple(needles)
    return {
        file.relative_to(folder)
        for file in folder.rglob("*")
        if file.is_file() and any(needle in content for content in [file.read_bytes()] for needle in wanted)
    }
