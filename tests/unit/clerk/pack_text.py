"""Small packs for tests: the lines of one prepared ballot behind a meeting that is right."""

from __future__ import annotations

from pathlib import Path

from presenter.clerk.pack import Pack, load_pack
from presenter.clerk.pack_draft import PackProblems
from presenter.clerk.pack_rules import shipped_presets
from shared.domain.agenda import MeetingId
from shared.domain.ballots import BallotSpec
from shared.pdf.pages import Examination, Finding

ROSTER = """
title = "t"
[[roster]]
name = "张立新"
role = "chair"
[[roster]]
name = "李建国"
[[roster]]
name = "王秀兰"
[[roster]]
name = "陈志远"
[[roster]]
name = "方文"
role = "observer"
[[agenda]]
title = "a"
"""
COUNTING = 'rule = { preset = "cwh", written_opinions = true }\n'


def load(folder: Path, text: str) -> Pack | PackProblems:
    (folder / "meeting.toml").write_text(text, encoding="utf-8")
    return load_pack(
        folder,
        meeting=MeetingId("01j00000000000000000000000"),
        presets=shipped_presets(),
        examine=lambda _path: Examination(Finding.FINE, 1),
    )


def with_ballot(folder: Path, lines: str) -> Pack | PackProblems:
    return load(folder, f'{ROSTER}\n[[agenda.ballots]]\nquestion = "q"\n{lines}\n')


def pack_of(folder: Path, lines: str) -> Pack:
    pack = with_ballot(folder, lines)
    assert isinstance(pack, Pack), pack
    return pack


def ballot_of(folder: Path, lines: str) -> BallotSpec:
    (ballot,) = pack_of(folder, lines).meeting.agenda[0].ballots
    return ballot


def said_of(folder: Path, lines: str) -> list[str]:
    """The mistakes, with line and remedy, each as one text."""
    found = with_ballot(folder, lines)
    assert isinstance(found, PackProblems), found
    assert all(problem.remedy and problem.line for problem in found.problems)
    return [problem.message for problem in found.problems]
