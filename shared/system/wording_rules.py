"""Rules, choices and results as sentences: the same words on ballots, results, exports and minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.domain.majority import Base, MotionResult, Rule, Share
from shared.system.i18n import mark, tr

_HALVES: Final[Mapping[tuple[Base, bool], str]] = {
    (Base.ENTITLED, True): mark("in favour: more than half of those entitled"),
    (Base.ENTITLED, False): mark("in favour: at least half of those entitled"),
    (Base.PRESENT, True): mark("in favour: more than half of those present"),
    (Base.PRESENT, False): mark("in favour: at least half of those present"),
    (Base.CAST, True): mark("in favour: more than half of the votes cast"),
    (Base.CAST, False): mark("in favour: at least half of the votes cast"),
    (Base.YES_NO, True): mark("in favour: more votes than against"),
    (Base.YES_NO, False): mark("in favour: at least as many votes as against"),
}
_SHARES: Final[Mapping[tuple[Base, bool], str]] = {
    (Base.ENTITLED, True): mark("in favour: more than {num}/{den} of those entitled"),
    (Base.ENTITLED, False): mark("in favour: at least {num}/{den} of those entitled"),
    (Base.PRESENT, True): mark("in favour: more than {num}/{den} of those present"),
    (Base.PRESENT, False): mark("in favour: at least {num}/{den} of those present"),
    (Base.CAST, True): mark("in favour: more than {num}/{den} of the votes cast"),
    (Base.CAST, False): mark("in favour: at least {num}/{den} of the votes cast"),
    (Base.YES_NO, True): mark("in favour: more than {num}/{den} of the votes in favour or against"),
    (Base.YES_NO, False): mark("in favour: at least {num}/{den} of the votes in favour or against"),
}


def passing_words(rule: Rule) -> str:
    """The share that passes and of what: 赞成超过应到半数."""
    share, key = rule.passing, (rule.base, rule.passing.strict)
    if share.num * 2 == share.den:
        return tr(_HALVES[key])
    return tr(_SHARES[key], num=share.num, den=share.den)


def quorum_words(quorum: Share) -> str:
    """The share that must be present: 应到 1/2 以上到会."""
    if quorum.strict:
        return tr("quorum: more than {num}/{den} of those entitled", num=quorum.num, den=quorum.den)
    return tr("quorum: at least {num}/{den} of those entitled", num=quorum.num, den=quorum.den)


def passed_word(result: MotionResult) -> str:
    """通过 or 未通过."""
    return tr("Carried") if result.passed else tr("Not carried")


def margin_sentence(result: MotionResult) -> str:
    """须 8 票，得 10 票，多 2 票 (or 差 2 票)."""
    figures = {"needed": result.needed, "got": result.tally.yes, "by": abs(result.margin)}
    if result.margin < 0:
        return tr("needed {needed}, got {got}, {by} short", **figures)
    if result.margin == 0:
        return tr("needed {needed}, got {got}, exactly enough", **figures)
    return tr("needed {needed}, got {got}, {by} over", **figures)
