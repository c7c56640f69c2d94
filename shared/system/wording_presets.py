"""The names of the shipped rules in the language of a screen; documents keep the official name."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from shared.domain.majority import Rule
from shared.domain.presets import Preset, parse_presets
from shared.system.i18n import current_language, mark, tr
from shared.system.resources import resource_path

PRESET_NAMES: Final[Mapping[str, str]] = {
    "rd_standing": mark("People’s congress standing committee"),
    "rd_plenary": mark("People’s congress, plenary"),
    "dangzu": mark("Leading party group"),
    "dangzu_cadre": mark("Leading party group (appointments)"),
    "cwh": mark("Standing committee of a party committee"),
    "cwh_cadre": mark("Standing committee of a party committee (appointments)"),
    "cadre": mark("Vote on appointments"),
    "branch_meeting": mark("General meeting of a party branch"),
    "admit_member": mark("Admission of a probationary member"),
    "local_congress_election": mark("Election at a local party congress"),
    "local_committee_election": mark("Election at a plenary of a local party committee"),
    "grassroots_election_2020": mark("Election in a primary organisation"),
    "grassroots_election_1990": mark("Election in a primary organisation (interim rules of 1990, repealed)"),
    "cppcc_election": mark("Election in a political consultative conference"),
    "simple_cast": mark("Simple majority"),
}
"""By key; a preset that an office wrote itself has the name that it was given."""


def rule_name(rule: Rule) -> str:
    """A shipped rule by its name in the current language; one that was changed or written here as it was named."""
    return _named(rule.preset, rule.name)


def preset_name(preset: Preset) -> str:
    """The same for a preset that can be chosen."""
    return _named(preset.key, preset.name)


def _named(key: str, name: str) -> str:
    is_shipped = key in PRESET_NAMES and _official_names().get(key) == name
    return tr(PRESET_NAMES[key]) if is_shipped and current_language() != "zh_CN" else name


@functools.cache
def _official_names() -> Mapping[str, str]:
    presets = parse_presets(resource_path("presets.toml").read_text(encoding="utf-8"))
    return {key: preset.name for key, preset in presets.items()}
