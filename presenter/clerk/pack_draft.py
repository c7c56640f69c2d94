"""The words of opening a pack: mistakes, and a meeting whose papers have not been examined yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.papers import Audience, Sha256
from shared.system.toml_source import TomlProblem
from shared.system.toml_table import has_unprintable

MOST_PERSONS: Final = 1000
MOST_ITEMS: Final = 200
MOST_PAPERS: Final = 500
MOST_BALLOTS: Final = 200
PAPER_BYTES: Final = 512 * 1024 * 1024
TOML_BYTES: Final = 1024 * 1024


class PackProblem(msgspec.Struct, frozen=True):
    """A mistake in a pack: the file (relative to the pack), its line (None = all of it), what is wrong, what to do."""

    file: str
    line: int | None
    message: str
    remedy: str


class PackProblems(msgspec.Struct, frozen=True):
    """The pack cannot be opened; all mistakes, by line. Never empty."""

    problems: tuple[PackProblem, ...]


class DraftPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the pack; `file` is its name for messages, `line` where meeting.toml names it."""

    path: Path
    file: str
    line: int | None
    title: str
    sha256: Sha256
    size_bytes: int
    audience: Audience


class DraftItem(msgspec.Struct, frozen=True):
    """An item without its papers, and these beside it."""

    item: AgendaItem
    papers: tuple[DraftPaper, ...]


class Draft(msgspec.Struct, frozen=True):
    """A pack that was read without mistake; `notes` tell what was passed over, or may be meant otherwise.

    `source` is the file that names the papers ("" when nothing does).
    """

    meeting: Meeting
    items: tuple[DraftItem, ...]
    notes: tuple[PackProblem, ...] = ()
    source: str = ""


def refuse(file: str, problems: Sequence[TomlProblem]) -> PackProblems:
    """The refusal for the mistakes found in one file, by line; mistakes about the whole file come first."""
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    name = printable_name(file)
    return PackProblems(tuple(PackProblem(name, p.line, p.message, p.remedy) for p in ordered))


def printable_name(name: str) -> str:
    """`name` fit for a screen and for UTF-8: a name on disk may hold any bytes."""
    return "".join("\ufffd" if has_unprintable(character) else character for character in name)
