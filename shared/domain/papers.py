"""Papers and who may see them."""

from __future__ import annotations

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


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A PDF, identified by its digest; `page_count` ≥ 1, `size_bytes` ≥ 1."""

    sha256: Sha256
    title: str
    size_bytes: int
    page_count: int
    audience: Audience = Everybody()


def may_see(audience: Audience, person: Person) -> bool:
    """Whether `person` belongs to `audience`."""
    match audience:
        case Everybody():
            return True
        case Voters():
            return person.role.has_vote
        case NamedPersons(persons):
            return person.id in persons


def is_for_everybody(audience: Audience) -> bool:
    """Whether material of this audience may travel where every seat can read it."""
    return isinstance(audience, Everybody)
