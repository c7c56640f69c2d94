"""Letters as a search compares them: what looks the same to a reader is the same. Pure.

Text comes as the lines of a page, each ended by a line feed. Folded away are: upper and lower case, full and half
width and other compatibility forms (NFKC, which also takes ligatures apart), invisible characters, white space beside
Chinese, Japanese and Korean characters, also a line's end between two of them, the length of other white space, and
the hyphen of a Latin word that is divided at a line's end.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import msgspec

_WIDE: Final = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_LATIN: Final = r"A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff"
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\u202a-\u202e]+")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINE_END: Final = re.compile(r" ?\n[ \n]*")
# What is rare stands first, so that the patterns are tried at few places.
_DIVIDED: Final = re.compile(rf"[-\u2010\u00ad]\n(?<=[{_LATIN}][-\u2010\u00ad]\n)(?=[{_LATIN}])")
_SOFT_HYPHEN: Final = re.compile("\u00ad+(?!\u00ad*\n)")
"""One that divides no word at a line's end is invisible, and parts no white space."""
_SOFT_LINE_END: Final = re.compile(" ?\u00ad+")
_SPACE_BESIDE_WIDE: Final = re.compile(rf"[ \n](?:(?<=[{_WIDE}][ \n])|(?=[{_WIDE}]))")
_LINE_FEED: Final = re.compile("\n")
_CLUSTER: Final = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]{0,30}", re.DOTALL)

WORD: Final = re.compile(rf"[{_WIDE}]+|[^\s{_WIDE}]+")
"""A run of letters: wide ones, or others without white space."""

is_wide = re.compile(rf"[{_WIDE}]").match
"""Whether a character is written without spaces around it, so that each is a word."""


class Folded(msgspec.Struct, frozen=True):
    """Folded letters, and of each the place in the text before folding that it stands for."""

    text: str
    places: tuple[int, ...]

    def find(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Where `wanted`, folded before, is: first and last place in the text before folding; without overlaps."""
        at = self.text.find(wanted)
        while at >= 0:
            yield self.places[at], self.places[at + len(wanted) - 1]
            at = self.text.find(wanted, at + len(wanted))


def folded_query(query: str) -> str:
    """What a person types, folded; empty where nothing is left to look for."""
    return fold(query, "").strip()


def readings(query: str) -> tuple[str, ...]:
    """What may stand for the hyphen of a word divided at a line's end.

    Nothing; and for a query with a hyphen, the hyphen, because "well-known" may be divided behind it.
    """
    return ("", "-") if "-" in query else ("",)


def fold(text: str, hyphen: str) -> str:
    """The text folded; `hyphen` is one of the `readings`."""
    text = unicodedata.normalize("NFKC", text).casefold()
    for pattern, by in _steps(hyphen):
        text = pattern.sub(by, text)
    return text


def fold_with_places(text: str, hyphen: str) -> Folded:
    """The same, and where everything was; many times slower."""
    letters, places = _folded_clusters(text)
    for pattern, by in _steps(hyphen):
        letters, places = _substituted(pattern, by, letters, places)
    return Folded(letters, tuple(places))


def _steps(hyphen: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    # Runs of white space are made short before anything looks ahead over them: hostile pages hold endless ones.
    return (
        (_INVISIBLE, ""),
        (_SOFT_HYPHEN, ""),
        (_SPACES, " "),
        (_LINE_END, "\n"),
        (_DIVIDED, hyphen),
        (_SOFT_LINE_END, ""),
        (_LINE_END, "\n"),
        (_SPACE_BESIDE_WIDE, ""),
        (_LINE_FEED, " "),
    )


def _folded_clusters(text: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        piece = _folded_cluster(cluster[0])
        pieces.append(piece)
        places += [cluster.start()] * len(piece)
    return "".join(pieces), places


@functools.lru_cache(maxsize=8192)
def _folded_cluster(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster).casefold()


def _substituted(pattern: re.Pattern[str], by: str, text: str, places: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    end = 0
    for found in pattern.finditer(text):
        pieces += [text[end : found.start()], by]
        kept += places[end : found.start()]
        kept += [places[found.start()]] * len(by)
        end = found.end()
    pieces.append(text[end:])
    kept += places[end:]
    return "".join(pieces), kept
