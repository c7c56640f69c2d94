"""The rule of a ballot as an object of a JSON file: `{"preset": …}`, or its parts, or both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from presenter.clerk.recount_entry import Entry, RecountRefused
from shared.domain.majority import Base, Rule, Share
from shared.domain.presets import Preset
from shared.system.i18n import tr

_COUNTING: Final = frozenset({"quorum", "passing", "base"})
_SAID: Final = frozenset(Rule.__struct_fields__) - _COUNTING
"""What a rule says beyond the numbers: an export writes it, and a recount passes it over."""


def read_rule(ballot: Entry, presets: Mapping[str, Preset]) -> Preset:
    """The rule of `ballot`. `quorum` is None where neither the file nor the preset states one. Raises RecountRefused."""
    entry = ballot.entry("rule")
    entry.only(_SAID | {"quorum", "pass"})
    preset = presets[entry.word("preset", presets)] if entry.has("preset") else None
    if preset is None or entry.has("pass"):
        passing = entry.entry("pass")
        passing.only({"num", "den", "strict", "base"})
        base = Base(passing.word("base", [base.value for base in Base]))
        share = _share(passing, entry.place_of("pass"))
        preset = (
            Preset(name="", passing=share, base=base)
            if preset is None
            else msgspec.structs.replace(preset, passing=share, base=base)
        )
    if not entry.has("quorum"):
        return preset
    quorum = entry.entry("quorum")
    quorum.only({"num", "den", "strict"})
    return msgspec.structs.replace(preset, quorum=_share(quorum, entry.place_of("quorum")))


def rule_entry(rule: Rule) -> dict[str, object]:
    """The object that `read_rule` reads as `rule`, with all that the rule says."""
    said = msgspec.structs.asdict(rule)
    passing = msgspec.structs.asdict(rule.passing) | {"base": rule.base.value}
    counting = {"quorum": msgspec.structs.asdict(rule.quorum), "pass": passing}
    return {key: said[key] for key in Rule.__struct_fields__ if key in _SAID and said[key] != ""} | counting


def _share(entry: Entry, place: str) -> Share:
    num, den = entry.number("num", least=1, most=1000), entry.number("den", least=1, most=1000)
    strict = entry.flag("strict")
    try:
        return Share(num=num, den=den, strict=strict)
    except ValueError as error:
        raise RecountRefused(tr("“{place}” is a share that nothing can reach", place=place)) from error
