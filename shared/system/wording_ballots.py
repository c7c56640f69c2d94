"""What kind of ballot it is, in words: who sees what, and what it repeats or continues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.domain.ballots import Following
from shared.domain.secrecy import Grade
from shared.system.i18n import mark, tr

FOLLOWING_WORDS: Final[Mapping[Following, str]] = {
    Following.RE_VOTE: mark("the same question again"),
    Following.RUN_OFF: mark("run-off among the tied"),
    Following.NEXT_ROUND: mark("next round for the open seats"),
}
_GRADES: Final[Mapping[Grade | None, str]] = {
    None: mark("Named"),
    Grade.TWO_TELLERS: mark("Secret, two tellers"),
    Grade.ONE_OPERATOR: mark("Secret, one operator"),
}


def kind_words(grade: Grade | None, following: Following | None = None) -> str:
    """记名 or how far it is secret, and for a ballot that follows another one, why."""
    if following is None:
        return tr(_GRADES[grade])
    return tr("{kind}, {following}", kind=tr(_GRADES[grade]), following=tr(FOLLOWING_WORDS[following]))
