"""The words of files for how far a ballot is secret: packs are read and results are written with these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.domain.secrecy import Grade

FORMS: Final[Mapping[str, Grade | None]] = {
    "named": None,
    "secret_a": Grade.TWO_TELLERS,
    "secret_b": Grade.ONE_OPERATOR,
}
_WORDS: Final[Mapping[Grade | None, str]] = {grade: word for word, grade in FORMS.items()}


def form_of(grade: Grade | None) -> str:
    """The word for `grade`."""
    return _WORDS[grade]
