"""Presets of rules: data that a pack names by key and may change in part."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import msgspec

from shared.domain.majority import Base, Rule, Share, Wording


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as data: the fields of `Rule`. `quorum` None: the body's own, which the pack has to state.

    `in_force_since` is an ISO 8601 date, empty where the text has none. `key` is the preset's own name in its
    file, set by `parse_presets`.
    """

    name: str
    passing: Share
    base: Base
    source: str = ""
    in_force_since: str = ""
    quorum: Share | None = None
    may_change: bool = True
    admits_late: bool = False
    recused_in_base: bool = True
    chair_last: bool = False
    written_opinions: bool = False
    wording: Wording = Wording.APPROVE
    is_election: bool = False
    is_secret_only: bool = False
    surplus_percent: int = 0
    key: str = ""

    def rule(self, quorum: Share | None = None) -> Rule | None:
        """The rule with `quorum` in place of the preset's own; None when neither states one."""
        chosen = quorum or self.quorum
        if chosen is None:
            return None
        return Rule(
            name=self.name,
            quorum=chosen,
            passing=self.passing,
            base=self.base,
            source=self.source,
            in_force_since=self.in_force_since,
            may_change=self.may_change,
            admits_late=self.admits_late,
            recused_in_base=self.recused_in_base,
            chair_last=self.chair_last,
            written_opinions=self.written_opinions,
            wording=self.wording,
            is_election=self.is_election,
            is_secret_only=self.is_secret_only,
            surplus_percent=self.surplus_percent,
            preset=self.key,
        )


def parse_presets(text: str) -> Mapping[str, Preset]:
    """The presets in a TOML text, by key.

    Raises `ValueError` (also `tomllib.TOMLDecodeError` and `msgspec.ValidationError`, which are ones) when the
    text is not a table of presets.
    """
    presets = msgspec.convert(tomllib.loads(text), dict[str, Preset])
    return {key: msgspec.structs.replace(preset, key=key) for key, preset in presets.items()}
