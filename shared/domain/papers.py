"""Papers and who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

import msgspec

from shared.domain.people import Person, PersonId

Sha256 = NewType("Sha256", str)
"""Lower-case hexadecimal SHA-256 of a file, 64 characters."""


class Everybody(msgspec.Struct, frozen=True, tag="everybody"):
    """All who sit in the room and signed in, observers included."""


class Voters(msgspec.Struct, frozen=True, tag="voters"):
    """Only persons with a vote (出席人员)."""


class NamedPersons(msgspec.Struct, frozen=True, tag="persons"):
    """Only the persons listed."""

    persons: tuple[PersonId, ...]


Audience = Everybody | Voters | NamedPersons


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that belongs to a paper and travels like one."""

    sha256: Sha256
    size_bytes: int


class PageRun(msgspec.Struct, frozen=True, array_like=True):
    """`count` pages from `old` on (of the draft before) are the pages from `new` on, unchanged. Pages from 1."""

    old: int
    new: int
    count: int


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A PDF, identified by its digest; `page_count` ≥ 1, `size_bytes` ≥ 1.

    `draft` counts the versions (稿) from 1; `replaces` is the draft before, of which `carried` says what stayed.
    `thumbnails` is a file with a small picture of every page. A whiteboard is a paper of blank pages.
    """

    sha256: Sha256
    title: str
    size_bytes: int
    page_count: int
    audience: Audience = Everybody()
    draft: int = 1
    replaces: Sha256 | None = None
    carried: tuple[PageRun, ...] = ()
    thumbnails: Attachment | None = None
    is_whiteboard: bool = False


def may_see(audience: Audience, person: Person) -> bool:
    """Whether `person` belongs to `audience`."""
    match audience:
        case Everybody():
            return True
        case Voters():
            return person.role.has_vote
        case NamedPersons(persons):
            return person.id in persons


def carried_page(paper: Paper, old_page: int) -> int | None:
    """Where page `old_page` of the draft before stands in `paper`, unchanged; None when it changed or is gone."""
    for run in paper.carried:
        if run.old <= old_page < run.old + run.count:
            return run.new + old_page - run.old
    return None


def page_runs(pairs: Iterable[tuple[int, int]]) -> tuple[PageRun, ...]:
    """The (old page, new page) pairs as runs, in the order of the old pages."""
    runs: list[PageRun] = []
    for old, new in sorted(pairs):
        last = runs[-1] if runs else None
        if last is not None and (old, new) == (last.old + last.count, last.new + last.count):
            runs[-1] = PageRun(last.old, last.new, last.count + 1)
        else:
            runs.append(PageRun(old, new, 1))
    return tuple(runs)


def is_for_everybody(audience: Audience) -> bool:
    """Whether material of this audience may travel where every seat can read it."""
    return isinstance(audience, Everybody)
