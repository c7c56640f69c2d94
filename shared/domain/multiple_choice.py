"""Questions with options: one of them, or some of them. Pure."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence

import msgspec

MOST_OPTIONS = 50
LONGEST_OPTION = 200


class ChoiceTerms(msgspec.Struct, frozen=True, kw_only=True, tag="choice"):
    """From `least` to `most` of `options`. With `least` 0 a ballot may stay blank; single choice is `most` 1."""

    options: tuple[str, ...]
    least: int = 0
    most: int = 1

    def __post_init__(self) -> None:
        if not 2 <= len(self.options) <= MOST_OPTIONS:
            raise ValueError(f"a question has 2 to {MOST_OPTIONS} options")
        if not all(0 < len(option.strip()) <= LONGEST_OPTION for option in self.options):
            raise ValueError("an option is empty or too long")
        if len({option.strip() for option in self.options}) < len(self.options):
            raise ValueError("an option stands twice")
        if not 0 <= self.least <= self.most <= len(self.options) or not self.most:
            raise ValueError("0 <= least <= most <= options does not hold")


class ChoiceBallot(msgspec.Struct, frozen=True, kw_only=True, tag="choice"):
    """The chosen options by their place, counted from 0."""

    chosen: tuple[int, ...] = ()


class ChoiceFault(enum.StrEnum):
    """Why a ballot is invalid."""

    NOT_AN_OPTION = "not_an_option"
    CHOSEN_TWICE = "chosen_twice"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"


class ChoiceResult(msgspec.Struct, frozen=True, kw_only=True, tag="choice"):
    """`counts` per option; `valid + invalid + not_voted == present`. Blank ballots are valid."""

    present: int
    counts: tuple[int, ...]
    valid: int
    invalid: int
    blank: int
    not_voted: int


def choice_fault(terms: ChoiceTerms, ballot: ChoiceBallot) -> ChoiceFault | None:
    """Why `ballot` is invalid; None when it is valid."""
    if not all(0 <= place < len(terms.options) for place in ballot.chosen):
        return ChoiceFault.NOT_AN_OPTION
    if len(set(ballot.chosen)) < len(ballot.chosen):
        return ChoiceFault.CHOSEN_TWICE
    if len(ballot.chosen) < terms.least:
        return ChoiceFault.TOO_FEW
    return ChoiceFault.TOO_MANY if len(ballot.chosen) > terms.most else None


def count_choices(terms: ChoiceTerms, *, present: int, ballots: Sequence[ChoiceBallot]) -> ChoiceResult:
    """Count `ballots`, invalid ones included; their order makes no difference.

    Raises `ValueError` when there are more ballots than persons present.
    """
    if not len(ballots) <= present:
        raise ValueError("more ballots than present")
    valid = [ballot for ballot in ballots if choice_fault(terms, ballot) is None]
    votes = Counter(place for ballot in valid for place in ballot.chosen)
    return ChoiceResult(
        present=present,
        counts=tuple(votes[place] for place in range(len(terms.options))),
        valid=len(valid),
        invalid=len(ballots) - len(valid),
        blank=sum(not ballot.chosen for ballot in valid),
        not_voted=present - len(ballots),
    )
