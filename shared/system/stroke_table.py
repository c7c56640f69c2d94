"""How many strokes Chinese characters have, from the table that ships with the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.system.resources import resource_path


def strokes_of(names: Iterable[str]) -> Mapping[str, int]:
    """The strokes of the characters in `names`; those that the table does not know are missing. Blocks for ~10 ms.

    Only what is asked for is kept: the whole table is a hundred thousand characters, and a ballot needs fifty.
    """
    wanted = set("".join(names))
    found: dict[str, int] = {}
    with resource_path("strokes", "strokes.txt").open(encoding="utf-8") as lines:
        for line in lines:
            count, _, characters = line.partition(" ")
            if count != "#":
                found.update(dict.fromkeys(wanted.intersection(characters.rstrip()), int(count)))
    return found
