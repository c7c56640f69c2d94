"""The documentation of the pack says what the program does."""

import re
from pathlib import Path

import pytest

from presenter.clerk.pack import Pack, load_pack
from presenter.clerk.pack_rules import shipped_presets
from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import Choice
from shared.domain.majority import Base, Share
from shared.domain.secrecy import Grade
from shared.pdf.pages import Examination, Finding
from shared.system.resources import resource_path

PAGE = resource_path("docs", "pack.md").read_text(encoding="utf-8")


def test_the_example_can_be_opened(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    (tmp_path / "meeting.toml").write_text(example[1], encoding="utf-8")
    (tmp_path / "调整目标的决定（草案）.pdf").write_bytes(b"%PDF")

    pack = load_pack(
        tmp_path,
        meeting=MeetingId("01j00000000000000000000000"),
        presets=shipped_presets(),
        examine=lambda _path: Examination(Finding.FINE, 3),
    )

    assert isinstance(pack, Pack)
    assert len(pack.meeting.agenda[0].ballots) == 1


def test_every_preset_stands_in_the_table_and_the_table_names_no_other() -> None:
    assert set(re.findall(r"^\| `([a-z0-9_]+)`", _preset_table(), re.MULTILINE)) == set(shipped_presets())


@pytest.mark.parametrize("name", sorted(shipped_presets()))
def test_the_table_gives_the_rule_of_each_preset(name: str) -> None:
    preset = shipped_presets()[name]
    row = next(line for line in _preset_table().splitlines() if line.startswith(f"| `{name}`"))
    _, _, _, quorum, passing, _ = (cell.strip() for cell in row.split("|"))

    if preset.quorum is None:
        assert "state" in quorum
        assert (passing, preset.base, preset.passing) == ("Y > N", Base.YES_NO, Share(1, 2, strict=True))
    else:
        assert quorum == f"{_sign(preset.quorum)} of E"
        base = {Base.ENTITLED: "E", Base.PRESENT: "P"}[preset.base]
        assert passing == f"Y {_sign(preset.passing)} of {base}"


def _preset_table() -> str:
    return PAGE[PAGE.index("| preset | |") : PAGE.index("E are the entitled")]


def _sign(share: Share) -> str:
    return f"{'>' if share.strict else '≥'} {share.num}/{share.den}"


def test_the_examples_of_ballots_can_be_opened_in_the_sample_meeting(tmp_path: Path) -> None:
    _, example = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    sample = resource_path("sample", "meeting.toml").read_text(encoding="utf-8")
    roster = sample[: sample.index("[[agenda]]")]
    (tmp_path / "meeting.toml").write_text(f'{roster}\n[[agenda]]\ntitle = "t"\n{example}', encoding="utf-8")

    pack = load_pack(
        tmp_path,
        meeting=MeetingId("01j00000000000000000000000"),
        presets=shipped_presets(),
        examine=lambda _path: Examination(Finding.FINE, 3),
    )

    assert isinstance(pack, Pack), pack
    election, admission = pack.meeting.agenda[0].ballots
    assert (election.grade, len(election.tellers)) == (Grade.TWO_TELLERS, 2)
    assert pack.notes == ()
    assert [opinion.answer for opinion in admission.written] == [Choice.YES]
