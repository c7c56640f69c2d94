"""The file of a recount: JSON with one ballot, or the results that a meeting exported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NoReturn

from presenter.clerk.recount_entry import Entry, RecountRefused, named
from shared.system.i18n import tr

MAX_RECOUNT_BYTES: Final = 8 << 20
"""A thousand persons in fifty named ballots."""

MOST_BALLOTS_OF_A_MEETING: Final = 1000
_FORMAT: Final = "wuzhi-results"
_VERSION: Final = 1


def parse_recount(content: bytes) -> Entry | Mapping[int, Entry]:
    """The ballot of a file, or those of a meeting whose results were announced, by their number from 1.

    Raises RecountRefused.
    """
    parsed = _json(content)
    if not isinstance(parsed, dict):
        raise RecountRefused(tr("This file must hold one JSON object"))
    whole = Entry(parsed)
    if whole.has("kind"):
        return whole
    if not whole.has("format") or whole.text("format") != _FORMAT:
        raise RecountRefused(
            tr("This file has no “kind”: it is neither a ballot nor the results of a meeting")
        )
    if whole.number("version", least=1) > _VERSION:
        raise RecountRefused(tr("This file was written by a newer version of this program: update it"))
    ballots = whole.entries("ballots", MOST_BALLOTS_OF_A_MEETING)
    return {
        n: ballot.alone()
        for n, ballot in enumerate(ballots, 1)
        if not ballot.has("status") or ballot.text("status") == "announced"
    }


def _json(content: bytes) -> object:
    try:
        # utf-8-sig: editors on Windows begin a file with a mark of the byte order.
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise RecountRefused(tr("This file is not JSON: look at line {line}", line=error.lineno)) from error
    except (ValueError, RecursionError) as error:  # not UTF-8, a number of thousands of digits, too deep
        raise RecountRefused(tr("This file is not JSON that can be read")) from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content: dict[str, object] = {}
    for key, value in pairs:
        if key in content:
            raise RecountRefused(tr("“{place}” stands twice in the same object", place=named(key)))
        content[key] = value
    return content


def _no_number(word: str) -> NoReturn:
    raise RecountRefused(tr("“{place}” is not a number in JSON", place=word))
