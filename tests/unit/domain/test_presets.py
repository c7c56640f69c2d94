"""Presets are data: they parse, name their source, and a broken file says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.domain.majority import Base, Share
from shared.domain.presets import parse_presets

TEXT = (Path(__file__).parents[3] / "resources" / "presets.toml").read_text(encoding="utf-8")

EXPECTED = {  # key: (quorum of 15, in favour of E=15 P=12 needed)
    "rd_standing": (8, 8),
    "rd_plenary": (10, 8),
    "dangzu": (8, 8),
    "cwh": (8, 8),
    "cadre": (10, 8),
    "branch_meeting": (8, 8),
    "admit_member": (8, 8),
}


@pytest.mark.parametrize("key", EXPECTED)
def test_a_preset_needs_what_its_text_says(key: str) -> None:
    rule = parse_presets(TEXT)[key].rule()
    assert rule is not None
    assert (rule.quorum.least(15), rule.passing.least(15)) == EXPECTED[key]
    assert rule.base is Base.ENTITLED
    assert rule.source
    assert rule.in_force_since


def test_a_quorum_at_least_half_differs_from_more_than_half() -> None:
    presets = parse_presets(TEXT)
    more, at_least = presets["dangzu"].rule(), presets["cwh"].rule()
    assert more is not None
    assert at_least is not None
    assert (more.quorum.least(20), at_least.quorum.least(20)) == (11, 10)


def test_a_body_states_its_own_quorum_where_the_preset_has_none() -> None:
    preset = parse_presets(TEXT)["simple_cast"]
    assert preset.rule() is None
    own = preset.rule(Share(2, 3, strict=False))
    assert own is not None
    assert own.quorum.least(15) == 10


@pytest.mark.parametrize(
    "text", ["[a", "[a]\nname = 1", "a = 3", '[a]\nname="x"\nbase="all"\npassing={num=1,den=2,strict=true}']
)
def test_a_broken_file_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_presets(text)
