"""An object of a JSON file that somebody may have written by hand: each value is asked for by what it must be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from shared.system.i18n import tr

MOST_PERSONS: Final = 1_000_000
_LONGEST_PLACE: Final = 80


class RecountRefused(Exception):
    """The file cannot be counted; the sentence says what is the matter with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Entry:
    """One object; `place` is its name in the file, such as `rule.quorum`. Every question may raise RecountRefused."""

    def __init__(self, content: Mapping[str, object], place: str = "") -> None:
        self._content = content
        self._place = place

    def alone(self) -> Entry:
        """This object with places named from itself on, for sentences that say already which one it is."""
        return Entry(self._content)

    def has(self, key: str) -> bool:
        """Whether the object has this key, with a value."""
        return self._content.get(key) is not None

    def place_of(self, key: str) -> str:
        """How a sentence names the value of this key."""
        return named(f"{self._place}.{key}" if self._place else key)

    def text(self, key: str) -> str:
        """A text."""
        value = self._value(key)
        if isinstance(value, str):
            return value
        raise RecountRefused(tr("“{place}” must be a text", place=self.place_of(key)))

    def texts(self, key: str, most: int) -> list[str]:
        """A list of texts; none when the key is missing."""
        return texts(self.items(key, most) if self.has(key) else [], self.place_of(key))

    def word(self, key: str, words: Collection[str]) -> str:
        """One of `words`."""
        value = self.text(key)
        if value in words:
            return value
        raise RecountRefused(
            tr("“{place}” must be one of: {words}", place=self.place_of(key), words=", ".join(words))
        )

    def number(
        self, key: str, default: int | None = None, *, least: int = 0, most: int = MOST_PERSONS
    ) -> int:
        """A whole number; `default` when the key is missing and there is one."""
        if default is not None and not self.has(key):
            return default
        value = self._value(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise RecountRefused(
            tr(
                "“{place}” must be a whole number from {least} to {most}",
                place=self.place_of(key),
                least=least,
                most=most,
            )
        )

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false; `default` when the key is missing and there is one."""
        if default is not None and not self.has(key):
            return default
        value = self._value(key)
        if isinstance(value, bool):
            return value
        raise RecountRefused(tr("“{place}” must be true or false", place=self.place_of(key)))

    def entry(self, key: str) -> Entry:
        """An object inside this one."""
        return as_entry(self._value(key), self.place_of(key))

    def items(self, key: str, most: int) -> Sequence[object]:
        """A list with at most `most` values."""
        return as_list(self._value(key), self.place_of(key), most)

    def entries(self, key: str, most: int) -> list[Entry]:
        """A list with at most `most` objects."""
        place = self.place_of(key)
        return [as_entry(item, f"{place}[{n}]") for n, item in enumerate(self.items(key, most), 1)]

    def only(self, known: Collection[str]) -> None:
        """Refuse a key that is not known here: a part of a rule that is misspelt would silently not count."""
        for key in self._content:
            if key not in known:
                sentence = tr(
                    "“{place}” is not known here: correct its name or take it out", place=self.place_of(key)
                )
                raise RecountRefused(sentence)

    def _value(self, key: str) -> object:
        if not self.has(key):
            raise RecountRefused(tr("“{place}” is missing", place=self.place_of(key)))
        return self._content[key]


def as_entry(value: object, place: str) -> Entry:
    """The value as an object. Raises RecountRefused."""
    if isinstance(value, dict):
        return Entry(value, place)
    raise RecountRefused(tr("“{place}” must be an object", place=place))


def as_list(value: object, place: str, most: int) -> Sequence[object]:
    """The value as a list with at most `most` values. Raises RecountRefused."""
    if isinstance(value, list) and len(value) <= most:
        return value
    raise RecountRefused(tr("“{place}” must be a list with at most {most} entries", place=place, most=most))


def texts(values: Sequence[object], place: str) -> list[str]:
    """The values as texts. Raises RecountRefused."""
    found = [value for value in values if isinstance(value, str)]
    if len(found) == len(values):
        return found
    raise RecountRefused(tr("“{place}” must be a list of texts", place=place))


def named(words: str) -> str:
    """Words of a file as a sentence may show them: short, nothing invisible, nothing that turns the line round."""
    shown = words if len(words) <= _LONGEST_PLACE else words[: _LONGEST_PLACE - 1] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
