"""The contracts themselves are run by `dev.py check`; here each is shown to notice a broken rule."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = ROOT / "pyproject.toml"
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
FAULTS = {
    "apps": {"kiosk/session.py": "import presenter.hub"},
    "shared": {"shared/novel/__init__.py": ""},
    "kiosk": {"kiosk/novel.py": ""},
    "presenter": {"presenter/hub/__init__.py": "import presenter.ui"},
    "pure": {"shared/domain/ballots.py": "import time"},
    "qt": {"kiosk/session.py": "from PySide6.QtCore import QObject"},
    "pymupdf": {"shared/ui/page.py": "import pymupdf"},
    "network": {"presenter/hub/publisher.py": "import nats"},
    "crypto": {"shared/link/connection.py": "import nkeys"},
    "sqlite": {"presenter/hub/recorder.py": "import sqlite3"},
    "office": {"presenter/ui/exports.py": "import docx"},
}
# A tree that keeps every rule, with each package and library that the contracts name.
SOUND = {
    **{f"{name}/__init__.py": "" for name in ("kiosk", "kiosk/ui", "presenter", "presenter/hub", "shared")},
    **{f"shared/{name}/__init__.py": "" for name in ("domain", "protocol", "system")},
    "kiosk/app.py": "import PySide6, qasync, kiosk.ui",
    "presenter/app.py": "import presenter.ui, presenter.hub",
    "presenter/clerk/__init__.py": "import docx, openpyxl",
    "presenter/ui/__init__.py": "",
    "shared/ui/__init__.py": "import PySide6, shared.domain",
    "shared/pdf/__init__.py": "import pymupdf",
    "shared/link/__init__.py": "import nats, zeroconf",
    "shared/storage/__init__.py": "import sqlite3, sqlite_utils",
    "shared/crypto/__init__.py": "import cryptography, nkeys",
}


def broken_contracts(tree: Path, files: dict[str, str]) -> tuple[set[str], str]:
    for path, source in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(source + "\n", "utf-8")
    shutil.copy(PROJECT, tree)
    linter = Path(sys.executable).with_name("lint-imports")
    # The linter imports nothing of what it reads: only the folder of the tree is on its path.
    run = subprocess.run(
        [linter, "--no-cache"],
        cwd=tree,
        env={"NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    lines = run.stdout.splitlines()
    broken = {key for key, name in CONTRACTS.items() if f"{name} BROKEN" in lines}
    kept = {key for key, name in CONTRACTS.items() if f"{name} KEPT" in lines}
    assert broken | kept == set(CONTRACTS), run.stdout + run.stderr
    return broken, run.stdout


def test_every_contract_has_a_fault_that_shows_it_at_work() -> None:
    assert set(FAULTS) == set(CONTRACTS)


def test_a_sound_tree_keeps_every_contract(tmp_path: Path) -> None:
    broken, output = broken_contracts(tmp_path, SOUND)
    assert broken == set(), output


@pytest.mark.parametrize("contract", sorted(FAULTS))
def test_a_broken_rule_is_noticed(contract: str, tmp_path: Path) -> None:
    broken, output = broken_contracts(tmp_path, {**SOUND, **FAULTS[contract]})
    assert contract in broken, output
