"""Shipped rules have a name in every language; a changed rule keeps the name that it was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec
import pytest

from shared.domain.majority import Share
from shared.domain.presets import Preset, parse_presets
from shared.system.i18n import use_language
from shared.system.resources import resource_path
from shared.system.wording_presets import PRESET_NAMES, preset_name, rule_name

PRESETS = parse_presets(resource_path("presets.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_shipped_rule_has_its_official_name_in_chinese_and_another_in_english(preset: Preset) -> None:
    rule = preset.rule(Share(1, 2, True))
    assert rule is not None
    use_language("zh_CN")
    assert rule_name(rule) == preset_name(preset) == preset.name
    use_language("en")
    assert not any(unicodedata.name(letter, "").startswith("CJK") for letter in rule_name(rule))
    changed = msgspec.structs.replace(rule, name="our own")
    assert rule_name(changed) == "our own"


def test_no_name_is_left_of_a_rule_that_is_not_shipped() -> None:
    assert set(PRESET_NAMES) == set(PRESETS)
