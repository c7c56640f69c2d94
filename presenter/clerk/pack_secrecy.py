"""How far a prepared ballot is secret, who opens it, and what then cannot be."""

from __future__ import annotations

import msgspec

from presenter.clerk.ballot_forms import FORMS
from presenter.clerk.pack_people import Roster
from shared.domain.ballot_terms import Terms
from shared.domain.election import ElectionTerms
from shared.domain.election_names import same_name
from shared.domain.majority import Rule
from shared.domain.people import Person, PersonId
from shared.domain.secrecy import Grade
from shared.system.i18n import tr
from shared.system.toml_table import TomlTable

_MOST_TELLERS = 2


def read_grade(table: TomlTable, rule: Rule | None, *, is_roll_call: bool) -> Grade | None:
    """By name, or how far it is secret; notes what does not go together with it."""
    grade = FORMS[table.word("grade", tuple(FORMS), "named")]
    if grade is None and rule is not None and rule.is_secret_only:
        table.note(
            tr("Under this rule nobody votes by name."),
            tr('Write grade = "secret_a" (two tellers) or grade = "secret_b" (one operator).'),
            *_place(table, "grade", "rule"),
        )
    if grade is not None and is_roll_call:
        table.note(
            tr("A secret ballot has no roll call."),
            tr('Remove “roll_call”, or write grade = "named".'),
            "roll_call",
        )
    return grade


def secret_rule(rule: Rule) -> Rule:
    """The rule as a secret ballot is held by it: the first envelope is final, in any order, and nobody sends one before."""
    return msgspec.structs.replace(rule, may_change=False, chair_last=False, written_opinions=False)


def read_tellers(
    table: TomlTable, roster: Roster, grade: Grade | None, terms: Terms | None
) -> tuple[PersonId, ...]:
    """Teller 1 and teller 2 (监票人) of a secret ballot that two open; nobody where they are named in the meeting."""
    words = table.texts("tellers", most=_MOST_TELLERS)
    if words and grade is not Grade.TWO_TELLERS:
        table.note(
            tr("This ballot is opened by no tellers."),
            tr('Write grade = "secret_a", or remove “tellers”.'),
            "tellers",
        )
    found = [roster.find(table, word, "tellers", place) for place, word in enumerate(words)]
    persons = [person for person in found if person is not None]
    if len(words) == 1 or len({person.id for person in persons}) < len(persons):
        table.note(
            tr("A secret ballot is opened by two different tellers."),
            tr("Write it like this: {example}", example='tellers = ["…", "…"]'),
            "tellers",
        )
    _check_candidates(table, persons, terms)
    return tuple(person.id for person in persons)


def _check_candidates(table: TomlTable, tellers: list[Person], terms: Terms | None) -> None:
    candidates = terms.candidates if isinstance(terms, ElectionTerms) else ()
    names = set(map(same_name, candidates))
    for place, person in enumerate(tellers):
        if same_name(person.name) in names:
            message = tr("{name} is a candidate and cannot be a teller.", name=person.name)
            table.note(message, tr("Name somebody else."), "tellers", place)


def _place(table: TomlTable, *keys: str) -> tuple[str, ...]:
    """The first of `keys` that is written, for the line of a mistake."""
    return next(((key,) for key in keys if table.has(key)), ())
