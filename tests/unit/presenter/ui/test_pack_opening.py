"""Packs are opened with real workers, and nothing keeps the window waiting."""

import asyncio
from pathlib import Path

import pytest

from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblems
from presenter.ui.pack_opening import gather_files, open_pack
from shared.domain.agenda import MeetingId
from shared.system.faults import EnvironmentFault
from shared.ui.self_test import PAGE

MEETING = MeetingId("meeting00001")


def no_progress(_examined: int, _papers: int) -> None:
    """Nobody looks."""


def test_a_folder_of_pdfs_becomes_an_agenda_and_tells_its_progress(tmp_path: Path) -> None:
    (tmp_path / "1. plan.pdf").write_bytes(PAGE)
    (tmp_path / "2. broken.pdf").write_bytes(b"%PDF-1.4 but no more")
    told: list[tuple[int, int]] = []
    pack = asyncio.run(open_pack(tmp_path, MEETING, lambda n, total: told.append((n, total))))
    assert isinstance(pack, Pack)
    assert [item.title for item in pack.meeting.agenda] == ["plan", "broken"]
    assert [len(item.papers) for item in pack.meeting.agenda] == [1, 0]
    assert len(pack.notes) == 1
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_mistake_in_the_toml_comes_back_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "meeting.toml").write_text('title = "t"\nplaice = "x"\n', "utf-8")
    pack = asyncio.run(open_pack(tmp_path, MEETING, no_progress))
    assert isinstance(pack, PackProblems)
    assert ("meeting.toml", 2) in [(problem.file, problem.line) for problem in pack.problems]


def test_dropped_files_are_gathered_under_the_name_of_their_folder(tmp_path: Path) -> None:
    drop, into = tmp_path / "standing meeting", tmp_path / "into"
    for folder in (drop, into, tmp_path / "other"):
        folder.mkdir()
    files = (drop / "a.pdf", tmp_path / "other" / "a.pdf")
    for number, file in enumerate(files):
        file.write_bytes(b"%d" % number)
    gathered = asyncio.run(gather_files(files, into))
    assert gathered.name == "standing meeting"
    assert sorted(file.name for file in gathered.iterdir()) == ["2-a.pdf", "a.pdf"]


def test_a_file_that_cannot_be_copied_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "gone.pdf"
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(EnvironmentFault, match=r"gone\.pdf"):
        asyncio.run(gather_files((missing,), into))
