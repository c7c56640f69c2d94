"""Reading a table of a TOML file field by field: every mistake is noted, none stops the reading.

A field that is missing or wrong yields its default and a `TomlProblem`, so that one look finds all mistakes. The
caller may use what was read only if no problem was noted, or where the defaults are sound.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from shared.system.i18n import tr
from shared.system.toml_source import KeyPath, TomlProblem, TomlSource

_T = TypeVar("_T")
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


class TomlTable:
    """One table of `source`; `path` is where it stands, `problems` where mistakes go (shared by all tables)."""

    def __init__(
        self, source: TomlSource, problems: list[TomlProblem], path: KeyPath = (), values: object = None
    ) -> None:
        self._source = source
        self._problems = problems
        self._path = path
        found = source.values if values is None else values
        self._values: dict[str, object] = dict(found) if isinstance(found, dict) else {}
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is written; does not count as reading it."""
        return key in self._values

    def is_list(self, key: str) -> bool:
        """Whether a list is written there, for fields that take a word or a list."""
        return isinstance(self._values.get(key), list)

    def is_table(self, key: str) -> bool:
        """Whether a table is written there, for fields that take a word or a table."""
        return isinstance(self._values.get(key), dict)

    def line(self, *below: str | int) -> int | None:
        """The line of this table, or of what stands `below` it."""
        return self._source.line_of((*self._path, *below))

    def note(self, message: str, remedy: str, *below: str | int) -> None:
        """Note a mistake at what stands `below`, or at the table itself."""
        self._problems.append(TomlProblem(self.line(*below), message, remedy))

    def text(self, key: str, *, longest: int = 200, is_required: bool = False, default: str = "") -> str:
        """A text of one line, stripped of blanks at both ends."""
        value = self._take(key, is_required=is_required)
        if value is None:
            return default
        if not isinstance(value, str):
            return self._wrong(
                key, tr("“{key}” must be a text.", key=key), tr("Write it in quotes."), default
            )
        return self._printable(value, (key,), longest=longest, is_required=is_required, default=default)

    def texts(self, key: str, *, most: int, longest: int = 200, is_required: bool = False) -> tuple[str, ...]:
        """A list of texts; an empty tuple when it is not written."""
        value = self._take(key, is_required=is_required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
            return self._wrong(
                key,
                tr("“{key}” must be a list of texts.", key=key),
                tr("Write it like this: {example}", example=f'{key} = ["…", "…"]'),
                (),
            )
        if len(value) > most:
            return self._wrong(key, *_too_many(key, most), ())
        texts = (
            self._printable(element, (key, place), longest=longest, is_required=True, default="")
            for place, element in enumerate(value)
        )
        return tuple(text for text in texts if text)

    def word(self, key: str, allowed: Sequence[str], default: str) -> str:
        """One of the `allowed` words."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, str) and value in allowed:
            return value
        words = ", ".join(f'"{word}"' for word in allowed)
        return self._wrong(
            key, tr("“{key}” has an unknown value.", key=key), tr("Use one of: {words}", words=words), default
        )

    def whole(self, key: str, *, least: int, most: int, default: int, is_required: bool = False) -> int:
        """A whole number between `least` and `most`."""
        value = self._take(key, is_required=is_required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            message = tr(
                "“{key}” must be a whole number from {least} to {most}.", key=key, least=least, most=most
            )
            return self._wrong(key, message, tr("Write it without quotes."), default)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """`true` or `false`."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        return self._wrong(
            key, tr("“{key}” must be true or false.", key=key), tr("Write it without quotes."), default
        )

    def moment(self, key: str) -> datetime | None:
        """A date with time, as UTC; without an offset it is local time of this machine."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, datetime):
            try:
                return value.astimezone(UTC)
            except (OverflowError, OSError, ValueError):
                pass  # before the first or after the last day that this machine knows: told below
        return self._wrong(
            key,
            tr("“{key}” must be a date with a time.", key=key),
            tr("Write it without quotes, like this: {example}", example=f"{key} = 2026-07-16 09:30:00"),
            None,
        )

    def table(self, key: str) -> TomlTable | None:
        """The table `[key]`, or None when it is not written or not a table."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, dict):
            return TomlTable(self._source, self._problems, (*self._path, key), value)
        message = tr("“{key}” must be a table.", key=key)
        return self._wrong(key, message, tr("Write it like this: {example}", example=f"[{key}]"), None)

    def tables(self, key: str, *, most: int) -> tuple[TomlTable, ...]:
        """The tables `[[key]]` in their order."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
            message = tr("“{key}” must be a list of tables.", key=key)
            return self._wrong(key, message, tr("Write it like this: {example}", example=f"[[{key}]]"), ())
        if len(value) > most:
            return self._wrong(key, *_too_many(key, most), ())
        return tuple(
            TomlTable(self._source, self._problems, (*self._path, key, place), element)
            for place, element in enumerate(value)
        )

    def finish(self) -> None:
        """Note every key that nobody asked for: a misspelt field must not be passed over."""
        known = ", ".join(sorted(self._asked))
        for key in self._values:
            if key not in self._asked:
                self.note(
                    tr("“{key}” is not known here.", key=_short(key)),
                    tr("Known here are: {words}", words=known),
                    key,
                )

    def _take(self, key: str, *, is_required: bool = False) -> object:
        self._asked.add(key)
        value = self._values.get(key)
        if value is None and is_required:
            self.note(tr("“{key}” is missing.", key=key), tr("Add a line: {example}", example=f"{key} = …"))
        return value

    def _wrong(self, key: str, message: str, remedy: str, default: _T) -> _T:
        self.note(message, remedy, key)
        return default

    def _printable(self, value: str, below: KeyPath, *, longest: int, is_required: bool, default: str) -> str:
        text = value.strip()
        key = str(below[0])
        if not text and is_required:
            self.note(tr("“{key}” is empty.", key=key), tr("Fill it in."), *below)
            return default
        if len(text) > longest:
            message = tr("“{key}” is longer than {limit} characters.", key=key, limit=longest)
            self.note(message, tr("Shorten it."), *below)
            return default
        if has_unprintable(text):
            message = tr("“{key}” holds a line break or an invisible character.", key=key)
            self.note(message, tr("Type it again."), *below)
            return default
        return text


def has_unprintable(text: str) -> bool:
    """Whether `text` holds what has no place in one line of text: controls, direction marks, lone surrogates."""
    return any(unicodedata.category(character) in _UNPRINTABLE for character in text)


def _too_many(key: str, most: int) -> tuple[str, str]:
    return tr("“{key}” has more than {most} entries.", key=key, most=most), tr("Remove some.")


def _short(key: str, characters: int = 60) -> str:
    return key if len(key) <= characters else key[:characters] + "…"


def as_lines(problems: Iterable[TomlProblem], file: str) -> tuple[str, ...]:
    """One printable line per problem: file, line, what is wrong, what to do."""
    return tuple(
        tr("{place}: {message} {remedy}", place=_place(file, p.line), message=p.message, remedy=p.remedy)
        for p in problems
    )


def _place(file: str, line: int | None) -> str:
    return file if line is None else tr("{file}, line {line}", file=file, line=line)
