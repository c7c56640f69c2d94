"""Presets are data: they parse, name their source, and a broken file says so."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from shared.domain.majority import Base, Rule, Share, Wording
from shared.domain.presets import parse_presets

TEXT = (Path(__file__).parents[3] / "resources" / "presets.toml").read_text(encoding="utf-8")

MORE, HALF = Share(1, 2, strict=True), Share(1, 2, strict=False)
TWO_THIRDS, MORE_THAN_TWO_THIRDS = Share(2, 3, strict=False), Share(2, 3, strict=True)
EXPECTED = {  # key: (quorum, base of more than half, wording)
    "rd_standing": (MORE, Base.ENTITLED, Wording.APPROVE),
    "rd_plenary": (TWO_THIRDS, Base.ENTITLED, Wording.APPROVE),
    "dangzu": (MORE, Base.ENTITLED, Wording.AGREE),
    "dangzu_cadre": (TWO_THIRDS, Base.ENTITLED, Wording.CADRE),
    "cwh": (HALF, Base.ENTITLED, Wording.AGREE),
    "cwh_cadre": (TWO_THIRDS, Base.ENTITLED, Wording.CADRE),
    "cadre": (TWO_THIRDS, Base.ENTITLED, Wording.CADRE),
    "branch_meeting": (HALF, Base.ENTITLED, Wording.AGREE),
    "admit_member": (MORE, Base.ENTITLED, Wording.AGREE),
    "local_congress_election": (MORE, Base.ENTITLED, Wording.APPROVE),
    "local_committee_election": (MORE_THAN_TWO_THIRDS, Base.ENTITLED, Wording.APPROVE),
    "grassroots_election_2020": (Share(4, 5, strict=False), Base.ENTITLED, Wording.APPROVE),
    "grassroots_election_1990": (Share(4, 5, strict=True), Base.PRESENT, Wording.APPROVE),
    "cppcc_election": (MORE, Base.ENTITLED, Wording.APPROVE),
    "simple_cast": (None, Base.YES_NO, Wording.APPROVE),
}


def test_every_preset_needs_what_its_text_says() -> None:
    presets = parse_presets(TEXT)
    assert {key: (p.quorum, p.base, p.wording) for key, p in presets.items()} == EXPECTED
    assert {p.passing for p in presets.values()} == {MORE}
    assert all(p.name and p.source for p in presets.values())


def test_a_preset_has_the_date_of_its_text_unless_it_is_the_body_s_own() -> None:
    without = {key for key, preset in parse_presets(TEXT).items() if not preset.in_force_since}
    assert without == {"simple_cast", "cppcc_election"}


def test_only_elections_are_secret_by_rule_and_only_some_need_a_surplus() -> None:
    presets = parse_presets(TEXT)
    elections = {key for key, preset in presets.items() if preset.is_election}
    assert elections == {key for key in EXPECTED if key.endswith("election") or "_election_" in key}
    assert {key for key, preset in presets.items() if preset.is_secret_only} == elections
    surplus = {key: preset.surplus_percent for key, preset in presets.items() if preset.surplus_percent}
    grassroots = {"grassroots_election_2020": 20, "grassroots_election_1990": 20}
    assert surplus == grassroots | {"local_congress_election": 10}


def test_where_the_chair_speaks_last_and_where_written_opinions_count() -> None:
    presets = parse_presets(TEXT)
    last = {key for key, preset in presets.items() if preset.chair_last}
    assert last == {"dangzu", "dangzu_cadre", "cwh", "cwh_cadre"}
    assert {key for key, preset in presets.items() if preset.written_opinions} == {"admit_member"}


def test_a_rule_has_every_part_of_its_preset() -> None:
    for key, preset in parse_presets(TEXT).items():
        made = preset.rule(preset.quorum or MORE)
        assert made is not None
        parts = msgspec.structs.asdict(preset) | {"quorum": preset.quorum or MORE, "preset": key}
        assert msgspec.structs.asdict(made) == {name: parts[name] for name in Rule.__struct_fields__}


def test_a_rule_that_an_older_record_holds_is_read() -> None:
    written = b'{"name":"r","quorum":{"num":1,"den":2,"strict":true},"passing":{"num":1,"den":2,"strict":true},"base":"cast"}'
    read = msgspec.json.decode(written, type=Rule)
    assert (read.wording, read.recused_in_base, read.is_election, read.preset) == (
        Wording.APPROVE,
        True,
        False,
        "",
    )


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
