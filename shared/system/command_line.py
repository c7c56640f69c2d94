"""Command lines in the user's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Final

from typing_extensions import override

from shared.system.i18n import LANGUAGES, Language, tr

_SIZE: Final = re.compile(r"([1-9][0-9]{2,4})x([1-9][0-9]{2,4})\Z")


def language_of(arguments: Sequence[str]) -> Language | None:
    """The language that `--lang` asks for; None where it asks for none that we speak.

    It is known before the real parser is built, because that parser's help is in it.
    """
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", nargs="?")
    known, _ = early.parse_known_args(arguments)
    return next((language for language in LANGUAGES if language == known.lang), None)


def window_size(text: str) -> tuple[int, int]:
    """Width and height in pixels out of a word like 1280x800; to be the type of an option."""
    match = _SIZE.match(text)
    if match is None:
        raise argparse.ArgumentTypeError(tr("{text} is not like {example}", text=text, example="1280x800"))
    return int(match[1]), int(match[2])


class CommandLine(argparse.ArgumentParser):
    """A parser whose help is in the current language; every word is written out, never abbreviated."""

    def __init__(self, prog: str, description: str = "") -> None:
        super().__init__(
            prog=prog, description=description, add_help=False, allow_abbrev=False, formatter_class=_Formatter
        )
        group = self.add_argument_group(tr("What can be said"))
        self.say: Final = group.add_argument
        """As `add_argument`; in the one group that the help shows."""
        self.say("-h", "--help", action="help", help=tr("show this and end"))


class _Formatter(argparse.HelpFormatter):
    """Says "usage" in the current language."""

    @override
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, tr("Usage: ") if prefix is None else prefix)
