"""The roster and the seat plan of a meeting.toml, and who is meant by a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from presenter.clerk.names import natural_key
from presenter.clerk.pack_draft import MOST_PERSONS
from shared.domain.papers import Audience, Everybody, NamedPersons, Voters
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.system.i18n import tr
from shared.system.toml_table import TomlTable

ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SEAT: Final = re.compile(r"[0-9A-Za-z_-]{1,16}")
_AUDIENCES: Final[Mapping[str, Audience]] = {"everybody": Everybody(), "voters": Voters()}


class Roster:
    """The persons of a pack, found by id or by a name that only one of them has."""

    def __init__(self, persons: Sequence[Person]) -> None:
        self.persons = tuple(persons)
        names = Counter(person.name for person in persons)
        self._by_word = {person.name: person for person in persons if names[person.name] == 1}
        self._by_word.update({person.id: person for person in persons})
        self._doubles = frozenset(name for name, count in names.items() if count > 1)

    def find(self, table: TomlTable, word: str, *below: str | int) -> Person | None:
        """The person that `word` means; notes a mistake at what stands `below` the table otherwise."""
        person = self._by_word.get(word)
        if person is None and word in self._doubles:
            message = tr("Two persons are called {name}.", name=word)
            table.note(message, tr("Give each an id in the roster and write the id here."), *below)
        elif person is None:
            message = tr("{name} is not on the roster.", name=word)
            table.note(message, tr("Correct the name, or add the person under [[roster]]."), *below)
        return person


def read_roster(top: TomlTable) -> Roster:
    """All persons under `[[roster]]`. A roster that is written has exactly one chair."""
    tables = top.tables("roster", most=MOST_PERSONS)
    persons: list[Person] = []
    ids: set[str] = set()
    seats: dict[str, str] = {}
    for place, table in enumerate(tables, start=1):
        person = _person(table, default_id=f"p{place:02}")
        table.finish()
        if person.id in ids:
            table.note(
                tr("The id “{id}” is used twice.", id=person.id),
                tr("Choose another one."),
                *_written(table, "id"),
            )
        ids.add(person.id)
        if person.seat is not None and person.seat in seats:
            message = tr("Seat {seat} is already {name}'s.", seat=person.seat, name=seats[person.seat])
            table.note(message, tr("Give each person another seat."), "seat")
        elif person.seat is not None:
            seats[person.seat] = person.name
        persons.append(person)
    _check_chair(top, tables, persons)
    return Roster(persons)


def read_seats(top: TomlTable, roster: Roster) -> tuple[SeatId, ...]:
    """The seat plan: as written under `seats`, or the seats of the roster in natural order."""
    occupied = {person.seat: person for person in roster.persons if person.seat is not None}
    if not top.has("seats"):
        return tuple(sorted(occupied, key=natural_key))
    written = top.texts("seats", most=MOST_PERSONS, longest=64)
    for place, seat in enumerate(written):
        if not _SEAT.fullmatch(seat):
            _note_seat(top, seat, "seats", place)
        elif seat in written[:place]:
            top.note(tr("Seat {seat} is listed twice.", seat=seat), tr("Remove one."), "seats", place)
    for seat, person in occupied.items():
        if seat not in written:
            message = tr("Seat {seat} of {name} is not in the seat plan.", seat=seat, name=person.name)
            top.note(message, tr("Add it to “seats”."), "seats")
    return tuple(SeatId(seat) for seat in written)


def read_audience(table: TomlTable, roster: Roster) -> Audience:
    """Who may see: `"everybody"` (also when nothing is written), `"voters"`, or a list of persons."""
    if not table.is_list("audience"):
        word = table.word("audience", tuple(_AUDIENCES), "everybody")
        return _AUDIENCES[word]
    words = table.texts("audience", most=MOST_PERSONS)
    if not words:
        table.note(
            tr("Nobody may see this."), tr('List persons, or write "voters" or "everybody".'), "audience"
        )
    found = (roster.find(table, word, "audience", place) for place, word in enumerate(words))
    return NamedPersons(tuple(dict.fromkeys(person.id for person in found if person is not None)))


def read_id(table: TomlTable, default: str) -> str:
    """The `id` of a table, or `default` when none is written."""
    written = table.text("id", longest=64)
    if not written:
        return default
    if not ID.fullmatch(written):
        table.note(
            tr("“{id}” cannot be an id.", id=written), tr("Use 1 to 64 letters, digits, - and _."), "id"
        )
        return default
    return written


def _person(table: TomlTable, default_id: str) -> Person:
    roles = tuple(role.value for role in Role)
    seat = table.text("seat", longest=64)
    if seat and not _SEAT.fullmatch(seat):
        _note_seat(table, seat, "seat")
        seat = ""
    return Person(
        id=PersonId(read_id(table, default_id)),
        name=table.text("name", longest=60, is_required=True),
        role=Role(table.word("role", roles, Role.MEMBER.value)),
        unit=table.text("unit", longest=120),
        post=table.text("post", longest=120),
        seat=SeatId(seat) if seat else None,
        leave_reason=table.text("leave", longest=200) if table.has("leave") else None,
    )


def _check_chair(top: TomlTable, tables: Sequence[TomlTable], persons: Sequence[Person]) -> None:
    chairs = [place for place, person in enumerate(persons) if person.role is Role.CHAIR]
    if persons and not chairs:
        top.note(
            tr("Nobody on the roster is the chair."), tr('Write role = "chair" for one person.'), "roster"
        )
    for place in chairs[1:]:
        message = tr("There is a second chair: {name}.", name=persons[place].name)
        tables[place].note(message, tr('Write role = "member" for all but one.'), "role")


def _note_seat(table: TomlTable, seat: str, *below: str | int) -> None:
    message = tr("“{seat}” cannot be a seat.", seat=seat)
    table.note(message, tr("Use 1 to 16 letters, digits, - and _, in quotes."), *below)


def _written(table: TomlTable, key: str) -> tuple[str, ...]:
    return (key,) if table.has(key) else ()
