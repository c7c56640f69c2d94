"""Both programs speak Chinese on a machine without Chinese letters, and so does Qt in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("dressed_program.py")
ROOT = Path(__file__).resolve().parents[3]
LATIN = Path("/usr/share/fonts/truetype/dejavu")
NO_CHINESE = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def found(folder: Path, **variables: str) -> Mapping[str, Any]:
    told = folder / "found.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, str(PROGRAM), str(told)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(json.loads(told.read_text("utf-8")))


@pytest.mark.skipif(not LATIN.is_dir(), reason="there is no folder of fonts without Chinese letters here")
def test_without_chinese_letters_on_the_machine_those_of_the_page_engine_are_used(tmp_path: Path) -> None:
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(NO_CHINESE.format(fonts=LATIN, cache=tmp_path / "cache"), "utf-8")
    seen = found(tmp_path, FONTCONFIG_FILE=str(configuration))
    assert seen["lacked"]
    assert seen["pictures"] == {"ui": 3, "formal": 3}


def test_qt_speaks_the_language_of_the_program(tmp_path: Path) -> None:
    assert found(tmp_path)["cancel"] == "取消"
