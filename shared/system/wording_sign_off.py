"""Opinions on papers as words: the same on screens, lists and exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.domain.sign_off import Opinion
from shared.system.i18n import mark, tr

_OPINIONS: Final[Mapping[Opinion, str]] = {
    Opinion.READ: mark("Read"),
    Opinion.AGREE: mark("Agree"),
    Opinion.DISAGREE: mark("Disagree"),
    Opinion.OTHER: mark("In words"),
}


def opinion_word(opinion: Opinion) -> str:
    """已阅, 同意, 不同意, 另写意见."""
    return tr(_OPINIONS[opinion])
