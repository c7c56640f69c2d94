"""Majorities and quorums in integers.

以上 and 不少于 include the number (`>=`), 超过 and 过半数 do not (`>`); every share says which by `strict`.
No floating point: `n / base > num / den` is decided as `n * den > base * num`.
"""

from __future__ import annotations

import enum

import msgspec


class Base(enum.StrEnum):
    """Of what a majority is counted."""

    ENTITLED = "entitled"
    PRESENT = "present"
    CAST = "cast"
    YES_NO = "yes_no"


class Wording(enum.StrEnum):
    """How the three answers to a motion are called."""

    APPROVE = "approve"
    """赞成, 反对, 弃权."""
    AGREE = "agree"
    """同意, 不同意, 弃权: in the party's bodies."""
    CADRE = "cadre"
    """同意, 不同意, 缓议: on cadres; the third answer puts the matter off."""


class EmptyBase(ValueError):
    """A share of nothing was asked for; the caller refuses the ballot, it never passes."""


class Share(msgspec.Struct, frozen=True):
    """The share `num/den`; `strict` means more than it, otherwise at least it. 0 < num <= den."""

    num: int
    den: int
    strict: bool

    def __post_init__(self) -> None:
        if not 0 < self.num <= self.den <= 1000:
            raise ValueError("a share needs 0 < num <= den <= 1000")
        if self.strict and self.num == self.den:
            raise ValueError("more than all can never be reached")

    def least(self, base: int) -> int:
        """The least number of persons or votes out of `base` that reaches the share.

        Raises `EmptyBase` when `base` is not positive.
        """
        if base <= 0:
            raise EmptyBase
        if self.strict:
            return base * self.num // self.den + 1
        return -(-base * self.num // self.den)

    def is_reached(self, n: int, base: int) -> bool:
        """Whether `n` out of `base` reaches the share. Raises `EmptyBase` when `base` is not positive."""
        return n >= self.least(base)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """The rule a ballot is held by, printed on every ballot and export.

    `quorum` is a share of the entitled; `passing` is a share of `base` that the votes in favour must reach.
    `source` names the legal or house text, `in_force_since` its date (ISO 8601) where known.
    `may_change`: a confirmed named vote may be replaced until the close; the last confirmed one counts.
    `admits_late`: a person who signs in while the ballot is open may still vote.
    `recused_in_base`: who is recused stays in E and may not vote; otherwise they leave E.
    `chair_last`: the chair answers when everybody else has (末位表态).
    `written_opinions`: an opinion sent in writing before the meeting is counted.
    `is_election`: made for elections; `is_secret_only`: never held by name.
    `surplus_percent`: how many candidates an election with a surplus (差额) has beyond its seats, of the seats.
    `preset` is the key of the preset that it came from, empty when it is the body's own.
    """

    name: str
    quorum: Share
    passing: Share
    base: Base
    source: str = ""
    in_force_since: str = ""
    may_change: bool = True
    admits_late: bool = False
    recused_in_base: bool = True
    chair_last: bool = False
    written_opinions: bool = False
    wording: Wording = Wording.APPROVE
    is_election: bool = False
    is_secret_only: bool = False
    surplus_percent: int = 0
    preset: str = ""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Counted persons and votes; `yes + no + abstain + not_voted == present <= entitled`."""

    entitled: int
    present: int
    yes: int
    no: int
    abstain: int

    def __post_init__(self) -> None:
        if min(self.entitled, self.present, self.yes, self.no, self.abstain) < 0:
            raise ValueError("counts are not negative")
        if self.present > self.entitled or self.cast > self.present:
            raise ValueError("more votes than present, or more present than entitled")

    @property
    def cast(self) -> int:
        """Votes given: in favour, against and abstentions."""
        return self.yes + self.no + self.abstain

    @property
    def not_voted(self) -> int:
        """Present with a vote but without an answer (未表决); never turned into abstentions."""
        return self.present - self.cast

    def base_size(self, base: Base) -> int:
        """How many persons or votes `base` holds."""
        match base:
            case Base.ENTITLED:
                return self.entitled
            case Base.PRESENT:
                return self.present
            case Base.CAST:
                return self.cast
            case Base.YES_NO:
                return self.yes + self.no


class MotionResult(msgspec.Struct, frozen=True, kw_only=True, tag="motion"):
    """The outcome of a motion.

    `needed` votes in favour out of `base_size`; `margin` = votes in favour − needed, negative when short.
    An empty base (nobody voted under a rule that counts cast votes) needs one vote and does not pass.
    """

    tally: Tally
    quorum_needed: int
    base_size: int
    needed: int
    passed: bool

    @property
    def margin(self) -> int:
        """Votes in favour above (or, negative, below) what was needed."""
        return self.tally.yes - self.needed


def outcome(rule: Rule, tally: Tally) -> MotionResult:
    """What `tally` amounts to under `rule`. Quorum is not asked here: it was frozen when the ballot opened.

    Raises `EmptyBase` when nobody is entitled.
    """
    base_size = tally.base_size(rule.base)
    needed = rule.passing.least(base_size) if base_size else 1
    return MotionResult(
        tally=tally,
        quorum_needed=rule.quorum.least(tally.entitled),
        base_size=base_size,
        needed=needed,
        passed=base_size > 0 and tally.yes >= needed,
    )
