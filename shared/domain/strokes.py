"""The order of names on a ballot: by the strokes of the surname (按姓氏笔画为序). Pure: the strokes are an argument.

The surname, compound ones included, counts by its first character, as in the lists of congresses. Characters with
equally many strokes stand by code point: which stroke comes first is not in the data, so a clerk may set the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.domain.election_names import is_chinese, same_name

_BLANK = (0, "")
"""A name of two characters is set with a blank between them, which has no strokes: 李鸣 comes before 李一鸣."""


def ballot_order(names: Iterable[str], strokes: Mapping[str, int]) -> tuple[str, ...]:
    """`names` by the strokes of their first character, then of the following ones; `strokes` by character.

    What has no strokes in the table comes after what has, other scripts last.
    """
    return tuple(sorted(names, key=lambda name: (_key(same_name(name), strokes), name)))


def _key(name: str, strokes: Mapping[str, int]) -> tuple[bool, list[tuple[int, str]]]:
    unknown = 1 + max(strokes.values(), default=0)
    places = [(strokes.get(character, unknown), character) for character in name]
    if len(places) == 2:
        places.insert(1, _BLANK)
    return not is_chinese(name), places
