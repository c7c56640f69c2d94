"""TOML with the line of every key: tomllib reads the values, a second look at the same text finds the lines.

No library in wide use keeps positions, and a mistake in a file that a person wrote is worth its line. The second
look runs only over text that tomllib accepted, so it may trust the grammar (https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final

import msgspec

from shared.system.i18n import tr

KeyPath = tuple[str | int, ...]
"""Keys and list places from the top, for example `("agenda", 1, "papers", 0, "file")`."""

LINE_CHARACTERS: Final = 4000
"""Longer lines are refused: nobody reads them, and messages point at lines."""

# tomllib needs time in the square of the parts of a dotted key, so that 1 MiB could take half a minute. A quoted part
# is followed for 64 characters only: longer ones are few on a line, and looking further would be slow itself.
_LONG_KEY: Final = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.){0,64}+"|'[^'\n]{0,64}+')[ \t]*+\.[ \t]*+){32}"""
)

_POSITION: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")
_BLANK: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_STRINGS: Final = tuple(
    (quotes, re.compile(pattern, re.DOTALL))
    for quotes, pattern in (
        ('"""', r'"""(?:[^"\\]+|\\.|"{1,2}(?!"))*+""""{0,2}'),
        ("'''", r"'''(?:[^']+|'{1,2}(?!'))*+''''{0,2}"),
        ('"', r'"(?:[^"\\]+|\\.)*+"'),
        ("'", r"'[^']*'"),
    )
)


class TomlProblem(msgspec.Struct, frozen=True):
    """A mistake in a file: its line (from 1; None = the file as a whole), what is wrong, and what to do."""

    line: int | None
    message: str
    remedy: str


class TomlRefused(Exception):
    """The text cannot be read at all."""

    def __init__(self, problem: TomlProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class TomlSource(msgspec.Struct, frozen=True):
    """The values of a file and the line of each key and list element."""

    values: Mapping[str, object]
    lines: Mapping[KeyPath, int]

    def line_of(self, path: KeyPath) -> int | None:
        """The line of `path`, or of the nearest thing above it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_toml(content: bytes) -> TomlSource:
    """Parse `content`. Raises `TomlRefused` with the line when it is not UTF-8 or not TOML.

    A byte order mark at the beginning, as some editors write it, is passed over.
    """
    text = _decoded(content).removeprefix("\ufeff").replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LINE_CHARACTERS:
            raise TomlRefused(
                TomlProblem(
                    number,
                    tr("The line is longer than {limit} characters.", limit=LINE_CHARACTERS),
                    tr("Break it into several lines."),
                )
            )
    long_key = _LONG_KEY.search(text)
    if long_key:
        place = text.count("\n", 0, long_key.start()) + 1
        raise TomlRefused(
            TomlProblem(place, tr("Lists or tables are nested too deeply."), tr("Write them less deeply."))
        )
    try:
        values = tomllib.loads(text)
        return TomlSource(values, _KeyLines(text).found())
    except tomllib.TOMLDecodeError as error:
        raise TomlRefused(_syntax_problem(str(error), text)) from error
    except RecursionError as error:
        raise TomlRefused(
            TomlProblem(None, tr("Lists or tables are nested too deeply."), tr("Write them less deeply."))
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TomlRefused(_not_utf8(1))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TomlRefused(_not_utf8(content.count(b"\n", 0, error.start) + 1)) from error


def _not_utf8(line: int) -> TomlProblem:
    return TomlProblem(
        line, tr("The file is not written in UTF-8."), tr("Save it again with the encoding UTF-8.")
    )


def _syntax_problem(message: str, text: str) -> TomlProblem:
    position = _POSITION.search(message)
    detail = message[: position.start()] if position else message
    line = int(position[1]) if position and position[1] else text.rstrip("\n").count("\n") + 1
    return TomlProblem(
        line,
        tr("This line cannot be read as TOML ({detail}).", detail=detail),
        tr("Check the quotes, brackets and equals signs on this line and the one above."),
    )


class _KeyLines:
    """One pass over valid TOML that notes where keys and list elements stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted_to = 0
        self._lines: dict[KeyPath, int] = {}
        self._elements: dict[KeyPath, int] = {}

    def found(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._lines

    def _header(self) -> KeyPath:
        line = self._line_now()
        is_element = self._text.startswith("[[", self._at)
        self._at += 2 if is_element else 1
        keys = self._keys()
        self._at += 2 if is_element else 1
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._newest((*path, key))
            self._lines.setdefault(path, line)
        path = (*path, keys[-1])
        self._lines.setdefault(path, line)
        if is_element:
            self._elements[path] = self._elements.get(path, 0) + 1
        path = self._newest(path)
        self._lines[path] = line
        return path

    def _newest(self, path: KeyPath) -> KeyPath:
        """The last element where `path` is a list of tables made by headers, else `path`."""
        count = self._elements.get(path)
        return path if count is None else (*path, count - 1)

    def _pair(self, table: KeyPath) -> None:
        line = self._line_now()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _keys(self) -> list[str]:
        """The parts of a dotted key; stops at the character after it."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            raw = self._take_string() or self._take(_BARE_KEY)
            # A quoted key is a TOML string; its escapes are tomllib's business.
            keys.append(str(tomllib.loads(f"k = {raw}")["k"]) if raw[0] in "\"'" else raw)
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        match self._text[self._at]:
            case "[":
                self._list(path)
            case "{":
                self._inline_table(path)
            case "'" | '"':
                self._take_string()
            case _:
                self._take(_SCALAR)

    def _list(self, path: KeyPath) -> None:
        self._at += 1
        self._skip(_BLANK)
        place = 0
        while self._text[self._at] != "]":
            self._lines[(*path, place)] = self._line_now()
            self._value((*path, place))
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_BLANK)
            place += 1
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        self._skip(_BLANK)  # newer TOML allows line breaks here
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_BLANK)
        self._at += 1

    def _take_string(self) -> str:
        for quotes, pattern in _STRINGS:
            if self._text.startswith(quotes, self._at):
                return self._take(pattern)
        return ""

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise AssertionError("tomllib accepted what this pass cannot follow")
        self._at = found.end()
        return found[0]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _line_now(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return self._line
