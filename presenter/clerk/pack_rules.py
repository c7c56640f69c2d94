"""The rule of a prepared ballot: a preset by its name, or a preset with parts changed, or all parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from shared.domain.majority import Base, Rule, Share, Wording
from shared.domain.presets import Preset, parse_presets
from shared.system.i18n import tr
from shared.system.resources import resource_path
from shared.system.toml_table import TomlTable

_SHARE: Final = re.compile(r"(>=|≥|>)\s*([0-9]{1,4})\s*/\s*([0-9]{1,4})")
_WORDINGS: Final = tuple(wording.value for wording in Wording)
_DATE: Final = re.compile(r"|[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def shipped_presets() -> Mapping[str, Preset]:
    """The presets that come with the program, by the name that a pack writes."""
    return parse_presets(resource_path("presets.toml").read_text(encoding="utf-8"))


def read_rule(ballot: TomlTable, presets: Mapping[str, Preset]) -> Rule | None:
    """The rule of `ballot`; None after noting why there is none."""
    if not ballot.is_table("rule"):
        return _named_rule(ballot, presets)
    table = ballot.table("rule")
    if table is None:
        return None
    rule = _written_rule(table, presets)
    table.finish()
    return rule


def _named_rule(ballot: TomlTable, presets: Mapping[str, Preset]) -> Rule | None:
    if not ballot.has("rule"):
        ballot.text("rule", is_required=True)
        return None
    preset = presets.get(ballot.word("rule", tuple(presets), ""))
    if preset is None:
        return None
    rule = preset.rule()
    if rule is None:
        ballot.note(
            tr("This rule leaves the quorum to the meeting."),
            tr("Write it like this: {example}", example='rule = { preset = "…", quorum = "> 1/2" }'),
            "rule",
        )
    return rule


def _written_rule(table: TomlTable, presets: Mapping[str, Preset]) -> Rule | None:
    preset = presets.get(table.word("preset", tuple(presets), ""))
    is_own = not table.has("preset")
    quorum = _share(table, "quorum", preset.quorum if preset else None)
    passing = _share(table, "passing", preset.passing if preset else None)
    base = table.word(
        "base", tuple(base.value for base in Base), preset.base.value if preset else Base.ENTITLED.value
    )
    name = table.text("name", is_required=is_own, default=preset.name if preset else "")
    source = table.text("source", default=preset.source if preset else "")
    in_force_since = table.text("in_force_since", longest=10, default=preset.in_force_since if preset else "")
    if not _DATE.fullmatch(in_force_since):
        table.note(
            tr("“{key}” must be a date.", key="in_force_since"),
            tr("Write it like this: {example}", example='in_force_since = "2026-01-01"'),
            "in_force_since",
        )
    may_change = table.flag("may_change", default=preset.may_change if preset else True)
    admits_late = table.flag("admits_late", default=preset.admits_late if preset else False)
    chair_last = table.flag("chair_last", default=preset.chair_last if preset else False)
    recused_in_base = table.flag("recused_in_base", default=preset.recused_in_base if preset else True)
    written_opinions = table.flag("written_opinions", default=preset.written_opinions if preset else False)
    wording = table.word("wording", _WORDINGS, preset.wording.value if preset else Wording.APPROVE.value)
    if quorum is None or passing is None:
        return None
    return Rule(
        name=name,
        quorum=quorum,
        passing=passing,
        base=Base(base),
        source=source,
        in_force_since=in_force_since,
        may_change=may_change,
        admits_late=admits_late,
        chair_last=chair_last,
        recused_in_base=recused_in_base,
        written_opinions=written_opinions,
        wording=Wording(wording),
        is_election=preset.is_election if preset else False,
        is_secret_only=preset.is_secret_only if preset else False,
        surplus_percent=preset.surplus_percent if preset else 0,
        preset=preset.key if preset else "",
    )


def _share(table: TomlTable, key: str, default: Share | None) -> Share | None:
    """`"> 1/2"` (more than half), `">= 2/3"` (at least two thirds), or the preset's."""
    text = table.text(key, longest=20, is_required=default is None)
    if not text:
        return default
    match = _SHARE.fullmatch(text)
    if match:
        try:
            return Share(num=int(match[2]), den=int(match[3]), strict=match[1] == ">")
        except ValueError:
            pass  # no share of anything, such as 3/2 or more than 1/1: told below
    table.note(
        tr("“{key}” must be a share.", key=key),
        tr("Write it like this: {example}", example=f'{key} = "> 1/2", {key} = ">= 2/3"'),
        key,
    )
    return default
