"""`wuzhi-clerk check`: a line or an object for every file, and the exit code."""

import json
import os
from pathlib import Path

import pytest

from presenter.clerk.check import run_check
from tests.unit.pdf import papers


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "not.pdf").write_text("<html>")
    os.mkfifo(tmp_path / "pipe.pdf")
    return {
        "ok": papers.ordinary(tmp_path / "材料.pdf"),
        "locked": papers.locked(tmp_path / "locked.pdf", "1"),
        "not": tmp_path / "not.pdf",
        "pipe": tmp_path / "pipe.pdf",
        "missing": tmp_path / "missing.pdf",
        "folder": tmp_path,
    }


def test_all_usable_exits_0_with_a_line_each(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check([files["ok"], files["ok"]], as_json=False) == 0
    assert capsys.readouterr().out == f"{files['ok']}: ok: 3 pages\n" * 2


def test_each_unusable_file_has_its_status_and_exits_1(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check(list(files.values()), as_json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert [set(entry) for entry in found] == [{"file", "status", "pages", "message"}] * len(files)
    assert [entry["file"] for entry in found] == [str(file) for file in files.values()]
    statuses = ["ok", "password", "not_pdf", "not_pdf", "broken", "not_pdf"]
    assert [entry["status"] for entry in found] == statuses
    assert found[0]["pages"] == 3
    assert all(entry["message"] for entry in found)


@pytest.mark.parametrize("name", ["locked", "not", "pipe", "missing", "folder"])
def test_one_unusable_file_is_enough_to_exit_1(
    files: dict[str, Path], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check([files["ok"], files[name]], as_json=False) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{files['ok']}: ok: 3 pages"
    assert second.startswith(f"{files[name]}: ")


def test_a_name_can_neither_stop_the_check_nor_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = Path(os.fsdecode(bytes(tmp_path) + b"/\xff\x1b[31m\xe2\x80\xae\nfdp.pdf"))
    papers.ordinary(tmp_path / "o.pdf").rename(hostile)
    assert run_check([hostile], as_json=False) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed[:-1].isprintable()
    assert run_check([hostile], as_json=True) == 0
    assert json.loads(capsys.readouterr().out)[0]["file"] == str(hostile)
