"""Presets of rules: data that a pack names by key and may change in part."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import msgspec

from shared.domain.majority import Base, Rule, Share


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as data. `quorum` None: the body's own, which the pack has to state.

    `in_force_since` is an ISO 8601 date, empty where the text has none.
    """

    name: str
    passing: Share
    base: Base
    source: str = ""
    in_force_since: str = ""
    quorum: Share | None = None
    may_change: bool = True
    admits_late: bool = False

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
        )


def parse_presets(text: str) -> Mapping[str, Preset]:
    """The presets in a TOML text, by key.

    Raises `ValueError` (also `tomllib.TOMLDecodeError` and `msgspec.ValidationError`, which are ones) when the
    text is not a table of presets.
    """
    return msgspec.convert(tomllib.loads(text), dict[str, Preset])
